import Loyalty

/// What somebody scanned or typed into the till's one field.
public enum Entry: Equatable, Sendable {
    /// An article; without a price the till asks, or remembers.
    case item(Item)
    /// A quantity for the article that comes next: `3*`.
    case quantity(Double)
    case customer(Key)
    case receipt(ReceiptReference)

    public struct Item: Equatable, Sendable {
        public var sku: String
        /// Of one.
        public var priceMinor: Int64?
        public var quantity: Double
        /// Goods that come back.
        public var isReturned: Bool

        public init(sku: String, priceMinor: Int64? = nil, quantity: Double = 1, isReturned: Bool = false) {
            self.sku = sku
            self.priceMinor = priceMinor
            self.quantity = quantity
            self.isReturned = isReturned
        }
    }
}

/// Why a text is none of what the field takes. The raw value ends the name of the sentence that says so.
public enum Refusal: String, Error, Equatable, Sendable, CaseIterable {
    case unknown, articleDigit, cardDigit, documentDigit, phoneLength, phoneGroups, email, price, receipt, tooLong
}

/// A receipt as it is printed, for whoever brings it back: `042.1.104207.20260314`. Points stand where every keyboard and
/// scanner has them at the same place.
public struct ReceiptReference: Equatable, Hashable, Sendable, CustomStringConvertible {
    /// Nil: of this store, this till, today.
    public var store: String?
    public var till: String?
    public var receipt: String
    public var day: LocalDay?

    public init(store: String? = nil, till: String? = nil, receipt: String, day: LocalDay? = nil) {
        self.store = store
        self.till = till
        self.receipt = receipt
        self.day = day
    }

    /// Read from its end, since a store's name may have points. `#104207` is a receipt of this till, of today.
    public init?(_ text: String) {
        if text.hasPrefix("#") {
            let number = String(text.dropFirst())
            guard !number.isEmpty, number.allSatisfy({ $0.isLetter || $0.isNumber }) else { return nil }
            self.init(receipt: number)
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, let last = parts.last, let day = Self.day(last) else { return nil }
        let store = parts.dropLast(3).joined(separator: ".")
        let till = parts[parts.count - 3], receipt = parts[parts.count - 2]
        guard StoreID(store).isValid, !till.isEmpty, !receipt.isEmpty else { return nil }
        self.init(store: store, till: till, receipt: receipt, day: day)
    }

    private static func day(_ digits: String) -> LocalDay? {
        guard digits.utf8.count == 8, CheckDigit.values(of: digits) != nil, let number = Int(digits) else { return nil }
        return LocalDay(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    public var description: String {
        guard let store, let till, let day else { return "#\(receipt)" }
        return "\(store).\(till).\(receipt).\(day.description.filter { $0 != "-" })"
    }
}
