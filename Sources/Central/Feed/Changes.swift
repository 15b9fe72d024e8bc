import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// A store's feed, read page by page.
struct Changes {
    let aggregator: Aggregator
    let connection: Connection

    struct Page {
        let header: PageHeader
        let rows: [[UInt8]]
        var isEmpty: Bool { rows.isEmpty && !header.reset }
    }

    /// - Parameter cursor: nil, or one that this feed does not know: everything from the start
    func page(of store: StoreID, after cursor: Cursor?) throws -> Page {
        let isKnown = try cursor.map { try self.isKnown($0, store) } ?? false
        let start = isKnown ? cursor?.revision ?? 0 : 0
        var rows: [[UInt8]] = []
        var last = start
        let statement = try connection.prepare(
            "SELECT revision, kind, id, body FROM feed WHERE store = $1 AND revision > $2 ORDER BY revision LIMIT $3")
        statement.bind(1, store.rawValue)
        statement.bind(2, start)
        statement.bind(3, Int64(PageHeader.rowsMax))
        defer { statement.reset() }
        while try statement.step() {
            let row = statement.row
            last = row.integer(0)
            guard let kind = FeedRow.Kind(rawValue: row.text(1)) else { continue }
            rows.append(FeedRow(kind: kind, id: row.text(2), body: row.optionalBlob(3)).line)
        }
        let more = rows.count == PageHeader.rowsMax
        let header = PageHeader(
            central: aggregator.identity, clock: aggregator.clock.now(),
            cursor: Cursor(revision: last, mark: try mark(store, at: last)), more: more, reset: !isKnown)
        return Page(header: header, rows: rows)
    }

    /// A mark is known where its publication reaches the cursor's revision.
    private func isKnown(_ cursor: Cursor, _ store: StoreID) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM publication WHERE store = $1 AND revision >= $2 AND mark = $3", store.rawValue,
            cursor.revision, cursor.mark) > 0
    }

    /// The mark of the publication that wrote this revision.
    private func mark(_ store: StoreID, at revision: Int64) throws -> String {
        try connection.first(
            "SELECT mark FROM publication WHERE store = $1 AND revision >= $2 ORDER BY revision LIMIT 1",
            store.rawValue,
            revision
        ) { $0.text(0) } ?? ""
    }
}

extension Changes.Page {
    func response(gzip: Bool) -> Response {
        var body = header.line + [UInt8(ascii: "\n")]
        for row in rows {
            body += row
            body.append(UInt8(ascii: "\n"))
        }
        guard gzip, body.count > 1024 else { return Response(type: "application/x-ndjson", body: body) }
        var response = Response(type: "application/x-ndjson", body: Gzip.pack(body, level: 4))
        response.headers.append(("Content-Encoding", "gzip"))
        return response
    }
}

extension Aggregator {
    /// Answers a store's request for changes: at once where there are any, else when there are or the wait is over.
    func changes(
        of store: StoreID, after cursor: Cursor?, waitSeconds: Int, fresh: Bool, gzip: Bool, _ responder: any Responder
    ) throws {
        if fresh {
            let now = clock.now()
            // One short transaction: what a till waits for was made dirty just now.
            return database.submit { [self] connection in
                try Publisher(aggregator: self, connection: connection, now: now).publishSome()
            } completion: { [self] result in
                responder.send(result) { outcome in
                    feedWasRead(by: store)
                    for other in outcome.stores where other != store { waiters.wake(other) }
                    return try page(of: store, after: cursor, more: outcome.more).response(gzip: gzip)
                }
            }
        }
        let waiter = FeedWaiters.Waiter(
            store: store, until: clock.now().adding(seconds: Int64(waitSeconds)), fail: { responder.send($0) }
        ) { [self] isLast in
            let page = try self.page(of: store, after: cursor)
            guard !page.isEmpty || isLast else { return false }
            feedWasRead(by: store)
            responder.send(page.response(gzip: gzip))
            return true
        }
        // Enlisted before the first look, so that a publication between the two is not missed.
        waiters.add(waiter)
        waiters.look(waiter, isLast: waitSeconds == 0)
    }

    private func page(of store: StoreID, after cursor: Cursor?, more: Bool = false) throws -> Changes.Page {
        let page = try database.read { try Changes(aggregator: self, connection: $0).page(of: store, after: cursor) }
        var header = page.header
        header.more = header.more || more
        return Changes.Page(header: header, rows: page.rows)
    }
}
