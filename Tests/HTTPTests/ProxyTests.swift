import JSON
import Testing

@testable import HTTP

@Suite struct `Proxies and methods` {
    @Test func `whom a proxy names is believed only of a trusted one`() throws {
        let headers = ["X-Forwarded-For: 10.9.9.9, 203.0.113.7"]
        let alone = try Limited(ServerLimits())
        #expect(try alone.connection().ask("GET", "/who", token: "till1", headers: headers)?.body == "127.0.0.1")
        let behind = try Limited(ServerLimits(), trustedProxies: [Network("127.0.0.0/8")!])  // a constant that parses
        #expect(try behind.connection().ask("GET", "/who", token: "till1", headers: headers)?.body == "203.0.113.7")
        #expect(try behind.connection().ask("GET", "/who", token: "till1")?.body == "127.0.0.1")
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("198.51.100.1,203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.2", "203.0.113.7"), ("evil, 203.0.113.7, 10.0.0.2,10.0.0.3", "203.0.113.7"),
        ("10.0.0.2", ""), ("", ""), ("203.0.113.7, evil", ""),
    ]) func `the last address that is no proxy's own is the client's`(header: String, wanted: String) {
        let trusted = [Network("10.0.0.0/8")!]  // a constant that parses
        #expect(ForwardedAddress.client(header, trusted: trusted)?.description ?? "" == wanted)
    }

    @Test func `clients behind a trusted proxy are limited each by their own address`() throws {
        let limited = try Limited(
            limits { $0.requestsWithoutTokenPerSecondMax = 5 }, trustedProxies: [Network("127.0.0.1")!])  // parses
        for _ in 0..<100 {
            _ = try limited.connection().ask("GET", "/sell", headers: ["X-Forwarded-For: 203.0.113.7"])
        }
        #expect(limited.counts.number(.requestsWithoutToken) == 95)
        let other = try limited.connection().ask("GET", "/sell", headers: ["X-Forwarded-For: 203.0.113.8"])
        #expect(other?.status == 401)
    }

    @Test func `a wrong method is told the right ones`() throws {
        let limited = try Limited(ServerLimits())
        let answer = try limited.connection().ask("DELETE", "/sell", token: "till1")
        #expect(answer?.status == 405 && answer?.head.contains("Allow: GET") == true)
    }

    @Test func `an IPv6 user counts once, whichever of their addresses they use`() {
        let one = NetworkAddress("2001:db8:1:2::1")?.ofOneUser
        #expect(one == NetworkAddress("2001:db8:1:2:ffff::9")?.ofOneUser)
        #expect(one != NetworkAddress("2001:db8:1:3::1")?.ofOneUser)
        #expect(NetworkAddress("10.0.0.1")?.ofOneUser == NetworkAddress("10.0.0.1"))
    }
}

@Suite struct `The key limits` {
    private func read(_ text: String) throws -> ServerLimits {
        var object = try StrictObject(JSONDocument(text).root)
        return try ServerLimits.read(&object, default: .central)
    }

    @Test func `what is shown is what is read, and what is not named stays`() throws {
        let shown = ServerLimits().text(indentation: "")
        #expect(try read("{\"limits\": \(shown)}") == ServerLimits())
        #expect(try read("{}") == .central)
        #expect(try read(#"{"limits": {"idleSecondsMax": 120}}"#).idleSecondsMax == 120)
        #expect(try read(#"{"limits": {"idleSecondsMax": 120}}"#).requestsPerTokenMax == 32)
    }

    @Test func `a misspelt limit, or one that lets nobody in, is named`() {
        let misspelt = #expect(throws: BadInput.self) { try read(#"{"limits": {"idleSeconds": 120}}"#) }
        #expect(misspelt?.description.contains("idleSecondsMax") == true)
        let nothing = #expect(throws: BadInput.self) { try read(#"{"limits": {"connectionsMax": 0}}"#) }
        #expect(nothing?.field == "limits.connectionsMax")
    }
}
