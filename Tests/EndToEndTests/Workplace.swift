import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

/// A folder with a central and stores made of the real, static binary; everything ends with it.
final class Workplace {
    let folder: String
    let central: CentralProcess
    private(set) var stores: [StoreProcess] = []

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        central = try CentralProcess(folder: folder + "/central")
    }

    deinit {
        for store in stores { store.kill() }
        central.kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// - Parameter configure: what to change before its first start
    func addStore(
        _ id: String, through address: String? = nil, timeZone: String = "America/New_York",
        configure: (StoreProcess) throws -> Void = { _ in }
    ) throws -> StoreProcess {
        let token = try central.addStore(StoreID(id))
        let store = try StoreProcess(
            StoreID(id), folder: "\(folder)/store-\(id)", central: address ?? central.address, token: token)
        try store.configure(timeZone: timeZone)
        try configure(store)
        try store.start()
        stores.append(store)
        return store
    }
}

func json(_ response: ClientResponse) throws -> JSONValue { try JSONDocument(response.body).root }

func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
}
