import Digest
import JSON
import Loyalty

/// Names one event for ever: 48 bits of time, so that an index grows at its end, then 80 random bits.
public struct EventID: Hashable, Sendable {
    /// 16 bytes.
    public let bytes: [UInt8]

    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    public var hex: String { Hex.encode(bytes) }

    public static func make(at now: Instant, _ randomness: any Randomness) -> EventID {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        withUnsafeBytes(of: now.milliseconds.bigEndian) { bytes.append(contentsOf: $0.suffix(6)) }
        bytes.append(contentsOf: randomness.bytes(10))
        guard let id = EventID(bytes) else { preconditionFailure("6 and 10 bytes are 16") }
        return id
    }
}

/// What happened at a till, as the journal keeps it and central receives it.
///
/// The body is the bytes first written. It holds no sequence, no epoch and no personal field: those lie beside it.
public struct Event: Sendable {
    public let id: EventID
    public let recordedAt: Instant
    public let content: Content

    public enum Content: Sendable {
        case purchase(RecordedPurchase)
        case enrolment(Enrolment)
        case release(Release)
        case holdings(Holdings)
        case goodsReturn(GoodsReturn)
        case reward(RewardGiven)
        case service(Service)
    }

    /// Whose points and progress it changes; nil where it changes none.
    public var card: CardID? {
        switch content {
        case .purchase(let recorded): recorded.card
        case .goodsReturn(let goods): goods.card
        case .reward(let given): given.card
        case .enrolment, .release, .holdings, .service: nil
        }
    }

    public init(id: EventID, recordedAt: Instant, content: Content) {
        self.id = id
        self.recordedAt = recordedAt
        self.content = content
    }
}

/// A purchase with what the store made of it.
public struct RecordedPurchase: Sendable {
    public var purchase: Purchase
    /// The day of sale in the store's zone; with store, till and receipt it is the purchase's identity.
    public var day: LocalDay
    public var programmeVersion: Int64
    /// As the store knew it; nil for a key that it did not know.
    public var card: CardID?
    /// What the store gave, and what stands.
    public var points: Int64
    /// What they are counted with.
    public var lot = Lot.plain
    /// The same by line, so that a return takes back what each gave; empty where no line gave any.
    public var linePoints: [Int64] = []
    /// Points and offers that the customer used.
    public var counting: Counting?
    public var tier: TierID?
    public var flags: [PurchaseFlag]
    /// By how much the agent's clock was ahead of central's when last measured.
    public var clockOffsetMilliseconds: Int64
    /// The purchase's bytes where they are written already.
    let purchaseJSON: [UInt8]?

    public init(
        purchase: Purchase, day: LocalDay, programmeVersion: Int64, card: CardID?, points: Int64, tier: TierID?,
        flags: [PurchaseFlag], clockOffsetMilliseconds: Int64,
        purchaseJSON: [UInt8]? = nil
    ) {
        self.purchaseJSON = purchaseJSON
        self.purchase = purchase
        self.day = day
        self.programmeVersion = programmeVersion
        self.card = card
        self.points = points
        self.tier = tier
        self.flags = flags
        self.clockOffsetMilliseconds = clockOffsetMilliseconds
    }
}

/// What the till is told besides; no flag refuses a receipt.
public enum PurchaseFlag: String, Sendable, CaseIterable {
    case unknownKey, unknownCard, ambiguousKey, blocked
    case unknownOffer, offerNotUsable
    case totalsDiffer, receiptReused, ignoredFields, notReady, training
    /// The hold had lapsed; points were used without one; points were used that the store does not hold.
    case holdLapsed, notHeld, overdraft
    /// Points paid more of it than the programme's share.
    case overShare
    /// The card is that of the cashier who rang it up: it served nobody.
    case ownCard
    /// Beyond the programme's limits for a card and a day, or for a cashier.
    case manyReceipts, manyPoints, muchRedeemed, manyReturns, sameCashier, cashierReturns, lateAdditions

    /// Whether people at central are to look at it.
    public var isSuspicious: Bool {
        switch self {
        case .holdLapsed, .notHeld, .overdraft, .ownCard, .overShare, .manyReceipts, .manyPoints, .muchRedeemed,
            .manyReturns, .sameCashier,
            .cashierReturns, .lateAdditions:
            true
        default: false
        }
    }
}

/// A customer who joined at a till.
public struct Enrolment: Sendable {
    public var card: CardID
    public var till: String
    public var maskedName: String
    public var consents: [Consent]

    public init(card: CardID, till: String, maskedName: String, consents: [Consent]) {
        self.card = card
        self.till = till
        self.maskedName = maskedName
        self.consents = consents
    }
}

/// What a customer agreed to, or not, and how it was asked.
public struct Consent: Sendable, Equatable {
    public var purpose: String
    public var granted: Bool
    public var noticeVersion: String
    public var language: String
    public var method: String
}

/// The personal fields of one event, beside its body. Erasing them breaks nothing: the body has only their salted hash.
public struct Personal: Sendable, Equatable {
    /// Random, and erased with the rest, so that the hash cannot be guessed back.
    public var salt: String
    public var key: String?
    public var name: String?
    /// What somebody wrote: a complaint, a reason.
    public var text: String?

    public init(salt: String, key: String?, name: String? = nil, text: String? = nil) {
        self.salt = salt
        self.key = key
        self.name = name
        self.text = text
    }
}
