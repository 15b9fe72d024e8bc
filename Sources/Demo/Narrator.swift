import Foundation

/// Tells what happens, in one language, and counts the checks that failed.
final class Narrator {
    private let language: String
    private var chapter = 0
    private(set) var failures = 0

    init(_ language: String) { self.language = language }

    func text(_ es: String, _ en: String) -> String { language == "es" ? es : en }

    // Written at once: what is told last must be seen also when something then goes wrong.
    private func put(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    func begin(_ es: String, _ en: String) {
        chapter += 1
        put("\n\(chapter). \(text(es, en))")
    }

    func say(_ es: String, _ en: String) { put("   \(text(es, en))") }

    func show(_ block: String) {
        for line in block.split(separator: "\n", omittingEmptySubsequences: false) { put("   \(line)") }
    }

    func check(_ holds: Bool, _ es: String, _ en: String) {
        if !holds { failures += 1 }
        put("   \(holds ? "✓" : "✗") \(text(es, en))")
    }
}
