import Foundation
import HTTP
import JSON
import Loyalty

enum ProgrammeSimulate: Command {
    static let name = "programme simulate"
    static let summary = "shows what a draft would give for past purchases against the programme in force"
    static let usage =
        "[DRAFT] --purchases FILE [--against FILE] [--json] --config DIR/central.json    (NDJSON, or NDJSON.gz)"
    static let example =
        "vuelve programme simulate draft.json --purchases ventas.ndjson.gz --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "purchases", "against"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let purchases = try read(arguments.required("purchases"))
        guard arguments.positional.count <= 1 else {
            throw Failure.usage("programme simulate takes one draft", "vuelve programme simulate --help")
        }
        let file = try arguments.positional.first ?? Folder.of(arguments.required("config")) + "/programme.json"
        let draft = try programme(Folder.read(file), file)
        let present = try present(arguments)
        guard draft.currency == present.currency else {
            throw Failure("the draft is in \(draft.currency), the programme in force in \(present.currency)")
        }
        var trials = [ProgrammeTrial(present), ProgrammeTrial(draft)]
        var withoutCustomer = 0
        for purchase in purchases where !purchase.training {
            guard let customer = purchase.card?.rawValue ?? purchase.key else {
                withoutCustomer += 1
                continue
            }
            for index in trials.indices { trials[index].take(purchase, customer: customer) }
        }
        let moves = trials[1].moves(from: trials[0])
        let report = Report(
            present: trials[0], draft: trials[1], moves: moves, withoutCustomer: withoutCustomer,
            worse: draft.worsenings(after: present))
        print(arguments.has("json") ? report.json : report.text)
        return 0
    }

    private static func programme(_ text: String, _ name: String) throws -> Programme {
        do { return try Programme(text: text) } catch let input as BadInput {
            throw Failure("\(name): \(input.description)", next: "vuelve programme check \(name)")
        }
    }

    private static func present(_ arguments: Arguments) throws -> Programme {
        if let file = arguments.option("against") { return try programme(Folder.read(file), file) }
        let connection = try Connection(arguments)
        let list = try connection.send("GET", "/v1/programmes")["programmes"]?.array ?? []
        guard let version = list.first(where: { $0["state"]?.string == "inForce" })?["version"]?.integer,
            let source = try connection.send("GET", "/v1/programmes/\(version)")["source"]?.string
        else { throw Failure("no programme is in force", next: "name one with --against FILE") }
        return try programme(source, "version \(version)")
    }

    /// In the order of their instants.
    private static func read(_ file: String) throws -> [Purchase] {
        var bytes = try Folder.bytes(file)
        if bytes.starts(with: [0x1f, 0x8b]) {
            do { bytes = try Gzip.unpack(bytes, bytesMax: 4 << 30) } catch {
                throw Failure("\(file) is no complete gzip", next: "fetch it again")
            }
        }
        let purchases = try bytes.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
            do { return try Purchase(json: JSONDocument(Array(line)).root) } catch {
                throw Failure("\(file), line \(index + 1): \(Failure(error).message)")
            }
        }
        return purchases.sorted { $0.at < $1.at }
    }
}

private struct Report {
    let present: ProgrammeTrial
    let draft: ProgrammeTrial
    let moves: (up: Int, down: Int)
    let withoutCustomer: Int
    let worse: [ProgrammeFinding]

    var text: String {
        let (before, after) = (present.outcome(), draft.outcome())
        let amount = Amount(currency: draft.programme.currency)
        func row(_ name: String, _ value: (ProgrammeTrial.Totals) -> Int64, _ text: (Int64) -> String) -> String {
            let (old, new) = (value(before), value(after))
            let difference = (new > old ? "+" : "") + text(new - old)
            return "\(name)\t\(text(old))\t\(text(new))\t\(difference)"
        }
        let plain = { (number: Int64) in String(number) }
        var rows = [
            "\t\(present.programme.version)\tdraft \(draft.programme.version)\tdifference",
            row("purchases", \.purchases, plain), row("points", \.points, plain),
            row("discounts", \.discountMinor, amount.text), row("points' value", \.pointsValueMinor, amount.text),
            row("cost", \.costMinor, amount.text),
        ]
        for tier in tiers {
            rows.append(row("tier \(tier)", { Int64($0.customersByTier[tier] ?? 0) }, plain))
        }
        rows.append("customers up\t\t\(moves.up)\t")
        rows.append("customers down\t\t\(moves.down)\t")
        if withoutCustomer > 0 { rows.append("without a customer\t\t\(withoutCustomer)\t") }
        return (rows + worse.map { "worse for members: \($0.place): \($0.message)" }).joined(separator: "\n")
    }

    /// Of both, from the draft's lowest.
    private var tiers: [TierID] {
        let drafted = draft.programme.tiers.map(\.id)
        return drafted + present.programme.tiers.map(\.id).filter { !drafted.contains($0) }
    }

    var json: String {
        let text = JSONWriter.object { object in
            object.object("present") { write(present, to: &$0) }
            object.object("draft") { write(draft, to: &$0) }
            object.field("up", moves.up)
            object.field("down", moves.down)
            object.field("withoutCustomer", withoutCustomer)
            object.array("worse") { list in
                for finding in worse {
                    list.object {
                        $0.field("place", finding.place)
                        $0.field("message", finding.message)
                    }
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func write(_ trial: ProgrammeTrial, to object: inout JSONWriter) {
        let totals = trial.outcome()
        object.field("version", trial.programme.version)
        object.field("purchases", totals.purchases)
        object.field("points", totals.points)
        object.field("discountMinor", totals.discountMinor)
        object.field("pointsValueMinor", totals.pointsValueMinor)
        object.field("costMinor", totals.costMinor)
        object.object("tiers") { list in
            for tier in trial.programme.tiers {
                list.key(dynamic: tier.id.rawValue)
                list.value(Int64(totals.customersByTier[tier.id] ?? 0))
            }
        }
    }
}
