import Database

/// What central numbers itself, in the order of its receipt.
enum Numbered {
    case event, purchase, pointsEntry
}

extension Connection {
    /// Numbers that nothing has yet, the lowest first; those that are not used are lost or given again.
    func newNumbers(_ count: Int, of kind: Numbered) throws -> [Int64] {
        guard count > 0 else { return [] }
        if engine == .postgreSQL { return try CentralSchema.newNumbers(count, self) }
        let last =
            switch kind {
            case .event: try integer("SELECT COALESCE(MAX(n), 0) FROM event")
            case .pointsEntry: try integer("SELECT COALESCE(MAX(n), 0) FROM points_entry")
            case .purchase: try integer("SELECT COALESCE(MAX(n), 0) FROM purchase")
            }
        return Array(last + 1...last + Int64(count))
    }
}
