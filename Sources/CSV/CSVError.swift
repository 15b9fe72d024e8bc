/// What is wrong with a CSV file, and on which line.
public struct CSVError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        case emptyFile, wrongEncoding, unterminatedQuote, textAfterQuote, raggedRow
    }

    public let reason: Reason
    /// From 1, as an editor counts; where a row spans several lines, its first.
    public let line: Int
    public let message: String

    public var description: String { "line \(line): \(message)" }
}
