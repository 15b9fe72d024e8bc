import Digest
import JSON
import Loyalty
import SyncProtocol

/// What of a receipt can be worked out beside the writer, so that the writer's turn is short.
struct PreparedPurchase: Sendable {
    let purchase: Purchase
    let day: LocalDay
    let rules: Rules
    /// The purchase's bytes for the event, without the key.
    let json: [UInt8]
    /// Equal for the same receipt sent again.
    let content: [UInt8]
    /// Nil without a key, or where it is none.
    let keyHash: String?

    init(_ purchase: Purchase, _ agent: Agent) {
        self.purchase = purchase
        rules = agent.rules
        day = agent.configuration.timeZone.day(of: purchase.at)
        var writer = JSONWriter(capacity: 256 + purchase.lines.count * 110)
        purchase.write(to: &writer, includingKey: false)
        keyHash = purchase.key.flatMap(rules.key).flatMap(rules.hash)
        json = writer.bytes
        content = Array(Digest.sha256(json, then: purchase.key ?? "").bytes.prefix(16))
    }
}
