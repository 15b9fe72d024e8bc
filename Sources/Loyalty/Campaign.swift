import JSON

/// A plan: who qualifies, what they get, when, how often, and which share is left out for measuring.
public struct Campaign: Sendable, Equatable {
    public let id: CampaignID
    public let names: [String: String]
    public let audience: Audience
    public let benefit: Benefit
    public let from: LocalDay
    /// Inclusive, judged in each store's zone.
    public let to: LocalDay
    public let usesPerCustomer: Int64?
    /// Of those who qualify, in hundredths of a percent, kept without the offer.
    public let controlBasisPoints: Int64
    public let source: String

    public func offer(usesLeft: Int64?) -> Offer {
        Offer(id: id.rawValue, names: names, benefit: benefit, from: from, to: to, usesLeft: usesLeft)
    }
}

/// Who qualifies: in one of the segments and in one of the tiers; an empty list means all.
public struct Audience: Sendable, Equatable {
    public let segments: [SegmentID]
    public let tiers: [TierID]

    public func includes(segment: SegmentID?, tier: TierID) -> Bool {
        (segments.isEmpty || segment.map(segments.contains) ?? false) && (tiers.isEmpty || tiers.contains(tier))
    }
}

extension Campaign {
    /// Reads one file of `campaigns/`. Unknown keys, segments and tiers are named with the nearest right one.
    public init(text: String, segments known: [SegmentID], tiers: [TierID]) throws {
        let document: JSONDocument
        do { document = try JSONDocument(text) } catch { throw BadInput(error) }
        var object = try StrictObject(document.root)
        id = CampaignID(try object.requireString("id"))
        guard StoreID(id.rawValue).isValid else {
            throw BadInput(code: "badValue", field: "id", message: "wants letters, digits, -, _ and ., at most 40")
        }
        names = try Names.read(&object, "names")
        if var audienceObject = try object.object("audience") {
            audience = try Audience(&audienceObject, segments: known, tiers: tiers)
        } else {
            audience = Audience(segments: [], tiers: [])
        }
        guard let benefitObject = try object.object("benefit") else { throw BadInput.missing("benefit") }
        benefit = try Benefit(benefitObject)
        from = try Self.day(&object, "from")
        to = try Self.day(&object, "to")
        guard from <= to else { throw BadInput(code: "badValue", field: "to", message: "lies before from") }
        usesPerCustomer = try object.integer("usesPerCustomer", in: 1...1_000_000)
        controlBasisPoints = Int64(((try object.number("controlPercent", in: 0...90) ?? 0) * 100).rounded())
        source = text
        try object.finish()
    }

    private static func day(_ object: inout StrictObject, _ key: String) throws -> LocalDay {
        let text = try object.requireString(key)
        guard let day = LocalDay(text) else {
            throw BadInput(
                code: "badValue", field: object.place(key), message: "\"\(text)\" is no day such as 2026-03-14")
        }
        return day
    }
}

extension Audience {
    init(_ object: inout StrictObject, segments known: [SegmentID], tiers knownTiers: [TierID]) throws {
        segments = try Self.read(&object, "segments", known)
        tiers = try Self.read(&object, "tiers", knownTiers)
        try object.finish()
    }

    private static func read<ID: Identifier>(_ object: inout StrictObject, _ key: String, _ known: [ID]) throws -> [ID]
    {
        try (object.strings(key) ?? []).map { text in
            guard known.contains(ID(text)) else {
                let choices = known.map(\.rawValue)
                throw BadInput(
                    code: "badValue", field: object.place(key),
                    message:
                        "\"\(text)\" is not one of \(choices.joined(separator: ", "))\(Nearest.hint(text, choices))")
            }
            return ID(text)
        }
    }
}
