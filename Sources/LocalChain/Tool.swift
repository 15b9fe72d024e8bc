import Foundation

/// Runs `vuelve` to its end.
public enum Tool {
    public struct Outcome: Sendable {
        /// 128 and the signal's number where one ended it.
        public let exitCode: Int32
        public let output: String
        public let errors: String
        public let isTimedOut: Bool
        public var isFine: Bool { exitCode == 0 && !isTimedOut }
    }

    /// - Parameters:
    ///   - input: its standard input
    ///   - executable: `vuelve` where it is nil
    public static func run(
        _ arguments: [String], input: String = "", executable: String? = nil, environment: [String: String] = [:],
        timeoutSeconds: Double = 60
    ) throws -> Outcome {
        let executable = try executable ?? VuelveBinary.path()
        var output = try OutputPipe()
        var errors = try OutputPipe()
        let source = try file(with: input)
        defer { close(source) }
        let process = try ChildProcess(
            executable, arguments, environment: environment,
            descriptors: [source, output.childEnd, errors.childEnd])
        output.started()
        errors.started()
        let deadline = Deadline(seconds: timeoutSeconds)
        let texts = drain(output.reading, errors.reading, before: deadline)
        if texts == nil { process.send(SIGKILL) }
        let code = process.wait()
        return Outcome(
            exitCode: code, output: String(decoding: texts?[0] ?? [], as: UTF8.self),
            errors: String(decoding: texts?[1] ?? [], as: UTF8.self), isTimedOut: texts == nil)
    }

    /// The same, where anything but exit code 0 is an error.
    /// - Returns: standard output without the last line's end
    @discardableResult
    public static func expect(
        _ arguments: [String], input: String = "", timeoutSeconds: Double = 60
    ) throws -> String {
        let outcome = try run(arguments, input: input, timeoutSeconds: timeoutSeconds)
        guard outcome.isFine else { throw ToolFailed(command: arguments.joined(separator: " "), outcome: outcome) }
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    // A file without a name, so that a long input never waits for its reader.
    private static func file(with text: String) throws -> Int32 {
        let name = "/tmp/vuelve-input-\(UUID().uuidString)"
        let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CannotStart(executable: "input", reason: String(cString: strerror(errno)))
        }
        unlink(name)
        FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(Data(text.utf8))
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    /// Both texts to their ends; nil where the deadline came first.
    private static func drain(_ output: Int32, _ errors: Int32, before deadline: Deadline) -> [[UInt8]]? {
        var texts: [[UInt8]] = [[], []]
        var descriptors = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while descriptors.contains(where: { $0.fd >= 0 }) {
            let ready = poll(&descriptors, 2, deadline.millisecondsLeft)
            if ready == -1, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            for index in descriptors.indices where descriptors[index].fd >= 0 && descriptors[index].revents != 0 {
                let count = read(descriptors[index].fd, &buffer, buffer.count)
                if count > 0 {
                    texts[index] += buffer.prefix(count)
                } else if count == 0 || errno != EINTR {
                    descriptors[index].fd = -1
                }
            }
        }
        return texts
    }
}

public struct ToolFailed: Error, CustomStringConvertible {
    public let command: String
    public let outcome: Tool.Outcome

    public var description: String {
        let how = outcome.isTimedOut ? "did not end in time" : "ended with \(outcome.exitCode)"
        return "`vuelve \(command)` \(how): \(outcome.errors.trimmingCharacters(in: .newlines))"
    }
}
