import Backup
import Central
import Database
import Foundation
import HTTP
import JSON

/// What went wrong, and what to try: two lines on standard error.
struct Failure: Error {
    let message: String
    let next: String
    let exitCode: Int32

    init(_ message: String, next: String = "", exitCode: Int32 = 1) {
        self.message = message
        self.next = next
        self.exitCode = exitCode
    }

    static func usage(_ message: String, _ next: String) -> Failure { Failure(message, next: next, exitCode: 2) }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let problem as Problem: self.init(problem.detail, next: problem.next)
        case let fault as CertificateFault: self.init(fault.reason, next: fault.next)
        case let input as BadInput: self.init(input.description)
        case let backup as BackupError: self.init(backup.message, next: backup.next)
        case let move as CentralMoveError: self.init(move.message, next: move.next)
        case let error as DatabaseError where error.isAway:
            self.init("the database server does not answer: \(error.message)", next: "start it, or correct storage")
        case let error as DatabaseError where error.isDamaged:
            self.init(
                "the database is damaged: \(error.message)",
                next: "keep a copy of its files, then put a backup in their place: vuelve edge|central restore")
        case let error as DatabaseError where error.isStorage:
            self.init("the disk is full or fails: \(error.message)", next: "free space, then start again")
        default: self.init("\(error)")
        }
    }

    func print() {
        var text = "vuelve: \(message)\n"
        if !next.isEmpty { text += "try: \(next)\n" }
        FileHandle.standardError.write(Data(text.utf8))
    }
}
