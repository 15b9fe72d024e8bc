import Dispatch
import Foundation
import JSON
import Testing

@testable import HTTP

private final class Running {
    let server: Server
    let address: ListenAddress

    init(_ routes: [Route]) throws {
        server = Server(Router(routes)) { token in
            token == "good" ? Principal(role: .till, subject: "1") : nil
        }
        address = try server.start(ListenAddress("127.0.0.1:0")!)  // a constant that parses
    }

    deinit { server.stop() }

    func client(_ token: String = "good") -> Client { Client(base: "http://\(address)", token: token) }
}

private func code(_ response: ClientResponse) throws -> String? {
    try JSONDocument(response.body).root["code"]?.string
}

private let echo = Route.answering("POST", "/v1/echo/{name}", roles: [.till], bodyBytesMax: 1000) { request in
    Response.text(request.parameters[0] + ":" + String(decoding: request.body, as: UTF8.self))
}

@Suite struct Servers {
    @Test func `one port is one server's, and free again when it ends`() throws {
        var running: Running? = try Running([echo])
        let address = try #require(running?.address)
        let other = Server(Router([echo])) { _ in nil }
        #expect(throws: (any Error).self) { try other.start(address) }
        running = nil
        #expect(try other.start(address).port == address.port)
        other.stop()
    }

    @Test func `a request is answered, at once or later`() throws {
        let later = Route("GET", "/later", roles: nil) { _, responder in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { responder.send(.text("late")) }
        }
        let running = try Running([echo, later])
        let client = running.client()
        for _ in 0..<20 {
            let now = try client.send(ClientRequest("POST", "/v1/echo/ana", body: Array("hola".utf8)))
            #expect(String(decoding: now.body, as: UTF8.self) == "ana:hola")
            let late = try client.send(ClientRequest("GET", "/later"))
            #expect(String(decoding: late.body, as: UTF8.self) == "late")
        }
    }

    @Test(arguments: [
        ["Content-Length: 4", "Content-Length: 4"], ["Content-Length: 4", "content-length: 0"],
        ["Content-Length: 4", "Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked", "Content-Length: 0"],
        ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    ]) func `a request that says twice how long it is is refused, and nothing after it is read`(lengths: [String])
        throws
    {
        let running = try Running([echo])
        let wire = try RawConnection(port: running.address.port)
        let second =
            "POST /v1/echo/smuggled HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\nContent-Length: 0\r\n\r\n"
        let head = ["POST /v1/echo/a HTTP/1.1", "Host: a", "Authorization: Bearer good"] + lengths
        wire.send(head.map { $0 + "\r\n" }.joined() + "\r\n" + "0\r\n\r\n" + second)
        let answer = try #require(wire.answer())
        #expect(answer.status == 400 && answer.body.contains("ambiguousLength"))
        #expect(answer.head.contains("Connection: close"))
        #expect(wire.isClosedByServer, "the second request is not answered")
        // One of them is a request like any other.
        let sound = try RawConnection(port: running.address.port)
        sound.send("POST /v1/echo/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\n\(lengths[0])\r\n\r\n")
        sound.send(lengths[0].hasPrefix("T") ? "4\r\nhola\r\n0\r\n\r\n" : "hola")
        #expect(sound.answer()?.body == "a:hola")
    }

    @Test func `a gzipped body arrives unpacked, a truncated one is refused`() throws {
        let running = try Running([echo])
        let packed = Gzip.pack(Array("hola".utf8))
        let headers = [("Content-Encoding", "gzip")]
        let good = try running.client().send(ClientRequest("POST", "/v1/echo/a", body: packed, headers: headers))
        #expect(String(decoding: good.body, as: UTF8.self) == "a:hola")
        let cut = Array(packed.dropLast(3))
        let bad = try running.client().send(ClientRequest("POST", "/v1/echo/a", body: cut, headers: headers))
        #expect(bad.status == 400)
        #expect(try code(bad) == "badGzip")
    }

    @Test(arguments: [
        ("POST", "/v1/echo/a", "", 10, 401, "noToken"), ("POST", "/v1/echo/a", "bad", 10, 401, "unknownToken"),
        ("POST", "/v1/echo/a", "bad", 200_000, 401, "unknownToken"),
        ("POST", "/v1/echo/a", "good", 2000, 413, "bodyTooLarge"), ("GET", "/v1/echo/a", "good", 0, 405, "wrongMethod"),
        ("GET", "/nowhere", "good", 0, 404, "unknownPath"), ("POST", "/admin", "good", 0, 403, "wrongRole"),
    ]) func `each refusal has its code`(
        method: String, path: String, token: String, bytes: Int, status: Int, wanted: String
    ) throws {
        let admin = Route.answering("POST", "/admin", roles: [.admin]) { _ in .text("secret") }
        let running = try Running([echo, admin])
        let body = [UInt8](repeating: 65, count: bytes)
        let response = try running.client(token).send(ClientRequest(method, path, body: body))
        #expect(response.status == status)
        #expect(try code(response) == wanted)
    }

    @Test func `stopping answers what still waits`() throws {
        let arrived = DispatchSemaphore(value: 0)
        let never = Route("GET", "/never", roles: nil) { _, _ in arrived.signal() }
        let running = try Running([never])
        let client = running.client()
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let response = try? client.send(ClientRequest("GET", "/never"))
            #expect(response?.status == 503)
            done.signal()
        }
        arrived.wait()
        running.server.stop()
        done.wait()
    }
}

@Suite struct Networks {
    @Test func `a network holds its own addresses only`() throws {
        let network = try #require(Network("10.20.0.0/15"))
        #expect(network.contains(try #require(NetworkAddress("10.21.255.1"))))
        #expect(!network.contains(try #require(NetworkAddress("10.22.0.1"))))
        #expect(network.contains(try #require(NetworkAddress("::ffff:10.20.0.1"))))
        #expect(Network("10.20.0.0/33") == nil)
        #expect(PlainHTTP([network]).allows(host: "127.0.0.1"))
        #expect(!PlainHTTP([network]).allows(host: "192.168.1.1"))
    }
}
