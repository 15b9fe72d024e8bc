import Foundation
import HTTP
import JSON
import Loyalty
import Till

enum TillCommand: Command {
    static let name = "till"
    static let summary = "the till's screen: sells, enrols, redeems, returns, with and without a line"
    static let usage = """
        [--till 1] [--cashier NAME] [--lang es-MX|es-CL|es-ES|es|en] [--settings till.json]
                  [--folder DIR] [--texts] --config DIR/edge.json    (--texts prints every text as JSON)
        """
    static let example = "vuelve till --till 2 --cashier ana --config /srv/tienda/edge.json"
    static let options = ["config", "url", "token-file", "till", "cashier", "lang", "settings", "folder"]
    static let flags = ["texts"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let settings = try settings(arguments)
        let till = arguments.option("till") ?? "1"
        if arguments.has("texts") {
            let language = try language(arguments, settings.value, country: "MX")
            print(String(decoding: try texts(language, settings.texts).json, as: UTF8.self))
            return 0
        }
        let folder = try folder(arguments, till)
        let lock = try FolderLock(folder)
        let connection = try Connection(arguments)
        let memory = TillMemory(folder: folder)
        guard let facts = try Self.facts(connection) ?? memory.facts else {
            throw Failure(
                "no agent answers at \(connection.base), and this till has never reached one",
                next: "start the agent: vuelve edge serve; then the till works without it too")
        }
        memory.facts = facts
        let language = try language(arguments, settings.value, country: facts.country)
        let session = TillSession(
            till: till, cashier: arguments.option("cashier"), settings: settings.value, facts: facts,
            texts: try texts(language, settings.texts), lastReceipt: memory.lastReceipt, at: SystemClock().now())
        var loop = TillLoop(
            session: session, client: connection.client, kept: try KeptReceipts(folder: folder), memory: memory)
        try loop.run()
        withExtendedLifetime(lock) {}
        return 0
    }

    /// Nil where nobody answers, or the store's agent does not say enough yet.
    private static func facts(_ connection: Connection) throws -> StoreFacts? {
        let request = ClientRequest("GET", "/v1/status", timeoutSeconds: 5)
        guard let response = try? connection.client.send(request), response.status < 500 else { return nil }
        return StoreFacts(try Connection.answer(response, connection.base))
    }

    private static func folder(_ arguments: Arguments, _ till: String) throws -> String {
        guard StoreID(till).isValid else {
            throw Failure.usage("--till wants letters, digits, - or _", "vuelve till --help")
        }
        let beside = arguments.option("config").map { Folder.of($0) + "/till-\(till)" }
        guard let folder = arguments.option("folder") ?? beside else {
            throw Failure.usage("till wants --folder where there is no --config", "vuelve till --help")
        }
        try Folder.make(folder)
        return Folder.absolute(folder)
    }

    /// `--settings`, or `till.json` beside `edge.json` where it is there.
    private static func settings(_ arguments: Arguments) throws -> (value: TillSettings, texts: JSONValue?) {
        let beside = arguments.option("config").map { Folder.of($0) + "/till.json" }
        let found = beside.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
        guard let file = arguments.option("settings") ?? found else { return (TillSettings(), nil) }
        return try reading(file) { text in
            let root = try JSONDocument(text).root
            return (try TillSettings(root), root["texts"])
        }
    }

    private static func language(
        _ arguments: Arguments, _ settings: TillSettings, country: String
    ) throws -> TillLanguage {
        let wanted = arguments.option("lang") ?? settings.language
        let ofCountry = TillLanguage(country: country)
        if wanted.isEmpty { return ofCountry }
        if wanted == "es" { return ofCountry == .english ? .mexico : ofCountry }
        guard let language = TillLanguage(rawValue: wanted) else {
            throw Failure.usage("--lang wants es-MX, es-CL, es-ES, es or en", "vuelve till --help")
        }
        return language
    }

    private static func texts(_ language: TillLanguage, _ own: JSONValue?) throws -> TillTexts {
        let texts = TillTexts(language)
        return try own.map(texts.overridden(by:)) ?? texts
    }
}

/// What a till remembers from one day to the next, besides the receipts that wait.
final class TillMemory {
    private let folder: String

    init(folder: String) { self.folder = folder }

    var facts: StoreFacts? {
        get {
            (try? Folder.read(folder + "/store.json")).flatMap { try? JSONDocument($0).root }.flatMap(StoreFacts.init)
        }
        set {
            guard let newValue, newValue != facts else { return }
            try? Folder.replace(folder + "/store.json", with: String(decoding: newValue.json, as: UTF8.self))
        }
    }

    /// Losing it does no harm: numbers follow the clock.
    var lastReceipt: Int64 {
        get { (try? Folder.read(folder + "/number")).flatMap { Int64($0) } ?? 0 }
        set { try? Folder.replace(folder + "/number", with: String(newValue)) }
    }
}

