import Foundation
import Synchronization

/// A running daemon that printed its address: `vuelve central serve`, `vuelve edge serve`, or a stand-in of a benchmark.
public final class Daemon: Sendable {
    /// Such as `http://127.0.0.1:40123`.
    public let address: String
    public var pid: Int32 { process.pid }

    private let process: ChildProcess
    private let output: Output

    // Kept open, so that a daemon that prints more is not ended by that; its end tells that the daemon ended.
    private final class Output: @unchecked Sendable {
        // Read by one thread at a time: by `start`, then by `terminate`, which holds the lock.
        var pipe: OutputPipe
        let lock = Mutex(())
        init(_ pipe: consuming OutputPipe) { self.pipe = pipe }
    }

    /// Starts it and waits for its address.
    /// - Parameters:
    ///   - executable: `vuelve` where it is nil
    ///   - log: the file that its standard error is added to
    public init(
        _ arguments: [String], executable: String? = nil, environment: [String: String] = [:], log: String,
        startSecondsMax: Double = 20
    ) throws {
        let executable = try executable ?? VuelveBinary.path()
        let errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard errors >= 0, nothing >= 0 else {
            throw CannotStart(executable: executable, reason: "\(log): \(String(cString: strerror(errno)))")
        }
        defer { close(errors); close(nothing) }
        let output = Output(try OutputPipe())
        let process = try ChildProcess(
            executable, arguments, environment: environment, descriptors: [nothing, output.pipe.childEnd, errors])
        output.pipe.started()
        guard let address = Self.firstLine(of: output, within: startSecondsMax) else {
            process.send(SIGKILL)
            process.wait()
            throw NoAddress(command: arguments.joined(separator: " "), log: log)
        }
        self.process = process
        self.output = output
        self.address = address
    }

    deinit { kill() }

    private static func firstLine(of output: Output, within seconds: Double) -> String? {
        let deadline = Deadline(seconds: seconds)
        var text: [UInt8] = []
        while case .bytes(let bytes) = output.pipe.next(before: deadline) {
            text += bytes
            if let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: text[..<end], as: UTF8.self)
                return line.hasPrefix("http") ? line : nil
            }
        }
        return nil
    }

    // MARK: its end

    public var isRunning: Bool { process.isRunning }

    /// SIGKILL: as if the plug were pulled. The process is gone when this returns.
    public func kill() {
        process.send(SIGKILL)
        process.wait()
    }

    /// SIGHUP: it reads its certificate again.
    public func hangUp() { process.send(SIGHUP) }

    /// SIGTERM, and waits; one that does not end in time is killed.
    /// - Returns: its exit code; nil where it had to be killed
    @discardableResult
    public func terminate(withinSeconds: Double = 10) -> Int32? {
        process.send(SIGTERM)
        let hasEnded = output.lock.withLock { _ in
            let deadline = Deadline(seconds: withinSeconds)
            while true {
                switch output.pipe.next(before: deadline) {
                case .bytes: continue
                case .end: return true
                case .late: return false
                }
            }
        }
        if !hasEnded { process.send(SIGKILL) }
        let code = process.wait()
        return hasEnded ? code : nil
    }

    // MARK: what it used

    /// The most memory that it ever had resident (VmHWM), in bytes; 0 once it has ended.
    public var memoryPeakBytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        return (kibibytes ?? 0) * 1024
    }

    /// Processor time of all its threads so far, in seconds; 0 once it has ended.
    public var processorSeconds: Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        // The command's name, in parentheses, may have spaces; fields 14 and 15 of proc(5) are user and system ticks.
        guard let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

public struct NoAddress: Error, CustomStringConvertible {
    public let command: String
    public let log: String

    public var description: String {
        let lines = (try? String(contentsOfFile: log, encoding: .utf8))?.split(separator: "\n").suffix(5) ?? []
        return "`\(command)` printed no address; its log \(log) ends:\n" + lines.joined(separator: "\n")
    }
}
