import Foundation
import Testing

@testable import CSV

/// Files beside the repository, in `../shared/data`.
private enum SharedData {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")

    static let isPresent: Bool = {
        let isPresent = FileManager.default.fileExists(atPath: folder.path)
        if !isPresent { print("ABSENT: \(folder.path); real files are not tried") }
        return isPresent
    }()

    static func reader(_ name: String) throws -> CSVReader {
        let file = folder.appending(path: name)
        guard name.hasSuffix(".gz") else { return try CSVReader(Array(Data(contentsOf: file))) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try CSVReader(Array(data))
    }
}

@Suite(.enabled(if: SharedData.isPresent, "the data lies beside the repository, in ../shared"))
struct `Customer files of others` {
    @Test func `the Spanish base is read without a map`() throws {
        var reader = try SharedData.reader("customers-es/records.csv.gz")
        let columns = try CustomerColumns(header: reader.header)
        #expect(
            columns.unusedHeaders
                == ["created", "country", "sexo", "calle", "num_ext", "colonia", "cp", "ciudad", "estado"])
        let first = try columns.row(#require(try reader.next()).fields)
        #expect(first.reference == "0" && first.store == "29" && first.birthDate == "1958-07-02")
        #expect(first.given == "Elizabeth H." && first.surname == "Rivera" && first.secondSurname == "Serna")
        #expect(first.phone == "6622572405" && first.email == "elizabeth_rivera_ser@gmail.com")
        var count = 1
        while let row = try reader.next() {
            #expect(columns.row(row.fields).unreadableBirthDate == nil)
            count += 1
        }
        #expect(count == 30_000)
    }

    @Test func `the loyalty cards of Complete Journey are read without a map`() throws {
        var reader = try SharedData.reader("complete-journey/customers.csv")
        let columns = try CustomerColumns(header: reader.header)
        #expect(columns.positions == [.card: [0]])
        #expect(try columns.row(#require(try reader.next()).fields).card != nil)
    }

    @Test(arguments: ["febrl1", "febrl2", "febrl3"]) func `FEBRL is read without a map`(name: String) throws {
        var reader = try SharedData.reader("febrl/\(name).csv.gz")
        let columns = try CustomerColumns(header: reader.header)
        #expect(
            Set(columns.positions.keys) == [.reference, .given, .surname, .birthDate, .id])
        var dates = 0
        while let row = try reader.next() { dates += columns.row(row.fields).birthDate == nil ? 0 : 1 }
        #expect(dates > 900)
    }
}
