import Database
import Loyalty
import SyncProtocol

/// Facts of what happened at a counter beside sales.
extension Facts {
    func apply(_ service: Service, _ event: Event, number: Int64) throws {
        switch service {
        case .pinTried(let tried):
            try Pins(connection: connection).note(tried, at: try recordedAt(event), store: store, event: number)
        }
    }
}
