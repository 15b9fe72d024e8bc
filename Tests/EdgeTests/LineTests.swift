import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization
import Testing

@testable import Edge

private final class MovingClock: InstantSource {
    private let instant = Mutex(Instant(milliseconds: 1_773_482_400_000))  // 2026-03-14T10:00:00Z

    func now() -> Instant { instant.withLock { $0 } }
    func set(_ text: String) { instant.withLock { $0 = Instant(text) ?? $0 } }
}

private struct FailingLine: Transport {
    let kind: TransportError.Kind

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        throw TransportError("what the line says", kind: kind)
    }
}

/// Too slow for more than so many bytes.
private final class NarrowLine: Transport {
    let bytesMax: Int
    let sizes = Mutex<[Int]>([])

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        sizes.withLock { $0.append(request.body.count) }
        guard request.body.count <= bytesMax else { throw TransportError("too slow", isTimedOut: true) }
        // Central as such is no matter of this test.
        return ClientResponse(status: 500, body: [])
    }
}

private func agent(_ clock: MovingClock) throws -> Agent {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = EdgeConfiguration.text(
        store: StoreID("042"), central: "https://127.0.0.1:1", tokenFile: "none", timeZone: "UTC",
        witness: folder + "/witness")
    return try Agent(
        EdgeConfiguration(text: text), path: folder + "/store.db", clock: clock, randomness: SeededRandomness(seed: 1))
}

@Suite struct `A line without an answer` {
    private func state(_ kind: TransportError.Kind, _ agent: Agent) throws -> String {
        var bounds = Uploader.Bounds()
        _ = try Uploader(agent, FailingLine(kind: kind)).step(&bounds, verifying: true)
        let byUploader = try AgentStatus(agent)
        _ = try Downloader(agent, FailingLine(kind: kind)).step(waitSeconds: 0)
        let byDownloader = try AgentStatus(agent)
        #expect(byUploader.state == byDownloader.state)
        #expect(byUploader.detail == "what the line says")
        return byUploader.state.rawValue
    }

    @Test func `a certificate that is not believed is named, and is unhealthy`() throws {
        let agent = try agent(MovingClock())
        #expect(try state(.certificate, agent) == "certificate")
        #expect(try !AgentStatus(agent).isHealthy)
        #expect(try state(.certificateDates, agent) == "certificate")
        #expect(try state(.unreachable, agent) == "neverSynced")
    }

    @Test(arguments: [
        // The dates of the clock, after a success on 2026-03-14; an expired certificate is renewed by a person.
        ("2026-03-14T11:00:00Z", "certificate"), ("2026-06-20T10:00:00Z", "certificate"),
        // A clock behind what is on record, without its battery, or after a leap.
        ("2026-03-14T09:00:00Z", "clock"), ("1970-01-01T00:00:10Z", "clock"), ("2038-01-19T03:14:08Z", "clock"),
    ]) func `dates of a certificate are the clock's matter where the clock cannot be right`(now: String, wanted: String)
        throws
    {
        let clock = MovingClock()
        let agent = try agent(clock)
        try agent.database.write { try Setting.lastSuccessAt.set(clock.now().description, $0) }
        clock.set(now)
        #expect(try state(.certificateDates, agent) == wanted)
        // Another name stays another name, whatever the clock says.
        #expect(try state(.certificate, agent) == "certificate")
    }

    @Test func `a line too slow for a batch is sent smaller ones`() throws {
        let agent = try agent(MovingClock())
        let randomness = SystemRandomness()
        try agent.database.write { connection in
            let journal = Journal(store: StoreID("042"), connection: connection)
            for _ in 0..<200 {
                // Nothing that packs well.
                let bytes = (0..<8).flatMap { _ in randomness.bytes(125) }
                let body = JSONWriter.object { $0.field("kind", Hex.encode(bytes)) }
                try journal.append(
                    .make(at: agent.clock.now(), randomness), recordedAt: agent.clock.now(), body: body, personal: nil)
            }
        }
        let line = NarrowLine(bytesMax: 60_000)
        let uploader = Uploader(agent, line)
        var bounds = Uploader.Bounds()
        for _ in 0..<20 { _ = try uploader.step(&bounds) }
        let sizes = line.sizes.withLock { $0 }
        #expect(sizes[0] > 60_000)
        // Between two batches a single event asks whether the line is up again.
        #expect(sizes.suffix(3).allSatisfy { (10_000...60_000).contains($0) })
    }

    @Test func `a clock that was far from central's is suspected first`() throws {
        let agent = try agent(MovingClock())
        agent.pulse.withLock { $0.clockOffset = 3_600_000 }
        #expect(try state(.certificateDates, agent) == "clock")
    }
}

@Suite struct `What the configuration says of lines and certificates` {
    private func configuration(_ key: String, _ json: String) throws -> EdgeConfiguration {
        let text = EdgeConfiguration.text(
            store: StoreID("042"), central: "https://central.example", tokenFile: "none", timeZone: "UTC", witness: "w")
        let line = try #require(text.split(separator: "\n").first { $0.contains("\"\(key)\"") })
        let comma = line.hasSuffix(",") ? "," : ""
        return try EdgeConfiguration(text: text.replacing(line, with: "  \"\(key)\": \(json)\(comma)"))
    }

    @Test func `paths begin at the configuration's folder`() throws {
        let read = try configuration("caFile", #""authority.pem""#).inside("/srv/tienda")
        #expect(read.caFile == "/srv/tienda/authority.pem")
        #expect(try configuration("caFile", #""/etc/ca.pem""#).inside("/srv/tienda").caFile == "/etc/ca.pem")
        #expect(try configuration("caFile", #""""#).inside("/srv/tienda").caFile == nil)
    }

    @Test func `so do the witness and the token file`() throws {
        let read = try configuration("witness", #""042.witness""#).inside("/srv/tienda")
        #expect(read.witness == "/srv/tienda/042.witness" && read.tokenFile == "/srv/tienda/none")
        let other = try configuration("tokenFile", #""/etc/042.token""#).inside("/srv/tienda")
        #expect(other.tokenFile == "/etc/042.token" && other.witness == "/srv/tienda/w")
    }

    @Test(arguments: [
        ("proxy", #""10.20.0.1:3128""#), ("uploadBytesPerSecondMax", "100"), ("retrySecondsMax", "0"),
        ("witness", #""""#),
        ("certificateFile", #""alone.pem""#),
    ]) func `a value that cannot be meant stops the start`(key: String, json: String) {
        let error = #expect(throws: BadInput.self) { try configuration(key, json) }
        #expect(error?.field == (key == "certificateFile" ? "keyFile" : key))
    }

    @Test func `a proxy and a bound of the line are taken as they stand`() throws {
        #expect(try configuration("proxy", #""http://10.20.0.1:3128""#).proxy == "http://10.20.0.1:3128")
        #expect(try configuration("uploadBytesPerSecondMax", "65536").uploadBytesPerSecondMax == 65536)
    }
}
