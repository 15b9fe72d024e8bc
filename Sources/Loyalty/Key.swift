/// One way to recognise a customer, as presented and put into its one normal form.
public struct Key: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case phone, email, card, id }

    public let kind: Kind
    /// The normal form: `+525512345678`, `ana@example.mx`, `900`, `GOMA800101HDF`.
    public let value: String

    /// `phone:+525512345678`.
    public var text: String { "\(kind.rawValue):\(value)" }

    /// The same as UTF-8.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(kind.rawValue.utf8.count + 1 + value.utf8.count)
        bytes.append(contentsOf: kind.rawValue.utf8)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: value.utf8)
        return bytes
    }

    /// The version of the rules below; a hash names it, so that they can change with an overlap.
    public static let normaliserVersion = 1

    public init(kind: Kind, normalised value: String) {
        self.kind = kind
        self.value = value
    }

    /// Reads `kind:value`; nil where the kind is none or nothing usable follows.
    /// - Parameter callingCode: the country's, such as `52`, assumed for phones without one.
    public init?(_ text: String, callingCode: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let kind = Kind(rawValue: String(text[..<colon]))
        else { return nil }
        self.init(kind: kind, String(text[text.utf8.index(after: colon)...]), callingCode: callingCode)
    }

    public init?(kind: Kind, _ raw: String, callingCode: String) {
        guard raw.utf8.count <= 200 else { return nil }
        let value: String?
        switch kind {
        case .phone: value = Self.phone(raw, callingCode: callingCode)
        case .email: value = Self.email(raw)
        case .card, .id: value = Self.alphanumeric(raw)
        }
        guard let value else { return nil }
        self.init(kind: kind, normalised: value)
    }

    /// E.164: digits with the country's code. Mexico's former mobile `1` after 52 is dropped.
    private static func phone(_ raw: String, callingCode: String) -> String? {
        var digits = raw.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isInternational = raw.utf8.first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "+")
        if !isInternational {
            if digits.starts(with: Array("00".utf8)) {
                digits.removeFirst(2)
            } else {
                // Mexico's former prefixes for calling a mobile phone still stand before ten digits in many files.
                let hasMobilePrefix = digits.starts(with: Array("044".utf8)) || digits.starts(with: Array("045".utf8))
                if callingCode == "52", digits.count == 13, hasMobilePrefix { digits.removeFirst(3) }
                while digits.first == UInt8(ascii: "0") { digits.removeFirst() }
                let hasCode = digits.starts(with: Array(callingCode.utf8)) && digits.count >= 9 + callingCode.utf8.count
                if !hasCode { digits = Array(callingCode.utf8) + digits }
            }
        }
        let national = String(decoding: digits, as: UTF8.self)
        if national.hasPrefix("521"), national.utf8.count == 13 { digits.remove(at: 2) }
        // No country's code begins with 0, but invented numbers do.
        guard (8...15).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
        return "+" + String(decoding: digits, as: UTF8.self)
    }

    private static func email(_ raw: String) -> String? {
        let trimmed = raw.lowercased().filter { !$0.isWhitespace }
        let parts = trimmed.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."),
            !parts[1].hasSuffix(".")
        else { return nil }
        return trimmed
    }

    private static func alphanumeric(_ raw: String) -> String? {
        if raw.utf8.allSatisfy({ $0 < 0x80 }) {
            // Nearly every card number; asking Unicode about each letter costs more than all the rest.
            let kept = raw.utf8.compactMap(Self.upperAlphanumeric)
            return kept.isEmpty ? nil : String(decoding: kept, as: UTF8.self)
        }
        let kept = raw.uppercased().filter { $0.isLetter || $0.isNumber }
        return kept.isEmpty ? nil : kept
    }

    private static func upperAlphanumeric(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): byte
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
        default: nil
        }
    }

    /// The calling code of a country that Vuelve serves. Source: ITU-T E.164 assignments.
    public static func callingCode(country: String) -> String? {
        ["MX": "52", "CL": "56", "ES": "34", "US": "1", "AR": "54", "CO": "57", "PE": "51", "GB": "44"][country]
    }

    public static let countries = ["MX", "CL", "ES", "US", "AR", "CO", "PE", "GB"]
}

extension Key: CustomStringConvertible {
    /// Without the value: a key must not reach a log by accident.
    public var description: String { "\(kind.rawValue):…" }
}
