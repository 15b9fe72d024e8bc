import Database
import Loyalty
import Matching

extension Run {
    static let clustersMax = 500

    /// Joins the records that are one person; looks only at those that are new or changed, and at whom they touch.
    /// - Returns: how many customers became part of another
    func match() throws -> Int { try join(matched()) }

    /// What a look at the records came to.
    struct Matched {
        /// Records of one person, several each.
        let clusters: [[Int64]]
        let looked: [Int64]
        let apart: [(Int64, Int64)]
    }

    func matched() throws -> Matched {
        let (records, looked, apart) = try aggregator.database.read { connection in
            let (records, looked) = try Candidates(connection: connection).load()
            return (records, looked, try Merger(connection: connection, at: at).keptApart())
        }
        let clusters = Clustering.clusters(of: records, keepingApart: apart).filter { $0.count > 1 }
        return Matched(clusters: clusters, looked: looked, apart: apart)
    }

    /// Those of whom somebody took two apart since they were looked at are left to the next run.
    func join(_ matched: Matched) throws -> Int {
        let known = Set(matched.apart.map { [$0.0, $0.1] })
        var merged = 0
        var left: Set<Int64> = []
        for start in stride(from: 0, to: matched.clusters.count, by: Self.clustersMax) {
            let chunk = matched.clusters[start..<min(start + Self.clustersMax, matched.clusters.count)]
            let (count, stale) = try write { connection in
                let merger = Merger(connection: connection, at: at)
                let apart = try merger.keptApart().filter { !known.contains([$0.0, $0.1]) }
                let stale = chunk.filter { cluster in
                    apart.contains { cluster.contains($0.0) && cluster.contains($0.1) }
                }
                let sound = chunk.filter { !stale.contains($0) }
                return (try sound.reduce(0) { try $0 + merger.merge($1) }, stale)
            }
            merged += count
            left.formUnion(stale.joined())
        }
        let looked = matched.looked.filter { !left.contains($0) }
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
