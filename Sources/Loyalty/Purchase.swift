/// A receipt as a till reports it. Loyalty never refuses one: what can be read is recorded.
public struct Purchase: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public var sku: String
        public var category: String?
        public var supplier: String?
        /// Negative for a returned line. Weighed goods have fractions.
        public var quantity: Double
        /// What the customer pays for the line, after discounts.
        public var amountMinor: Int64
        public var discountMinor: Int64
        /// The tax that `amountMinor` contains; 0 where the till does not say.
        public var taxMinor: Int64
        /// The receipt that a returned line was bought on.
        public var receipt: String?

        public init(
            sku: String, category: String? = nil, supplier: String? = nil, quantity: Double = 1, amountMinor: Int64,
            discountMinor: Int64 = 0, taxMinor: Int64 = 0, receipt: String? = nil
        ) {
            self.sku = sku
            self.category = category
            self.supplier = supplier
            self.quantity = quantity
            self.amountMinor = amountMinor
            self.discountMinor = discountMinor
            self.taxMinor = taxMinor
            self.receipt = receipt
        }
    }

    /// A part of the total, or of its payment, that is no line: cash rounding, deposit, donation, tip, tax; cash, card.
    public struct Part: Sendable, Equatable {
        public var kind: String
        public var amountMinor: Int64

        public init(kind: String, amountMinor: Int64) {
            self.kind = kind
            self.amountMinor = amountMinor
        }
    }

    public var receipt: String
    public var till: String
    /// When it was sold, by the till's clock.
    public var at: Instant
    /// The customer's key as presented (`phone:55 1234 5678`), or nil.
    public var key: String?
    /// The card itself, where the till knows it.
    public var card: CardID?
    public var lines: [Line]
    public var offers: [String] = []
    public var adjustments: [Part] = []
    public var payments: [Part] = []
    public var cashier: String?
    public var supervisor: String?
    public var employeeSale = false
    public var training = false
    /// How many points were used for it; nil: what is set aside for the receipt.
    public var redeemedPoints: Int64?
    public var totalMinor: Int64
    /// Fields that were sent and are not known here; not part of the purchase.
    public var ignoredFields: [String] = []

    public init(
        receipt: String, till: String, at: Instant, key: String? = nil, card: CardID? = nil, lines: [Line],
        totalMinor: Int64? = nil
    ) {
        self.receipt = receipt
        self.till = till
        self.at = at
        self.key = key
        self.card = card
        self.lines = lines
        self.totalMinor = totalMinor ?? lines.reduce(0) { $0 + $1.amountMinor }
    }

    public static let linesMax = 2_000

    /// Σ lines, before adjustments.
    public var linesMinor: Int64 { lines.reduce(0) { $0 + $1.amountMinor } }

    /// Whether `totalMinor` is the sum of lines and adjustments.
    public var addsUp: Bool { linesMinor + adjustments.reduce(0) { $0 + $1.amountMinor } == totalMinor }

    /// What points paid: as a payment, or as an adjustment that lowers the total; a till names either kind `points`.
    public var paidWithPointsMinor: Int64 {
        payments.reduce(0) { $1.kind == "points" ? $0 + $1.amountMinor : $0 }
            - adjustments.reduce(0) { $1.kind == "points" ? $0 + $1.amountMinor : $0 }
    }

    /// What earns points: the lines, less what was returned, never below zero.
    public var earningMinor: Int64 { max(0, linesMinor) }
}
