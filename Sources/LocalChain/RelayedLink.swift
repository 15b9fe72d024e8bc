import Foundation

/// One relayed connection: both its sockets, closed when nobody holds it.
final class RelayedLink: Sendable {
    private let client: Int32
    private let server: Int32

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    deinit {
        close(client)
        close(server)
    }

    /// Ends both sides now; a thread that reads or writes here returns.
    func reset() {
        for descriptor in [client, server] {
            LoopbackSocket.resetOnClose(descriptor)
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
    }

    func receive(_ buffer: inout [UInt8], isUpward: Bool) -> Int {
        while true {
            let count = recv(isUpward ? client : server, &buffer, buffer.count, 0)
            if count >= 0 || errno != EINTR { return count }
        }
    }

    /// False where the connection has ended.
    func send(_ bytes: ArraySlice<UInt8>, isUpward: Bool) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(isUpward ? server : client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// TCP sockets on 127.0.0.1.
enum LoopbackSocket {
    private static func make() -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    private static func withAddress<T>(
        port: UInt16, _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> T
    ) -> (T, UInt16) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
        return (result, UInt16(bigEndian: address.sin_port))
    }

    /// On a free port. - Returns: the socket and its `http://` address
    static func listen() throws -> (descriptor: Int32, address: String) {
        let descriptor = make()
        let (bound, _) = withAddress(port: 0) { bind(descriptor, $0, $1) }
        guard bound == 0, Foundation.listen(descriptor, 64) == 0 else {
            throw CannotStart(executable: "line", reason: String(cString: strerror(errno)))
        }
        let (_, port) = withAddress(port: 0) { getsockname(descriptor, $0, &$1) }
        return (descriptor, "http://127.0.0.1:\(port)")
    }

    static func connect(port: UInt16) -> Int32? {
        let descriptor = make()
        let (code, _) = withAddress(port: port) { Foundation.connect(descriptor, $0, $1) }
        if code == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Calls `body` with every new connection, until the listener is shut down; then closes it.
    static func eachConnection(of listener: Int32, _ body: (Int32) -> Void) {
        while true {
            let client = accept(listener, nil, nil)
            if client >= 0 { body(client) } else if errno != EINTR, errno != ECONNABORTED { break }
        }
        close(listener)
    }

    /// Closing it throws away what was not sent and tells the other side with a reset.
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    static func reset(_ descriptor: Int32) {
        resetOnClose(descriptor)
        close(descriptor)
    }
}
