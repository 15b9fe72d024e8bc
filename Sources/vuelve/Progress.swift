import Foundation

/// A bar on standard error, where that is a terminal.
final class Progress {
    private let total: Int
    private let isShown: Bool
    private let started = Date()
    private var lastShown = Date.distantPast

    init(total: Int) {
        self.total = total
        isShown = isatty(STDERR_FILENO) == 1
    }

    var seconds: Double { Date().timeIntervalSince(started) }

    func show(_ done: Int, force: Bool = false) {
        guard isShown, force || Date().timeIntervalSince(lastShown) > 0.1 else { return }
        lastShown = Date()
        let width = 30
        let filled = total == 0 ? width : done * width / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let rate = seconds > 0 ? Int(Double(done) / seconds) : 0
        FileHandle.standardError.write(Data("\r\(bar) \(done)/\(total)  \(rate)/s ".utf8))
    }

    func end(_ done: Int) {
        show(done, force: true)
        if isShown { FileHandle.standardError.write(Data("\n".utf8)) }
    }
}
