import Central
import Digest
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

private struct FixedClock: InstantSource {
    func now() -> Instant { Instant(milliseconds: 1_773_482_400_000) }
}

private func aggregator() throws -> (Aggregator, String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [
        ("programme.json", CentralDefaults.programme), ("segmentation.json", CentralDefaults.segmentation),
        ("chain.secret", String(repeating: "00", count: 32)),
    ] { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
    return (
        try Aggregator(
            CentralConfiguration(
                text: #"{"storage":"\#(SharedServer.storage(ofFolder: folder) ?? "central.db")"}"#),
            folder: CentralFolder(folder),
            clock: FixedClock(),
            randomness: SeededRandomness(seed: 1)), folder
    )
}

@Suite struct `Central's files` {
    @Test func `the sample configuration is what init writes, and it is read`() throws {
        for (file, text) in [
            ("central.json", CentralDefaults.configuration), ("programme.json", CentralDefaults.programme),
            ("segmentation.json", CentralDefaults.segmentation),
            ("campaigns/welcome-back.json", CentralDefaults.campaigns["welcome-back.json"] ?? ""),
        ] { #expect(try String(contentsOfFile: "\(root)/central/\(file)", encoding: .utf8) == text) }
        let programme = try Programme(text: CentralDefaults.programme)
        _ = try CentralConfiguration(text: CentralDefaults.configuration)
        _ = try Segmentation(text: CentralDefaults.segmentation)
        for text in CentralDefaults.campaigns.values {
            _ = try Campaign(text: text, segments: Segmentation.allSegments, tiers: programme.tiers.map(\.id))
        }
    }

    @Test func `a published programme is immutable: other content needs another number`() throws {
        let (first, folder) = try aggregator()
        _ = first
        try CentralDefaults.programme.replacing("\"points\": 1,", with: "\"points\": 2,")
            .write(toFile: "\(folder)/programme.json", atomically: true, encoding: .utf8)
        #expect { try first.scheduledRun() } throws: { ($0 as? BadInput)?.code == "programmeChanged" }
    }
}

@Suite struct `Central's OpenAPI file` {
    @Test func `has every route with its roles, and no other`() throws {
        let routes = CentralAPI.routes(try aggregator().0, ServerCounts())
        let operations = try OpenAPIOperations(CentralOpenAPI.document)
        #expect(operations.list == OpenAPIOperations.list(routes))
        #expect(operations.version.hasPrefix("3.1"))
    }
}

/// `METHOD /path [roles]`, sorted.
struct OpenAPIOperations {
    let list: [String]
    let version: String

    init(_ document: String) throws {
        let root = try JSONDocument(document).root
        version = root["openapi"]?.string ?? ""
        list = (root["paths"]?.members ?? []).flatMap { path, item in
            (item.members ?? []).filter { ["get", "post", "put", "delete"].contains($0.key) }.map { method, operation in
                let roles = (operation["x-roles"]?.array ?? []).compactMap(\.string).sorted()
                return "\(method.uppercased()) \(path) \(roles)"
            }
        }.sorted()
    }

    static func list(_ routes: [Route]) -> [String] {
        routes.map { "\($0.method) \($0.pattern) \(($0.roles ?? []).map(\.rawValue).sorted())" }.sorted()
    }
}
