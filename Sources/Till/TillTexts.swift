import JSON
import Loyalty

/// The till's words in one language, with a chain's own over them.
public struct TillTexts: Sendable {
    public let language: TillLanguage
    private let texts: [TextKey: String]

    public init(_ language: TillLanguage) {
        self.language = language
        texts = language.texts
    }

    private init(_ language: TillLanguage, _ texts: [TextKey: String]) {
        self.language = language
        self.texts = texts
    }

    /// With the texts of a file over its own: `{"total": "A PAGAR"}`.
    /// - Throws: `BadInput` for a key that is none, and for a placeholder that the text does not get
    public func overridden(by json: JSONValue) throws -> TillTexts {
        guard let members = json.members else { throw BadInput.wrongType("texts", wanted: "object", got: json) }
        var texts = self.texts
        for (name, value) in members {
            guard let key = TextKey(rawValue: name) else {
                let hint = Nearest.hint(name, TextKey.allCases.map(\.rawValue))
                throw BadInput(code: "unknownKey", field: "texts.\(name)", message: "is not a known key\(hint)")
            }
            guard let text = value.string else {
                throw BadInput.wrongType("texts.\(name)", wanted: "string", got: value)
            }
            let known = Self.placeholders(texts[key] ?? "").union(TextKey.shared)
            if let strange = Self.placeholders(text).subtracting(known).sorted().first {
                throw BadInput(
                    code: "badValue", field: "texts.\(name)",
                    message: "{\(strange)} is nothing that this text gets\(Nearest.hint(strange, known.sorted()))")
            }
            texts[key] = ShownText.clean(text)
        }
        return TillTexts(language, texts)
    }

    static func placeholders(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{([A-Za-z]+)(?::[^{}|]*\|[^{}|]*)?\}/).map { String($0.output.1) })
    }

    /// The text with its values; `{member}` and `{receipt}` are words of the chain's own.
    public func callAsFunction(_ key: TextKey, _ values: KeyValuePairs<String, String> = [:]) -> String {
        guard var text = texts[key] else { preconditionFailure("every language has \(key), which a test holds") }
        // What a value says is no pattern, so that all patterns come first.
        for (name, value) in values { text = Self.choose(text, name, value) }
        for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
        for shared in TextKey.shared where text.contains("{\(shared)}") {
            text = text.replacing("{\(shared)}", with: TextKey(rawValue: shared).flatMap { texts[$0] } ?? "")
        }
        return text
    }

    /// With one value in its place: `{points}`, and the word for one or for many: `{points:point|points}`.
    static func fill(_ text: String, _ name: String, _ value: String) -> String {
        choose(text, name, value).replacing("{\(name)}", with: value)
    }

    private static func choose(_ text: String, _ name: String, _ value: String) -> String {
        guard text.contains("{\(name):") else { return text }
        return text.replacing(/\{([A-Za-z]+):([^{}|]*)\|([^{}|]*)\}/) { match -> Substring in
            guard match.output.1 == name else { return match.output.0 }
            return value == "1" ? match.output.2 : match.output.3
        }
    }

    /// A sentence for a code of the agent's; nil where there is none.
    public func sentence(forCode code: String) -> String? {
        TextKey(rawValue: "problem\(code.prefix(1).uppercased())\(code.dropFirst())").map { self($0) }
    }

    /// What central refused, and why where these texts know its code.
    func sentence(_ claim: RefusedClaim, today: LocalDay) -> String {
        let reason = TextKey(rawValue: "claim\(claim.refusal.prefix(1).uppercased())\(claim.refusal.dropFirst())")
        let values: KeyValuePairs = [
            "number": ShownText.clean(claim.receipt), "day": day(claim.day, today: today),
            "store": ShownText.clean(claim.store.rawValue),
        ]
        return self(.claimRefused, values) + (reason.map { " " + self($0) } ?? "")
    }

    func refusal(_ refusal: Refusal) -> String {
        let name = "refused\(refusal.rawValue.prefix(1).uppercased())\(refusal.rawValue.dropFirst())"
        return TextKey(rawValue: name).map { self($0) } ?? refusal.rawValue
    }

    /// All of them, for a chain that wants to write its own.
    public var json: [UInt8] {
        var writer = JSONWriter(capacity: 16 * 1024)
        writer.object { object in
            for key in TextKey.allCases {
                object.key(dynamic: key.rawValue)
                object.value(texts[key] ?? "")
            }
        }
        return writer.bytes
    }

    // MARK: figures

    /// `1,234`.
    public func number(_ number: Int64) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: language.grouping)
    }

    /// `1,234.50`, without the currency.
    public func amount(_ minor: Int64, _ currency: String) -> String {
        guard Money.decimals(of: currency) > 0 else { return number(minor) }
        let cents = String(minor.magnitude % 100)
        let whole = number(Int64(minor.magnitude / 100))
        return (minor < 0 ? "-" : "") + whole + language.decimal + (cents.count == 1 ? "0" : "") + cents
    }

    /// `$1,234.50`, `1.234,50 €`.
    public func money(_ minor: Int64, _ currency: String) -> String {
        let symbol = ["MXN": "$", "CLP": "$", "USD": "$", "ARS": "$", "COP": "$", "EUR": "€", "GBP": "£"][currency]
        guard let symbol else { return "\(amount(minor, currency)) \(currency)" }
        if language.isCurrencyAfter { return "\(amount(minor, currency)) \(symbol)" }
        return (minor < 0 ? "-" : "") + symbol + amount(Int64(minor.magnitude), currency)
    }

    /// `1.5`, `3`.
    public func quantity(_ quantity: Double) -> String {
        guard let whole = Int64(exactly: quantity) else {
            let thousandths = (quantity * 1000).rounded() / 1000
            return "\(thousandths)".replacing(".", with: language.decimal)
        }
        return number(whole)
    }

    /// `14/03`, and the year where it is another one than today's.
    public func day(_ day: LocalDay, today: LocalDay) -> String {
        let (year, month, date) = day.civil
        let short = "\(date < 10 ? "0" : "")\(date)/\(month < 10 ? "0" : "")\(month)"
        return year == today.civil.year ? short : "\(short)/\(year)"
    }

    /// `10:42`.
    public func time(_ instant: Instant, _ zone: Zone) -> String {
        let minute = zone.minuteOfDay(of: instant)
        return "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }

    /// `10:42`, and with its day where that is not today: `14/03 10:42`.
    public func moment(_ instant: Instant, now: Instant, _ zone: Zone) -> String {
        let isToday = zone.day(of: instant) == zone.day(of: now)
        return isToday ? time(instant, zone) : stamp(instant, now: now, zone)
    }

    /// `14/03 10:42`.
    public func stamp(_ instant: Instant, now: Instant, _ zone: Zone) -> String {
        "\(day(zone.day(of: instant), today: zone.day(of: now))) \(time(instant, zone))"
    }
}

/// The languages that a till speaks.
public enum TillLanguage: String, Sendable, CaseIterable {
    case mexico = "es-MX"
    case chile = "es-CL"
    case spain = "es-ES"
    case english = "en"

    /// That of a country's till, unless somebody chose another one.
    public init(country: String) {
        self =
            switch country {
            case "MX", "CO", "PE": .mexico
            case "CL", "AR": .chile
            case "ES": .spain
            default: .english
            }
    }

    /// Which of a programme's texts it shows.
    public var names: String { self == .english ? "en" : "es" }

    var decimal: String { self == .chile || self == .spain ? "," : "." }
    var grouping: String { self == .chile || self == .spain ? "." : "," }
    var isCurrencyAfter: Bool { self == .spain }
}
