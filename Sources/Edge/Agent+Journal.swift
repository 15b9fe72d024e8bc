import Database
import Loyalty
import SyncProtocol

extension Agent {
    /// Writes an event of now, on the writer's connection.
    /// - Parameter personal: nil where the event has no such fields
    @discardableResult
    func append(
        _ content: Event.Content, personal: Personal? = nil, _ connection: Connection
    ) throws -> (event: EventID, row: Int64) {
        let now = clock.now()
        let event = Event(id: .make(at: now, randomness), recordedAt: now, content: content)
        let row = try Journal(store: configuration.store, connection: connection).append(
            event.id, recordedAt: now, body: event.body(personal: personal), personal: personal?.line(for: event.id))
        return (event.id, row)
    }
}
