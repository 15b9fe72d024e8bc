/// Decides which records are the same person.
///
/// - Records that share a card number or a national id are one, whatever else they say.
/// - Records that share a phone or an e-mail are one where their names agree (`NameAgreement`), and where nothing in the
///   one cluster speaks against anything in the other: two birth dates, two national ids, two given names. The guard
///   looks at whole clusters, so that a third record without a birth date cannot bridge father and son, nor `J. Pérez`
///   Juan and José.
///
/// - Pairs that somebody took apart are never of one cluster, whatever they share; who is linked to one of them alone, and
///   was taken apart from it, stays alone.
///
/// Where a record could join either of two clusters that exclude each other, equal birth dates decide, then age.
public enum Clustering {
    /// Time grows as n log n: each contact gives at most `SharedContacts.peopleMax²` comparisons.
    /// - Parameters:
    ///   - records: in any order, with ids of their own; the answer does not depend on the order
    ///   - apart: ids of two records each; those that are not among the records do no harm
    /// - Returns: every record exactly once; clusters ascending, in order of their oldest record
    public static func clusters(
        of records: [MatchRecord], keepingApart apart: [(Int64, Int64)] = []
    ) -> [[Int64]] {
        let records = records.sorted { $0.id < $1.id }
        precondition(zip(records, records.dropFirst()).allSatisfy { $0.id < $1.id }, "each record has an id of its own")
        let names = records.map(PersonName.init)
        var clusters = ClusterSet(zip(records, names).map { ClusterSet.Summary($0, name: $1) })
        clusters.keepApart(pairs(apart, of: records))
        for certain in [\MatchRecord.cards, \.nationalIDs] {
            for block in IdentityBlock.all(of: records, by: certain) {
                for (place, index) in block.enumerated().dropFirst() {
                    // Where it is kept apart from the oldest it may still be one with another.
                    _ = block[..<place].contains { clusters.join($0, index) }
                }
            }
        }
        for link in SharedContacts(records: records, names: names).links().sorted() {
            clusters.joinUnlessInConflict(link.older, link.newer)
        }
        return clusters.members().map { members in members.map { records[$0].id } }
    }

    private static func pairs(_ apart: [(Int64, Int64)], of records: [MatchRecord]) -> [(Int, Int)] {
        guard !apart.isEmpty else { return [] }
        let places = Dictionary(uniqueKeysWithValues: zip(records.map(\.id), records.indices))
        return apart.compactMap { one, other in
            guard let one = places[one], let other = places[other] else { return nil }
            return (one, other)
        }
    }
}
