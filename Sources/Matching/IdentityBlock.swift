/// The records that have one identity in common.
enum IdentityBlock {
    /// Blocks of two and more, as ascending indices; the blocks themselves come in no order.
    static func all(of records: [MatchRecord], by identities: KeyPath<MatchRecord, [String]>) -> [[Int]] {
        var blocks: [String: [Int]] = [:]
        for (index, record) in records.enumerated() {
            for identity in record[keyPath: identities] where !Placeholder.matches(identity) {
                // A record may name one identity twice.
                if blocks[identity]?.last != index { blocks[identity, default: []].append(index) }
            }
        }
        return blocks.values.filter { $0.count > 1 }
    }
}
