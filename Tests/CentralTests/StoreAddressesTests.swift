import HTTP
import Loyalty
import Testing

@testable import Central

@Suite struct `Where a store's token is used from` {
    private let store = StoreID("042")
    private let start = Instant(milliseconds: 1_773_482_400_000)

    /// - Parameter uses: minutes since the start, and the last part of the address
    private func places(_ uses: [(Int64, Int)], at minute: Int64) throws -> [StoreAddresses.Place] {
        let addresses = StoreAddresses()
        for (minute, last) in uses {
            let address = try #require(NetworkAddress("10.0.0.\(last)"))
            addresses.note(address, of: store, at: start.adding(seconds: minute * 60))
        }
        return addresses.places(of: store, at: start.adding(seconds: minute * 60))
    }

    @Test(arguments: [
        // One place; a line that changed its address, once and back after more than an hour; two that take turns.
        ([(0, 1), (5, 1), (9, 1)], false), ([(0, 1), (5, 1), (6, 2), (9, 2)], false),
        ([(0, 1), (5, 2), (70, 1)], false), ([(0, 1), (5, 2), (6, 1)], true), ([(0, 1), (1, 2), (2, 3), (3, 2)], true),
    ]) func `two places at once show, a line that changed its address does not`(uses: [(Int64, Int)], wanted: Bool)
        throws
    {
        let last = uses.map(\.0).max() ?? 0
        #expect(StoreAddresses.areAtOnce(try places(uses, at: last)) == wanted)
    }

    @Test func `an hour without use is forgotten, and never more than eight are kept`() throws {
        #expect(try places([(0, 1), (30, 2)], at: 61).map(\.address.description) == ["10.0.0.2"])
        let many = try places((1...20).map { (Int64($0), $0) }, at: 21)
        #expect(many.map(\.address.description).first == "10.0.0.20")
        #expect(many.count == StoreAddresses.placesMax)
    }
}
