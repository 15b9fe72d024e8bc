import Foundation
import HTTP
import JSON
import Loyalty
import Till

enum Status: Command {
    static let name = "status"
    static let summary = "shows how every store is, worst first; exit 1 when one is unhealthy"
    static let usage = "[--watch] [--json] [--lang es|en] --config DIR/central.json|DIR/edge.json"
    static let example = "vuelve status --watch --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "lang"]
    static let flags = ["watch", "json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let language = try Language(arguments)
        guard arguments.has("watch") else { return try show(arguments, language) }
        while true {
            if isatty(STDOUT_FILENO) == 1, !arguments.has("json") {
                FileHandle.standardOutput.write(Data("\u{1b}[H\u{1b}[2J".utf8))
            }
            do { _ = try show(arguments, language) } catch { Failure(error).print() }
            fflush(nil)
            sleep(2)
        }
    }

    private static func show(_ arguments: Arguments, _ language: Language) throws -> Int32 {
        let connection = try Connection(arguments)
        let answer = try connection.send("GET", "/v1/status")
        if arguments.has("json") {
            print(answer.text)
        } else {
            let now = answer["now"]?.string.flatMap(Instant.init) ?? SystemClock().now()
            let table = StatusTable(language: language, now: now, isColoured: isatty(STDOUT_FILENO) == 1)
            // In colours: what others said is clean already.
            Swift.print(table.text(answer))
        }
        return answer["healthy"]?.boolean == true ? 0 : 1
    }
}

/// The table that an administrator looks at.
struct StatusTable {
    let language: Language
    let now: Instant
    let isColoured: Bool

    func text(_ answer: JSONValue) -> String {
        let stores = answer["stores"]?.array ?? [answer]
        let heads = [
            "state", "store", "lastSuccess", "lastSale", "waiting", "oldest", "cards", "programme", "clock", "disk",
            "agent",
            "doNext",
        ]
        var rows = [heads.map(language.text)]
        rows += stores.map { row($0).map(ShownText.clean) }
        let widths = heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.enumerated().map { index, cells in
            let text = zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
                .joined(separator: "  ")
            return colour(text.trimmingTrailingSpaces, index == 0 ? nil : stores[index - 1])
        }
        if let totals = answer["totals"] { lines += ["", summary(totals, answer)] }
        lines += stores.compactMap(places).flatMap { ["", $0] }
        lines += stores.compactMap(timeZones).flatMap { ["", $0] }
        if let detail = detail(answer) { lines += ["", "! \(ShownText.clean(detail))"] }
        lines += storage(answer).flatMap { ["", $0] }
        lines += (answer["attention"]?.array ?? []).flatMap { ["", attention($0)] }
        if let line = answer["certificate"].flatMap(CertificateLine(language: language).text) { lines += ["", line] }
        return lines.joined(separator: "\n")
    }

    /// What an administrator should know of central's data, where there is something.
    private func storage(_ answer: JSONValue) -> [String] {
        var lines = answer["storageProblem"]?.string.map { ["! \($0)"] } ?? []
        if answer["synchronousStandby"]?.boolean == false {
            lines.append(
                language.code == "es"
                    ? "! PostgreSQL no tiene réplica síncrona: si falla, se pierde lo que solo central sabe"
                    : "! PostgreSQL has no synchronous standby: if it fails, what only central knows is lost")
        }
        if let waiting = answer["returnsWaiting"]?.integer, waiting > 0 {
            lines.append(
                language.code == "es"
                    ? "· \(waiting) devoluciones esperan su compra: vuelve returns list --waiting"
                    : "· \(waiting) returns wait for their purchase: vuelve returns list --waiting")
        }
        if let awaited = answer["awaitedStores"]?.array, !awaited.isEmpty {
            let first = awaited[0].string ?? ""
            lines.append(
                language.code == "es"
                    ? "! central fue repuesta: no reparte puntos hasta saber de \(awaited.count) tiendas (\(first)…)"
                    : "! central was put back: it grants no points before it heard of \(awaited.count) stores (\(first)…)"
            )
        }
        return lines
    }

