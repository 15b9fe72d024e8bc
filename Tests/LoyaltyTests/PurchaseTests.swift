import JSON
import Testing

@testable import Loyalty

private let line = #"{"sku":"7501","quantity":2,"amountMinor":3000}"#

/// A purchase that is fine, with places to change. A nil leaves the member out.
private func text(
    receipt: String? = #""R1""#, till: String? = #""3""#, at: String? = #""2026-03-14T18:00:00Z""#,
    lines: String? = "[\(line)]", total: String? = "3000", more: String = ""
) -> String {
    let members = [("receipt", receipt), ("till", till), ("at", at), ("lines", lines), ("totalMinor", total)]
    let written = members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",")
    return "{\(written)\(more)}"
}

private func read(_ text: String) throws -> Purchase { try Purchase(json: JSONDocument(text).root) }

private func failure(_ text: String) -> BadInput? {
    do {
        _ = try read(text)
        return nil
    } catch { return error as? BadInput }
}

@Suite struct Purchases {
    @Test func `a purchase with the least that there must be is read`() throws {
        let purchase = try read(text())
        #expect(purchase.receipt == "R1" && purchase.till == "3" && purchase.at == Instant("2026-03-14T18:00:00Z"))
        #expect(purchase.lines == [Purchase.Line(sku: "7501", quantity: 2, amountMinor: 3000)])
        #expect(purchase.totalMinor == 3000 && purchase.addsUp && purchase.ignoredFields.isEmpty)
        #expect(purchase.key == nil && purchase.card == nil && !purchase.training && !purchase.employeeSale)
    }

