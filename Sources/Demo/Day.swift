import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty

/// One central, three stores on lines that can be cut, and what was sold in them.
final class Day {
    let narrator: Narrator
    let central: CentralProcess
    private(set) var stores: [StoreProcess] = []
    private(set) var lines: [CutLine] = []
    /// Everything that a till was told is recorded, once.
    var sold: [StoreID: [Purchase]] = [:]
    private let options: Options
    private let folder: String
    private let started = Date()

    static let seed: UInt64 = 20_260_314
    static let receiptsPerStore = 60

    init(_ options: Options) throws {
        self.options = options
        narrator = Narrator(options.language)
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-demo-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        central = try CentralProcess(folder: folder + "/central")
    }

    func tell() throws {
        defer { if !options.keeps { end() } }
        try open()
        try sellOffline()
        try killAgent()
        try reconnect()
        try mergeMaria()
        try drawSegments()
        try redeemOffline()
        try close()
    }

    // MARK: the chapters

    private func open() throws {
        narrator.begin("Abre la cadena: central y tres tiendas", "The chain opens: central and three stores")
        try central.start()
        for (id, name) in [("001", "Centro"), ("002", "Norte"), ("003", "Sur")] {
            let token = try Tool.expect(
                ["central", "add-store", id, "--name", name, "--config", central.configuration])
            let line = try CutLine(to: central.address)
            let store = try StoreProcess(
                StoreID(id), folder: "\(folder)/store-\(id)", central: line.address, token: token)
            try store.configure(timeZone: "America/Mexico_City")
            try store.start()
            guard try store.sync() else { throw Trouble("store \(id) cannot synchronise") }
            stores.append(store)
            lines.append(line)
        }
        narrator.check(
            stores.count == 3, "Las tres tiendas tienen el programa: Bronce, Plata y Oro",
            "All three stores have the programme: Bronze, Silver and Gold")
    }

    private func sellOffline() throws {
        narrator.begin("Se cae la línea; las cajas siguen vendiendo", "The line goes down; the tills go on selling")
        for line in lines { line.cut() }
        try joinMaria()
        for store in stores { try sell(receipts(of: store).prefix(Day.receiptsPerStore / 2), at: store) }
        guard let again = sold[stores[0].store]?.last else { throw Trouble("nothing was sold") }
        let answer = try answer(stores[0].buy(again))
        narrator.check(
            answer["duplicate"]?.boolean == true, "Una compra enviada dos veces se reconoce y no cuenta otra vez",
            "A purchase sent twice is recognised and does not count again")
    }

    private func killAgent() throws {
        narrator.begin(
            "El servicio de la tienda 002 muere a media venta (SIGKILL) y vuelve",
            "The agent of store 002 is killed in the middle (SIGKILL) and comes back")
        let store = stores[1]
        let rest = Array(receipts(of: store).dropFirst(Day.receiptsPerStore / 2))
        try sell(rest.prefix(10), at: store)
        store.kill()
        let isDown = (try? store.buy(rest[10])) == nil
        try store.start()
        // The till does not know whether the last one was recorded: it sends it again.
        let last = try answer(store.buy(rest[9]))
        narrator.check(
            isDown && last["duplicate"]?.boolean == true,
            "Nada de lo vendido se perdió; la última compra no se duplicó",
            "Nothing that was sold was lost; the last purchase did not double")
        try sell(rest.dropFirst(10), at: store)
        for other in [stores[0], stores[2]] {
            try sell(receipts(of: other).dropFirst(Day.receiptsPerStore / 2), at: other)
        }
    }

    private func reconnect() throws {
        narrator.begin("Vuelve la línea", "The line returns")
        let waiting = try Tool.run(["status", "--json", "--config", stores[1].configuration]).output
        let count = try JSONDocument(waiting).root["report"]?["waiting"]?.integer ?? 0
        narrator.say("La tienda 002 tiene \(count) eventos por enviar", "Store 002 has \(count) events to send")
        for line in lines { line.heal() }
        try synchronise()
        try checkTotals()
    }

