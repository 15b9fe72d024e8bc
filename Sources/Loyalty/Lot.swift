/// What is counted together: points with one day from which they can be used and one last day, or the uses of one thing.
///
/// A lot is known by what it is, so that stores and central name it alike without having spoken.
public enum Lot: Hashable, Sendable {
    /// - Parameters:
    ///   - availableFrom: nil: at once
    ///   - expires: the last day on which they can be used; nil: never
    case points(availableFrom: LocalDay?, expires: LocalDay?)
    /// Of a limited offer, or of a reward that a customer is entitled to, by its id.
    case uses(String)

    /// Points that can be used at once and for ever.
    public static let plain = Lot.points(availableFrom: nil, expires: nil)

    public var isPoints: Bool { if case .points = self { true } else { false } }

    /// Whether what is counted can be used on a day.
    public func isUsable(on day: LocalDay) -> Bool { !isPending(on: day) && !isExpired(on: day) }

    public func isPending(on day: LocalDay) -> Bool {
        if case .points(let from?, _) = self { day < from } else { false }
    }

    public func isExpired(on day: LocalDay) -> Bool {
        if case .points(_, let expires?) = self { day > expires } else { false }
    }

    /// The day from which its points can be used, where that is after this one.
    public func laterDay(than day: LocalDay) -> LocalDay? {
        if case .points(let from?, _) = self, day < from { from } else { nil }
    }

    public var expires: LocalDay? { if case .points(_, let expires) = self { expires } else { nil } }
}

/// The order in which points are taken: what ends first goes first.
extension Lot: Comparable {
    public static func < (a: Lot, b: Lot) -> Bool {
        switch (a, b) {
        case (.uses(let one), .uses(let other)): one < other
        case (.points, .uses): true
        case (.uses, .points): false
        case (.points(let from, let expires), .points(let otherFrom, let otherExpires)):
            (expires?.number ?? .max, from?.number ?? .min) < (otherExpires?.number ?? .max, otherFrom?.number ?? .min)
        }
    }
}

/// `p` for plain points, `p/2027-03-31` with a last day, `p2026-12-06/2027-03-31` with both days, `u:welcome`.
extension Lot: CustomStringConvertible {
    public var description: String {
        switch self {
        case .points(nil, nil): "p"
        case .points(let from, let expires):
            "p\(from?.description ?? "")\(expires.map { "/\($0)" } ?? "")"
        case .uses(let id): "u:\(id)"
        }
    }

    public init?(_ text: String) {
        if text == "p" {
            self = .plain
            return
        }
        if text.hasPrefix("u:") {
            guard text.utf8.count > 2, text.utf8.count <= 202 else { return nil }
            self = .uses(String(text.dropFirst(2)))
            return
        }
        guard text.hasPrefix("p") else { return nil }
        let days = text.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let from = days[0].isEmpty ? nil : LocalDay(String(days[0]))
        let expires = days.count < 2 ? nil : LocalDay(String(days[1]))
        guard days[0].isEmpty == (from == nil), (days.count < 2) == (expires == nil), from != nil || expires != nil
        else { return nil }
        self = .points(availableFrom: from, expires: expires)
    }
}
