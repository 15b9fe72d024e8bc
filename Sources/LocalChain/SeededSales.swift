import Digest
import Foundation
import Loyalty

/// Sales made from a seed: the same seed, store and day give the same receipts, on every machine and in every order.
public struct SeededSales: Sendable {
    public let seed: UInt64
    public var zone = Zone.utc
    public var customers = 2_000
    public var products = 5_000
    /// Lines of a receipt, where it has a fixed number; else one to thirty, nine on average.
    public var linesPerReceipt: Int? = 9
    /// How many of a hundred receipts name no customer.
    public var anonymousPercent = 10
    public var tills = 4

    public init(seed: UInt64) { self.seed = seed }

    // MARK: who and what

    /// Every third customer gives a telephone number, the others show a card.
    public func key(ofCustomer number: Int) -> String {
        number % 3 == 2 ? phone(ofCustomer: number) : "card:\(1_000_000 + number)"
    }

    public func phone(ofCustomer number: Int) -> String {
        let digits = String(10_000_000 + number % 90_000_000)
        return "phone:+5255\(digits)"
    }

    static let categories = [
        "ABARROTES", "LÁCTEOS", "PANADERÍA", "CARNES", "FRUTAS Y VERDURAS", "BEBIDAS", "LIMPIEZA", "HIGIENE", "BOTANAS",
        "CONGELADOS", "MASCOTAS", "FARMACIA", "BEBÉS", "DESECHABLES", "HOGAR", "PAPELERÍA",
    ]

    /// The price and category of a product follow from its number alone.
    private func line(_ product: Int, _ randomness: SeededRandomness) -> Purchase.Line {
        let mixed = UInt64(product) &* 0x9e37_79b9_7f4a_7c15
        let priceMinor = Int64(500 + mixed >> 32 % 24_000)
        let quantity: Int64 = randomness.unit() < 0.8 ? 1 : 2 + Int64(randomness.unit() * 3)
        let grossMinor = priceMinor * quantity
        let discountMinor = randomness.unit() < 0.15 ? grossMinor / 10 : 0
        return Purchase.Line(
            sku: String(750_100_000_000 + product), category: Self.categories[Int(mixed >> 40) % Self.categories.count],
            quantity: Double(quantity), amountMinor: grossMinor - discountMinor, discountMinor: discountMinor)
    }

    /// A few are met very often and most seldom: the number n about as often as 1/n.
    private func often(_ count: Int, _ randomness: SeededRandomness) -> Int {
        min(count - 1, Int(pow(Double(count) + 1, randomness.unit())) - 1)
    }

    // MARK: receipts

    /// A day's receipts of a store, in order of time.
    public func receipts(of store: StoreID, on day: LocalDay, count: Int) -> [Purchase] {
        let randomness = SeededRandomness(seed: Self.seed(seed, store, day))
        let midnight = Int64(day.number) * 86_400
        let moments = (0..<count).map { _ in midnight + secondOfDay(randomness) }.sorted()
        return moments.enumerated().map { index, local in
            let noon = Instant(milliseconds: (midnight + 43_200) * 1000)
            let at = Instant(milliseconds: (local - Int64(zone.offsetSeconds(at: noon))) * 1000)
            return receipt(number: index + 1, till: String(1 + index % tills), at: at, randomness)
        }
    }

    private func receipt(number: Int, till: String, at: Instant, _ randomness: SeededRandomness) -> Purchase {
        let count = linesPerReceipt ?? 1 + Int(randomness.unit() * randomness.unit() * 33)
        let lines = (0..<count).map { _ in line(often(products, randomness), randomness) }
        let isAnonymous = randomness.unit() * 100 < Double(anonymousPercent)
        let customer = often(customers, randomness)
        return Purchase(
            receipt: "\(till)-\(number)", till: till, at: at, key: isAnonymous ? nil : key(ofCustomer: customer),
            lines: lines)
    }

    /// From 8 to 21 h, most towards noon and in the evening.
    private func secondOfDay(_ randomness: SeededRandomness) -> Int64 {
        let peak = randomness.unit() < 0.45 ? 12.5 : 18.5
        let spread = (randomness.unit() + randomness.unit() + randomness.unit() - 1.5) * 2.2
        let hour = randomness.unit() < 0.25 ? 8 + randomness.unit() * 13 : peak + spread
        return Int64(min(max(hour, 8), 20.99) * 3600)
    }

    private static func seed(_ seed: UInt64, _ store: StoreID, _ day: LocalDay) -> UInt64 {
        Digest.sha256("\(seed)/\(store)/\(day)").bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
