import Foundation
import HTTP
import JSON

/// Pages of a list that goes back from the newest.
private func pages(_ arguments: Arguments, _ path: String, _ name: String, _ line: (JSONValue) -> [String]) throws {
    let connection = try Connection(arguments)
    var before: String? = ""
    while let last = before {
        let page = try connection.send("GET", "\(path)\(path.contains("?") ? "&" : "?")before=\(last)")
        for row in page[name]?.array ?? [] {
            print(arguments.has("json") ? row.text : line(row).joined(separator: "\t"))
        }
        before = page["next"]?.integer.map(String.init)
    }
}

enum ComplaintsList: Command {
    static let name = "complaints list"
    static let summary = "lists the complaints noted at tills, the newest first"
    static let usage = "[--store ID] [--json] --config DIR/central.json"
    static let example = "vuelve complaints list --store 042 --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "store"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let store = (arguments.option("store") ?? "").urlEncoded
        try pages(arguments, "/v1/complaints?store=\(store)", "complaints") { row in
            [
                row["number"]?.string ?? "", row["store"]?.string ?? "", row["at"]?.string ?? "",
                row["till"]?.string ?? "", row["cashier"]?.string ?? "-", row["card"]?.string ?? "-",
                (row["text"]?.string ?? "").split(whereSeparator: \.isNewline).joined(separator: " / "),
            ]
        }
        return 0
    }
}

enum ClaimsList: Command {
    static let name = "claims list"
    static let summary = "lists receipts that were claimed or moved afterwards, the newest first, and what came of it"
    static let usage = "[--store ID] [--json] --config DIR/central.json"
    static let example = "vuelve claims list --store 042 --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "store"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let store = (arguments.option("store") ?? "").urlEncoded
        try pages(arguments, "/v1/claims?store=\(store)", "claims") { row in
            let of = row["of"]
            let receipt = ["store", "till", "receipt", "day"].map { of?[$0]?.string ?? "" }.joined(separator: "/")
            return [
                row["at"]?.string ?? "", row["store"]?.string ?? "", row["till"]?.string ?? "",
                row["cashier"]?.string ?? "-", row["supervisor"]?.string ?? "-", receipt, row["card"]?.string ?? "",
                row["from"]?.string ?? "-",
                [row["state"]?.string, row["refusal"]?.string].compactMap { $0 }.joined(separator: " "),
                "\(row["points"]?.integer ?? 0)",
            ]
        }
        return 0
    }
}

enum ReturnsList: Command {
    static let name = "returns list"
    static let summary = "lists goods that came back: first those that wait for their purchase, the longest first"
    static let usage = "[--store ID] [--waiting] [--json] --config DIR/central.json"
    static let example = "vuelve returns list --waiting --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "store"]
    static let flags = ["json", "waiting"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let store = (arguments.option("store") ?? "").urlEncoded
        let connection = try Connection(arguments)
        var before: String? = ""
        while let last = before {
            let page = try connection.send("GET", "/v1/returns?store=\(store)&before=\(last)")
            let settled = arguments.has("waiting") ? [] : page["returns"]?.array ?? []
            for row in (page["waiting"]?.array ?? []) + settled {
                print(arguments.has("json") ? row.text : line(row))
            }
            before = arguments.has("waiting") ? nil : page["next"]?.integer.map(String.init)
        }
        return 0
    }

    private static func line(_ row: JSONValue) -> String {
        let of = row["of"]
        let receipt = ["store", "till", "receipt", "day"].map { of?[$0]?.string ?? "" }.joined(separator: "/")
        return [
            row["since"] == nil ? "settled" : "waiting", (row["since"] ?? row["at"])?.string ?? "",
            row["store"]?.string ?? "", row["till"]?.string ?? "", of == nil ? "-" : receipt,
            row["card"]?.string ?? "-", "\(row["points"]?.integer ?? 0)", "\(row["restored"]?.integer ?? 0)",
        ].joined(separator: "\t")
    }
}

enum RewardsList: Command {
    static let name = "rewards list"
    static let summary = "lists what customers took of the catalogue, and what draws have cost of their budgets"
    static let usage = "[--json] --config DIR/central.json"
    static let example = "vuelve rewards list --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let answer = try Connection(arguments).send("GET", "/v1/rewards", timeoutSeconds: 300)
        for row in answer["rewards"]?.array ?? [] {
            guard !arguments.has("json") else {
                print(row.text)
                continue
            }
            func number(_ name: String, _ value: JSONValue) -> String { value[name]?.integer.map(String.init) ?? "-" }
            let id = row["reward"]?.string ?? ""
            let figures = ["given", "points", "prizesMinor", "budgetMinor", "budgetLeftMinor"].map { number($0, row) }
            print(([id, "*"] + figures).joined(separator: "\t"))
            for prize in row["prizes"]?.array ?? [] {
                let name = prize["prize"]?.string ?? "-"
                print([id, name, number("given", prize), "-", number("prizesMinor", prize)].joined(separator: "\t"))
            }
        }
        return 0
    }
}

enum CustomersBlocked: Command {
    static let name = "customers blocked"
    static let summary = "lists the cards that tills blocked, the newest first"
    static let usage = "[--json] --config DIR/central.json"
    static let example = "vuelve customers blocked --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        try pages(arguments, "/v1/cards/blocked", "blocked") { row in
            [
                row["card"]?.string ?? "", row["store"]?.string ?? "", row["at"]?.string ?? "",
                row["till"]?.string ?? "", row["cashier"]?.string ?? "-", row["supervisor"]?.string ?? "-",
                (row["reason"]?.string ?? "").split(whereSeparator: \.isNewline).joined(separator: " / "),
            ]
        }
        return 0
    }
}

enum FlagsList: Command {
    static let name = "flags list"
    static let summary =
        "lists what was beyond the programme's limits: receipts, late additions, and cards across stores"
    static let usage = "[--from DAY] [--to DAY] [--store ID] [--json] --config DIR/central.json"
    static let example = "vuelve flags list --from 2026-03-14 --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "from", "to", "store"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let query = ["from", "to", "store"].map { "\($0)=\((arguments.option($0) ?? "").urlEncoded)" }
        let connection = try Connection(arguments)
        var before: String? = ""
        while let last = before {
            let page = try connection.send(
                "GET", "/v1/flags?\(query.joined(separator: "&"))&before=\(last)", timeoutSeconds: 300)
            for row in (page["cards"]?.array ?? []) + (page["flags"]?.array ?? []) {
                print(arguments.has("json") ? row.text : line(row))
            }
            before = page["next"]?.integer.map(String.init)
        }
        return 0
    }

    private static func line(_ row: JSONValue) -> String {
        if let receipts = row["receipts"]?.integer {
            let stores = row["stores"]?.integer ?? 0
            return [
                row["day"]?.string ?? "", "*", "-", "\(receipts) receipts in \(stores) stores",
                row["card"]?.string ?? "", "-", "manyReceipts",
            ].joined(separator: "\t")
        }
        return [
            row["day"]?.string ?? "", row["store"]?.string ?? "", row["till"]?.string ?? "",
            row["receipt"]?.string ?? "", row["card"]?.string ?? "-", row["cashier"]?.string ?? "-",
            (row["flags"]?.array ?? []).compactMap(\.string).joined(separator: ","),
        ].joined(separator: "\t")
    }
}
