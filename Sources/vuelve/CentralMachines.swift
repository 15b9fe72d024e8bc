import Foundation
import HTTP
import JSON
import Loyalty

enum CentralReplaceStore: Command {
    static let name = "central replace-store"
    static let summary = "prints a token for a new machine; the old one may only send what it has, for 90 days"
    static let usage = "ID --config DIR/central.json"
    static let example = "vuelve central replace-store 042 --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        let store = try arguments.single("store id")
        let answer = try Connection(arguments).send("POST", "/v1/stores/\(store.urlEncoded)/replace")
        print(answer["token"]?.string ?? "")
        return 0
    }
}

enum CentralStoreLost: Command {
    static let name = "central store-lost"
    static let summary = "ends a lost store's tokens now and lists whose data it held"
    static let usage = "ID [--json] --config DIR/central.json"
    static let example = "vuelve central store-lost 042 --config /srv/vuelve/central.json > held-by-042.tsv"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let store = try arguments.single("store id")
        let connection = try Connection(arguments)
        let path = "/v1/stores/\(store.urlEncoded)"
        let loss = try connection.send("POST", "\(path)/lost")
        Note.say("revoked \(loss["revoked"]?.integer ?? 0) tokens; it held \(loss["cards"]?.integer ?? 0) cards:")
        var after: String? = ""
        while let last = after {
            let page = try connection.send("GET", "\(path)/held?after=\(last.urlEncoded)")
            for card in page["cards"]?.array ?? [] {
                print(
                    arguments.has("json") ? card.text : "\(card["card"]?.string ?? "")\t\(card["name"]?.string ?? "")")
            }
            after = page["next"]?.string
        }
        Note.say("next: vuelve central replace-store \(store) once there is another machine")
        return 0
    }
}

enum CentralEpochs: Command {
    static let name = "central epochs"
    static let summary = "lists the epochs of a store, one for each life of a database file"
    static let usage = "ID [--json] --config DIR/central.json"
    static let example = "vuelve central epochs 042 --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let store = try arguments.single("store id")
        let answer = try Connection(arguments).send("GET", "/v1/stores/\(store.urlEncoded)/epochs")
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        for epoch in answer["epochs"]?.array ?? [] { print(EpochLine(epoch).text) }
        return 0
    }
}

/// One epoch as a row: id, last sequence, first and last upload, address, closed or not.
struct EpochLine {
    let text: String

    init(_ epoch: JSONValue) {
        text = [
            epoch["epoch"]?.string ?? "", "\(epoch["sequence"]?.integer ?? 0)", epoch["openedAt"]?.string ?? "",
            epoch["lastAt"]?.string ?? "", epoch["address"]?.string ?? "-",
            epoch["closedAt"]?.string.map { "closed \($0)" } ?? "open",
        ].joined(separator: "\t")
    }
}

enum CentralCloseEpoch: Command {
    static let name = "central close-epoch"
    static let summary = "says that nothing is expected of an epoch any more; without --yes it only shows the risk"
    static let usage = "ID EPOCH [--yes] --config DIR/central.json"
    static let example = "vuelve central close-epoch 042 ee1e5d699dd3cf4b --yes --config /srv/vuelve/central.json"
    static let flags = ["yes"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        guard arguments.positional.count == 2 else {
            throw Failure.usage("\(name) wants a store id and an epoch", "vuelve \(name) --help")
        }
        let (store, epoch) = (arguments.positional[0], arguments.positional[1])
        let connection = try Connection(arguments)
        let path = "/v1/stores/\(store.urlEncoded)"
        let epochs = try connection.send("GET", "\(path)/epochs")["epochs"]?.array ?? []
        guard let known = epochs.first(where: { $0["epoch"]?.string == epoch }) else {
            throw Failure("store \(store) never sent from an epoch \(epoch)", next: "vuelve central epochs \(store)")
        }
        Note.say(EpochLine(known).text)
        Note.say(
            "central has it up to event \(known["sequence"]?.integer ?? 0) of \(known["lastAt"]?.string ?? ""). "
                + "What its disk holds beyond that is not here: if it comes back, it still counts, and what was given "
                + "away meanwhile may have been given twice")
        if epochs.first?["epoch"]?.string == epoch {
            Note.say("it is the store's newest epoch: its machine may be in use")
        }
        guard arguments.has("yes") else {
            throw Failure("nothing was changed", next: "the same with --yes, if that machine is gone for good")
        }
        let body = JSONWriter.object { $0.field("epoch", epoch) }
        print(EpochLine(try connection.send("POST", "\(path)/close-epoch", body: body)).text)
        return 0
    }
}
