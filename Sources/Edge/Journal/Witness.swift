import Database
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// A note outside the data folder of how far the journal was: a file behind it was put back from a copy.
struct Witness {
    let path: String

    struct Note: Equatable {
        let epoch: EpochID
        let sequence: Int64
    }

    /// Nil where there is none, or it cannot be read.
    func read() -> Note? {
        guard let data = FileManager.default.contents(atPath: path), let json = try? JSONDocument(Array(data)).root,
            let epoch = json["epoch"]?.string, let sequence = json["sequence"]?.integer
        else { return nil }
        return Note(epoch: EpochID(epoch), sequence: sequence)
    }

    /// Replaces the file as a whole. It is never ahead of the journal: the commit it notes is on disk already.
    func write(_ note: Note) throws {
        let bytes = JSONWriter.object { object in
            object.field("epoch", note.epoch.rawValue)
            object.field("sequence", note.sequence)
        }
        try WholeFile.replace(path, with: bytes)
    }
}
