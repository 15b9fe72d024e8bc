import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Asking central for what a till wants to know and the store does not.
extension Agent {
    /// Not outside its window, nor where it would only wait.
    private var mayAsk: Bool { line.withLock { $0.problem == nil && $0.hasAnswered } && secondsUntilWindow() == 0 }

    /// Keys that wait to be asked for; more are not remembered.
    static let askedMax = 100

    /// Remembers the key for the next exchange and wakes it.
    /// - Returns: false where the line is down, so that nobody waits for an answer
    func ask(for hash: String) -> Bool {
        guard mayAsk else { return false }
        let isRemembered = asked.withLock { asked in
            guard asked.count < Self.askedMax else { return false }
            asked.insert(hash)
            return true
        }
        if isRemembered { whenAsked.withLock { $0 }.body?() }
        return isRemembered
    }

    /// Called on a till's request, after a key was remembered.
    public func onAsk(_ body: @escaping @Sendable () -> Void) { whenAsked.withLock { $0.body = body } }

    /// Points that a till wants for a customer, of which the store holds too few.
    /// - Returns: false where the line is down
    func ask(for points: Int64, of card: CardID) -> Bool {
        guard mayAsk else { return false }
        let isRemembered = wishes.withLock { wishes in
            guard wishes.count < Self.askedMax || wishes[card] != nil else { return false }
            wishes[card] = points
            return true
        }
        if isRemembered { whenAsked.withLock { $0 }.body?() }
        return isRemembered
    }

    /// The line on which central is asked while a till waits for the answer. Without one nobody waits.
    public func asksAtOnce(over line: any Transport) { askingLine.withLock { $0 = AskingLine(line) } }

    /// What central knows of a receipt. Asks on the caller's thread.
    /// - Parameter day: of the return
    /// - Returns: nil where the line is down or slow, or central does not have it
    func receiptAtCentral(_ origin: GoodsReturn.Origin, on day: LocalDay) -> ReturnableReceipt? {
        guard mayAsk, let line = askingLine.withLock({ $0 }) else { return nil }
        var origin = origin
        origin.day = origin.day ?? day
        let path = "/v1/stores/\(configuration.store)/receipts"
        let response = line.ask(path, JSONWriter.object { origin.write(to: &$0) }, at: clock.now())
        guard let response, response.status == 200,
            let json = try? JSONDocument(response.body), json.root["found"]?.boolean == true
        else { return nil }
        return try? ReturnableReceipt(json: json.root)
    }

    // In a struct, since a mutex would wrap a bare function anew each time it is taken out.
    struct AskedHook: Sendable { var body: (@Sendable () -> Void)? }
}

extension Uploader {
    /// Asks central for the keys that tills want to know; their cards come with the feed.
    public func ask() throws {
        let hashes = agent.asked.withLock { asked in
            defer { asked = [] }
            return asked.sorted()
        }
        try askForPoints()
        guard !hashes.isEmpty else { return }
        let body = JSONWriter.object { $0.field("keys", strings: hashes) }
        // What is not answered the till asks again.
        _ = try? transport.send(
            ClientRequest(
                "POST", "/v1/stores/\(agent.configuration.store)/asked", body: body,
                headers: [("Content-Type", "application/json")], timeoutSeconds: 10))
    }

    private func askForPoints() throws {
        let wishes = agent.wishes.withLock { wishes in
            defer { wishes = [:] }
            return wishes.sorted { $0.key < $1.key }
        }
        guard !wishes.isEmpty else { return }
        let body = JSONWriter.object { object in
            object.array("cards") { list in
                for wish in wishes {
                    list.object {
                        $0.field("card", wish.key.rawValue)
                        $0.field("points", wish.value)
                    }
                }
            }
        }
        _ = try? transport.send(
            ClientRequest(
                "POST", "/v1/stores/\(agent.configuration.store)/grants", body: body,
                headers: [("Content-Type", "application/json")], timeoutSeconds: 10))
    }
}
