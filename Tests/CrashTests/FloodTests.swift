import Dispatch
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization
import Testing

@testable import LocalChain

/// Somebody without a token does what they can to a real daemon, from the address that its tills have too.
private final class Flood: Sendable {
    private let port: UInt16
    private let isOn = Atomic<Bool>(true)
    private let threads = DispatchGroup()
    private let held = Mutex<[Int32]>([])
    let askedCount = Atomic<Int>(0)

    init(_ address: String) throws { port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) }) }

    deinit { end() }

    /// Connections that say nothing.
    func idle(_ count: Int) {
        for _ in 0..<count {
            if let descriptor = LoopbackSocket.connect(port: port) { held.withLock { $0.append(descriptor) } }
        }
    }

    /// Requests that arrive a byte at a time, and begin again when they are cut off.
    func creep(_ count: Int) {
        thread { [self] in
            var slow: [(descriptor: Int32, sent: Int)] = []
            let text = Array("POST /v1/purchases HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n".utf8)
            while isOn.load(ordering: .relaxed) {
                while slow.count < count, let descriptor = LoopbackSocket.connect(port: port) {
                    slow.append((descriptor, 0))
                }
                for index in slow.indices.reversed() {
                    var byte = text[slow[index].sent % text.count]
                    slow[index].sent += 1
                    if send(slow[index].descriptor, &byte, 1, Int32(MSG_NOSIGNAL)) != 1 {
                        close(slow.remove(at: index).descriptor)
                    }
                }
                usleep(20_000)
            }
            for connection in slow { close(connection.descriptor) }
        }
    }

    /// Asks without a token, again and again, on connections of its own.
    func ask(threads count: Int) {
        for _ in 0..<count {
            thread { [self] in
                let request = Array("POST /v1/purchases HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}".utf8)
                while isOn.load(ordering: .relaxed) {
                    guard let descriptor = LoopbackSocket.connect(port: port) else { continue }
                    _ = send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
                    var buffer = [UInt8](repeating: 0, count: 4096)
                    _ = recv(descriptor, &buffer, buffer.count, 0)
                    close(descriptor)
                    askedCount.wrappingAdd(1, ordering: .relaxed)
                }
            }
        }
    }

    private func thread(_ body: @escaping @Sendable () -> Void) {
        threads.enter()
        Thread {
            body()
            self.threads.leave()
        }.start()
    }

    func end() {
        isOn.store(false, ordering: .relaxed)
        threads.wait()
        held.withLock { held in
            for descriptor in held { close(descriptor) }
            held = []
        }
    }
}

/// Floods last for this many sales: `VUELVE_FLOOD_SALES`.
private let salesOfFlood =
    ProcessInfo.processInfo.environment["VUELVE_FLOOD_SALES"].flatMap { Int64($0) } ?? 300

@Suite(.serialized) struct `When somebody floods the daemons` {
    @Test func `tills sell on and stores deliver, and central counts what was told`() throws {
        let work = try Workplace()
        try work.central.configure("limits", json: #"{"connectionsPerAddressMax": 64, "requestSecondsMax": 2}"#)
        try work.central.start()
        let store = try work.addStore("001") {
            try $0.configure("limits", json: #"{"connectionsPerAddressMax": 64, "requestSecondsMax": 2}"#)
        }
        let floods = try [store.address, work.central.address].map { try Flood($0) }
        for flood in floods {
            flood.idle(300)
            flood.creep(40)
            flood.ask(threads: 2)
        }
        let tills = SellingTills()
        try tills.sell(at: store)
        let deadline = Date().addingTimeInterval(120)
        while tills.soldCount < salesOfFlood { try #require(Date() < deadline, "tills sell"); usleep(5_000) }
        // A till that starts while the flood lasts is let in, and the store's sales reach central.
        let late = SellingTills()
        try late.sell(at: store, tills: 1, named: "late")
        while late.soldCount < 20 { try #require(Date() < deadline, "a new till sells"); usleep(5_000) }
        #expect(try store.sync())
        for flood in floods { #expect(flood.askedCount.load(ordering: .relaxed) > 50) }
        for (daemon, client) in [("agent", try store.adminClient()), ("central", try work.central.client())] {
            let text = String(decoding: try client.send(ClientRequest("GET", "/metrics")).body, as: UTF8.self)
            func number(_ name: String) -> Int {
                text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
                    .flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
            }
            #expect(number(#"vuelve_connections_cut_total{limit="connectionsPerAddress"}"#) > 100, "\(daemon)")
            #expect(number(#"vuelve_requests_refused_total{limit="requestsWithoutToken"}"#) > 0, "\(daemon)")
            #expect(number("vuelve_connections_open") < 200, "\(daemon)")
        }
        for flood in floods { flood.end() }
        let told = [tills.stop(), late.stop()].compactMap { $0[StoreID("001")] }
        #expect(tills.mistakes.isEmpty && late.mistakes.isEmpty)
        #expect(try store.sync())
        let counted = try work.central.counted()[StoreID("001")]
        #expect(counted?.purchases == told.reduce(0) { $0 + $1.purchases })
        #expect(counted?.amountMinor == told.reduce(0) { $0 + $1.amountMinor })
    }
}
