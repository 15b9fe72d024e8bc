import HTTP
import Loyalty
import Synchronization

/// Long polls that wait for news of their store.
final class FeedWaiters: Sendable {
    final class Waiter: Sendable {
        let store: StoreID
        let until: Instant
        /// Looks for news and answers; true when it answered.
        let look: @Sendable (_ isLast: Bool) throws -> Bool
        /// Answers that looking failed.
        let fail: @Sendable (any Error) -> Void

        init(
            store: StoreID, until: Instant, fail: @escaping @Sendable (any Error) -> Void,
            look: @escaping @Sendable (Bool) throws -> Bool
        ) {
            self.fail = fail
            self.store = store
            self.until = until
            self.look = look
        }
    }

    private let waiting = Mutex<[StoreID: [ObjectIdentifier: Waiter]]>([:])

    var count: Int { waiting.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    func add(_ waiter: Waiter) {
        waiting.withLock { $0[waiter.store, default: [:]][ObjectIdentifier(waiter)] = waiter }
    }

    func wake(_ store: StoreID) {
        for waiter in waiting.withLock({ $0[store].map { Array($0.values) } ?? [] }) { look(waiter, isLast: false) }
    }

    func wakeAll() { for store in waiting.withLock({ Array($0.keys) }) { wake(store) } }

    /// Answers those whose time is over; called about once a second.
    func expire(now: Instant) {
        let over = waiting.withLock { $0.values.flatMap(\.values).filter { $0.until <= now } }
        for waiter in over { look(waiter, isLast: true) }
    }

    func look(_ waiter: Waiter, isLast: Bool) {
        do {
            guard try waiter.look(isLast) else { return }
        } catch {
            waiter.fail(error)
        }
        waiting.withLock { waiting in
            waiting[waiter.store]?[ObjectIdentifier(waiter)] = nil
            if waiting[waiter.store]?.isEmpty == true { waiting[waiter.store] = nil }
        }
    }
}

extension Aggregator {
    /// To be called about once a second.
    public func endLongPolls() { waiters.expire(now: clock.now()) }
}
