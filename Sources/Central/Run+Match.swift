import Database
import Loyalty
import Matching

extension Run {
    static let clustersMax = 500

    /// Joins the records that are one person; looks only at those that are new or changed, and at whom they touch.
    /// - Returns: how many customers became part of another
    func match() throws -> Int {
        let (records, looked) = try aggregator.database.read { try Candidates(connection: $0).load() }
        let clusters = Clustering.clusters(of: records).filter { $0.count > 1 }
        var merged = 0
        for start in stride(from: 0, to: clusters.count, by: Self.clustersMax) {
            let chunk = clusters[start..<min(start + Self.clustersMax, clusters.count)]
            merged += try write { connection in
                try chunk.reduce(0) { try $0 + Merger(connection: connection).merge($1) }
            }
        }
        for start in stride(from: 0, to: looked.count, by: 5_000) {
            let chunk = looked[start..<min(start + 5_000, looked.count)]
            try write { connection in
                for card in chunk { try connection.run("UPDATE card SET needs_matching = 0 WHERE n = $1", card) }
            }
        }
        return merged
    }
}

/// The records that may have to be joined: those not matched yet, and all that share an identity with them, and so on.
private struct Candidates {
    let connection: Connection

    func load() throws -> (records: [MatchRecord], looked: [Int64]) {
        let fresh = try connection.query("SELECT n FROM card WHERE needs_matching = 1 ORDER BY n") { $0.integer(0) }
        var seen = Set(fresh)
        var queue = fresh
        var records: [MatchRecord] = []
        var visited: Set<String> = []
        while let card = queue.popLast() {
            let identities = try connection.query("SELECT kind, value FROM identity WHERE card = $1", card) {
                (kind: $0.text(0), value: $0.text(1))
            }
            if let record = try record(card, identities) { records.append(record) }
            for identity in identities where visited.insert("\(identity.kind):\(identity.value)").inserted {
                let sharing = try connection.query(
                    "SELECT card FROM identity WHERE kind = $1 AND value = $2", identity.kind, identity.value
                ) { $0.integer(0) }
                for other in sharing where seen.insert(other).inserted { queue.append(other) }
            }
        }
        return (records, fresh)
    }

    private func record(_ card: Int64, _ identities: [(kind: String, value: String)]) throws -> MatchRecord? {
        func values(_ kind: Key.Kind) -> [String] { identities.filter { $0.kind == kind.rawValue }.map(\.value) }
        return try connection.first(
            "SELECT given, surname, second_surname, full_name, birth_day FROM card WHERE n = $1", card
        ) { row in
            MatchRecord(
                id: card, cards: values(.card), nationalIDs: values(.id), phones: values(.phone),
                emails: values(.email),
                given: row.optionalText(0), surname: row.optionalText(1), secondSurname: row.optionalText(2),
                fullName: row.optionalText(3),
                birthDate: row.optionalInteger(4).map { LocalDay(number: Int($0)) })
        }
    }
}

/// Joins customers. A merge moves no fact: the golden customer is the union of its cards.
struct Merger {
    let connection: Connection

    /// - Returns: how many customers ended
    func merge(_ cards: [Int64]) throws -> Int {
        var customers: Set<Int64> = []
        for card in cards {
            customers.insert(try connection.integer("SELECT customer FROM card WHERE n = $1", card))
        }
        guard customers.count > 1 else { return 0 }
        // The oldest card is the one that lives on, the others become its aliases.
        let members = try customers.flatMap { customer in
            try connection.query("SELECT n FROM card WHERE customer = $1", customer) { $0.integer(0) }
        }.sorted()
        let survivor = try connection.integer("SELECT customer FROM card WHERE n = $1", members[0])
        for ended in customers.sorted() where ended != survivor {
            try connection.run("UPDATE card SET customer = $1 WHERE customer = $2", survivor, ended)
            try connection.run(
                """
                INSERT INTO assignment (customer, campaign, is_control, is_current, assigned_at)
                SELECT $1, campaign, is_control, is_current, assigned_at FROM assignment WHERE customer = $2
                ON CONFLICT DO NOTHING
                """, survivor, ended)
            try connection.run("DELETE FROM assignment WHERE customer = $1", ended)
            try connection.run("DELETE FROM asked WHERE customer = $1", ended)
            try connection.run("DELETE FROM customer WHERE n = $1", ended)
        }
        // To be measured anew: what counts for it came from several.
        try connection.run("UPDATE customer SET root = $1, due_at = 0 WHERE n = $2", members[0], survivor)
        for member in members {
            try connection.run("INSERT INTO dirty (card) VALUES ($1) ON CONFLICT DO NOTHING", member)
        }
        return customers.count - 1
    }
}
