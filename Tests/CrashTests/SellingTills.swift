import Digest
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Synchronization

/// Tills that sell without a pause, and ask again until each sale is answered.
final class SellingTills: Sendable {
    struct Told: Sendable, Equatable {
        var purchases: Int64 = 0
        var amountMinor: Int64 = 0
    }

    private let told = Mutex<[StoreID: Told]>([:])
    private let isSelling = Atomic<Bool>(true)
    private let threads = DispatchGroup()
    private let wrongAnswers = Mutex<[String]>([])

    /// Sales of a seed, each of a card that few others use.
    private static func sale(_ store: StoreID, _ till: String, _ number: Int) -> Purchase {
        Purchase(
            receipt: "\(number)", till: till, at: Instant(milliseconds: 1_773_482_400_000), key: "card:\(number % 300)",
            lines: [
                .init(sku: "7501", category: "LECHE", amountMinor: Int64(100 + number % 977)),
                .init(sku: "7502", amountMinor: 250),
            ])
    }

    /// Starts `count` tills at the agent.
    func sell(at agent: StoreProcess, tills count: Int = 2, named name: String = "till") throws {
        let (address, token, store) = (agent.address, try agent.tillToken, agent.store)
        for till in 1...count {
            threads.enter()
            Thread {
                self.sellForEver(Client(base: address, token: token), store, "\(name)-\(till)")
                self.threads.leave()
            }.start()
        }
    }

    private func sellForEver(_ client: Client, _ store: StoreID, _ till: String) {
        var number = 1
        while isSelling.load(ordering: .relaxed) {
            let sale = Self.sale(store, till, number)
            guard isRecorded(sale, client) else { continue }
            told.withLock { told in
                told[store, default: Told()].purchases += 1
                told[store, default: Told()].amountMinor += sale.totalMinor
            }
            number += 1
        }
    }

    /// One try. What is not answered is asked again with the same receipt, also after the selling ended: a till that had no
    /// answer may not guess.
    private func isRecorded(_ sale: Purchase, _ client: Client) -> Bool {
        while true {
            let response = try? client.send(
                ClientRequest(
                    "POST", "/v1/purchases", body: sale.json, headers: [("Content-Type", "application/json")],
                    timeoutSeconds: 5))
            switch response?.status {
            case 200: return true
            // No answer, or a clear refusal: the agent is away, its disk is full.
            case nil, 503, 507: usleep(20_000)
            case let status?:
                wrongAnswers.withLock {
                    $0.append("\(status) \(String(decoding: response?.body ?? [], as: UTF8.self))")
                }
                return false
            }
        }
    }

    /// Ends the selling, once every sale is answered.
    /// - Returns: what tills were told that is recorded
    func stop() -> [StoreID: Told] {
        isSelling.store(false, ordering: .relaxed)
        threads.wait()
        return told.withLock { $0 }
    }

    /// How many sales were told so far.
    var soldCount: Int64 { told.withLock { $0.values.reduce(0) { $0 + $1.purchases } } }

    /// Answers that no till should get.
    var mistakes: [String] { wrongAnswers.withLock { $0 } }
}

extension CentralProcess {
    /// What central has counted, by store.
    func counted() throws -> [StoreID: SellingTills.Told] {
        let stores = try totals().root["byStore"]?.members ?? []
        return stores.reduce(into: [:]) { counted, member in
            counted[StoreID(member.key)] = SellingTills.Told(
                purchases: member.value["purchases"]?.integer ?? 0,
                amountMinor: member.value["amountMinor"]?.integer ?? 0)
        }
    }
}
