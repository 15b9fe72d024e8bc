import Digest
import Testing

@testable import CSV

/// All rows after the header.
private func rows(_ text: String) throws -> [[String]] {
    var reader = try CSVReader(Array(text.utf8))
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row.fields) }
    return rows
}

private func failure(_ text: String) -> CSVError? {
    do {
        _ = try rows(text)
        return nil
    } catch { return error as? CSVError }
}

@Suite struct `CSV files` {
    @Test func `a plain file is a header and rows`() throws {
        let reader = try CSVReader(Array("a,b\n1,2\n".utf8))
        #expect(reader.header == ["a", "b"])
        #expect(try rows("a,b\n1,2\n,\n3,4") == [["1", "2"], ["", ""], ["3", "4"]])
    }

    @Test func `quotes hold delimiters, line ends and doubled quotes`() throws {
        #expect(
            try rows("a,b\n\"1,5\",\"dos\r\nlíneas\"\n\"\"\"x\"\"\",\"\"\n\"a\"\"b\",\"\"\"\"")
                == [["1,5", "dos\r\nlíneas"], ["\"x\"", ""], ["a\"b", "\""]])
    }

    @Test func `a quote inside a plain field is text`() throws {
        #expect(try rows("a,b\n5\" pizza,x") == [["5\" pizza", "x"]])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func `lines may end as any system ends them`(end: String) throws {
        #expect(try rows("a,b\(end)1,2\(end)\(end)3,4\(end)\(end)") == [["1", "2"], ["3", "4"]])
    }

    @Test(arguments: [",", ";", "\t"]) func `the delimiter is the one that the header has most of`(delimiter: String)
        throws
    {
        let header = ["id", "\"nombre, completo; y más,\"", "tel"].joined(separator: delimiter)
        let row = ["1", "Ruiz", "55,1;2"].map { "\"\($0)\"" }.joined(separator: delimiter)
        #expect(try rows("\(header)\n\(row)") == [["1", "Ruiz", "55,1;2"]])
    }

    @Test func `a single column needs no delimiter`() throws { #expect(try rows("card\n1\n2") == [["1"], ["2"]]) }

    @Test func `a byte order mark is no part of the first column's name`() throws {
        #expect(try CSVReader([0xEF, 0xBB, 0xBF] + Array("card\n1".utf8)).header == ["card"])
        #expect(try CSVReader([0xEF, 0xBB, 0xBF] + Array("\"card\"\n1".utf8)).header == ["card"])
    }

    @Test func `accents and other writing survive`() throws {
        #expect(try rows("a\nÑandú 😀 中") == [["Ñandú 😀 中"]])
    }

    @Test func `rows know the line they begin on`() throws {
        var reader = try CSVReader(Array("\n\na,b\r\n\"1\r\n\n1\",2\n\n3,4".utf8))
        #expect(try reader.next() == CSVReader.Row(line: 4, fields: ["1\r\n\n1", "2"]))
        #expect(try reader.next()?.line == 8)
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }
}

@Suite struct `Mistakes in CSV files` {
    @Test(arguments: ["", "\n\r\n", "\u{FEFF}"]) func `an empty file is an error`(text: String) {
        #expect(failure(text)?.reason == .emptyFile)
    }

    @Test(arguments: ["1,2,3", "1", "1,2,"]) func `a row of another length is named by its line`(row: String) {
        let error = failure("a,b\n1,2\n\n\(row)\n5,6")
        #expect(error?.reason == .raggedRow && error?.line == 4)
    }

    @Test func `the message says how many fields there are and should be`() {
        #expect(failure("a,b\n1,2,3").map { "\($0)" } == "line 2: has 3 fields, the header has 2")
    }

    @Test func `a quote that is never closed is named by the line where its row begins`() {
        let error = failure("a,b\n1,2\n3,\"4\n5,6\n")
        #expect(error?.reason == .unterminatedQuote && error?.line == 3)
    }

    @Test func `text after a closing quote is an error`() {
        let error = failure("a,b\n1,2\n\"3\"x,4")
        #expect(error?.reason == .textAfterQuote && error?.line == 3)
    }

    @Test func `another encoding is an error that says what to do`() throws {
        var reader = try CSVReader(Array("nombre\nAna\n".utf8) + [0x4D, 0x75, 0xF1, 0x6F, 0x7A])
        _ = try reader.next()
        #expect(throws: CSVError(reason: .wrongEncoding, line: 3, message: "is not UTF-8; save the file as CSV UTF-8"))
        {
            try reader.next()
        }
        for mark in [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
            #expect { try CSVReader(mark + [0x61, 0]) } throws: { ($0 as? CSVError)?.reason == .wrongEncoding }
        }
    }

    @Test func `reading goes on after a bad row`() throws {
        var reader = try CSVReader(Array("a,b\n1\n\"2\"x,\"\n3,4\n5,6,7\n8,9\n\"10".utf8))
        var good: [Int] = []
        var bad: [Int] = []
        while true {
            do {
                guard let row = try reader.next() else { break }
                good.append(row.line)
            } catch { bad.append((error as? CSVError)?.line ?? -1) }
        }
        #expect(good == [4, 6])
        #expect(bad == [2, 3, 5, 7])
    }

    @Test func `any bytes give rows or errors, and an end`() {
        var generator = SeededGenerator(seed: 11)
        let alphabet = Array("a,;\t\"\r\n\"".utf8) + [0xF1, 0xC3, 0xB1, 0xEF, 0xBB, 0xBF]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &generator)]
            }
            guard var reader = try? CSVReader(bytes) else { continue }
            var results = 0
            while results <= bytes.count {
                do { guard try reader.next() != nil else { break } } catch {}
                results += 1
            }
            #expect(results <= bytes.count, "\(bytes)")
        }
    }

    @Test func `what is written by the rules is read back`() throws {
        var generator = SeededGenerator(seed: 5)
        let characters = Array("ab ñ,;\t\"\n\r😀")
        for _ in 0..<500 {
            let width = Int.random(in: 1...4, using: &generator)
            let table = (0..<5).map { _ in
                (0..<width).map { _ in
                    String(
                        (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in
                            characters.randomElement(using: &generator)
                        })
                }
            }
            let text = ([(0..<width).map { "c\($0)" }] + table).map { row in
                row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ";")
            }.joined(separator: "\r\n")
            // String equality would take a CRLF for one character; fields are compared byte by byte.
            #expect(try rows(text).map { $0.map { Array($0.utf8) } } == table.map { $0.map { Array($0.utf8) } })
        }
    }
}
