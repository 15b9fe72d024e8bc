import Foundation
import HTTP
import JSON

/// Receipts that the agent has not acknowledged, on the till's own disk, in the format of `till replay`.
/// Always: a receipt is in the file, synced, before the agent is told of it, and leaves it only when the agent has it or
/// says that it never will.
final class KeptReceipts {
    private let path: String
    private let refusedPath: String
    private(set) var receipts: [[UInt8]] = []

    init(folder: String) throws {
        path = folder + "/kept.ndjson"
        refusedPath = folder + "/refused.ndjson"
        guard let data = FileManager.default.contents(atPath: path) else { return }
        receipts = data.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        // A line that a power cut left half is ended, so that the next one is not added to it.
        if data.last.map({ $0 != UInt8(ascii: "\n") }) ?? false { try rewrite() }
    }

    /// Where a line goes: a purchase stands there as it is, anything else with its path.
    static func request(_ line: [UInt8]) -> ClientRequest {
        let headers = [("Content-Type", "application/json")]
        if let json = try? JSONDocument(line).root, let path = json["path"]?.string, let body = json["body"],
            path.hasPrefix("/v1/")
        {
            return ClientRequest("POST", path, body: Array(body.text.utf8), headers: headers)
        }
        return ClientRequest("POST", "/v1/purchases", body: line, headers: headers)
    }

    func keep(_ receipt: [UInt8]) throws {
        guard !receipts.contains(receipt) else { return }
        try append(receipt, to: path)
        receipts.append(receipt)
    }

    func settle(_ receipt: [UInt8]) throws {
        guard let index = receipts.firstIndex(of: receipt) else { return }
        receipts.remove(at: index)
        if receipts.isEmpty, truncate(path, 0) == 0 { return }
        try rewrite()
    }

    /// For an administrator: nothing is thrown away.
    func setAside(_ receipt: [UInt8]) throws {
        try append(receipt, to: refusedPath)
        try settle(receipt)
    }

    private func append(_ line: [UInt8], to file: String) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        let bytes = line + [UInt8(ascii: "\n")]
        let end = lseek(descriptor, 0, SEEK_END)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let failure = failure(file)
            // Of a full disk nothing stays that the next line would be added to.
            if end >= 0 { ftruncate(descriptor, end) }
            throw failure
        }
    }

    /// Whole or not at all. What the agent has but the file still holds is sent again, and counts once.
    private func rewrite() throws {
        let file = path + ".new"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        let bytes = receipts.flatMap { $0 + [UInt8(ascii: "\n")] }
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0, rename(file, path) == 0
        else { throw failure(file) }
    }

    private func failure(_ file: String) -> Failure {
        Failure(
            "the till cannot write \(file): \(String(cString: strerror(errno)))",
            next: "make room on this disk, or name another folder with --folder")
    }
}
