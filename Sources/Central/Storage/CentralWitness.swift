import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Synchronization

/// A note outside the data folder of which incarnation central was, and how far: a database behind it was put back from a
/// copy.
///
/// Always: the noted generation is in the database before it is in the witness, and a commit that it does not cover is
/// covered by the next, at most a second later.
struct CentralWitness {
    let path: String

    struct Note: Equatable {
        let incarnation: String
        /// Grows in the database, in a commit of its own, before it is noted.
        let generation: Int64
    }

    /// Nil where there is none, or it cannot be read.
    func read() -> Note? {
        guard let data = FileManager.default.contents(atPath: path), let json = try? JSONDocument(Array(data)).root,
            let incarnation = json["incarnation"]?.string, let generation = json["generation"]?.integer
        else { return nil }
        return Note(incarnation: incarnation, generation: generation)
    }

    /// Replaces the file as a whole.
    func write(_ note: Note) throws {
        let bytes = JSONWriter.object { object in
            object.field("incarnation", note.incarnation)
            object.field("generation", note.generation)
        }
        try WholeFile.replace(path, with: bytes)
    }
}

extension Aggregator {
    /// Why central began a new incarnation.
    enum IncarnationReason: String { case created, behindWitness, noWitness, restored, failedOver }

    /// Central's id is made once; its incarnation anew where the data proves to be a copy, or another history of it.
    /// - Parameters:
    ///   - lineage: of a database that knows its history
    ///   - witness: asked about one that does not
    static func identity(
        _ connection: Connection, lineage: String? = nil, _ witness: CentralWitness, _ now: Instant,
        _ randomness: any Randomness
    ) throws -> CentralIdentity {
        let known = try CentralSetting.text("incarnation", connection)
        let id = try CentralSetting.text("centralID", connection) ?? Hex.encode(randomness.bytes(8))
        let reason = try reason(known, lineage, witness, connection)
        if let known, reason == nil { return CentralIdentity(id: id, incarnation: known) }
        let incarnation = Hex.encode(randomness.bytes(8))
        try CentralSetting.set("centralID", id, connection)
        try CentralSetting.set("incarnation", incarnation, connection)
        if let lineage { try CentralSetting.set("lineage", lineage, connection) }
        let audit = Audit(connection: connection, now: now)
        if let restoredAt = try CentralSetting.text("restoredAt", connection) {
            try audit.record(.restored, "central", by: .central) { $0.field("at", restoredAt) }
            try CentralSetting.remove("restoredAt", connection)
        }
        if let reason, reason != .created {
            Log.warning("newIncarnation", ["reason": reason.rawValue])
            try PointsLedger.awaitEpochs(connection)
            try audit.record(.incarnationBegun, incarnation, by: .central) { $0.field("reason", reason.rawValue) }
        }
        return CentralIdentity(id: id, incarnation: incarnation)
    }

    private static func reason(
        _ known: String?, _ lineage: String?, _ witness: CentralWitness, _ connection: Connection
    ) throws -> IncarnationReason? {
        guard let known else { return .created }
        if try CentralSetting.text("restoredAt", connection) != nil { return .restored }
        if let lineage {
            return try CentralSetting.text("lineage", connection) == lineage ? nil : .failedOver
        }
        guard let note = witness.read() else { return .noWitness }
        let generation = try generation(connection)
        return note.incarnation == known && note.generation <= generation ? nil : .behindWitness
    }

    private static func generation(_ connection: Connection) throws -> Int64 {
        try CentralSetting.text("generation", connection).flatMap(Int64.init) ?? 0
    }

    /// Notes in the witness how far central is, where something was committed since the last note. Off the request path,
    /// at most a second after each commit.
    public func noteWitness() throws {
        // A database that knows its history needs no witness.
        guard database.lineage == nil else { return }
        let commits = database.commitCount
        guard witnessed.withLock({ $0 != commits }) else { return }
        let generation = try database.write { connection in
            let next = try Self.generation(connection) + 1
            try CentralSetting.set("generation", String(next), connection)
            return next
        }
        try CentralWitness(path: configuration.witnessPath(in: folder.root)).write(
            CentralWitness.Note(incarnation: identity.incarnation, generation: generation))
        // What others committed after this is for the next note.
        witnessed.withLock { $0 = commits + 1 }
    }

    /// The same, called again and again: status says where it fails.
    public func keepWitness() {
        witnessing.run { try noteWitness() }
    }
}
