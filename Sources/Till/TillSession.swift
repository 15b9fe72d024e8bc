import JSON
import Loyalty

/// What happens at one till: keys and answers in, calls and screens out. Knows no clock, terminal, file or socket.
/// Always: a receipt is kept at the till before the agent is told of it, and settled only when the agent has it.
public struct TillSession: Sendable {
    public let till: String
    public internal(set) var cashier: String?
    public let settings: TillSettings
    public internal(set) var facts: StoreFacts
    public let texts: TillTexts

    public internal(set) var link = Link()
    public internal(set) var basket = Basket()
    var step: Step = .sale
    public internal(set) var field = ""
    var notice: Notice?
    /// Prices seen at this till, so that an article is priced once.
    var prices: [String: Int64] = [:]
    /// Receipts of this session, the newest last: for reprints, and for the prices of goods that come back.
    var slips: [Slip] = []
    var pendingQuantity: Double?
    /// Goods are coming back; with the receipt that they were bought on, where it is known.
    var returning: Returning?
    /// Central is asked for a customer whom the store does not know, while the cashier goes on.
    var asking: Asking?
    var recording: Recording?
    var now: Instant
    /// The number of the newest receipt, so that no two are equal.
    public internal(set) var lastReceipt: Int64
    private let startedAt: Instant
    private var idsGiven = 0
    /// Receipts that wait at the till.
    public var keptReceipts = 0

    static let slipsMax = 50
    static let pricesMax = 20_000

    public struct Link: Sendable, Equatable {
        /// The agent itself does not answer.
        public internal(set) var agentDownSince: Instant?
        /// The line between store and central.
        public internal(set) var lineDownSince: Instant?
        var askedAt: Instant?
    }

    struct Notice: Sendable, Equatable {
        var text: String
        var role: Screen.Role
    }

    struct Returning: Sendable, Equatable {
        var of: ReceiptReference?
    }

    /// A receipt between the cashier's last key and the agent's answer.
    struct Recording: Sendable, Equatable {
        let call: Call
        var isKept: Bool
        /// Goods that come back, before what is sold in their place.
        var isReturn = false
    }

    struct Asking: Sendable, Equatable {
        var key: Key
        var triesLeft: Int
        var next: Instant
    }

    /// What the field is for now.
    enum Step: Sendable, Equatable {
        case sale
        case price(Entry.Item)
        case pay
        case choice(Choice)
        case form(Form)
        case show(title: String, rows: [String])
        /// The receipt just made stays on the screen until the next key.
        case done(Slip)
    }

    public init(
        till: String, cashier: String?, settings: TillSettings, facts: StoreFacts, texts: TillTexts,
        lastReceipt: Int64 = 0, at now: Instant
    ) {
        self.till = till
        self.cashier = cashier
        self.settings = settings
        self.facts = facts
        self.texts = texts
        self.lastReceipt = lastReceipt
        self.now = now
        startedAt = now
    }

    // MARK: keys

    public static let fieldCharactersMax = 200

    public mutating func press(_ key: Keystroke, at instant: Instant) -> [Act] {
        now = instant
        if case .done = step { step = .sale }
        if case .show = step {
            step = .sale
            if key == .enter || key == .escape { return [] }
        }
        switch key {
        case .text(let text):
            if field.count < Self.fieldCharactersMax { field += ShownText.clean(text) }
            return []
        case .backspace:
            if !field.isEmpty { field.removeLast() }
            return []
        case .clear:
            field = ""
            return []
        case .escape: return escape()
        case .interrupt: return leave()
        case .function(let number):
            notice = nil
            guard let command = Command(functionKey: number, isPaying: step == .pay) else { return [] }
            return run(command)
        case .enter:
            let text = field.trimming
            field = ""
            notice = nil
            return enter(text)
        }
    }

    private mutating func enter(_ text: String) -> [Act] {
        switch step {
        case .sale, .done, .show: return enterSale(text)
        case .price(let item): return enterPrice(text, item)
        case .pay: return enterPayment(text)
        case .choice(let choice): return enter(text, choice)
        case .form(let form): return enter(text, form)
        }
    }

