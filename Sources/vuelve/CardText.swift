import JSON
import Loyalty

/// A card as a cashier reads it at arm's length.
struct CardText {
    private let card: JSONValue
    private let language: Language

    init(_ card: JSONValue, _ language: Language) {
        self.card = card
        self.language = language
    }

    var tier: String {
        let tier = card["tier"]
        return tier?["names"]?[language.code]?.string ?? tier?["id"]?.string ?? ""
    }

    var lines: [String] {
        var lines = ["★ \(tier.uppercased())   \(card["name"]?.string ?? "")"]
        if card["blocked"]?.boolean == true { lines.append("‼ \(language.text("blocked"))") }
        lines.append("  \(card["points"]?["total"]?.integer ?? 0) \(language.text("points"))\(provisional)")
        let discount = card["benefits"]?["discountPercent"]?.number ?? 0
        if discount > 0 { lines.append("  \(short(discount)) % \(language.text("discount"))") }
        if let next = missing("next", "forTier") { lines.append(next) }
        if let keep = missing("keep", "toKeep") { lines.append(keep) }
        for offer in card["offers"]?.array ?? [] { lines.append(text(offer)) }
        for claim in card["claims"]?.array ?? [] { lines.append(text(claim: claim)) }
        if let asOf = card["asOf"]?.string { lines.append("  (\(language.text("asOf")) \(asOf))") }
        return lines
    }

    private var provisional: String {
        (card["provisional"]?.count ?? 0) > 0 ? " (\(language.text("notConfirmed")))" : ""
    }

    private func missing(_ name: String, _ purpose: String) -> String? {
        guard let missing = card[name] else { return nil }
        let spend = missing["spendMinor"]?.integer.map { Amount(currency: card["currency"]?.string ?? "").text($0) }
        let visits = missing["visits"]?.integer.map { "\($0) \(language.text("visits"))" }
        let what = [spend, visits].compactMap { $0 }.joined(separator: " \(language.text("or")) ")
        let tier = missing["names"]?[language.code]?.string ?? missing["tier"]?.string ?? ""
        let by = missing["by"]?.string.map { " (\(language.text("until")) \($0))" } ?? ""
        return "  \(language.text("missing")) \(what) \(language.text(purpose)) \(tier)\(by)"
    }

    private func text(_ offer: JSONValue) -> String {
        let name = offer["names"]?[language.code]?.string ?? offer["offer"]?.string ?? ""
        let reasons = ["homeStoreOnly": "homeOnly", "usedUp": "usedUp"]
        let reason = offer["reason"]?.string.flatMap { reasons[$0] }.map { " [\(language.text($0))]" } ?? ""
        return "  \(language.text("offer")): \(name) (\(language.text("until")) \(offer["to"]?.string ?? ""))\(reason)"
    }

    /// `042.1.31198570044.20260314`, as receipts print it.
    private func text(claim: JSONValue) -> String {
        let of = claim["of"]
        let receipt =
            ["store", "till", "receipt"].compactMap { of?[$0]?.string } + [
                of?["day"]?.string?.replacing("-", with: "") ?? ""
            ]
        let code = claim["refusal"]?.string ?? ""
        let reason = ClaimRefusal(rawValue: code).map { language.text($0) } ?? code
        return "  \(language.text("claimRefused")) \(receipt.joined(separator: ".")): \(reason)"
    }

    private func short(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }
}

extension Language {
    /// Why central did not give a receipt to who claimed it.
    func text(_ refusal: ClaimRefusal) -> String {
        let pair: (es: String, en: String) =
            switch refusal {
            case .tooLate: ("se pidió demasiado tarde", "it was claimed too late")
            case .taken: ("cuenta para otro cliente", "it counts for another customer")
            case .alreadyTheirs: ("ya contaba para esta cuenta", "it counted for this card already")
            case .notTheirs: ("no estaba en la cuenta que se dijo", "it was not on the card that was named")
            case .pointsUsed: ("se pagó con puntos de la otra cuenta", "points of the other card paid for it")
            case .cancelled: ("esa compra se canceló", "it was cancelled")
            case .ownCard: ("la cuenta es de quien lo pidió en caja", "the card is the cashier's who claimed it")
            case .blocked: ("la cuenta estaba bloqueada", "the card was blocked")
            case .noPurchase: ("central no encontró esa compra", "central did not find it")
            }
        return code == "es" ? pair.es : pair.en
    }
}

/// Amounts as people write them, with as many decimals as the currency has.
struct Amount {
    private let decimals: Int

    init(currency: String) { decimals = Money.decimals(of: currency) }

    func text(_ minor: Int64) -> String {
        guard decimals > 0 else { return String(minor) }
        let cents = minor.magnitude % 100
        return "\(minor < 0 ? "-" : "")\(minor.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// `25`, `25.5`, `25,50` in minor units; nil for anything else.
    func read(_ text: String) -> Int64? {
        let parts = text.replacing(",", with: ".").split(separator: ".", omittingEmptySubsequences: false)
        guard (1...(decimals > 0 ? 2 : 1)).contains(parts.count), let whole = Int64(parts[0]),
            whole.magnitude < 10_000_000_000
        else { return nil }
        let units = decimals > 0 ? whole * 100 : whole
        guard parts.count == 2 else { return units }
        guard (1...2).contains(parts[1].count), parts[1].allSatisfy(\.isNumber), var cents = Int64(parts[1]) else {
            return nil
        }
        if parts[1].count == 1 { cents *= 10 }
        return parts[0].hasPrefix("-") ? units - cents : units + cents
    }
}
