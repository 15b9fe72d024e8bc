import Foundation

/// Yesterday's copy of a daemon's data: made while it stands still, without the witness, which lies elsewhere.
struct DataCopy {
    private let data: String
    private let copy: String

    init(of folder: String) throws {
        data = folder + "/data"
        copy = folder + ".yesterday"
        try FileManager.default.copyItem(atPath: data, toPath: copy)
    }

    func putBack() throws {
        try FileManager.default.removeItem(atPath: data)
        try FileManager.default.moveItem(atPath: copy, toPath: data)
    }
}
