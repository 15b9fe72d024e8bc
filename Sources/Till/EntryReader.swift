import Loyalty

/// Tells what a scanned or typed text is. Check digits are verified, and the country's prefix is assumed.
public struct EntryReader: Sendable {
    public let country: String
    public let callingCode: String
    public let currency: String
    /// Beginnings of 13-digit numbers that are the chain's own plastic cards and no articles.
    public let cardPrefixes: [String]

    public static let bytesMax = 200

    public init(country: String, currency: String, cardPrefixes: [String] = []) {
        self.country = country
        callingCode = Key.callingCode(country: country) ?? ""
        self.currency = currency
        self.cardPrefixes = cardPrefixes
    }

    /// Everything that the text may be, the likeliest first: the cashier chooses where there is more than one.
    /// - Throws: `Refusal` where it is nothing
    public func read(_ raw: String) throws(Refusal) -> [Entry] {
        guard raw.utf8.count <= Self.bytesMax else { throw .tooLong }
        let text = ShownText.clean(raw).trimming
        if let key = try named(text) { return [.customer(key)] }
        if text.contains("@") { return [.customer(try key(.email, text, or: .email))] }
        if text.hasPrefix("#") || text.count(where: { $0 == "." }) >= 3 {
            guard let receipt = ReceiptReference(text) else { throw .receipt }
            return [.receipt(receipt)]
        }
        if text.hasPrefix("+") { return [.customer(try internationalPhone(text))] }
        if let phone = groupedPhone(text) { return [.customer(phone)] }
        let (isReturned, unsigned) = text.hasPrefix("-") ? (true, String(text.dropFirst())) : (false, text)
        guard !isAlmostPhone(unsigned) else { throw .phoneGroups }
        let (quantity, rest) = try quantity(unsigned)
        if rest.isEmpty {
            guard let quantity, !isReturned else { throw .unknown }
            return [.quantity(quantity)]
        }
        let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.count > 1 || isReturned || quantity != nil {
            return [.item(try item(words, quantity, isReturned))]
        }
        return try single(words[0])
    }

    // MARK: what names itself

    private static let names: [String: Key.Kind] = [
        "phone": .phone, "tel": .phone, "email": .email, "correo": .email, "card": .card, "tarjeta": .card,
        "id": .id, "doc": .id,
    ]

    /// `card:900`: for what no rule would know, such as short numbers of old cards. Nobody verifies its check digit.
    private func named(_ text: String) throws(Refusal) -> Key? {
        guard let colon = text.firstIndex(of: ":"), let kind = Self.names[text[..<colon].lowercased()] else {
            return nil
        }
        return try key(kind, String(text[text.index(after: colon)...]), or: kind == .phone ? .phoneLength : .unknown)
    }

    private func key(_ kind: Key.Kind, _ text: String, or refusal: Refusal) throws(Refusal) -> Key {
        guard let key = Key(kind: kind, text, callingCode: callingCode) else { throw refusal }
        return key
    }

    // MARK: phones

    /// Digits of a phone without the country's code. Source: the national numbering plans, as ITU-T E.164 lists them.
    private var phoneDigits: Int { ["CL", "ES", "PE"].contains(country) ? 9 : 10 }

    private func internationalPhone(_ text: String) throws(Refusal) -> Key {
        let key = try key(.phone, text, or: .phoneLength)
        let isOurs = key.value.hasPrefix("+\(callingCode)")
        guard !isOurs || key.value.utf8.count == 1 + callingCode.utf8.count + phoneDigits else { throw .phoneLength }
        return key
    }

    /// `55 1234-5678`: groups of digits that together are as long as a phone.
    private func groupedPhone(_ text: String) -> Key? {
        // `30686957-4` is how Chile writes a RUT.
        if country == "CL", text.wholeMatch(of: /[0-9]{7,8}-[0-9]/) != nil { return nil }
        guard text.contains(where: { " -()".contains($0) }), !text.hasPrefix("-"),
            text.allSatisfy({ $0.isASCII && ($0.isNumber || " -()".contains($0)) })
        else { return nil }
        let digits = text.filter(\.isNumber)
        return isPhone(digits) ? Key(kind: .phone, digits, callingCode: callingCode) : nil
    }

    /// Groups of digits that are nearly as long as a phone. As article, price and quantity they would be a sale of millions:
    /// what is one has its code's own length, or a price with its decimals, or is shorter.
    private func isAlmostPhone(_ text: String) -> Bool {
        let groups = text.split { " -()".contains($0) }
        guard groups.count >= Self.phoneGroupsMin, text.contains(where: { " ()".contains($0) }),
            groups.allSatisfy({ CheckDigit.values(of: String($0)) != nil }),
            !Self.articleDigits.contains(groups[0].utf8.count)
        else { return false }
        let count = groups.reduce(0) { $0 + $1.utf8.count }
        return abs(count - phoneDigits) <= Self.phoneSlipDigitsMax
    }

    private static let phoneGroupsMin = 3
    /// So many digits more or fewer are a slip of the hand.
    private static let phoneSlipDigitsMax = 2
    /// Of codes with a check digit: EAN-8, UPC-A, EAN-13, GTIN-14.
    private static let articleDigits = [8, 12, 13, 14]

