import Database
import Foundation
import HTTP
import LocalChain
import Loyalty

/// A store whose customers central knows, and that sold for some days while its line was down. Both stand still.
struct Backlog {
    static let purchases = 20_000
    private static let customers = 4_000

    let store: StoreProcess
    let token: String
    private let central: CentralProcess
    /// The number of central's last event before the backlog.
    let eventsBefore: Int64

    init(_ workshop: Workshop) throws {
        central = try CentralProcess(folder: workshop.path("central"))
        let address = try central.start()
        token = try central.addStore(CardChain.store)
        store = try StoreProcess(CardChain.store, folder: workshop.path("store"), central: address, token: token)
        try store.start()
        try Self.meetCustomers(store, workshop)
        central.terminate()
        let connection = try SQLiteConnection(path: central.folder + "/data/central.db")
        eventsBefore = try connection.integer("SELECT MAX(n) FROM event")
        var sales = SeededSales(seed: 3)
        sales.customers = Self.customers
        let days = (1...20).flatMap { day in
            sales.receipts(of: store.store, on: LocalDay(number: 20_000 + day), count: Self.purchases / 20)
        }
        try Self.replay(days, store, workshop)
        store.terminate()
    }

    /// Every customer buys once; central opens them, and the store receives their cards.
    private static func meetCustomers(_ store: StoreProcess, _ workshop: Workshop) throws {
        let sales = SeededSales(seed: 4)
        let receipts = sales.receipts(of: store.store, on: LocalDay(number: 20_000), count: customers)
        let named = receipts.enumerated().map { number, receipt in
            var receipt = receipt
            receipt.key = sales.key(ofCustomer: number)
            return receipt
        }
        try replay(named, store, workshop)
        guard try store.sync() else { throw BenchmarkFailed("the store could not synchronise") }
    }

    private static func replay(_ receipts: [Purchase], _ store: StoreProcess, _ workshop: Workshop) throws {
        let file = workshop.path("receipts.ndjson")
        let lines = receipts.map { $0.json + [UInt8(ascii: "\n")] }
        try Data(lines.joined()).write(to: URL(fileURLWithPath: file))
        let outcome = try store.replay([file], connections: 32)
        guard outcome.isFine else { throw BenchmarkFailed("vuelve till replay: \(outcome.output)\(outcome.errors)") }
        workshop.remove(file)
    }

    func copyOfCentral(_ workshop: Workshop) throws -> String {
        let path = workshop.path("central")
        try FileManager.default.copyItem(atPath: central.folder, toPath: path)
        return path
    }

    /// The backlog's lines as an upload has them, without its header.
    func lines() throws -> [UInt8] {
        let connection = try SQLiteConnection(path: store.folder + "/data/store.db")
        let acknowledged = try connection.integer("SELECT value FROM setting WHERE name = 'acknowledgedRow'")
        let newline = [UInt8(ascii: "\n")]
        let lines = try connection.query("SELECT body, personal FROM journal WHERE row > $1 ORDER BY row", acknowledged)
        {
            $0.blob(0) + newline + ($0.optionalBlob(1).map { $0 + newline } ?? [])
        }
        return Array(lines.joined())
    }
}
