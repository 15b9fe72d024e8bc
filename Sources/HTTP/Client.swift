import CCurl
import Foundation
import Synchronization

/// A request to another daemon.
public struct ClientRequest: Sendable {
    public var method: String
    /// Path and query.
    public var path: String
    public var body: [UInt8]
    public var headers: [(String, String)]
    public var timeoutSeconds: Int

    public init(
        _ method: String, _ path: String, body: [UInt8] = [], headers: [(String, String)] = [], timeoutSeconds: Int = 30
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.headers = headers
        self.timeoutSeconds = timeoutSeconds
    }
}

public struct ClientResponse: Sendable {
    public let status: Int
    public let body: [UInt8]
    /// On the wire, headers included.
    public let bytesSent: Int
    public let bytesReceived: Int

    public init(status: Int, body: [UInt8], bytesSent: Int = 0, bytesReceived: Int = 0) {
        self.status = status
        self.body = body
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
    }
}

/// No answer came.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    public let reason: String
    public init(_ reason: String) { self.reason = reason }
    public var description: String { reason }
}

/// How requests travel: libcurl, or what a simulation puts in its place.
public protocol Transport: Sendable {
    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse
}

/// Sends requests to one address over kept connections, on the caller's thread. One user at a time.
public final class Client: Transport, @unchecked Sendable {
    public let base: String
    private let token = Mutex<String>("")
    private let handle: OpaquePointer
    private let isBusy = DispatchSemaphore(value: 1)

    private static let started: Void = { curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK ? () : () }()

    /// - Parameter base: such as `http://127.0.0.1:8080`
    public init(base: String, token: String = "") {
        Self.started
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        guard let handle = curl_easy_init() else { preconditionFailure("libcurl starts unless memory is out") }
        self.handle = OpaquePointer(handle)
        self.token.withLock { $0 = token }
    }

    deinit { curl_easy_cleanup(UnsafeMutableRawPointer(handle)) }

    public func use(token new: String) { token.withLock { $0 = new } }

    public func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        isBusy.wait()
        defer { isBusy.signal() }
        return try perform(request)
    }

    private func perform(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let curl = UnsafeMutableRawPointer(handle)
        curl_easy_reset(curl)
        let received = Received()
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for (name, value) in request.headers { list = curl_slist_append(list, "\(name): \(value)") }
        let secret = token.withLock { $0 }
        if !secret.isEmpty { list = curl_slist_append(list, "Authorization: Bearer \(secret)") }
        if !request.body.isEmpty { list = curl_slist_append(list, "Expect:") }
        let code: CURLcode = (base + request.path).withCString { url in
            request.method.withCString { method in
                request.body.withUnsafeBytes { body in
                    _ = vuelve_curl_set_pointer(curl, CURLOPT_URL, url)
                    _ = vuelve_curl_set_pointer(curl, CURLOPT_CUSTOMREQUEST, method)
                    _ = vuelve_curl_set_long(curl, CURLOPT_NOSIGNAL, 1)
                    _ = vuelve_curl_set_long(curl, CURLOPT_TIMEOUT, request.timeoutSeconds)
                    _ = vuelve_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT, min(10, request.timeoutSeconds))
                    _ = vuelve_curl_set_pointer(curl, CURLOPT_ACCEPT_ENCODING, Self.anyEncoding)
                    _ = vuelve_curl_set_pointer(curl, CURLOPT_HTTPHEADER, list)
                    if request.method == "POST" || request.method == "PUT" {
                        _ = vuelve_curl_set_pointer(curl, CURLOPT_POSTFIELDS, body.baseAddress ?? Self.emptyBody)
                        _ = vuelve_curl_set_long(curl, CURLOPT_POSTFIELDSIZE, body.count)
                    }
                    _ = vuelve_curl_set_write(curl, CURLOPT_WRITEFUNCTION, keep)
                    _ = vuelve_curl_set_pointer(curl, CURLOPT_WRITEDATA, Unmanaged.passUnretained(received).toOpaque())
                    return curl_easy_perform(curl)
                }
            }
        }
        guard code == CURLE_OK else { throw TransportError(String(cString: curl_easy_strerror(code))) }
        return ClientResponse(
            status: vuelve_curl_status(curl), body: received.bytes, bytesSent: Int(vuelve_curl_bytes_sent(curl)),
            bytesReceived: Int(vuelve_curl_bytes_received(curl)))
    }

    // The empty text means every encoding that libcurl was built with.
    nonisolated(unsafe) private static let anyEncoding: UnsafePointer<CChar> = emptyText()
    nonisolated(unsafe) private static let emptyBody: UnsafeRawPointer = UnsafeRawPointer(emptyText())

    private static func emptyText() -> UnsafePointer<CChar> {
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        text.pointee = 0
        return UnsafePointer(text)
    }
}

private final class Received {
    var bytes: [UInt8] = []
}

private func keep(bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?) -> Int
{
    guard let bytes, let context else { return 0 }
    let received = Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
    received.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}
