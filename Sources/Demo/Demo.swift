import Foundation
import LocalChain

/// A day of a chain of three stores, told in Spanish or English, with every sale checked.
@main
enum Demo {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let words = Array(CommandLine.arguments.dropFirst())
        guard let options = Options(words) else {
            FileHandle.standardError.write(Data("usage: scripts/demo [--lang es|en] [--keep]\n".utf8))
            exit(words == ["--help"] ? 0 : 2)
        }
        EndOnSignals.install()
        do {
            let day = try Day(options)
            try day.tell()
            exit(day.narrator.failures == 0 ? 0 : 1)
        } catch {
            FileHandle.standardError.write(Data("demo: \(error)\n".utf8))
            exit(1)
        }
    }
}

struct Options {
    var language = "en"
    var keeps = false

    /// Nil for words that are none of its own.
    init?(_ words: [String]) {
        let environment = ProcessInfo.processInfo.environment
        if (environment["LC_ALL"] ?? environment["LANG"] ?? "").hasPrefix("es") { language = "es" }
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--keep": keeps = true
            case "--lang":
                guard let code = rest.popFirst(), ["es", "en"].contains(code) else { return nil }
                language = code
            case "--lang=es", "--lang=en": language = String(word.suffix(2))
            default: return nil
            }
        }
    }
}
