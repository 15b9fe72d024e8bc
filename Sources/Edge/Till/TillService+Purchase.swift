import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

extension TillService {
    /// Records a receipt in one transaction (event, receipt, the card's own state) and answers after the commit.
    func purchase(_ purchase: Purchase, _ responder: any Responder) {
        let agent = agent
        let prepared = PreparedPurchase(purchase, agent)
        agent.database.submit { connection in
            try PurchaseRecorder(agent: agent, prepared: prepared, connection: connection).record()
        } completion: { result in
            if case .success(let outcome) = result, !outcome.isDuplicate, !purchase.training {
                agent.pulse.withLock { $0.lastSaleAt = outcome.recordedAt }
            }
            responder.send(result) { outcome in .json(outcome.json(for: purchase, agent)) }
        }
    }
}
