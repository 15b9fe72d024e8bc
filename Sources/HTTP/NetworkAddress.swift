import Foundation
import JSON

/// An IPv4 or IPv6 address; IPv4 inside IPv6 counts as IPv4.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes.
    public let bytes: [UInt8]

    public init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(bytes: withUnsafeBytes(of: &v4) { Array($0) })
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(bytes: withUnsafeBytes(of: &v6) { Array($0) })
        } else {
            return nil
        }
    }

    /// - Parameter raw: 4 or 16 bytes
    init?(raw: some Collection<UInt8>) {
        guard [4, 16].contains(raw.count) else { return nil }
        self.init(bytes: Array(raw))
    }

    private init(bytes: [UInt8]) {
        let isMapped =
            bytes.count == 16 && bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
    }

    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            self = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin_addr) { NetworkAddress(bytes: Array($0)) }
            }
        case AF_INET6:
            self = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin6_addr) { NetworkAddress(bytes: Array($0)) }
            }
        default: return nil
        }
    }

    public var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    public var description: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &buffer, socklen_t(buffer.count))
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// `10.20.0.0/16`.
public struct Network: Sendable, Hashable, CustomStringConvertible {
    private let address: NetworkAddress
    private let bits: Int

    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = NetworkAddress(String(parts[0])), parts.count <= 2 else { return nil }
        let most = address.bytes.count * 8
        guard let bits = parts.count == 2 ? Int(parts[1]) : most, (0...most).contains(bits) else { return nil }
        self.address = address
        self.bits = bits
    }

    public func contains(_ other: NetworkAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        return (0..<bits).allSatisfy { bit in
            (other.bytes[bit / 8] ^ address.bytes[bit / 8]) & (0x80 >> (bit % 8)) == 0
        }
    }

    public var description: String { "\(address)/\(bits)" }
}

/// Where a server listens: `HOST:PORT`, `[::1]:8080`; port 0 takes a free one.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    public let host: String
    public let port: UInt16

    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        guard NetworkAddress(host) != nil else { return nil }
        self.host = host
        self.port = port
    }

    public var isLoopback: Bool { NetworkAddress(host)?.isLoopback ?? false }
    public var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

/// Which networks may be spoken to without TLS. Loopback always may.
public struct PlainHTTP: Sendable {
    public let networks: [Network]

    public init(_ networks: [Network]) { self.networks = networks }

    public func allows(_ address: NetworkAddress) -> Bool {
        address.isLoopback || networks.contains { $0.contains(address) }
    }

    /// Whether every address that the host of a `http://` URL has is allowed.
    public func allows(host: String) -> Bool {
        if let address = NetworkAddress(host) { return allows(address) }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0, let first = list else { return false }
        defer { freeaddrinfo(first) }
        return sequence(first: first, next: { $0.pointee.ai_next }).allSatisfy { info in
            NetworkAddress(UnsafePointer(info.pointee.ai_addr)).map(allows) ?? false
        }
    }
}

extension ListenAddress {
    /// The key `listen` of a configuration.
    public static func read(_ object: inout StrictObject, default text: String) throws -> ListenAddress {
        let text = try object.string("listen") ?? text
        guard let address = ListenAddress(text) else {
            throw BadInput(
                code: "badValue", field: object.place("listen"),
                message: "\"\(text)\" is no address such as 127.0.0.1:8470")
        }
        return address
    }
}

extension Network {
    /// The key `plainHTTPFrom` of a configuration, or another that names networks.
    public static func readList(_ object: inout StrictObject, _ key: String = "plainHTTPFrom") throws -> [Network] {
        let field = object.place(key)
        return try (object.strings(key) ?? []).map { text in
            guard let network = Network(text) else {
                throw BadInput(
                    code: "badValue", field: field, message: "\"\(text)\" is no network such as 10.20.0.0/16")
            }
            return network
        }
    }
}
