/// A text that names one thing of one kind, so that a store can never be passed for a customer.
public protocol Identifier: Hashable, Sendable, CustomStringConvertible, Comparable {
    var rawValue: String { get }
    init(rawValue: String)
}

extension Identifier {
    public init(_ rawValue: String) { self.init(rawValue: rawValue) }
    public var description: String { rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A shop, as head office numbers it.
public struct StoreID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// 1 to 40 letters, digits, `-`, `_` and `.`: what can stand in an address and a file name.
    public var isValid: Bool {
        (1...40).contains(rawValue.utf8.count) && rawValue != "." && rawValue != ".."
            && rawValue.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

/// What a store holds of one customer. Stores make new ones too, so it is random.
public struct CardID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

public struct TierID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

public struct CampaignID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A cell of the segmentation's matrix, such as `high-mid`: captivity, then potential.
public struct SegmentID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
