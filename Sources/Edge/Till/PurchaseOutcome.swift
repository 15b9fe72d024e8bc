import JSON
import Loyalty
import SyncProtocol

/// What a till is told of its receipt. A class, since it goes from the writer to those who answer.
final class PurchaseOutcome: Sendable {
    let event: EventID
    let recordedAt: Instant?
    let day: LocalDay
    let isDuplicate: Bool
    let points: Int64
    /// From when they can be used, where that is on a later day.
    let availableFrom: LocalDay?
    /// Points that the customer used.
    let redeemed: Int64
    let flags: [PurchaseFlag]
    let view: CardCache.View?
    let programme: Programme?

    init(
        event: EventID, recordedAt: Instant? = nil, day: LocalDay, isDuplicate: Bool, points: Int64,
        availableFrom: LocalDay? = nil, redeemed: Int64 = 0, flags: [PurchaseFlag], view: CardCache.View? = nil,
        programme: Programme? = nil
    ) {
        self.availableFrom = availableFrom
        self.redeemed = redeemed
        self.event = event
        self.recordedAt = recordedAt
        self.day = day
        self.isDuplicate = isDuplicate
        self.points = points
        self.flags = flags
        self.view = view
        self.programme = programme
    }

    func json(for purchase: Purchase, _ agent: Agent) -> [UInt8] {
        var writer = JSONWriter(capacity: 768)
        writer.object { object in
            object.field("receipt", purchase.receipt)
            object.field("till", purchase.till)
            object.field("day", day.description)
            object.field("event", event.hex)
            object.field("duplicate", isDuplicate)
            object.field("points", points)
            object.field(ifPresent: "availableFrom", availableFrom?.description)
            if redeemed > 0 { object.field("redeemed", redeemed) }
            object.field("flags", strings: flags.map(\.rawValue))
            if !purchase.ignoredFields.isEmpty { object.field("ignoredFields", strings: purchase.ignoredFields) }
            object.key("card")
            if let view, let programme {
                CardAnswer(
                    programme: programme, store: agent.configuration.store, day: day,
                    asOf: agent.pulse.withLock { $0.asOf }
                )
                .write(view, to: &object)
            } else {
                object.null()
            }
        }
        return writer.bytes
    }
}
