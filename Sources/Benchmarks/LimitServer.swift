import Database
import Foundation
import HTTP
import LocalChain

/// What stands in for the agent to measure a limit: the same server and options, and a handler that does the least.
///
/// It runs as a process of its own, so that its processor time is its own.
enum LimitServer {
    static let command = "serve-limit"
    static let token = "limit"

    enum Kind {
        /// Reads the body, answers constant bytes.
        case constant
        /// Commits the body into a table of one column, then answers constant bytes.
        case commit(file: String)
    }

    static func start(_ kind: Kind, answerBytes: Int, log: String) throws -> Daemon {
        let file: [String] = if case .commit(let file) = kind { [file] } else { [] }
        return try Daemon([command, "\(answerBytes)"] + file, executable: "/proc/self/exe", log: log)
    }

    static func serve(_ words: [String]) throws -> Never {
        guard let bytes = words.first.flatMap(Int.init), let listen = ListenAddress("127.0.0.1:0") else { exit(2) }
        let answer = Response.json([UInt8](repeating: UInt8(ascii: "0"), count: bytes))
        let handler = words.count > 1 ? try committing(into: words[1], answer) : constant(answer)
        let routes = ["/v1/cards/lookup", "/v1/purchases"].map {
            Route("POST", $0, roles: [.till], handler: handler)
        }
        let till = Principal(role: .till, subject: "till")
        let server = Server(Router(routes)) { $0 == token ? till : nil }
        FileHandle.standardOutput.write(Data("http://\(try server.start(listen))\n".utf8))
        while true { sleep(1000) }
    }

    private typealias Handler = @Sendable (Request, any Responder) throws -> Void

    private static func constant(_ answer: Response) -> Handler {
        { request, responder in
            precondition(!request.body.isEmpty, "the body was read")
            responder.send(answer)
        }
    }

    private static func committing(into file: String, _ answer: Response) throws -> Handler {
        let database = try SQLiteDatabase(
            path: file, migrations: [Migration("bodies are kept", "CREATE TABLE body (bytes BLOB NOT NULL) STRICT")])
        return { request, responder in
            let body = request.body
            database.submit { connection in
                let statement = try connection.prepare("INSERT INTO body (bytes) VALUES ($1)")
                statement.bind(1, body)
                try statement.run()
            } completion: { result in
                responder.send(result) { answer }
            }
        }
    }
}
