import Foundation

@testable import LocalChain

/// A connection on which anything can be sent, and which notices when nothing comes back.
final class Wire {
    private let descriptor: Int32
    static let answerSecondsMax = 40

    init(port: UInt16) throws {
        guard let descriptor = LoopbackSocket.connect(port: port) else {
            throw CannotStart(executable: "connection", reason: String(cString: strerror(errno)))
        }
        self.descriptor = descriptor
        var bound = timeval(tv_sec: Self.answerSecondsMax, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &bound, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &bound, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            start += count
        }
    }

    /// Nothing more will be sent.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// All that comes until the server closes; nil where it neither says anything nor closes for too long.
    /// - Parameter isEnough: looks at what came so far, where the end need not be waited for
    func rest(until isEnough: ([UInt8]) -> Bool = { _ in false }) -> [UInt8]? {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                all += buffer.prefix(count)
                if isEnough(all) { return all }
            } else if count == 0 || errno == ECONNRESET {
                return all
            } else if errno != EINTR {
                return nil
            }
        }
    }
}

/// The answers in what a server sent.
struct WireAnswer {
    let status: Int
    let type: String
    let body: [UInt8]

    /// - Parameter bytes: answers one after the other, each with its length
    static func all(_ bytes: [UInt8]) -> [WireAnswer] {
        var answers: [WireAnswer] = []
        var rest = bytes[...]
        let end = Array("\r\n\r\n".utf8)
        while let headEnd = rest.firstRange(of: end) {
            let head = String(decoding: rest[..<headEnd.lowerBound], as: UTF8.self)
            let words = head.split(separator: " ", maxSplits: 2)
            func header(_ name: String) -> String? {
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
                    .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
            }
            let status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            let length = status == 100 ? 0 : header("content-length").flatMap { Int($0) } ?? 0
            let body = rest[headEnd.upperBound...].prefix(length)
            // An answer that has not come whole is none.
            guard body.count == length else { break }
            if status != 100 {
                answers.append(WireAnswer(status: status, type: header("content-type") ?? "", body: Array(body)))
            }
            rest = rest[headEnd.upperBound...].dropFirst(length)
        }
        return answers
    }
}
