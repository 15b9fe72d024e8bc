import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty

/// María, who joined twice, and the campaign that is redeemed without a line.
extension Day {
    private static let phone = "phone:5512345678"

    func joinMaria() throws {
        for (store, name) in zip(stores, ["María González Ruiz", "Maria Gonzalez Ruiz"]) {
            let body = JSONWriter.object { object in
                object.field("key", Self.phone)
                object.field("name", name)
                object.array("consents") { list in
                    Consents.programme(narrator.text("es", "en"), &list)
                }
            }
            _ = try answer(store.post("/v1/customers", body))
            let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            let lines = [Purchase.Line(sku: "750100000001", category: "LÁCTEOS", amountMinor: 30_000)]
            try sell([Purchase(receipt: "M1", till: "1", at: now, key: Self.phone, lines: lines)], at: store)
        }
        narrator.say(
            "María se registra sin línea en la 001, y otra vez en la 002: dos cuentas de 30 puntos",
            "María joins without a line in 001, and again in 002: two cards of 30 points")
    }

    func mergeMaria() throws {
        narrator.begin("Central depura: dos cuentas, una persona", "Central cleanses: two cards, one person")
        let summary = try JSONDocument(
            Tool.expect(["central", "run", "--json", "--config", central.configuration], timeoutSeconds: 120)
        ).root
        let customers = summary["customers"]?.integer ?? 0, merged = summary["merged"]?.integer ?? 0
        narrator.say(
            "\(customers) clientes; \(merged) era otra cuenta de alguien",
            "\(customers) customers; \(merged) was another card of somebody")
        try synchronise()
        let cards = try stores.prefix(2).map { store in
            try answer(store.lookup(Self.phone))["cards"]?.array ?? []
        }
        let points = cards.map { $0.map { $0["points"]?["total"]?.integer ?? 0 } }
        narrator.check(
            points == [[60], [60]], "María tiene una sola cuenta con 60 puntos en ambas tiendas",
            "María has one card with 60 points in both stores")
    }

    func redeemOffline() throws {
        narrator.begin(
            "Una campaña llega a las cajas y se usa sin línea",
            "A campaign reaches the tills and is used without a line")
        let file = central.folder + "/campaigns/demo.json"
        try campaign.write(toFile: file, atomically: true, encoding: .utf8)
        let pushed = try Tool.expect(["campaign", "push", file, "--config", central.configuration])
        let numbers = pushed.split(whereSeparator: { !$0.isNumber })
        narrator.say(
            "La reciben \(numbers.first ?? "0") clientes; \(numbers.last ?? "0") quedan sin ella para medir",
            "\(numbers.first ?? "0") customers get it; \(numbers.last ?? "0") are left out for measuring")
        try synchronise()
        let store = stores[2]
        lines[2].cut()
        guard let (key, card) = try customerWithOffer(at: store) else { throw Trouble("nobody has the offer") }
        let basket = JSONWriter.object { object in
            object.field("card", card)
            object.array("lines") { list in
                list.object {
                    $0.field("sku", "750100000002")
                    $0.field("category", "PANADERÍA")
                    $0.field("quantity", 1)
                    $0.field("amountMinor", 10_000)
                }
            }
        }
        let quote = try answer(store.post("/v1/quotes", basket))
        let total = quote["totalMinor"]?.integer ?? 0
        narrator.check(
            total <= 9_000 && (quote["offers"]?.array ?? []).contains { $0.string == "demo" },
            "Sin línea, la caja de la 003 da el 10 %: 100.00 → \(Money.text(total, currency: "MXN"))",
            "Without a line, the till of 003 gives the 10%: 100.00 → \(Money.text(total, currency: "MXN"))")
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        var purchase = Purchase(
            receipt: "C1", till: "1", at: now, key: key,
            lines: [
                .init(
                    sku: "750100000002", category: "PANADERÍA", amountMinor: total, discountMinor: 10_000 - total)
            ])
        purchase.offers = ["demo"]
        try sell([purchase], at: store)
        let after = try answer(store.post("/v1/quotes", basket))
        narrator.check(
            (after["offers"]?.count ?? 0) == 0, "La oferta era de un solo uso: no se da otra vez",
            "The offer was for one use: it is not given again")
        lines[2].heal()
        try synchronise()
        try checkTotals()
    }

    private var campaign: String {
        """
        {
          "id": "demo",
          "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
          "audience": { "segments": [], "tiers": [] },
          "benefit": { "percent": 10, "categories": [], "skus": [] },
          "from": "2020-01-01",
          "to": "2099-12-31",
          "usesPerCustomer": 1,
          "controlPercent": 20
        }

        """
    }

    /// Somebody who bought in this store and calls it their home store.
    private func customerWithOffer(at store: StoreProcess) throws -> (key: String, card: String)? {
        for key in (sold[store.store] ?? []).compactMap(\.key) {
            for card in try answer(store.lookup(key))["cards"]?.array ?? [] {
                let isUsable = (card["offers"]?.array ?? []).contains { $0["usable"]?.boolean == true }
                if isUsable, let id = card["card"]?.string { return (key, id) }
            }
        }
        return nil
    }

    /// The last lines: what a director asks first.
    func tellDirector() throws {
        let (lost, doubled) = try lostAndDoubled()
        let status = try JSONDocument(
            Tool.run(["status", "--json", "--config", central.configuration]).output
        ).root
        let results = try JSONDocument(
            Tool.expect(["campaign", "results", "demo", "--json", "--config", central.configuration])
        ).root
        narrator.begin("Para la dirección", "For the director")
        let points = status["points"]?["outstanding"]?.integer ?? 0
        let value = Money.text(status["points"]?["valueMinor"]?.integer ?? 0, currency: "MXN")
        narrator.check(lost == 0, "Ventas perdidas: \(lost)", "Sales lost: \(lost)")
        narrator.check(doubled == 0, "Ventas duplicadas: \(doubled)", "Sales doubled: \(doubled)")
        narrator.say("Puntos por canjear: \(points), valor \(value)", "Points outstanding: \(points), worth \(value)")
        if let uplift = results["upliftMinor"]?.integer {
            let amount = Money.text(uplift, currency: "MXN")
            narrator.say(
                "La campaña trajo \(amount) frente a su grupo de control",
                "The campaign brought \(amount) against its control group")
        } else {
            narrator.say(
                "Lo que trajo la campaña frente a su grupo de control: aún es pronto para saberlo",
                "What the campaign brought against its control group: it is too early to tell")
        }
    }
}

private enum Consents {
    static func programme(_ language: String, _ list: inout JSONWriter) {
        list.object { object in
            object.field("purpose", "programme")
            object.field("granted", true)
            object.field("noticeVersion", "1")
            object.field("language", language)
            object.field("method", "spoken")
        }
    }
}
