/// Reads CSV (RFC 4180) row by row: the file's bytes are held, its rows are not.
///
/// Lines end in CRLF, LF or CR. The delimiter is the one of `,` `;` tab that the header has most of, outside quotes. A
/// UTF-8 byte order mark and empty lines are passed over. A quote inside a field that does not begin with one is text.
public struct CSVReader: Sendable {
    public struct Row: Equatable, Sendable {
        /// Where the row begins, from 1.
        public let line: Int
        public let fields: [String]
    }

    public let header: [String]
    public let delimiter: UInt8

    private let bytes: [UInt8]
    private var index: Int
    private var line = 1

    /// Reads the header.
    /// - Throws: `CSVError`
    public init(_ bytes: [UInt8]) throws {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw CSVError(reason: .wrongEncoding, line: 1, message: "is UTF-16; save the file as CSV UTF-8")
        }
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        delimiter = Self.delimiter(of: bytes[index...])
        var start = Cursor(bytes: bytes, delimiter: delimiter, index: index, line: 1)
        guard let row = try start.row() else {
            throw CSVError(reason: .emptyFile, line: 1, message: "the file is empty; the first line names the columns")
        }
        header = row.fields
        (index, line) = (start.index, start.line)
    }

    /// The next row, or nil at the end. After an error the reader stands behind the bad row, so a caller may go on.
    /// - Throws: `CSVError`; a row with another number of fields than the header is `raggedRow`
    public mutating func next() throws -> Row? {
        var cursor = Cursor(bytes: bytes, delimiter: delimiter, index: index, line: line)
        defer { (index, line) = (cursor.index, cursor.line) }
        guard let row = try cursor.row() else { return nil }
        guard row.fields.count == header.count else {
            throw CSVError(
                reason: .raggedRow, line: row.line,
                message: "has \(row.fields.count) fields, the header has \(header.count)")
        }
        return row
    }

    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in bytes.drop(while: { $0.endsLine }) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte.endsLine { break }
            if let candidate = candidates.firstIndex(of: byte) { counts[candidate] += 1 }
        }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }
}

extension UInt8 {
    fileprivate var endsLine: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
}

/// A place in the bytes, and the grammar from there on.
private struct Cursor {
    let bytes: [UInt8]
    let delimiter: UInt8
    var index: Int
    var line: Int

    private static let quote = UInt8(ascii: "\"")

    /// Nil at the end of the file. On an error the cursor moves behind the row.
    mutating func row() throws -> CSVReader.Row? {
        while index < bytes.count, bytes[index].endsLine { endLine() }
        guard index < bytes.count else { return nil }
        let start = line
        var fields: [String] = []
        repeat {
            do {
                fields.append(try field(rowLine: start))
            } catch {
                skipLine()
                throw error
            }
        } while takeDelimiter()
        if index < bytes.count { endLine() }
        return CSVReader.Row(line: start, fields: fields)
    }

    private mutating func field(rowLine: Int) throws -> String {
        guard index < bytes.count, bytes[index] == Self.quote else {
            let start = index
            while index < bytes.count, bytes[index] != delimiter, !bytes[index].endsLine { index += 1 }
            return try text(bytes[start..<index], rowLine)
        }
        return try quotedField(rowLine: rowLine)
    }

    private mutating func quotedField(rowLine: Int) throws -> String {
        index += 1
        var content: [UInt8] = []
        var start = index
        while true {
            guard index < bytes.count else {
                throw CSVError(
                    reason: .unterminatedQuote, line: rowLine, message: "a quoted field is never closed")
            }
            if bytes[index] == Self.quote {
                content += bytes[start..<index]
                index += 1
                guard index < bytes.count, bytes[index] == Self.quote else { break }
                start = index
                index += 1
            } else if bytes[index].endsLine {
                endLine()
            } else {
                index += 1
            }
        }
        guard index == bytes.count || bytes[index] == delimiter || bytes[index].endsLine else {
            throw CSVError(
                reason: .textAfterQuote, line: line,
                message: "text follows a closing quote; a quote inside a quoted field is written twice")
        }
        return try text(content[...], rowLine)
    }

    private func text(_ slice: ArraySlice<UInt8>, _ rowLine: Int) throws -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw CSVError(
                reason: .wrongEncoding, line: rowLine, message: "is not UTF-8; save the file as CSV UTF-8")
        }
        return text
    }

    private mutating func takeDelimiter() -> Bool {
        guard index < bytes.count, bytes[index] == delimiter else { return false }
        index += 1
        return true
    }

    /// CRLF is one line's end.
    private mutating func endLine() {
        if bytes[index] == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") {
            index += 1
        }
        index += 1
        line += 1
    }

    private mutating func skipLine() {
        while index < bytes.count, !bytes[index].endsLine { index += 1 }
        if index < bytes.count { endLine() }
    }
}