    private func drawSegments() throws {
        narrator.begin("Central clasifica a sus clientes", "Central draws its segments")
        let table = try Tool.expect(
            ["segments", "show", "--lang", options.language, "--config", central.configuration])
        narrator.show(table)
    }

    private func close() throws {
        narrator.begin("El estado de la cadena", "How the chain is")
        let status = try Tool.run(["status", "--lang", options.language, "--config", central.configuration])
        narrator.show(status.output)
        narrator.check(status.exitCode == 0, "Todas las tiendas están bien", "Every store is healthy")
        try tellDirector()
        if options.keeps { sayHowToUse() } else { sayWhatNext() }
    }

    // MARK: selling

    private func receipts(of store: StoreProcess) -> [Purchase] {
        var sales = SeededSales(seed: Day.seed)
        sales.customers = 80
        sales.products = 400
        sales.linesPerReceipt = nil
        sales.anonymousPercent = 15
        sales.zone = Zone("America/Mexico_City") ?? .utc
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        return sales.receipts(
            of: store.store, on: sales.zone.day(of: now).adding(days: -1), count: Day.receiptsPerStore)
    }

    func sell(_ purchases: some Sequence<Purchase>, at store: StoreProcess) throws {
        for purchase in purchases {
            let answer = try answer(store.buy(purchase))
            guard answer["duplicate"]?.boolean == false else { throw Trouble("a new receipt is called a duplicate") }
            sold[store.store, default: []].append(purchase)
        }
    }

    func answer(_ response: ClientResponse) throws -> JSONValue {
        guard (200..<300).contains(response.status) else {
            throw Trouble("answer \(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return try JSONDocument(response.body).root
    }

    func synchronise() throws {
        for store in stores {
            guard try store.sync() else { throw Trouble("store \(store.store) cannot synchronise") }
        }
    }

    /// Central's totals against what the tills were told, store by store.
    func checkTotals() throws {
        let (lost, doubled) = try lostAndDoubled()
        let count = sold.values.reduce(0) { $0 + $1.count }
        narrator.check(
            lost == 0 && doubled == 0, "Central tiene las \(count) compras, al centavo",
            "Central has all \(count) purchases, to the cent")
    }

    func lostAndDoubled() throws -> (lost: Int64, doubled: Int64) {
        let totals = try central.totals().root
        var lost: Int64 = 0, doubled: Int64 = 0
        for store in stores {
            let sold = sold[store.store] ?? []
            let counted = totals["byStore"]?[store.store.rawValue]
            let difference = (counted?["purchases"]?.integer ?? 0) - Int64(sold.count)
            lost += max(0, -difference)
            doubled += max(0, difference)
            let amount = sold.reduce(Int64(0)) { $0 + $1.totalMinor }
            let lines = sold.reduce(0) { $0 + $1.lines.count }
            if difference == 0, counted?["amountMinor"]?.integer != amount || counted?["lines"]?.integer != Int64(lines)
            {
                lost += 1
            }
        }
        return (lost, doubled)
    }

    // MARK: the end

    private func end() {
        for store in stores { store.terminate() }
        central.terminate()
        for line in lines { line.close() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func sayWhatNext() {
        let seconds = Int(Date().timeIntervalSince(started).rounded())
        narrator.show("")
        narrator.say(
            "(\(seconds) s; no queda nada en marcha. Para probarla usted: scripts/demo --lang es --keep)",
            "(\(seconds) s; nothing is left running. To try it yourself: scripts/demo --keep)")
    }

    /// Leaves everything up: the chain ends with this process.
    private func sayHowToUse() {
        let binary = (try? VuelveBinary.path()) ?? "vuelve"
        narrator.show("")
        narrator.say(
            "La cadena sigue en marcha. Pruebe, en otra terminal:", "The chain stays up. Try, in another terminal:")
        narrator.show(
            """
            \(binary) till lookup phone:5512345678 --config \(stores[0].configuration)
            \(binary) till buy --config \(stores[0].configuration)
            \(binary) status --watch --config \(central.configuration)
            \(binary) segments show --config \(central.configuration)
            """)
        narrator.say("Intro o Ctrl-C para terminar.", "Enter or Ctrl-C to end.")
        if readLine() == nil { pause() }
        end()
    }
}

struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
