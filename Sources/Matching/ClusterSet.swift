import Loyalty

/// Records in disjoint clusters, each known by its oldest record, with what speaks against a join.
/// Always: the parent of a record is no younger than the record.
struct ClusterSet {
    /// What is known of all records of a cluster together.
    struct Summary {
        var birthDates: ClosedRange<LocalDay>?
        var hasNationalID: Bool
        /// Different ones, in no order; at most `namesMax + 1`.
        var names: [PersonName]
    }

    /// A cluster with more names than this (a cashier's card, swiped for everyone) takes nothing more by phone or e-mail.
    static let namesMax = 8

    private var parents: [Int]
    private var summaries: [Summary]
    /// By each cluster's oldest record: records that must not come into it.
    private var apart: [Int: Set<Int>] = [:]

    init(_ summaries: [Summary]) {
        self.summaries = summaries
        parents = Array(summaries.indices)
    }

    /// The oldest record of the cluster, halving the way to it for the next time.
    mutating func root(of index: Int) -> Int {
        var index = index
        while parents[index] != index {
            parents[index] = parents[parents[index]]
            index = parents[index]
        }
        return index
    }

    /// To be called before anything is joined.
    mutating func keepApart(_ pairs: [(Int, Int)]) {
        for (one, other) in pairs {
            apart[one, default: []].insert(other)
            apart[other, default: []].insert(one)
        }
    }

    /// Joins unless the two are kept apart.
    /// - Returns: whether they are of one cluster
    @discardableResult
    mutating func join(_ a: Int, _ b: Int) -> Bool {
        let (a, b) = (root(of: a), root(of: b))
        guard a != b else { return true }
        guard !areApart(a, b) else { return false }
        let (older, newer) = (min(a, b), max(a, b))
        parents[newer] = older
        if let more = apart.removeValue(forKey: newer) { apart[older, default: []].formUnion(more) }
        summaries[older].add(summaries[newer])
        summaries[newer].names = []
        return true
    }

    /// Joins unless any record of the one cluster speaks against any of the other.
    mutating func joinUnlessInConflict(_ a: Int, _ b: Int) {
        let (a, b) = (root(of: a), root(of: b))
        if a != b, !summaries[a].conflicts(with: summaries[b]) { join(a, b) }
    }

    /// - Parameters: two clusters' oldest records
    private mutating func areApart(_ a: Int, _ b: Int) -> Bool {
        guard let others = apart[a] else { return false }
        for other in others where root(of: other) == b { return true }
        return false
    }

    /// The indices of each cluster, ascending, in order of the oldest.
    mutating func members() -> [[Int]] {
        var clusters: [[Int]] = []
        var places = [Int](repeating: 0, count: parents.count)
        for index in parents.indices {
            let root = root(of: index)
            if root == index {
                places[index] = clusters.count
                clusters.append([index])
            } else {
                clusters[places[root]].append(index)
            }
        }
        return clusters
    }
}

extension ClusterSet.Summary {
    init(_ record: MatchRecord, name: PersonName?) {
        birthDates = record.birthDate.map { $0...$0 }
        hasNationalID = record.nationalIDs.contains { !Placeholder.matches($0) }
        names = name.map { [$0] } ?? []
    }

    mutating func add(_ other: Self) {
        if let dates = other.birthDates {
            birthDates = birthDates.map { min($0.lowerBound, dates.lowerBound)...max($0.upperBound, dates.upperBound) }
            birthDates = birthDates ?? dates
        }
        hasNationalID = hasNationalID || other.hasNationalID
        for name in other.names where names.count <= ClusterSet.namesMax && !names.contains(name) { names.append(name) }
    }

    func conflicts(with other: Self) -> Bool {
        // Clusters that share a national id are one already, so two that have one have different ones.
        if hasNationalID, other.hasNationalID { return true }
        if let dates = birthDates, let others = other.birthDates {
            let isOneDay = dates == others && dates.lowerBound == dates.upperBound
            if !isOneDay { return true }
        }
        guard max(names.count, other.names.count) <= ClusterSet.namesMax else { return true }
        return names.contains { name in other.names.contains { !NameAgreement.givenNamesAgree(name, $0) } }
    }
}
