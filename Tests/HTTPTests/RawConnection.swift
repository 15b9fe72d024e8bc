import Foundation

@testable import LocalChain

/// A client that does what libcurl would not: sends part of a request, or nothing, and sees when it is closed.
final class RawConnection {
    private let descriptor: Int32

    init(port: UInt16) throws {
        guard let descriptor = LoopbackSocket.connect(port: port) else {
            throw CannotStart(executable: "connection", reason: String(cString: strerror(errno)))
        }
        self.descriptor = descriptor
        // A server that neither answers nor closes fails the test instead of holding it.
        var bound = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &bound, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    struct Answer {
        let status: Int
        let head: String
        let body: String
    }

    /// - Returns: nil where the connection was closed instead
    func ask(_ method: String, _ path: String, token: String? = nil, headers: [String] = []) -> Answer? {
        let all = ["Host: here"] + (token.map { ["Authorization: Bearer \($0)"] } ?? []) + headers
        send("\(method) \(path) HTTP/1.1\r\n" + all.map { $0 + "\r\n" }.joined() + "\r\n")
        return answer()
    }

    func answer() -> Answer? {
        var text = ""
        while true {
            if let end = text.range(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
                let body = text[end.upperBound...]
                if body.utf8.count >= length ?? 0 {
                    return Answer(status: Int(head.split(separator: " ")[1]) ?? 0, head: head, body: String(body))
                }
            }
            guard let more = receive() else { return nil }
            text += more
        }
    }

    private func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    /// Waits for the server to close; false where it says something, or nothing for long.
    var isClosedByServer: Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, 0)
        return count == 0 || (count < 0 && errno == ECONNRESET)
    }
}
