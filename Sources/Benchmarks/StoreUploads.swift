import Digest
import Foundation
import HTTP
import LocalChain
import Loyalty
import SyncProtocol
import Synchronization

/// A store's journal from which uploads are made, without an agent: many stores fit into one process.
struct StoreUploads {
    let store: StoreID
    let token: String
    private let epoch: EpochID
    private var position: Position
    private var day = 20_000

    init(_ store: StoreID, token: String) {
        self.store = store
        self.token = token
        epoch = EpochID("bench-\(store)")
        position = Position(sequence: 0, chain: Chain.start(store: store, epoch: epoch))
    }

    /// The next upload, of so many purchases of nine lines by customers whose cards are named.
    mutating func next(purchases: Int, customers: Int) -> [UInt8] {
        day += 1
        let day = LocalDay(number: day)
        var sales = SeededSales(seed: 5)
        sales.customers = customers
        let randomness = SeededRandomness(seed: UInt64(day.number) * 10_000 + (UInt64(store.rawValue) ?? 0))
        let header = """
            {"protocol":1,"store":"\(store)","epoch":"\(epoch)","after":\(position.sequence),
            "chain":"\(position.chain.hex)","agent":"0.1.0","clock":"\(Date().ISO8601Format())","report":{}}
            """
        var body = Array(header.replacing("\n", with: "").utf8)
        for var receipt in sales.receipts(of: store, on: day, count: purchases) {
            let card = receipt.key.map { CardID(String(Digest.sha256($0).hex.prefix(24))) }
            receipt.key = nil
            let recorded = RecordedPurchase(
                purchase: receipt, day: day, programmeVersion: 1, card: card, points: receipt.totalMinor / 1000,
                tier: nil, flags: [], clockOffsetMilliseconds: 0)
            let event = Event(
                id: .make(at: receipt.at, randomness), recordedAt: receipt.at, content: .purchase(recorded))
            let line = event.body(personal: nil)
            let sequence = position.sequence + 1
            position = Position(
                sequence: sequence,
                chain: Chain.next(after: position.chain, sequence: sequence, bodyDigest: Digest.sha256(line)))
            body.append(UInt8(ascii: "\n"))
            body += line
        }
        return body
    }
}

/// Some uploads, each with where it goes.
struct UploadWave {
    private let requests: [(address: String, request: ClientRequest, token: String)]

    /// - Parameters:
    ///   - addresses: of central's processes; each store keeps to one
    init(_ stores: inout [StoreUploads], to addresses: [String], purchasesEach: Int, customers: Int) {
        requests = stores.indices.map { index in
            let body = Gzip.pack(stores[index].next(purchases: purchasesEach, customers: customers), level: 1)
            return (
                addresses[index % addresses.count],
                ClientRequest(
                    "POST", "/v1/stores/\(stores[index].store)/events", body: body,
                    headers: [("Content-Encoding", "gzip")], timeoutSeconds: 120), stores[index].token
            )
        }
    }

    /// Senders at once: enough to keep every process at work.
    private static let senders = 8

    /// - Returns: seconds
    func send() throws -> Double {
        let failures = Mutex<[String]>([])
        let seconds = secondsTaken {
            DispatchQueue.concurrentPerform(iterations: Self.senders) { sender in
                for index in stride(from: sender, to: requests.count, by: Self.senders) {
                    let (address, request, token) = requests[index]
                    let answer = try? Client(base: address, token: token).send(request)
                    if answer?.status != 200 {
                        failures.withLock { $0.append(String(decoding: answer?.body.prefix(300) ?? [], as: UTF8.self)) }
                    }
                }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw BenchmarkFailed("an upload was refused: \(failure)") }
        return seconds
    }
}
