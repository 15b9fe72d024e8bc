import JSON
import Loyalty
import Testing

@testable import Till

/// A till at a made-up agent: each call is answered by what the test says.
struct Desk {
    var session: TillSession
    /// By path; what is not here answers as an agent does that lacks the route.
    var answers: [String: String] = [:]
    /// By path: code and members of a problem.
    var problems: [String: (status: Int, code: String, body: String)] = [:]
    var isAgentAway = false
    var isDiskFull = false
    var calls: [(path: String, body: String)] = []
    var kept: [String] = []
    var refused: [String] = []
    var printed: [[String]] = []
    var hasEnded = false
    var now = Instant("2026-03-14T16:42:07Z") ?? .earliest

    init(_ language: TillLanguage = .mexico, country: String = "MX", currency: String = "MXN") {
        let facts = StoreFacts(
            store: "042", country: country, currency: currency, zone: Zone("America/Mexico_City") ?? .utc)
        session = TillSession(
            till: "1", cashier: "ana", settings: TillSettings(), facts: facts, texts: TillTexts(language), at: now)
    }

    mutating func perform(_ acts: [Act]) throws {
        var waiting = acts[...]
        while let act = waiting.popFirst() {
            switch act {
            case .call(let call):
                let answer = try answer(call)
                waiting.insert(contentsOf: session.hear(answer, to: call, at: now), at: waiting.startIndex)
            case .keep(let body):
                if !isDiskFull { kept.append(String(decoding: body, as: UTF8.self)) }
                waiting.insert(contentsOf: session.kept(!isDiskFull), at: waiting.startIndex)
            case .settle(let body): kept.removeAll { $0 == String(decoding: body, as: UTF8.self) }
            case .setAside(let body):
                let text = String(decoding: body, as: UTF8.self)
                kept.removeAll { $0 == text }
                refused.append(text)
            case .print(let rows): printed.append(rows)
            case .end: hasEnded = true
            }
        }
    }

    private mutating func answer(_ call: Call) throws -> Answer {
        calls.append((call.path, String(decoding: call.body, as: UTF8.self)))
        if isAgentAway { return .nobody }
        if let problem = problems[call.path] {
            let body = try JSONDocument(problem.body).root
            return .refused(status: problem.status, code: problem.code, detail: "as the agent says", body: body)
        }
        if let answer = answers[call.path] { return .done(try JSONDocument(answer).root) }
        return .refused(status: 404, code: "unknownPath", detail: "There is no such path.", body: nil)
    }

    mutating func type(_ lines: String...) throws {
        for line in lines {
            now = Instant(milliseconds: now.milliseconds + 1000)
            for character in line { try perform(session.press(.text(String(character)), at: now)) }
            try perform(session.press(.enter, at: now))
        }
    }

    mutating func press(_ keys: Keystroke...) throws {
        for key in keys { try perform(session.press(key, at: now)) }
    }

    mutating func status(_ json: String) throws {
        answers["/v1/status"] = json
        now = now.adding(seconds: TillSession.statusSeconds + 1)
        try perform(session.tick(at: now))
    }

    var screen: String { session.screen(columns: 80, rows: 24).text }
    func last(_ path: String) -> String { calls.last { $0.path == path }?.body ?? "" }

    static let ok =
        #"{"store":"042","state":"ok","currency":"MXN","country":"MX","timeZone":"America/Mexico_City"}"#
    static let offline = """
        {"store":"042","state":"offline","currency":"MXN","country":"MX","timeZone":"America/Mexico_City",
         "problemSince":"2026-03-14T16:42:00Z"}
        """
    static let card = """
        {"card":"c1","name":"María G.","tier":{"id":"silver","names":{"es":"Plata","en":"Silver"}},
         "points":{"here":300,"total":900,"pending":0,"valueMinor":9000},"provisional":[],
         "asOf":"2026-03-14T16:41:00Z"}
        """
    static let found = "{\"cards\":[\(card)]}"
    static func quote(_ amounts: Int..., points: Int, discount: Int = 0) -> String {
        quote(amounts, points: points, discount: discount)
    }
    static func quote(_ amounts: [Int], points: Int, discount: Int = 0) -> String {
        let lines = amounts.map { #"{"amountMinor":\#($0),"discountMinor":\#(discount)}"# }.joined(separator: ",")
        return #"{"lines":[\#(lines)],"points":\#(points),"offers":[],"memberPoints":\#(points)}"#
    }
}
