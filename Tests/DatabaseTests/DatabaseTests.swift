@testable import Database
import Foundation
import Synchronization
import Testing

private let schema = [Migration("notes", "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")]

private func temporary() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent("test.db").path
}

private struct Refused: Error {}

@Suite struct Databases {
    @Test func `a read sees every write that was answered before it`() throws {
        let database = try SQLiteDatabase(path: temporary(), migrations: schema)
        for count in 1...50 {
            try database.write { try $0.run("INSERT INTO note (text) VALUES ($1)", "note \(count)") }
            #expect(try database.read { try $0.integer("SELECT COUNT(*) FROM note") } == Int64(count))
        }
    }

    @Test func `a write that fails takes back its own rows and nobody else's`() throws {
        let database = try SQLiteDatabase(path: temporary(), migrations: schema)
        try database.write { try $0.run("INSERT INTO note (text) VALUES ('kept')") }
        #expect(throws: Refused.self) {
            try database.write { connection in
                try connection.run("INSERT INTO note (text) VALUES ('lost')")
                throw Refused()
            }
        }
        #expect(try database.read { try $0.query("SELECT text FROM note") { $0.text(0) } } == ["kept"])
    }

    @Test func `work that shares a transaction with work that fails is done all the same, and once`() throws {
        let database = try SQLiteDatabase(path: temporary(), migrations: schema)
        let answered = DispatchSemaphore(value: 0)
        let outcomes = Mutex<[Int: Bool]>([:])
        // The first holds the writer until all the others wait for the same commit.
        let mayGoOn = DispatchSemaphore(value: 0)
        database.submit { _ in
            mayGoOn.wait()
            mayGoOn.signal()
        } completion: { _ in
        }
        for number in 0..<20 {
            database.submit { connection in
                try connection.run("INSERT INTO note (text) VALUES ($1)", "\(number)")
                if number == 7 { throw Refused() }
            } completion: { result in
                let isDone = (try? result.get()) != nil
                outcomes.withLock { $0[number] = isDone }
                answered.signal()
            }
        }
        mayGoOn.signal()
        for _ in 0..<20 { answered.wait() }
        #expect(outcomes.withLock { $0.filter { !$0.value }.map(\.key) } == [7])
        let texts = try database.read { try $0.query("SELECT text FROM note ORDER BY id") { $0.text(0) } }
        #expect(texts == (0..<20).filter { $0 != 7 }.map(String.init))
    }

    @Test func `many threads write and each finds its row`() async throws {
        let database = try SQLiteDatabase(path: temporary(), migrations: schema)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<16 {
                group.addTask {
                    for count in 0..<50 {
                        let id = Int64(thread * 1000 + count)
                        try database.write { try $0.run("INSERT INTO note VALUES ($1, $2)", id, "\(id)") }
                        let found = try database.read {
                            try $0.first("SELECT text FROM note WHERE id = $1", id) { $0.text(0) }
                        }
                        #expect(found == "\(id)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try database.read { try $0.integer("SELECT COUNT(*) FROM note") } == 800)
    }

    @Test func `the log stays short however much is written beside readers`() throws {
        let path = try temporary()
        let database = try SQLiteDatabase(path: path, migrations: schema)
        let long = String(repeating: "x", count: 8000)
        for _ in 0..<60 {
            try database.write { connection in
                for _ in 0..<100 { try connection.run("INSERT INTO note (text) VALUES ($1)", long) }
            }
            _ = try database.read { try $0.integer("SELECT COUNT(*) FROM note") }
        }
        let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
        #expect(size < (Int(SQLiteDatabase.walPagesMax) + 1000) * 4200)
        #expect(try database.read { try $0.integer("SELECT COUNT(*) FROM note") } == 6000)
    }

    @Test func `a migration runs once and a file keeps what it has`() throws {
        let path = try temporary()
        do {
            let database = try SQLiteDatabase(path: path, migrations: schema)
            try database.write { try $0.run("INSERT INTO note (text) VALUES ('old')") }
        }
        let more = schema + [Migration("notes have a colour", "ALTER TABLE note ADD COLUMN colour TEXT")]
        let database = try SQLiteDatabase(path: path, migrations: more)
        #expect(try database.read { try $0.query("SELECT text, colour FROM note") { $0.optionalText(1) } } == [nil])
    }

    @Test func `while a copy is under way the log is left as it is, and moves with the next write after it`() throws {
        let path = try temporary()
        let database = try SQLiteDatabase(path: path, migrations: schema)
        let text = String(repeating: "x", count: 40_000)
        func bytes() throws -> Int64 {
            (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value ?? 0
        }
        try database.keepingLog {
            for _ in 0..<900 { try database.write { try $0.run("INSERT INTO note (text) VALUES ($1)", text) } }
            #expect(try database.logBytes > SQLiteConnection.logBytesKept && bytes() < 1 << 20)
        }
        // It moves after the answer to the first, before the second is begun, which writes over it.
        for _ in 1...2 { try database.write { try $0.run("INSERT INTO note (text) VALUES ('last')") } }
        #expect(try database.logBytes <= SQLiteConnection.logBytesKept && bytes() > 900 * Int64(text.utf8.count))
        // Nor does the log grow by what comes then, though it is not emptied.
        let kept = database.logBytes
        for _ in 0..<50 { try database.write { try $0.run("INSERT INTO note (text) VALUES ($1)", text) } }
        #expect(kept > 0 && database.logBytes == kept)
    }
}

@Suite struct `A file that was damaged while nobody had it open` {
    private let path: String

    init() throws {
        path = try temporary()
        try fill()
    }

    /// So that the damage is among rows, and no log repairs it.
    private func fill() throws {
        let database = try SQLiteDatabase(path: path, migrations: schema)
        try database.write { connection in
            for count in 1...2_000 {
                try connection.run(
                    "INSERT INTO note (text) VALUES ($1)", String(repeating: "note \(count) ", count: 10))
            }
        }
        database.rest()
    }

    private func damage() throws {
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: 3 * 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 20 * 4096))
        try file.close()
    }

    private var mark: String { path + ".open" }

    private func open(checkedAtStartBytesMax: Int64) throws -> SQLiteDatabase {
        try SQLiteDatabase(path: path, migrations: schema, checkedAtStartBytesMax: checkedAtStartBytesMax)
    }

    @Test func `is not served, neither after a crash nor after an orderly end, and never forgotten`() throws {
        #expect(!FileManager.default.fileExists(atPath: mark), "its last user ended in order")
        try damage()
        for _ in 0..<2 {
            let error = #expect(throws: DatabaseError.self) { try SQLiteDatabase(path: path, migrations: schema) }
            #expect(error?.isDamaged == true)
            #expect(FileManager.default.fileExists(atPath: mark), "the next start verifies it too")
        }
    }

    @Test func `is found beside its use where it is large, and served no more then`() throws {
        try damage()
        _ = FileManager.default.createFile(atPath: mark, contents: nil)
        let database = try open(checkedAtStartBytesMax: 0)
        let deadline = Date().addingTimeInterval(30)
        while database.storageHealth.problem?.contains("damaged") != true, Date() < deadline { usleep(5_000) }
        #expect(database.storageHealth.problem?.contains("damaged") == true)
        #expect(throws: DatabaseError.self) { try database.read { try $0.integer("SELECT COUNT(*) FROM note") } }
        #expect(throws: DatabaseError.self) { try database.write { try $0.run("DELETE FROM note") } }
    }

    @Test func `a whole one that was left open is served, also while it is verified`() throws {
        for bytes in [0, SQLiteDatabase.checkedAtStartBytesMax] {
            _ = FileManager.default.createFile(atPath: mark, contents: nil)
            let database = try open(checkedAtStartBytesMax: bytes)
            for _ in 0..<50 { try database.write { try $0.run("INSERT INTO note (text) VALUES ('more')") } }
            database.rest()
            #expect(database.logBytes == 0)
            #expect(!FileManager.default.fileExists(atPath: mark) || bytes == 0, "a copy or a check may be under way")
            #expect(database.storageHealth == .well)
        }
        #expect(
            try SQLiteDatabase(path: path, migrations: schema).read { try $0.integer("SELECT COUNT(*) FROM note") }
                == 2_100)
    }
}

@Suite struct `The address of a PostgreSQL database` {
    @Test(arguments: [
        ("postgresql://ana@db.example/vuelve", "postgresql://ana@db.example/vuelve"),
        (
            "postgresql://ana:gehe:im@db.example:5433/vuelve?sslmode=require",
            "postgresql://ana@db.example:5433/vuelve?sslmode=require"
        ),
        ("postgresql:///vuelve?host=/run/postgresql&password=geheim", "postgresql:///vuelve?host=/run/postgresql"),
    ]) func `is shown without its password`(text: String, shown: String) {
        let address = PostgreSQLAddress(text)
        #expect(address.description == shown)
        #expect(!address.redacted("cannot read \(address.connectionString)").contains("geh"))
    }

    @Test func `that leads nowhere is an error of a server that is away, without a password`() {
        let address = PostgreSQLAddress("postgresql://ana:geheim@127.0.0.1:1/vuelve")
        #expect { _ = try PostgreSQLConnection(address) } throws: { error in
            let error = error as? DatabaseError
            return error?.isAway == true && error?.description.contains("geheim") == false
        }
    }
}
