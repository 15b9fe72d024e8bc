import HTTP
import JSON

enum EdgeAddTill: Command {
    static let name = "edge add-till"
    static let summary = "prints the token of a new till"
    static let usage = "ID --config DIR/edge.json"
    static let example = "vuelve edge add-till 2 --config /srv/tienda/edge.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        let till = try arguments.single("till id")
        let body = JSONWriter.object { $0.field("till", till) }
        print(try Connection(arguments, admin: true).send("POST", "/v1/tills", body: body)["token"]?.string ?? "")
        return 0
    }
}

enum EdgeSync: Command {
    static let name = "edge sync"
    static let summary = "asks the running agent to synchronise now; exit 0 once central has everything"
    static let usage = "[--timeout 60] --config DIR/edge.json"
    static let example = "vuelve edge sync --config /srv/tienda/edge.json"
    static let options = ["config", "url", "token-file", "timeout"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let timeout = try arguments.integer("timeout", default: 60, in: 1...600)
        let answer = try Connection(arguments).send("POST", "/v1/sync?timeout=\(timeout)", timeoutSeconds: timeout + 15)
        if answer["synced"]?.boolean == true {
            if answer["reason"]?.string == "replaced" {
                Note.say("central has all that this machine sold; another machine is this store now")
            }
            return 0
        }
        throw Failure(
            "not synchronised within \(timeout) s: \(answer["reason"]?.string ?? "timeout")",
            next: "vuelve status shows why; sales are kept and sent later")
    }
}
