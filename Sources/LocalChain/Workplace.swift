import Foundation
import Loyalty

/// A folder with a central and stores made of the real, static binary; everything ends with it.
public final class Workplace {
    public let folder: String
    public let central: CentralProcess
    public private(set) var stores: [StoreProcess] = []

    public init() throws {
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
    @discardableResult
    public func addStore(
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
