import CSV
import Foundation
import Loyalty

@testable import Matching

/// 30,000 synthetic customers with known duplicates, which lie beside the repository: `../shared/data/customers-es`.
struct SpanishCustomers {
    let records: [MatchRecord]
    /// Record id → person.
    let truth: [Int64: String]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/customers-es")

    /// Says so where the data is absent, so that a skipped test is noticed.
    static let isPresent: Bool = {
        let isPresent = FileManager.default.fileExists(atPath: folder.appending(path: "truth.csv.gz").path)
        if !isPresent { print("ABSENT: \(folder.path); precision and recall are not measured") }
        return isPresent
    }()

    init() throws {
        var reader = try CSVReader(Self.gunzip("records.csv.gz"))
        let columns = try CustomerColumns(header: reader.header)
        let country = reader.header.firstIndex(of: "country") ?? 0
        var records: [MatchRecord] = []
        while let row = try reader.next() {
            let callingCode = Key.callingCode(country: row.fields[country]) ?? ""
            records.append(MatchRecord(columns.row(row.fields), callingCode: callingCode))
        }
        self.records = records
        var truthReader = try CSVReader(Self.gunzip("truth.csv.gz"))
        var truth: [Int64: String] = [:]
        while let row = try truthReader.next() { truth[Int64(row.fields[0]) ?? -1] = row.fields[1] }
        self.truth = truth
    }

    private static func gunzip(_ name: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", folder.appending(path: name).path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Array(data)
    }
}

extension MatchRecord {
    fileprivate init(_ row: CustomerRow, callingCode: String) {
        let phone = row.phone.flatMap { Key(kind: .phone, $0, callingCode: callingCode)?.value }
        let email = row.email.flatMap { Key(kind: .email, $0, callingCode: callingCode)?.value }
        self.init(
            id: row.reference.flatMap(Int64.init) ?? -1, phones: phone.map { [$0] } ?? [],
            emails: email.map { [$0] } ?? [], given: row.given, surname: row.surname, secondSurname: row.secondSurname,
            fullName: row.fullName, birthDate: row.birthDate.flatMap { LocalDay($0) })
    }
}

/// How well pairs were found.
struct PairQuality: CustomStringConvertible {
    let found: Int
    let right: Int
    let existing: Int

    var precision: Double { Double(right) / Double(found) }
    var recall: Double { Double(right) / Double(existing) }
    var description: String {
        "pairs: found \(found), right \(right), existing \(existing): P \(precision), R \(recall)"
    }

    init(clusters: [[Int64]], truth: [Int64: String]) {
        func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }
        found = clusters.reduce(0) { $0 + pairs($1.count) }
        existing = Dictionary(grouping: truth.values) { $0 }.values.reduce(0) { $0 + pairs($1.count) }
        right = clusters.reduce(0) { sum, cluster in
            sum + Dictionary(grouping: cluster) { truth[$0] }.values.reduce(0) { $0 + pairs($1.count) }
        }
    }
}