    @Test func `a member that is null is absent`() throws {
        let purchase = try read(
            text(
                lines:
                    #"[{"sku":"1","quantity":1,"amountMinor":1,"category":null,"discountMinor":null,"receipt":null}]"#,
                more: #","key":null,"card":null,"offers":null,"payments":null,"training":null"#))
        #expect(purchase.lines == [Purchase.Line(sku: "1", amountMinor: 1)])
        #expect(purchase.key == nil && purchase.offers.isEmpty && purchase.ignoredFields.isEmpty)
        #expect(failure(text(till: "null"))?.code == "missingField")
    }

    @Test func `all that a till can say survives writing and reading`() throws {
        var purchase = Purchase(
            receipt: "R \"1\" ñ", till: "3", at: try #require(Instant("2026-03-14T18:00:00.250Z")),
            key: "phone:55 1234 5678",
            card: CardID("c1"),
            lines: [
                Purchase.Line(
                    sku: "7501", category: "dairy", quantity: 0.375, amountMinor: 3000, discountMinor: 100, receipt: nil
                ),
                Purchase.Line(sku: "7502", quantity: -1, amountMinor: -500, receipt: "R0"),
            ])
        purchase.offers = ["summer", "b"]
        purchase.adjustments = [Purchase.Part(kind: "rounding", amountMinor: -2)]
        purchase.payments = [Purchase.Part(kind: "cash", amountMinor: 2498)]
        purchase.cashier = "7"
        purchase.supervisor = "8"
        purchase.employeeSale = true
        purchase.training = true
        purchase.totalMinor = 2498
        let again = try Purchase(json: JSONDocument(purchase.json).root)
        #expect(again == purchase)
        #expect(again.json == purchase.json)
        #expect(again.addsUp && again.linesMinor == 2500 && again.earningMinor == 2500)
    }

    @Test func `without the key nothing personal is written`() {
        let purchase = Purchase(
            receipt: "R1", till: "3", at: .earliest, key: "phone:5512345678", card: CardID("c1"),
            lines: [Purchase.Line(sku: "1", amountMinor: 1)])
        var writer = JSONWriter()
        purchase.write(to: &writer, includingKey: false)
        #expect(!writer.text.contains("5512345678") && !writer.text.contains("\"key\""))
        #expect(writer.text.contains("\"card\":\"c1\""))
    }

    @Test func `a total that does not add up is read, and seen`() throws {
        #expect(try !read(text(total: "2999")).addsUp)
        #expect(try !read(text(total: "-3000")).addsUp)
        #expect(try read(text(total: "2999", more: #","adjustments":[{"kind":"rounding","amountMinor":-1}]"#)).addsUp)
    }

    @Test func `a receipt of more returns than goods earns nothing`() throws {
        let purchase = try read(text(lines: #"[{"sku":"1","quantity":-1,"amountMinor":-500}]"#, total: "-500"))
        #expect(purchase.earningMinor == 0 && purchase.linesMinor == -500 && purchase.addsUp)
    }

    @Test func `unknown fields are passed over, and named`() throws {
        let purchase = try read(
            text(
                lines: #"[\#(line),{"sku":"1","quantity":1,"amountMinor":0,"colour":"red","receipt":"R0","tax":null}]"#,
                more: #","loyaltyVersion":2,"cahsier":"7""#))
        #expect(purchase.ignoredFields == ["lines[1].colour", "loyaltyVersion", "cahsier"])
        #expect(purchase.cashier == nil)
    }

    @Test(arguments: ["", #","category":"a""#, #","discountMinor":0"#, #","receipt":"R0""#, #","category":null"#])
    func `an unknown field of a line is seen beside any known ones`(known: String) throws {
        let purchase = try read(text(lines: #"[{"sku":"1","quantity":1,"amountMinor":3000\#(known),"colour":"red"}]"#))
        #expect(purchase.ignoredFields == ["lines[0].colour"])
    }

    @Test func `a purchase without lines is read`() throws {
        #expect(try read(text(lines: "[]", total: "0")).addsUp)
    }

    @Test func `amounts reach as far as they may, and no further`() throws {
        let max = Money.amountMinorMax
        #expect(try read(text(total: "\(max)")).totalMinor == max)
        #expect(try read(text(total: "-\(max)")).totalMinor == -max)
        #expect(failure(text(total: "\(max + 1)"))?.code == "numberOutOfRange")
        #expect(failure(text(total: "-\(max + 1)"))?.code == "numberOutOfRange")
        #expect(failure(text(total: "\(Int64.min)"))?.code == "numberOutOfRange")
    }

    @Test func `texts reach 200 bytes, and lines 2,000`() throws {
        let long = String(repeating: "ñ", count: 100)
        #expect(try read(text(receipt: "\"\(long)\"")).receipt == long)
        #expect(failure(text(receipt: "\"\(long)x\""))?.code == "tooLong")
        let lines = Array(repeating: line, count: Purchase.linesMax)
        #expect(try read(text(lines: "[\(lines.joined(separator: ","))]")).lines.count == Purchase.linesMax)
        #expect(
            failure(text(lines: "[\((lines + [line]).joined(separator: ","))]"))
                == BadInput(code: "tooManyLines", field: "lines", message: "has 2001, at most 2000"))
    }
}

@Suite struct `Purchases that cannot be read` {
    @Test(arguments: ["[]", "5", "null", "\"R1\""]) func `what is no object is refused`(text: String) {
        #expect(failure(text)?.code == "wrongType")
    }

    @Test(arguments: [
        ("receipt", text(receipt: nil)), ("receipt", text(receipt: #""""#)), ("till", text(till: nil)),
        ("till", text(till: #""""#)), ("at", text(at: nil)), ("lines", text(lines: nil)),
        ("totalMinor", text(total: nil)),
        ("lines[0].sku", text(lines: #"[{"quantity":1,"amountMinor":1}]"#)),
        ("lines[0].sku", text(lines: #"[{"sku":"","quantity":1,"amountMinor":1}]"#)),
        ("lines[1].quantity", text(lines: #"[\#(line),{"sku":"1","amountMinor":1}]"#)),
        ("lines[0].amountMinor", text(lines: #"[{"sku":"1","quantity":1}]"#)),
        ("payments[0].kind", text(more: #","payments":[{"amountMinor":1}]"#)),
        ("adjustments[1].amountMinor", text(more: #","adjustments":[{"kind":"a","amountMinor":1},{"kind":"b"}]"#)),
    ]) func `a missing field is named`(field: String, text: String) {
        #expect(failure(text)?.code == "missingField")
        #expect(failure(text)?.field == field)
    }

    @Test(arguments: [
        ("receipt", text(receipt: "5")), ("till", text(till: "3")), ("at", text(at: "1757000000")),
        ("lines", text(lines: "{}")),
        ("lines[0]", text(lines: "[5]")),
        ("lines[0].sku", text(lines: #"[{"sku":7501,"quantity":1,"amountMinor":1}]"#)),
        ("lines[0].quantity", text(lines: #"[{"sku":"1","quantity":"2","amountMinor":1}]"#)),
        ("lines[0].amountMinor", text(lines: #"[{"sku":"1","quantity":1,"amountMinor":10.5}]"#)),
        ("lines[0].amountMinor", text(lines: #"[{"sku":"1","quantity":1,"amountMinor":"10"}]"#)),
        ("lines[0].discountMinor", text(lines: #"[{"sku":"1","quantity":1,"amountMinor":1,"discountMinor":true}]"#)),
        ("lines[0].category", text(lines: #"[{"sku":"1","quantity":1,"amountMinor":1,"category":7}]"#)),
        ("lines[0].receipt", text(lines: #"[{"sku":"1","quantity":1,"amountMinor":1,"receipt":7}]"#)),
        ("totalMinor", text(total: "30.0")), ("key", text(more: #","key":5512345678"#)),
        ("card", text(more: #","card":{}"#)),
        ("cashier", text(more: #","cashier":7"#)), ("supervisor", text(more: #","supervisor":[]"#)),
        ("training", text(more: #","training":"yes""#)), ("employeeSale", text(more: #","employeeSale":1"#)),
        ("offers", text(more: #","offers":"summer""#)), ("offers", text(more: #","offers":[5]"#)),
        ("payments", text(more: #","payments":{}"#)),
        ("payments[0].kind", text(more: #","payments":[{"kind":5,"amountMinor":1}]"#)),
        ("adjustments[0].amountMinor", text(more: #","adjustments":[{"kind":"a","amountMinor":"1"}]"#)),
    ]) func `a field of the wrong type is named`(field: String, text: String) {
        #expect(failure(text)?.code == "wrongType")
        #expect(failure(text)?.field == field)
    }

    @Test(arguments: [#""yesterday""#, #""2026-03-14""#, #""2026-02-30T10:00:00Z""#, #""2026-03-14T18:00:00""#, #""""#])
    func `an instant that is none is named`(at: String) {
        #expect(failure(text(at: at))?.code == "badInstant")
        #expect(failure(text(at: at))?.field == "at")
    }

    @Test(arguments: [
        ("lines[0].amountMinor", text(lines: #"[{"sku":"1","quantity":1,"amountMinor":1000000000001}]"#)),
        ("lines[0].quantity", text(lines: #"[{"sku":"1","quantity":-1e13,"amountMinor":1}]"#)),
        (
            "lines[0].discountMinor",
            text(lines: #"[{"sku":"1","quantity":1,"amountMinor":1,"discountMinor":-1000000000001}]"#)
        ),
        ("payments[0].amountMinor", text(more: #","payments":[{"kind":"a","amountMinor":1000000000001}]"#)),
    ]) func `a number beyond all sense is named`(field: String, text: String) {
        #expect(failure(text)?.code == "numberOutOfRange")
        #expect(failure(text)?.field == field)
    }

    @Test(arguments: ["till", "key", "card", "cashier", "supervisor"])
    func `a text that is too long is named`(field: String) {
        let long = String(repeating: "x", count: 201)
        let text = field == "till" ? text(till: "\"\(long)\"") : text(more: ",\"\(field)\":\"\(long)\"")
        #expect(failure(text) == BadInput(code: "tooLong", field: field, message: "is longer than 200 bytes"))
    }
}
