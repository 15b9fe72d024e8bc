import Digest
import Foundation
import JSON
import Loyalty
import SyncProtocol

/// The folder that the central team owns: configuration, programme, segmentation, campaigns, and the chain's secret.
public struct CentralFolder: Sendable {
    public let root: String

    public init(_ root: String) { self.root = root }

    public func path(_ name: String) -> String { name.hasPrefix("/") ? name : root + "/" + name }

    private func text(_ name: String) throws -> String {
        do {
            return try String(contentsOfFile: path(name), encoding: .utf8)
        } catch {
            throw BadInput(code: "missingFile", field: path(name), message: "cannot be read")
        }
    }

    /// Errors name the file.
    private func reading<T>(_ name: String, _ read: (String) throws -> T) throws -> T {
        let text = try text(name)
        do {
            return try read(text)
        } catch let error as BadInput {
            throw BadInput(code: error.code, field: error.field, message: "\(error.message) (in \(path(name)))")
        }
    }

    public func programme() throws -> Programme { try reading("programme.json") { try Programme(text: $0) } }

    public func segmentation() throws -> Segmentation {
        try reading("segmentation.json") { try Segmentation(text: $0) }
    }

    /// The key under which this chain hashes its customers' keys; every process of one central shares it.
    func secret() throws -> ChainSecret {
        try reading("chain.secret") { text in
            guard let bytes = Hex.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)), bytes.count == 32 else {
                throw BadInput(code: "badValue", field: "", message: "wants 64 hexadecimal digits")
            }
            return ChainSecret(version: 1, bytes: bytes)
        }
    }
}