    /// One step back; never loses a basket.
    private mutating func escape() -> [Act] {
        notice = nil
        if !field.isEmpty {
            field = ""
        } else if step == .sale {
            returning = nil
            pendingQuantity = nil
        } else if case .pay = step, !basket.payments.isEmpty {
            basket.payments = []
        } else {
            step = .sale
        }
        return []
    }

    mutating func leave() -> [Act] {
        guard basket.lines.isEmpty else {
            say(.cannotLeave, .bad)
            return []
        }
        return giveBack() + [.end]
    }

    // MARK: time

    /// How long an answered agent is believed to be well, and how often a silent one is tried.
    static let statusSeconds: Int64 = 5
    static let askAgainMilliseconds: Int64 = 200
    static let askTries = 15

    /// To be called when a key was not pressed for a while.
    public mutating func tick(at instant: Instant) -> [Act] {
        now = instant
        var acts: [Act] = []
        if let waiting = asking, now >= waiting.next {
            asking = waiting.triesLeft > 1 ? ask(waiting.key, triesLeft: waiting.triesLeft - 1) : nil
            acts.append(lookup(waiting.key, again: true))
        }
        let isDue = link.askedAt.map { now.seconds(since: $0) >= Self.statusSeconds || now < $0 } ?? true
        if isDue {
            link.askedAt = now
            acts.append(.call(Call(.status, "GET", "/v1/status")))
        }
        return acts
    }

    /// How long nothing needs to be done by itself.
    public var quietMilliseconds: Int {
        asking == nil ? 1000 : Int(Self.askAgainMilliseconds)
    }

    func ask(_ key: Key, triesLeft: Int) -> Asking {
        Asking(key: key, triesLeft: triesLeft, next: now.adding(milliseconds: Self.askAgainMilliseconds))
    }

    /// The receipt is recorded; only its paper is missing.
    public mutating func printerFailed() { say(.noPrinter, .bad) }

    // MARK: small things that all parts use

    mutating func say(_ key: TextKey, _ role: Screen.Role, _ values: KeyValuePairs<String, String> = [:]) {
        notice = Notice(text: texts(key, values), role: role)
    }

    /// Unlike every other of this till: it names the till, when the session began, and a count.
    mutating func makeID() -> String {
        idsGiven += 1
        return "\(till)-\(startedAt.milliseconds)-\(idsGiven)"
    }

    /// Hours, minutes and seconds of the store's day, or one more than the last: unlike all others of this till and day,
    /// also after its memory was lost.
    mutating func makeReceipt() -> String {
        if let receipt = basket.receipt { return receipt }
        let local = now.milliseconds / 1000 + Int64(facts.zone.offsetSeconds(at: now))
        let second = local % 86_400
        let clock = second / 3600 * 10_000 + second / 60 % 60 * 100 + second % 60
        let day = Int64(facts.zone.day(of: now).number) * 1_000_000
        lastReceipt = max(lastReceipt + 1, day + clock)
        let number = String(lastReceipt - day)
        let receipt = String(repeating: "0", count: max(0, 6 - number.count)) + number
        basket.receipt = receipt
        return receipt
    }

    var today: LocalDay { facts.zone.day(of: now) }
    var isAgentDown: Bool { link.agentDownSince != nil }
    var amount: TypedAmount { TypedAmount(currency: facts.currency) }
    func money(_ minor: Int64) -> String { texts.money(minor, facts.currency) }

    var reader: EntryReader {
        EntryReader(country: facts.country, currency: facts.currency, cardPrefixes: settings.cardPrefixes)
    }

    func print(_ slip: Slip) -> Act {
        let text = SlipText(
            columns: settings.receiptColumns, isASCII: settings.ascii, texts: texts, currency: facts.currency,
            zone: facts.zone, head: settings.receiptHead)
        return .print(text.rows(slip))
    }
}

extension Instant {
    func adding(milliseconds more: Int64) -> Instant { Instant(milliseconds: milliseconds + more) }
}
