import Foundation
import Glibc
import LocalChain
import Testing

/// A terminal of its own, with `vuelve till` in it, at which keys are pressed one by one.
final class Tmux {
    private let socket: String
    /// Keys pressed since the count was last begun; Enter and a function key are one each.
    private(set) var keystrokes = 0
    private var countedSince = Date()

    /// `scripts/test` installs it; elsewhere its absence is said, and the tests that need it are skipped.
    static var isMissing: Bool { (try? Tool.run(["tmux", "-V"], executable: "/usr/bin/env").isFine) != true }

    init(_ arguments: [String], columns: Int = 80, rows: Int = 24) throws {
        socket = NSTemporaryDirectory() + "vuelve-tmux-\(UUID().uuidString.prefix(8))"
        let command = ([try VuelveBinary.path()] + arguments).map { "'\($0)'" }.joined(separator: " ")
        // What the program leaves behind is looked at by the tests: its code, and whether the terminal echoes again.
        try tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
            "\(command); echo \"ended with $?\"; stty -a | grep -o -- '-*icanon'; exec sleep 600")
    }

    deinit { _ = try? tmux("kill-server") }

    @discardableResult
    private func tmux(_ arguments: String...) throws -> String {
        let outcome = try Tool.run(
            ["tmux", "-u", "-S", socket] + arguments, executable: "/usr/bin/env", environment: ["LC_ALL": "C.UTF-8"])
        guard outcome.isFine else { throw Failed(command: arguments, errors: outcome.errors) }
        return outcome.output
    }

    // MARK: hands and eyes

    /// A line as a hand types it, and Enter.
    func type(_ text: String) throws {
        if !text.isEmpty { try tmux("send-keys", "-l", "--", text) }
        try press("Enter")
        keystrokes += text.count
    }

    /// Such as `F4`, `Escape`, `Enter`.
    func press(_ key: String) throws {
        try tmux("send-keys", key)
        keystrokes += 1
    }

    func resize(columns: Int, rows: Int) throws { try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)") }

    var screen: String { get throws { try tmux("capture-pane", "-p") } }

    /// In one row, so that a sentence is found however it is broken.
    var words: String {
        get throws { try screen.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    /// Waits until the screen says it.
    func see(_ text: String, within seconds: Double = 15, _ place: SourceLocation = #_sourceLocation) throws {
        let deadline = Date().addingTimeInterval(seconds)
        var shown = ""
        repeat {
            shown = try words
            if shown.contains(text) { return }
            usleep(20_000)
        } while Date() < deadline
        Issue.record("not on the screen: \(text)\n\(try screen)", sourceLocation: place)
        throw NotSeen()
    }

    struct NotSeen: Error {}

    struct Failed: Error {
        let command: [String]
        let errors: String
    }

    // MARK: its end

    /// To the program in the terminal.
    @discardableResult
    func signal(_ number: Int32) throws -> pid_t {
        let shell = try tmux("list-panes", "-F", "#{pane_pid}").trimmingCharacters(in: .whitespacesAndNewlines)
        let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
        let program = try #require(children.split(separator: " ").first.flatMap { Int32($0) })
        #expect(Glibc.kill(program, number) == 0)
        return program
    }

    /// SIGKILL, and waits for the end. The terminal stays as it was, so that what the shell says of it may stand anywhere.
    func kill() throws {
        let program = try signal(SIGKILL)
        let deadline = Date().addingTimeInterval(15)
        while Glibc.kill(program, 0) == 0, Date() < deadline { usleep(20_000) }
        #expect(Glibc.kill(program, 0) != 0)
    }

    // MARK: what it costs

    func beginCounting() {
        keystrokes = 0
        countedSince = Date()
    }

    /// Seconds of the machine: what the till itself takes between the first key and the answer on the screen.
    var seconds: Double { Date().timeIntervalSince(countedSince) }
}
