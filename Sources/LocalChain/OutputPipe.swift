import Foundation

/// What a child writes, read with a deadline.
struct OutputPipe: ~Copyable {
    let reading: Int32
    private var writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        // A pair of sockets, since a pipe could be inherited by another child before it is marked.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw CannotStart(executable: "pipe", reason: String(cString: strerror(errno)))
        }
        reading = ends[0]
        writing = ends[1]
    }

    deinit {
        close(reading)
        if writing >= 0 { close(writing) }
    }

    /// The end that the child gets; `started` closes it here, so that the child's end is the end of the text.
    var childEnd: Int32 { writing }

    mutating func started() {
        close(writing)
        writing = -1
    }

    enum Piece {
        case bytes([UInt8])
        case end
        case late
    }

    /// The next bytes, at the latest at the deadline.
    func next(before deadline: Deadline) -> Piece {
        var descriptor = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&descriptor, 1, deadline.millisecondsLeft)
            if ready == -1, errno == EINTR { continue }
            guard ready > 0 else { return .late }
            var buffer = [UInt8](repeating: 0, count: 16 * 1024)
            let count = read(reading, &buffer, buffer.count)
            if count == -1, errno == EINTR { continue }
            return count > 0 ? .bytes(Array(buffer.prefix(count))) : .end
        }
    }
}

/// A moment on the clock that never jumps.
struct Deadline {
    private let at: ContinuousClock.Instant

    init(seconds: Double) { at = .now + .seconds(seconds) }

    var millisecondsLeft: Int32 {
        let left = ContinuousClock.Instant.now.duration(to: at) / .milliseconds(1)
        return Int32(max(0, min(left.rounded(.up), 1_000_000_000)))
    }
}
