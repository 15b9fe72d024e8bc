import Foundation
import Synchronization

/// A process that was started here, and that does not outlive this one.
///
/// Always: a child is among `running` from its start until it was waited for, and the end of this process kills those.
final class ChildProcess: Sendable {
    let pid: pid_t
    /// How it ended, once it was waited for: 0 to 255, or 128 and the signal.
    private let ending = Mutex<Int32?>(nil)

    private static let running = Mutex<Set<pid_t>>([])
    private static let endsWithThisProcess: Void = { atexit { ChildProcess.killAll() } }()

    /// - Parameter descriptors: what the child's 0, 1 and 2 are
    init(_ executable: String, _ arguments: [String], environment: [String: String], descriptors: [Int32]) throws {
        Self.endsWithThisProcess
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = try Self.signalsAtDefault()
        defer { posix_spawnattr_destroy(&attributes) }
        var variables = ProcessInfo.processInfo.environment
        variables.merge(environment) { _, new in new }
        let words = ([executable] + arguments).map { strdup($0) } + [nil]
        let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var pid: pid_t = 0
        let code = Self.running.withLock { running in
            let code = posix_spawn(&pid, executable, &actions, &attributes, words, settings)
            if code == 0 { running.insert(pid) }
            return code
        }
        guard code == 0 else { throw CannotStart(executable: executable, reason: String(cString: strerror(code))) }
        self.pid = pid
    }

    // Threads of Dispatch block every signal, and a child would inherit that.
    private static func signalsAtDefault() throws -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return attributes
    }

    static func killAll() {
        for pid in running.withLock({ $0 }) { kill(pid, SIGKILL) }
    }

    /// Does nothing to one that was waited for already: its number may be another's.
    func send(_ signal: Int32) {
        ending.withLock { ending in
            if ending == nil { kill(pid, signal) }
        }
    }

    /// Waits until it has ended.
    @discardableResult
    func wait() -> Int32 {
        ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) == -1, errno == EINTR {}
            return Self.note(status, pid, &ending)
        }
    }

    var isRunning: Bool {
        ending.withLock { ending in
            guard ending == nil else { return false }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return true }
            Self.note(status, pid, &ending)
            return false
        }
    }

    @discardableResult
    private static func note(_ status: Int32, _ pid: pid_t, _ ending: inout Int32?) -> Int32 {
        let signal = status & 0x7f
        let code = signal == 0 ? status >> 8 & 0xff : 128 + signal
        ending = code
        running.withLock { _ = $0.remove(pid) }
        return code
    }
}

public struct CannotStart: Error, CustomStringConvertible {
    public let executable: String
    public let reason: String
    public var description: String { "cannot start \(executable): \(reason)" }
}
