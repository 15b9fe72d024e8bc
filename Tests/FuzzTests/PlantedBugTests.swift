import HTTP
import JSON
import Testing

@testable import Edge

/// Each property that requests are checked for is seen to fail on a bug that is planted.
@Suite struct `Bugs planted into answers` {
    private let check: AnswerCheck

    init() throws { check = AnswerCheck(try OpenAPIFile(StoreOpenAPI.document)) }

    private static func problem(_ status: Int, _ code: String, _ detail: String = "It is so.") -> Response {
        Problem(status, code, detail).response
    }

    private func mistakes(_ response: Response, who: String = "till", _ path: String = "/v1/cards/lookup") -> [String] {
        check.mistakes(ClientRequest(path.contains("lookup") ? "POST" : "GET", path), response, who: who)
    }

    private static let sound = Response.json(Array(#"{"cards":[]}"#.utf8))

    @Test func `nothing is wrong with what is sound`() {
        #expect(mistakes(Self.sound) == [])
        #expect(mistakes(Self.problem(400, "badKey")) == [])
        #expect(mistakes(Self.problem(401, "noToken"), who: "nobody") == [])
        #expect(mistakes(.text("ok\n"), who: "nobody", "/healthz") == [])
    }

    @Test(arguments: [
        ("an error of the program", problem(500, "internal")), ("a 503 without Retry-After", problem(503, "busy")),
        ("a page instead of a problem", Response(status: 404, type: "text/html", body: Array("<html>".utf8))),
        ("a code of nobody", problem(400, "oops")), ("a code of another path", problem(404, "unknownSubject")),
        ("a status that is not documented", Response(status: 204, type: "application/json", body: [])),
        ("a field of another type", .json(Array(#"{"cards":{}}"#.utf8))),
        ("a field that is missing", .json(Array("{}".utf8))),
        ("half an answer", .json(Array(#"{"cards":["#.utf8))),
        ("a trace of the source", problem(400, "badKey", "TillService.swift:42: unexpectedly found nil")),
        ("a statement", problem(507, "storageFull", "SQLite 13: full (INSERT INTO journal)")),
    ]) func `one is found`(bug: String, answer: Response) { #expect(mistakes(answer) != [], "\(bug)") }

    @Test(arguments: ["nobody", "unknown", "odd", "admin"]) func `data for who may not ask is found`(who: String) {
        #expect(mistakes(Self.sound, who: who) != [])
    }

    @Test func `a request that is never answered is found`() {
        let route = Route("GET", "/never", roles: nil) { _, _ in }
        let transport = DirectTransport(Router([route]), token: "", authenticate: { _ in nil })
        #expect(Deadline.ask(transport, ClientRequest("GET", "/never"), secondsMax: 1) == nil)
    }

    @Test func `memory that is kept is found`() {
        let before = Memory.residentBytes
        let kept = [UInt8](repeating: 1, count: Memory.growthBytesMax + (128 << 20))
        #expect(Memory.residentBytes - before > Memory.growthBytesMax)
        #expect(kept.last == 1)
    }
}
