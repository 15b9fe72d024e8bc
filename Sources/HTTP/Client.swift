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

/// How requests travel: libcurl, or what a simulation puts in its place.
public protocol Transport: Sendable {
    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse
}

/// Sends requests to one address over kept connections, on the caller's thread. One user at a time.
public final class Client: Transport, @unchecked Sendable {
    public let base: String
    private let way: Way
    private let token = Mutex<String>("")
    private let handle: OpaquePointer
    private let isBusy = DispatchSemaphore(value: 1)

    /// How the address is reached, and whose certificates are believed. There is no way not to verify them.
    public struct Way: Sendable {
        /// A PEM file whose certificates are believed instead of the system's.
        public var caFile: String?
        /// Such as `http://10.20.0.1:3128`; nil: none, whatever the environment says.
        public var proxy: String?
        /// `HOST:PORT` to connect to; the certificate must still be that of the address.
        public var connectTo: String?
        /// 0: as fast as the line is.
        public var sendBytesPerSecondMax = 0

        public init() {}
    }

    private static let started: Void = { curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK ? () : () }()

    /// - Parameter base: such as `https://central.example:8460`
    public init(base: String, token: String = "", way: Way = Way()) {
        Self.started
        self.way = way
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
        var lists = Lists()
        defer { lists.free() }
        let secret = token.withLock { $0 }
        for (name, value) in request.headers { lists.addHeader("\(name): \(value)") }
        if !secret.isEmpty { lists.addHeader("Authorization: Bearer \(secret)") }
        if !request.body.isEmpty { lists.addHeader("Expect:") }
        if let connectTo = way.connectTo { lists.connectTo = curl_slist_append(nil, "::\(connectTo)") }
        var explanation = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code: CURLcode = explanation.withUnsafeMutableBufferPointer { explanation in
            request.body.withUnsafeBytes { body in
                secureLine(curl, lists)
                set(curl, CURLOPT_URL, base + request.path)
                set(curl, CURLOPT_CUSTOMREQUEST, request.method)
                _ = vuelve_curl_set_pointer(curl, CURLOPT_ERRORBUFFER, explanation.baseAddress)
                _ = vuelve_curl_set_long(curl, CURLOPT_TIMEOUT, seconds(for: request))
                _ = vuelve_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT, min(10, request.timeoutSeconds))
                _ = vuelve_curl_set_pointer(curl, CURLOPT_ACCEPT_ENCODING, Self.anyEncoding)
                _ = vuelve_curl_set_pointer(curl, CURLOPT_HTTPHEADER, lists.headers)
                if request.method == "POST" || request.method == "PUT" {
                    _ = vuelve_curl_set_pointer(curl, CURLOPT_POSTFIELDS, body.baseAddress ?? Self.emptyBody)
                    _ = vuelve_curl_set_long(curl, CURLOPT_POSTFIELDSIZE, body.count)
                }
                _ = vuelve_curl_set_write(curl, CURLOPT_WRITEFUNCTION, keep)
                _ = vuelve_curl_set_pointer(curl, CURLOPT_WRITEDATA, Unmanaged.passUnretained(received).toOpaque())
                return curl_easy_perform(curl)
            }
        }
        guard code == CURLE_OK else { throw TransportError(code, explanation, curl) }
        return ClientResponse(
            status: vuelve_curl_status(curl), body: received.bytes, bytesSent: Int(vuelve_curl_bytes_sent(curl)),
            bytesReceived: Int(vuelve_curl_bytes_received(curl)))
    }

    private func secureLine(_ curl: UnsafeMutableRawPointer, _ lists: Lists) {
        _ = vuelve_curl_set_long(curl, CURLOPT_NOSIGNAL, 1)
        set(curl, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = vuelve_curl_set_long(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        _ = vuelve_curl_set_long(curl, CURLOPT_SSL_VERIFYPEER, 1)
        _ = vuelve_curl_set_long(curl, CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile = way.caFile {
            set(curl, CURLOPT_CAINFO, caFile)
            // Debian's libcurl would believe the system's besides.
            _ = vuelve_curl_set_pointer(curl, CURLOPT_CAPATH, nil)
        }
        // Empty means none; not set would mean what the environment says.
        set(curl, CURLOPT_PROXY, way.proxy ?? "")
        set(curl, CURLOPT_NOPROXY, "")
        if let connectTo = lists.connectTo { _ = vuelve_curl_set_pointer(curl, CURLOPT_CONNECT_TO, connectTo) }
        if way.sendBytesPerSecondMax > 0 {
            _ = vuelve_curl_set_long(curl, CURLOPT_MAX_SEND_SPEED_LARGE, way.sendBytesPerSecondMax)
        }
    }

    /// A body that is sent slowly on purpose takes its time besides.
    private func seconds(for request: ClientRequest) -> Int {
        guard way.sendBytesPerSecondMax > 0 else { return request.timeoutSeconds }
        return request.timeoutSeconds + request.body.count / way.sendBytesPerSecondMax
    }

    /// libcurl copies texts.
    private func set(_ curl: UnsafeMutableRawPointer, _ option: CURLoption, _ text: String) {
        _ = text.withCString { vuelve_curl_set_pointer(curl, option, $0) }
    }

    /// libcurl's lists, which must outlive the transfer.
    private struct Lists {
        var headers: UnsafeMutablePointer<curl_slist>?
        var connectTo: UnsafeMutablePointer<curl_slist>?

        mutating func addHeader(_ line: String) { headers = curl_slist_append(headers, line) }

        func free() {
            curl_slist_free_all(headers)
            curl_slist_free_all(connectTo)
        }
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
