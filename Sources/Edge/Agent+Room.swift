import Database
import Foundation
import HTTP
import Loyalty

/// Room for sales on a disk that runs low.
///
/// Always: what central can send again goes before a sale is refused; what central lacks never goes.
extension Agent {
    /// Put aside while there is room, and given up first.
    static let reserveBytes = 4 * 1024 * 1024
    /// Cards that go at once; their pages then take sales.
    static let droppedCardsMax: Int64 = 5_000

    private var reserve: String { database.path + ".reserve" }

    var freeDiskBytes: Int64 { FreeDisk.bytes(at: database.path) }

    /// Somebody should make room long before sales are refused.
    var isDiskLow: Bool {
        guard let bytes = FreeDisk.bytesIfKnown(at: database.path) else { return false }
        return bytes < configuration.freeDiskMebibytesMin * 1024 * 1024
    }

    /// Cards went for sales, and there is no room yet to fetch them again: a store that had loaded its feed has no place in
    /// it any more. Holds over a restart too.
    func savesRoom(_ connection: Connection) throws -> Bool {
        guard try Setting.cursor.text(connection) == nil, try Setting.load.integer(connection) != nil else {
            return false
        }
        return isDiskLow
    }

    /// To be called about once a minute: puts the reserve aside where there is room for it.
    public func keepReserve() throws {
        guard !FileManager.default.fileExists(atPath: reserve), !isDiskLow else { return }
        try Data(count: Self.reserveBytes).write(to: URL(fileURLWithPath: reserve))
    }

    /// Called with the writer's connection when the disk is full.
    /// - Returns: whether something went, and the writes may be tried again
    func makeRoom(_ connection: Connection) throws -> Bool {
        if FileManager.default.fileExists(atPath: reserve) {
            try FileManager.default.removeItem(atPath: reserve)
            Log.warning("diskFull", ["gone": "reserve"])
            return true
        }
        let count = try connection.transaction {
            try Setting.cursor.remove(connection)
            return try connection.run(
                "DELETE FROM card WHERE number IN (SELECT number FROM card WHERE is_local = 0 ORDER BY number LIMIT $1)",
                Self.droppedCardsMax)
        }
        guard count > 0 else { return false }
        cardsChange()
        Log.warning("diskFull", ["gone": "cards", "count": "\(count)"])
        return true
    }
}
