import Database
import Loyalty
import Matching

extension Run {
    static let clustersMax = 500

    /// Joins the records that are one person; looks only at those that are new or changed, and at whom they touch.
    /// - Returns: how many customers became part of another
    func match() throws -> Int {
        let (records, looked, apart) = try aggregator.database.read { connection in
            let (records, looked) = try Candidates(connection: connection).load()
            return (records, looked, try Merger(connection: connection, at: at).keptApart())
        }
        let clusters = Clustering.clusters(of: records, keepingApart: apart).filter { $0.count > 1 }
        var merged = 0
        for start in stride(from: 0, to: clusters.count, by: Self.clustersMax) {
            let chunk = clusters[start..<min(start + Self.clustersMax, clusters.count)]
            merged += try write { connection in
                try chunk.reduce(0) { try $0 + Merger(connection: connection, at: at).merge($1) }
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
