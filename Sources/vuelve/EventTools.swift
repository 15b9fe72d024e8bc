import Foundation
import HTTP
import JSON
import Loyalty

enum EventsList: Command {
    static let name = "events list"
    static let summary = "lists events that central could not apply"
    static let usage = "[--store ID] [--json] --config DIR/central.json"
    static let example = "vuelve events list --store 042 --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "store"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let connection = try Connection(arguments)
        let store = (arguments.option("store") ?? "").urlEncoded
        let now = SystemClock().now()
        var after: String? = ""
        while let last = after {
            let page = try connection.send("GET", "/v1/events?store=\(store)&after=\(last.urlEncoded)")
            for event in page["events"]?.array ?? [] { print(arguments.has("json") ? event.text : line(event, now)) }
            after = page["next"]?.string
        }
        return 0
    }

    private static func line(_ event: JSONValue, _ now: Instant) -> String {
        let since = event["since"]?.string ?? ""
        let age = Instant(since).map { "\(max(0, now.seconds(since: $0)) / 3600) h" } ?? ""
        return [
            event["event"]?.string ?? "", event["reason"]?.string ?? "", since, age, event["detail"]?.string ?? "",
        ].joined(separator: "\t")
    }
}

enum EventsShow: Command {
    static let name = "events show"
    static let summary = "shows one event that central could not apply, whole, with what is personal masked"
    static let usage = "STORE/EPOCH/SEQUENCE --config DIR/central.json"
    static let example = "vuelve events show 042/ee1e5d699dd3cf4b/17 --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        let event = try arguments.single("event, as the list has it")
        print(try Connection(arguments).send("GET", "/v1/events/show?event=\(event.urlEncoded)").text)
        return 0
    }
}

/// The events that a command means: named, or all.
private func wish(_ arguments: Arguments, _ more: (inout JSONWriter) -> Void = { _ in }) throws -> [UInt8] {
    let isAll = arguments.has("all")
    guard isAll != !arguments.positional.isEmpty else {
        throw Failure.usage(
            "\(arguments.command) wants events, as the list has them, or --all", "vuelve \(arguments.command) --help")
    }
    return JSONWriter.object { object in
        if isAll { object.field("all", true) } else { object.field("events", strings: arguments.positional) }
        object.field(ifPresent: "store", arguments.option("store"))
        more(&object)
    }
}

/// Prints what became of them; exit 1 where something is left to do.
private func report(_ answer: JSONValue, _ name: String, json: Bool) -> Int32 {
    let failed = answer["failed"]?.integer ?? 0
    let unknown = (answer["unknown"]?.array ?? []).compactMap(\.string)
    if json {
        print(answer.text)
    } else {
        print("\(name) \(answer[name]?.integer ?? 0), failed \(failed)")
        for failure in answer["failures"]?.array ?? [] {
            print(
                [failure["event"], failure["reason"], failure["detail"]].map { $0?.string ?? "" }.joined(
                    separator: "\t"))
        }
        for event in unknown { print("\(event)\tnothing is set aside there") }
    }
    return failed == 0 && unknown.isEmpty ? 0 : 1
}

enum EventsRetry: Command {
    static let name = "events retry"
    static let summary = "applies events that were set aside again; exit 1 where one still cannot be"
    static let usage = "STORE/EPOCH/SEQUENCE… | --all [--store ID]   [--json] --config DIR/central.json"
    static let example = "vuelve events retry --all --store 042 --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "store"]
    static let flags = ["all", "json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let body = try wish(arguments)
        let answer = try Connection(arguments).send("POST", "/v1/events/retry", body: body, timeoutSeconds: 3600)
        return report(answer, "applied", json: arguments.has("json"))
    }
}

enum EventsDismiss: Command {
    static let name = "events dismiss"
    static let summary = "takes events off the list for good; they stay on record, with the reason"
    static let usage = "STORE/EPOCH/SEQUENCE… | --all [--store ID]   --reason TEXT [--json] --config DIR/central.json"
    static let example =
        "vuelve events dismiss 042/ee1e5d699dd3cf4b/17 --reason 'receipt printed twice' --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "store", "reason"]
    static let flags = ["all", "json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let reason = try arguments.required("reason")
        let body = try wish(arguments) { $0.field("reason", reason) }
        let answer = try Connection(arguments).send("POST", "/v1/events/dismiss", body: body, timeoutSeconds: 600)
        return report(answer, "dismissed", json: arguments.has("json"))
    }
}
