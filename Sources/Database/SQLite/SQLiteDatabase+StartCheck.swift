import Dispatch
import Foundation

/// Whether a file is verified before anybody is answered from it.
///
/// A mark beside the file is there while a process has it open, and goes when that ends in order.
enum StartCheck: Equatable {
    case none
    case before
    /// So large that tills would wait for it.
    case beside

    init(_ path: String, atStartBytesMax: Int64) {
        var info = stat()
        let bytes = stat(path, &info) == 0 ? Int64(info.st_size) : 0
        let wasLeftOpen = FileManager.default.fileExists(atPath: Self.mark(path))
        // Made before the file is: where verifying fails, the next start must verify too.
        _ = FileManager.default.createFile(atPath: Self.mark(path), contents: nil)
        guard bytes > 0, wasLeftOpen || bytes <= atStartBytesMax else {
            self = .none
            return
        }
        self = bytes <= atStartBytesMax ? .before : .beside
    }

    static func noteEnd(_ path: String) { unlink(mark(path)) }

    private static func mark(_ path: String) -> String { path + ".open" }
}

extension SQLiteConnection {
    /// SQLite's check of every page.
    func verify() throws {
        let findings = try query("PRAGMA quick_check(3)") { $0.text(0) }
        guard findings != ["ok"] else { return }
        // Several may come as one text, under a heading.
        let lines = findings.flatMap { $0.split(separator: "\n") }.filter { !$0.hasPrefix("***") }
        throw DatabaseError.damaged("\(path): \(lines.joined(separator: "; "))")
    }
}

extension SQLiteDatabase {
    /// Up to this size a file is verified before anybody is answered, at each start; it takes some 40 ms. A larger one is
    /// verified after a crash, beside its use: tills do not wait for that.
    public static let checkedAtStartBytesMax: Int64 = 8 << 20

    /// Verifies the file while it is used; what is found ends its use, as it does when a read finds it.
    func verifyBeside() {
        let thread = Thread { [weak self] in
            guard let self else { return }
            do {
                let connection = try openReader()
                try keepingLog { try connection.verify() }
            } catch let error as DatabaseError where error.isDamaged {
                suspect(error)
                queue.async { self.reopenIfNews() }
            } catch {
                // The disk's matter, which those who use it find too.
            }
        }
        thread.name = "verify"
        thread.start()
    }

    /// To be called when the process is about to end: moves the log into the file, and takes the mark away.
    public func rest() {
        guard inline == nil else { return }
        queue.sync {
            guard let writer, deviceHealth == .well, !isBeingCopied else { return }
            var isMoved = false
            holding(readers[...]) { isMoved = checkpoint(writer, .emptying) }
            if isMoved { StartCheck.noteEnd(path) }
        }
    }
}
