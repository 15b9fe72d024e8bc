import Foundation
import Till

/// A terminal that hands over each key, shows whole screens, and is put back as it was however the program ends.
final class RawTerminal {
    /// One byte for each signal: `q` to end, `w` where the window is another.
    let signals: Int32
    private let isASCII: Bool
    private var shown: Screen?

    init() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw Failure.usage(
                "till wants a terminal", "vuelve till buy FILE, or vuelve till replay FILE, for what no person types")
        }
        let environment = ProcessInfo.processInfo.environment
        let locale =
            [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]].compactMap { $0 }
            .first { !$0.isEmpty } ?? ""
        isASCII = !locale.uppercased().replacing("-", with: "").contains("UTF8")
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, tcgetattr(STDIN_FILENO, &terminalBefore) == 0 else {
            throw Failure("the terminal cannot be read: \(String(cString: strerror(errno)))")
        }
        // A handler must never wait, and a full pipe says all that there is to say.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) + fcntl(end, F_SETFL, O_NONBLOCK) }
        signals = ends[0]
        signalPipe = ends[1]
        for ending in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] { signal(ending, noteEnd) }
        for change in [SIGWINCH, SIGCONT] { signal(change, noteWindow) }
        for crash in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] { signal(crash, restoreAndDie) }
        begin()
    }

    deinit { restore() }

    /// Also after the process was stopped and goes on.
    func begin() {
        var raw = terminalBefore
        cfmakeraw(&raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        // The alternate screen, so that what stood there comes back.
        put("\u{1b}[?1049h\u{1b}[H\u{1b}[2J")
        isTerminalRaw = true
        shown = nil
    }

    func restore() { restoreTerminal() }

    var size: (columns: Int, rows: Int) {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(window.ws_col), Int(window.ws_row))
    }

    // MARK: drawing

    /// Whole, in one write, and only where something changed.
    func draw(_ screen: Screen) {
        guard screen != shown else { return }
        shown = screen
        var text = "\u{1b}[?25l\u{1b}[H"
        for (index, row) in screen.rows.enumerated() {
            text += "\u{1b}[\(index + 1);1H" + Self.style(row.role) + (isASCII ? AsciiText.of(row.text) : row.text)
            // A header is a bar over the whole width.
            text += (row.role == .header ? "" : "\u{1b}[0m") + "\u{1b}[K\u{1b}[0m"
        }
        put(text + "\u{1b}[J\u{1b}[\(screen.cursor.row + 1);\(screen.cursor.column + 1)H\u{1b}[?25h")
    }

    private static func style(_ role: Screen.Role) -> String {
        switch role {
        case .plain: ""
        case .header: "\u{1b}[7m"
        case .strong: "\u{1b}[1m"
        case .dim: "\u{1b}[2m"
        case .good: "\u{1b}[1;32m"
        case .warning: "\u{1b}[1;33m"
        case .bad: "\u{1b}[1;37;41m"
        case .prompt: "\u{1b}[1;36m"
        case .keys: "\u{1b}[2m"
        }
    }

    private func put(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            sent += count
        }
    }
}

// A signal's handler may use nothing but these: it can come at any moment.
nonisolated(unsafe) private var terminalBefore = termios()
nonisolated(unsafe) private var isTerminalRaw = false
nonisolated(unsafe) private var signalPipe: Int32 = -1
private let leavingBytes: StaticString = "\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l"

nonisolated private func restoreTerminal() {
    guard isTerminalRaw else { return }
    isTerminalRaw = false
    _ = write(STDOUT_FILENO, leavingBytes.utf8Start, leavingBytes.utf8CodeUnitCount)
    tcsetattr(STDIN_FILENO, TCSANOW, &terminalBefore)
}

nonisolated private func noteEnd(_: Int32) { note(UInt8(ascii: "q")) }
nonisolated private func noteWindow(_ number: Int32) { note(UInt8(ascii: number == SIGCONT ? "c" : "w")) }

nonisolated private func note(_ byte: UInt8) {
    let kept = errno
    var byte = byte
    _ = write(signalPipe, &byte, 1)
    errno = kept
}

nonisolated private func restoreAndDie(_ number: Int32) {
    restoreTerminal()
    signal(number, SIG_DFL)
    raise(number)
}
