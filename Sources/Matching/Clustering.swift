/// Decides which records are the same person.
///
/// - Records that share a card number or a national id are one, whatever else they say.
/// - Records that share a phone or an e-mail are one where their names agree (`NameAgreement`), and where nothing in the
///   one cluster speaks against anything in the other: two birth dates, two national ids, two given names. The guard
///   looks at whole clusters, so that a third record without a birth date cannot bridge father and son, nor `J. Pérez`
///   Juan and José.
///
/// Where a record could join either of two clusters that exclude each other, equal birth dates decide, then age.
public enum Clustering {
    /// Time grows as n log n: each contact gives at most `SharedContacts.peopleMax²` comparisons.
    /// - Parameter records: in any order, with ids of their own; the answer does not depend on the order
    /// - Returns: every record exactly once; clusters ascending, in order of their oldest record
    public static func clusters(of records: [MatchRecord]) -> [[Int64]] {
        let records = records.sorted { $0.id < $1.id }
        precondition(zip(records, records.dropFirst()).allSatisfy { $0.id < $1.id }, "each record has an id of its own")
        let names = records.map(PersonName.init)
        var clusters = ClusterSet(zip(records, names).map { ClusterSet.Summary($0, name: $1) })
        for certain in [\MatchRecord.cards, \.nationalIDs] {
            for block in IdentityBlock.all(of: records, by: certain) {
                for index in block.dropFirst() { clusters.join(block[0], index) }
            }
        }
        for link in SharedContacts(records: records, names: names).links().sorted() {
            clusters.joinUnlessInConflict(link.older, link.newer)
        }
        return clusters.members().map { members in members.map { records[$0].id } }
    }
}