/// Keys, time and answers into the session; calls and screens out of it.
struct TillLoop {
    var session: TillSession
    let client: Client
    let kept: KeptReceipts
    let memory: TillMemory
    private var decoder = KeyDecoder()
    private var isEnding = false
    private let clock = SystemClock()

    init(session: TillSession, client: Client, kept: KeptReceipts, memory: TillMemory) {
        self.session = session
        self.client = client
        self.kept = kept
        self.memory = memory
    }

    /// After an Escape by itself nothing comes for so long; a key's own sequence comes at once.
    private static let escapeMilliseconds: Int32 = 40
    private static let sentAtOnceMax = 20

    mutating func run() throws {
        let terminal = try RawTerminal()
        defer { terminal.restore() }
        session.keptReceipts = kept.receipts.count
        while !isEnding {
            perform(session.tick(at: clock.now()))
            let size = terminal.size
            terminal.draw(session.screen(columns: size.columns, rows: size.rows))
            listen(terminal)
        }
    }

    private mutating func listen(_ terminal: RawTerminal) {
        var waiting = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal.signals, events: Int16(POLLIN), revents: 0),
        ]
        let timeout = decoder.isWaiting ? Self.escapeMilliseconds : Int32(session.quietMilliseconds)
        let ready = poll(&waiting, 2, timeout)
        if ready == 0, decoder.isWaiting { press(decoder.flush()) }
        guard ready > 0 else { return }
        if waiting[1].revents != 0 { heed(terminal) }
        guard waiting[0].revents != 0, !isEnding else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count > 0 {
            press(decoder.take(buffer.prefix(count)))
        } else if count == 0 || errno != EINTR {
            // Whoever held the terminal is gone.
            isEnding = true
        }
    }

    private mutating func heed(_ terminal: RawTerminal) {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(terminal.signals, &buffer, buffer.count)
        for byte in buffer.prefix(max(0, count)) {
            if byte == UInt8(ascii: "q") { isEnding = true }
            if byte == UInt8(ascii: "c") { terminal.begin() }
        }
    }

    private mutating func press(_ keys: [Keystroke]) {
        for key in keys where !isEnding { perform(session.press(key, at: clock.now())) }
    }

    // MARK: what the session wants done

    private mutating func perform(_ acts: [Act]) {
        var waiting = acts[...]
        while let act = waiting.popFirst() {
            switch act {
            case .call(let call):
                let answer = answer(call)
                waiting.insert(contentsOf: session.hear(answer, to: call, at: clock.now()), at: waiting.startIndex)
                if call.purpose == .status, case .done = answer { sendKept() }
            case .keep(let receipt):
                let isKept: Bool
                do {
                    try kept.keep(receipt)
                    isKept = true
                } catch { isKept = false }
                waiting.insert(contentsOf: session.kept(isKept), at: waiting.startIndex)
            // What cannot be taken out of the file is sent again, and counts once.
            case .settle(let receipt): try? kept.settle(receipt)
            case .setAside(let receipt): try? kept.setAside(receipt)
            case .print(let rows): printRows(rows)
            case .end: isEnding = true
            }
        }
        session.keptReceipts = kept.receipts.count
        if memory.lastReceipt != session.lastReceipt { memory.lastReceipt = session.lastReceipt }
        memory.facts = session.facts
    }

    private func answer(_ call: Call) -> Answer {
        let request = ClientRequest(
            call.method, call.path, body: call.body, headers: [("Content-Type", "application/json")],
            timeoutSeconds: call.purpose == .status ? 1 : 5)
        guard let response = try? client.send(request) else { return .nobody }
        let json = try? JSONDocument(response.body).root
        if (200..<300).contains(response.status) { return json.map { .done($0) } ?? .nobody }
        let code = json?["code"]?.string ?? ""
        // It answers, but can do nothing now: for a till that is as if it were away.
        if response.status >= 500 || response.status == 429, code != "notReady" { return .nobody }
        let detail = json?["detail"]?.string ?? "\(response.status)"
        return .refused(status: response.status, code: code, detail: detail, body: json)
    }

    /// The oldest first, some at a time, so that nobody waits for it.
    private func sendKept() {
        for receipt in kept.receipts.prefix(Self.sentAtOnceMax) {
            var request = KeptReceipts.request(receipt)
            request.timeoutSeconds = 5
            guard let response = try? client.send(request) else { return }
            // A return may be refused for what it is; a purchase only where it cannot be read.
            let isRefused = request.path != "/v1/purchases" && [403, 404, 409].contains(response.status)
            if response.status == 200 {
                try? kept.settle(receipt)
            } else if isRefused || TillSession.refusesForGood(response.status) {
                try? kept.setAside(receipt)
            } else {
                return
            }
        }
    }

    private mutating func printRows(_ rows: [String]) {
        let path = session.settings.printer
        guard !path.isEmpty else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
        defer { if file >= 0 { close(file) } }
        let bytes = Array((rows.joined(separator: "\n") + "\n\n\n\n").utf8)
        guard file >= 0, write(file, bytes, bytes.count) == bytes.count else { return session.printerFailed() }
    }
}
