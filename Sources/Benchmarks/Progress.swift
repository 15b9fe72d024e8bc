import Foundation

/// Tells the person at the terminal what happens; standard output is for the result.
enum Progress {
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
