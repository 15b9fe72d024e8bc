import JSON

/// The 3 × 3 matrix of captivity × potential: from which scores a level begins, and what each cell is called.
public struct Segmentation: Sendable, Equatable {
    public enum Level: String, Sendable, CaseIterable { case low, mid, high }

    /// Captivity is the sum of the recency and frequency scores, 2...10; potential is the money score, 1...5.
    public let captivityMid: Int64
    public let captivityHigh: Int64
    public let potentialMid: Int64
    public let potentialHigh: Int64
    public let names: [SegmentID: [String: String]]
    public let source: String

    public static let allSegments: [SegmentID] = Level.allCases.flatMap { captivity in
        Level.allCases.map { SegmentID("\(captivity.rawValue)-\($0.rawValue)") }
    }

    public func segment(recency: Int64, frequency: Int64, money: Int64) -> SegmentID {
        let captivity = Self.level(recency + frequency, mid: captivityMid, high: captivityHigh)
        let potential = Self.level(money, mid: potentialMid, high: potentialHigh)
        return SegmentID("\(captivity.rawValue)-\(potential.rawValue)")
    }

    public func name(_ segment: SegmentID, _ language: String) -> String {
        names[segment]?[language] ?? segment.rawValue
    }

    private static func level(_ score: Int64, mid: Int64, high: Int64) -> Level {
        score >= high ? .high : score >= mid ? .mid : .low
    }
}

extension Segmentation {
    public init(text: String) throws {
        let document: JSONDocument
        do { document = try JSONDocument(text) } catch { throw BadInput(error) }
        var object = try StrictObject(document.root)
        (captivityMid, captivityHigh) = try Self.cuts(object.object("captivity"), "captivity", 2...10)
        (potentialMid, potentialHigh) = try Self.cuts(object.object("potential"), "potential", 1...5)
        var names: [SegmentID: [String: String]] = [:]
        if var list = try object.object("names") {
            for segment in Self.allSegments { names[segment] = try Names.read(&list, segment.rawValue) }
            try list.finish()
        }
        self.names = names
        source = text
        try object.finish()
    }

    private static func cuts(
        _ object: StrictObject?, _ key: String, _ range: ClosedRange<Int64>
    ) throws -> (mid: Int64, high: Int64) {
        guard var object else { throw BadInput.missing(key) }
        guard let mid = try object.integer("midFrom", in: range) else { throw BadInput.missing("\(key).midFrom") }
        guard let high = try object.integer("highFrom", in: range) else { throw BadInput.missing("\(key).highFrom") }
        guard mid < high else {
            throw BadInput(code: "badValue", field: "\(key).highFrom", message: "must be above midFrom")
        }
        try object.finish()
        return (mid, high)
    }
}
