import CPostgreSQL
import Foundation
import Synchronization

/// Hears what other processes announce, on a connection of its own.
final class PostgreSQLListener: Sendable {
    static let channel = "vuelve"
    /// A notification carries fewer bytes; longer news are told as a whole.
    static let payloadBytesMax = 7_000
    private static let retrySeconds: UInt32 = 1
    private static let pollMilliseconds: Int32 = 1_000

    private let isOver = Atomic<Bool>(false)

    init(_ address: PostgreSQLAddress, _ body: @escaping @Sendable (Announcement) -> Void) {
        let thread = Thread { [self] in
            while !isOver.load(ordering: .acquiring) {
                try? hear(address, body)
                sleep(Self.retrySeconds)
            }
        }
        thread.name = "listener"
        thread.start()
    }

    /// Its thread ends within seconds.
    func stop() { isOver.store(true, ordering: .releasing) }

    /// Until the connection is lost.
    private func hear(_ address: PostgreSQLAddress, _ body: (Announcement) -> Void) throws {
        let connection = try PostgreSQLConnection(address)
        try connection.execute("LISTEN \(Self.channel(connection))")
        // What was told before this connection listened.
        body(.missed)
        var socket = pollfd(fd: PQsocket(connection.handle), events: Int16(POLLIN), revents: 0)
        while !isOver.load(ordering: .acquiring) {
            poll(&socket, 1, Self.pollMilliseconds)
            guard PQconsumeInput(connection.handle) == 1, connection.isAlive else { return }
            while let notification = PQnotifies(connection.handle) {
                defer { PQfreemem(notification) }
                if let announcement = Announcement(payload: String(cString: notification.pointee.extra)) {
                    body(announcement)
                }
            }
        }
    }

    /// Of this schema: several centrals may share one database.
    static func channel(_ connection: PostgreSQLConnection) -> String {
        "\(channel)_\(UInt32(bitPattern: connection.lockClass))"
    }
}

extension Announcement {
    init?(payload: String) {
        switch payload {
        case "": return nil
        case "settings": self = .settings
        case "missed": self = .missed
        default:
            guard payload.hasPrefix("feeds\n") else { return nil }
            self = .feeds(payload.split(separator: "\n").dropFirst().map(String.init))
        }
    }

    var payload: String {
        switch self {
        case .settings: "settings"
        case .missed: "missed"
        case .feeds(let stores): "feeds\n" + stores.joined(separator: "\n")
        }
    }
}
