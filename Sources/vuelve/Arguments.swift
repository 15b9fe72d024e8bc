import JSON

/// The words after a command's name.
struct Arguments {
    let command: String
    let positional: [String]
    private let values: [String: String]
    private let given: Set<String>

    init(_ words: [String], options: [String], flags: [String], of command: String) throws {
        self.command = command
        var positional: [String] = []
        var values: [String: String] = [:]
        var given: Set<String> = []
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                positional.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts[0]
            if flags.contains(name), parts.count == 1 {
                given.insert(name)
            } else if options.contains(name) {
                guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                    throw Failure.usage("--\(name) wants a value", "vuelve \(command) --help")
                }
                values[name] = value
            } else {
                let hint = Nearest.hint(name, options + flags)
                throw Failure.usage("\(command) knows no --\(name)\(hint)", "vuelve \(command) --help")
            }
        }
        self.positional = positional
        self.values = values
        self.given = given
    }

    func option(_ name: String) -> String? { values[name] }
    func has(_ flag: String) -> Bool { given.contains(flag) }

    func required(_ name: String) throws -> String {
        guard let value = values[name] else {
            throw Failure.usage("\(command) wants --\(name)", "vuelve \(command) --help")
        }
        return value
    }

    /// The only word.
    func single(_ what: String) throws -> String {
        guard positional.count == 1 else {
            throw Failure.usage("\(command) wants one \(what)", "vuelve \(command) --help")
        }
        return positional[0]
    }

    func noWords() throws {
        guard positional.isEmpty else {
            throw Failure.usage("\(command) takes no \"\(positional[0])\"", "vuelve \(command) --help")
        }
    }

    func integer(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = values[name] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw Failure.usage(
                "--\(name) wants a number from \(range.lowerBound) to \(range.upperBound)", "vuelve \(command) --help")
        }
        return number
    }
}
