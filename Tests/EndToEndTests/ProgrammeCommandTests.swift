import Foundation
import JSON
import LocalChain
import Testing

@Suite(.serialized) struct `The programme's commands` {
    private static func programme(_ version: Int, perAmountMinor: Int, _ more: String = "") -> String {
        """
        {"version":\(version),"noticeDays":30,"currency":"MXN","timeZone":"America/Mexico_City",
         "tiers":[{"id":"all","names":{"es":"Todos","en":"All"}}],
         "points":{"perAmountMinor":\(perAmountMinor),"valueMinor":10}\(more)}
        """
    }

    private static let purchases = """
        {"receipt":"1","till":"1","at":"2026-03-01T18:00:00Z","key":"card:900","lines":[{"sku":"1","quantity":1,"amountMinor":9000,"discountMinor":1000}],"totalMinor":9000}
        {"receipt":"2","till":"1","at":"2026-03-02T18:00:00Z","lines":[{"sku":"1","quantity":1,"amountMinor":10000}],"totalMinor":10000}

        """

    @Test func `a draft is checked, tried on past purchases, and pushed to stores`() throws {
        let work = try Workplace()
        try work.central.start()
        let config = ["--config", work.central.configuration]
        func write(_ name: String, _ text: String) throws -> String {
            let path = work.central.folder + "/" + name
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
        let wrong = try Tool.run([
            "programme", "check", write("a.json", Self.programme(2, perAmountMinor: 500, #","erning":{}"#)),
        ])
        #expect(wrong.exitCode == 1 && wrong.errors.contains("did you mean \"earning\"?"))
        let odd = try Tool.run([
            "programme", "check",
            write("b.json", Self.programme(2, perAmountMinor: 500, #","returns":{"policy":"pending-only"}"#)),
        ])
        #expect(odd.exitCode == 1 && odd.output.contains("returns.policy: ") && odd.output.contains("try: "))
        let second = try write("c.json", Self.programme(2, perAmountMinor: 500))
        #expect(try Tool.run(["programme", "check", second]).exitCode == 0)
        let file = try write("ventas.ndjson", Self.purchases)

        let pushed = try Tool.run(["programme", "push", second] + config)
        #expect(pushed.isFine && pushed.output.contains("in force"), "\(pushed.errors)")
        let third = try write("d.json", Self.programme(3, perAmountMinor: 1000))
        let trial = try Tool.run(["programme", "simulate", third, "--purchases", file, "--json"] + config)
        let report = try JSONDocument(trial.output).root
        // 100.00, before its discount: 20 points by version 2, 10 by the draft.
        #expect(report["present"]?["points"]?.integer == 20 && report["draft"]?["points"]?.integer == 10)
        #expect(report["draft"]?["costMinor"]?.integer == 100 && report["withoutCustomer"]?.integer == 1)
        #expect(report["worse"]?.array?.first?["place"]?.string == "points")
        let late = try Tool.run(["programme", "push", third] + config)
        #expect(late.exitCode == 1 && late.errors.contains("noticeTooShort"))
        let list = try Tool.run(["programme", "list"] + config)
        #expect(list.output.contains(#/^2\tinForce\t/#) && list.output.contains("\n1\tpast\t"))
    }
}