    /// What the line or the disk said; what the agent itself says is in the reader's language.
    private func detail(_ answer: JSONValue) -> String? {
        guard answer["state"]?.string == "replaced" else { return answer["detail"]?.string }
        let waiting = answer["report"]?["waiting"]?.integer ?? 0
        return waiting == 0 ? language.text("allDelivered") : "\(waiting) \(language.text("eventsWaiting"))"
    }

    /// What is wrong besides the state: what was said of it, and what to do.
    private func attention(_ one: JSONValue) -> String {
        let next = language.next(about: one["about"]?.string ?? "") ?? one["next"]?.string ?? ""
        return "! \(one["detail"]?.string ?? ""): \(next)"
    }

    private func row(_ store: JSONValue) -> [String] {
        // An agent tells of itself what central tells of each store, one level deeper.
        let report = store["report"] ?? store
        let waiting = report["waiting"]?.integer ?? 0
        let offset = Double(store["clockOffsetMilliseconds"]?.integer ?? 0) / 1000
        return [
            store["state"]?.string ?? "", store["store"]?.string ?? "", age(store["lastSuccessAt"]),
            age(report["lastSaleAt"]), String(waiting), waiting > 0 ? age(report["oldestWaitingAt"]) : "-",
            String(report["cards"]?.integer ?? 0), String(report["programme"]?.integer ?? 0),
            String(format: "%+.0fs", offset.rounded() == 0 ? 0 : offset), disk(report),
            report["agent"]?.string ?? "", next(store),
        ]
    }

    /// What is left on the store's disk.
    private func disk(_ report: JSONValue) -> String {
        // Who never spoke said nothing of its disk either.
        guard let bytes = report["freeDiskBytes"]?.integer, report["agent"]?.string?.isEmpty == false else {
            return "-"
        }
        let mebibytes = bytes >> 20
        return mebibytes < 10_240 ? "\(mebibytes) MiB" : "\(mebibytes >> 10) GiB"
    }

    /// What to do; of a store that two machines are, where they are.
    private func next(_ store: JSONValue) -> String {
        let text =
            language.next(state: store["state"]?.string ?? "", store: store["store"]?.string ?? "")
            ?? store["next"]?.string ?? ""
        let addresses = (store["machines"]?.array ?? []).compactMap { $0["address"]?.string }
        return addresses.isEmpty ? text : "\(text) (\(addresses.joined(separator: ", ")))"
    }

    /// Whether a copied token is behind it only somebody who knows the store can say.
    private func places(_ store: JSONValue) -> String? {
        guard store["isUsedFromTwoPlaces"]?.boolean == true, let id = store["store"]?.string else { return nil }
        let addresses = (store["addresses"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        return "! \(id): \(language.text("twoPlaces")) \(addresses)"
    }

    /// The day of a sale is then another at the store than at central.
    private func timeZones(_ store: JSONValue) -> String? {
        guard let own = store["agentTimeZone"]?.string, let id = store["store"]?.string else { return nil }
        return "! \(id): \(language.text("otherTimeZone")) \(store["timeZone"]?.string ?? "") ≠ \(own)"
    }

    private func age(_ value: JSONValue?) -> String {
        guard let instant = value?.string.flatMap(Instant.init) else { return language.text("never") }
        let seconds = max(0, now.seconds(since: instant))
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return "\(seconds / 60) min" }
        if seconds < 172_800 { return "\(seconds / 3600) h" }
        return "\(seconds / 86_400) d"
    }

    private func summary(_ totals: JSONValue, _ answer: JSONValue) -> String {
        func number(_ name: String) -> Int64 { totals[name]?.integer ?? 0 }
        return [
            "\(number("stores")) \(language.text("stores"))", "\(number("unhealthy")) \(language.text("unhealthy"))",
            "\(number("waiting")) \(language.text("eventsWaiting"))", "\(number("aside")) \(language.text("aside"))",
            "\(answer["customers"]?.integer ?? 0) \(language.text("customers"))",
        ].joined(separator: " · ")
    }

    private func colour(_ text: String, _ store: JSONValue?) -> String {
        guard isColoured, let store else { return text }
        if store["healthy"]?.boolean != true { return "\u{1b}[31m\(text)\u{1b}[0m" }
        return store["state"]?.string == "ok" ? "\u{1b}[32m\(text)\u{1b}[0m" : "\u{1b}[33m\(text)\u{1b}[0m"
    }
}

extension String {
    var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