    private func isPhone(_ digits: String) -> Bool {
        guard digits.utf8.count == phoneDigits, let first = digits.first else { return false }
        switch country {
        case "ES": return "6789".contains(first)
        case "CL": return "29".contains(first) || "34567".contains(first)
        default: return first != "0" && (country != "MX" || first != "1")
        }
    }

    private func isPhoneWithCode(_ digits: String) -> Bool {
        !callingCode.isEmpty && digits.hasPrefix(callingCode) && isPhone(String(digits.dropFirst(callingCode.count)))
    }

    // MARK: one word

    private func single(_ word: String) throws(Refusal) -> [Entry] {
        if CheckDigit.values(of: word) != nil { return try number(word) }
        let plain = word.uppercased().filter { $0.isLetter || $0.isNumber || $0 == "&" }
        let shaped = NationalDocument.of(country: country).filter { $0.hasShape(plain) }
        if shaped.contains(where: { $0.isRight(plain) }) {
            return [.customer(try key(.id, plain, or: .documentDigit))]
        }
        if !shaped.isEmpty { throw .documentDigit }
        // The store's own codes have a digit; a lone word is more likely a slip of the hand.
        guard word.contains(where: \.isNumber) else { throw .unknown }
        return [.item(Entry.Item(sku: word))]
    }

    private func number(_ digits: String) throws(Refusal) -> [Entry] {
        let count = digits.utf8.count
        if count == 13, cardPrefixes.contains(where: digits.hasPrefix) {
            guard CheckDigit.isArticle(digits) else { throw .cardDigit }
            return [.customer(try key(.card, digits, or: .cardDigit))]
        }
        if (15...19).contains(count) {
            guard CheckDigit.isCard(digits) else { throw .cardDigit }
            return [.customer(try key(.card, digits, or: .cardDigit))]
        }
        var found: [Entry] = []
        if CheckDigit.isArticle(digits) { found.append(.item(Entry.Item(sku: digits))) }
        if isPhone(digits) || isPhoneWithCode(digits) {
            found.append(.customer(try key(.phone, digits, or: .phoneLength)))
        }
        let rut = NationalDocument.rut
        if country == "CL", rut.hasShape(digits), rut.isRight(digits) {
            found.append(.customer(try key(.id, digits, or: .documentDigit)))
        }
        if !found.isEmpty { return found }
        // Short numbers are the store's own (fruit, bread), without a check digit.
        if count <= 7 { return [.item(Entry.Item(sku: digits))] }
        if [12, 13, 14].contains(count) || count == 8 && country != "CL" { throw .articleDigit }
        if country == "CL", rut.hasShape(digits) { throw .documentDigit }
        throw abs(count - phoneDigits) <= Self.phoneSlipDigitsMax ? .phoneLength : .unknown
    }

    // MARK: articles

    /// `3*` before a code.
    private func quantity(_ text: String) throws(Refusal) -> (Double?, String) {
        guard let star = text.firstIndex(of: "*") else { return (nil, text) }
        let number = text[..<star].trimming.replacing(",", with: ".")
        guard let quantity = Double(number), quantity > 0, quantity <= Self.quantityMax else { throw .price }
        return (quantity, text[text.index(after: star)...].trimming)
    }

    public static let quantityMax = 10_000.0

    /// `SKU [PRICE [QUANTITY]]`; the price is that of one.
    private func item(_ words: [String], _ quantity: Double?, _ isReturned: Bool) throws(Refusal) -> Entry.Item {
        guard words.count <= (quantity == nil ? 3 : 2), let sku = words.first else { throw .unknown }
        if CheckDigit.values(of: sku) != nil, Self.articleDigits.contains(sku.utf8.count), !CheckDigit.isArticle(sku) {
            throw .articleDigit
        }
        var item = Entry.Item(sku: sku, quantity: quantity ?? 1, isReturned: isReturned)
        if words.count > 1 {
            guard let price = TypedAmount(currency: currency).read(words[1]), price >= 0 else { throw .price }
            item.priceMinor = price
        }
        if words.count > 2 {
            guard let read = Double(words[2].replacing(",", with: ".")), read > 0, read <= Self.quantityMax else {
                throw .price
            }
            item.quantity = read
        }
        return item
    }
}

/// Amounts as people type them, with as many decimals as the currency has.
public struct TypedAmount: Sendable {
    private let decimals: Int

    public init(currency: String) { decimals = Money.decimals(of: currency) }

    /// `25`, `25.5`, `25,50` in minor units; nil for anything else.
    public func read(_ text: String) -> Int64? {
        let parts = text.replacing(",", with: ".").split(separator: ".", omittingEmptySubsequences: false)
        guard (1...(decimals > 0 ? 2 : 1)).contains(parts.count), parts[0].utf8.count <= Self.wholeDigitsMax,
            CheckDigit.values(of: String(parts[0])) != nil, let whole = Int64(parts[0].isEmpty ? "0" : parts[0])
        else { return nil }
        let units = decimals > 0 ? whole * 100 : whole
        guard parts.count == 2 else { return parts[0].isEmpty ? nil : units }
        guard (1...2).contains(parts[1].utf8.count), CheckDigit.values(of: String(parts[1])) != nil,
            let cents = Int64(parts[1])
        else { return nil }
        return units + (parts[1].utf8.count == 1 ? cents * 10 : cents)
    }

    /// With more, nobody typed an amount, but scanned an article into the wrong field.
    private static let wholeDigitsMax = 7
}
