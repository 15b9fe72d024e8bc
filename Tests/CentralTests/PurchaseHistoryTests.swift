import Digest
import Loyalty
import Testing

@testable import Central

@Suite struct `What a customer bought lately` {
    private func purchase(_ at: Int64, _ store: String) -> PurchaseHistory.Purchase {
        PurchaseHistory.Purchase(at: Instant(milliseconds: at), store: StoreID(store), linesMinor: 1_000)
    }

    /// By forgetting one instant after the other.
    private func slowHome(_ purchases: [PurchaseHistory.Purchase], after start: Int64) -> String? {
        let left = purchases.filter { $0.at.milliseconds > start }
        let stores = Set(left.map(\.store.rawValue))
        return stores.max { one, other in
            func rank(_ store: String) -> (Int, Int64, String) {
                let visits = left.filter { $0.store.rawValue == store }
                return (visits.count, visits.map(\.at.milliseconds).max() ?? 0, store)
            }
            return rank(one) < rank(other)
        }
    }

    @Test(arguments: UInt64(1)...40) func `the home is the store visited most until the visit that is told leaves`(
        seed: UInt64
    ) {
        let random = SeededRandomness(seed: seed)
        let count = Int(random.unit() * 12)
        let purchases = (0..<count).map { _ in
            purchase(Int64(random.unit() * 10) + 1, ["A", "B", "C"][Int(random.unit() * 3)])
        }
        let home = PurchaseHistory(purchases).home(after: Instant(milliseconds: 0), to: Instant(milliseconds: 20))
        #expect(home?.store.rawValue == slowHome(purchases, after: 0))
        let moves = (1...10).first { start in
            let left = slowHome(purchases, after: Int64(start))
            return left != nil && left != home?.store.rawValue
        }
        #expect(home?.until?.milliseconds == moves.map(Int64.init))
    }

    @Test func `ends count, what is later is told apart, and sums stay within 64 bits`() {
        let history = PurchaseHistory([
            PurchaseHistory.Purchase(at: Instant(milliseconds: 5), store: StoreID("A"), linesMinor: .max),
            purchase(7, "A"), purchase(9, "A"),
        ])
        let counted = history.counted(after: Instant(milliseconds: 4), to: Instant(milliseconds: 7))
        #expect(counted == TierRules.Qualifying(spendMinor: .max, visits: 2))
        #expect(history.counted(after: Instant(milliseconds: 5), to: Instant(milliseconds: 7)).visits == 1)
        #expect(history.counted(after: Instant(milliseconds: 9), to: Instant(milliseconds: 20)).visits == 0)
        #expect(history.counted(after: Instant(milliseconds: 1), to: Instant(milliseconds: 3)).visits == 0)
        #expect(history.next(after: Instant(milliseconds: 7)).milliseconds == 9)
        #expect(history.next(after: Instant(milliseconds: 9)) == .never)
        #expect(history.first(after: Instant(milliseconds: 5), to: Instant(milliseconds: 8))?.milliseconds == 7)
    }
}
