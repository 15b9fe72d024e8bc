import Digest
import Testing

@testable import Lifetime

@Suite struct `Quantile scores` {
    @Test func `ten different values fall into five pairs`() {
        #expect(QuantileScore.scores([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    }

    @Test func `equal values get the same score, that of the first among them`() {
        #expect(QuantileScore.scores([7, 7, 7, 7]) == [1, 1, 1, 1])
        #expect(QuantileScore.scores([0, 0, 0, 5]) == [1, 1, 1, 4])
        #expect(QuantileScore.scores([5, 0, 5, 5]) == [2, 1, 2, 2])
    }

    @Test func `fewer than five values do not reach the top`() {
        #expect(QuantileScore.scores([]) == [])
        #expect(QuantileScore.scores([Int64.max]) == [1])
        #expect(QuantileScore.scores([Int64.max, Int64.min, 0]) == [4, 1, 2])
    }

    @Test func `scores keep the order of the values`() {
        #expect(QuantileScore.scores([50, 10, 40, 20, 30]) == [5, 1, 4, 2, 3])
    }

    @Test(arguments: UInt64(1)...60)
    func `every score is what counting the smaller values one by one gives`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Few different values make many ties.
        let bound = [Int64(2), 10, 1_000_000][Int(seed % 3)]
        let values = (0..<Int.random(in: 1...300, using: &generator)).map { _ in
            Int64.random(in: -bound...bound, using: &generator)
        }
        let counted = values.map { value in 1 + Int64(values.filter { $0 < value }.count * 5 / values.count) }
        #expect(QuantileScore.scores(values) == counted, "seed \(seed)")
        #expect(counted.allSatisfy(QuantileScore.scores.contains))
    }
}

@Suite struct `RFM scores` {
    @Test func `who bought last, most often and for most is best`() {
        let scores = RFM.scores(
            lastAt: [100, 200, 300, 400, 500], frequency: [9, 7, 5, 3, 1], money: [10, 50, 20, 40, 30])
        #expect(
            scores == [
                RFM(recency: 1, frequency: 5, money: 1), RFM(recency: 2, frequency: 4, money: 5),
                RFM(recency: 3, frequency: 3, money: 2), RFM(recency: 4, frequency: 2, money: 4),
                RFM(recency: 5, frequency: 1, money: 3),
            ])
    }

    @Test func `a base where most bought once scores them all 1 for frequency`() {
        let scores = RFM.scores(lastAt: [1, 2, 3, 4, 5], frequency: [1, 1, 1, 1, 2], money: [1, 2, 3, 4, 5])
        #expect(scores.map(\.frequency) == [1, 1, 1, 1, 5])
    }

    @Test func `no customers have no scores`() { #expect(RFM.scores(lastAt: [], frequency: [], money: []) == []) }
}
