import Loyalty
import Testing

@testable import Till

@Suite struct `Printed receipts` {
    private let zone = Zone("America/Mexico_City") ?? .utc
    private let at = Instant("2026-03-14T16:42:07Z") ?? .earliest

    private func slip(_ member: Member?) throws -> Slip {
        let day = try #require(LocalDay(year: 2026, month: 3, day: 14))
        var slip = Slip(
            reference: ReceiptReference(store: "042", till: "1", receipt: "104207", day: day), at: at,
            lines: [
                Slip.Line(sku: "7501055300075", quantity: 2, amountMinor: 4845, discountMinor: 255),
                Slip.Line(sku: "4011", quantity: 0.35, amountMinor: 1250, discountMinor: 0),
            ], totalMinor: 6095,
            payments: [.init(kind: "points", amountMinor: 3000), .init(kind: "cash", amountMinor: 3095)])
        slip.changeMinor = 6905
        slip.cashier = "ana"
        slip.member = member
        slip.points = Slip.Points(before: 900, earned: 3, redeemed: 300, after: 603, pending: 0, asOf: nil)
        return slip
    }

    private func member() throws -> Member {
        var member = Member(card: "c")
        member.name = "María G."
        member.tier = "Plata"
        member.expiring = Member.Expiring(points: 40, on: LocalDay(year: 2026, month: 3, day: 31))
        member.next = Member.Missing(
            tier: "Oro", spendMinor: 120_000, visits: 3, by: LocalDay(year: 2026, month: 12, day: 31))
        member.keep = Member.Missing(tier: "Plata", spendMinor: nil, visits: 1, by: nil)
        return member
    }

    private func rows(_ columns: Int, ascii: Bool = false, _ slip: Slip, _ language: TillLanguage = .mexico) -> [String]
    {
        let currency = language == .spain ? "EUR" : "MXN"
        return SlipText(
            columns: columns, isASCII: ascii, texts: TillTexts(language), currency: currency, zone: zone,
            head: ["Mercado del Sur"]
        ).rows(slip)
    }

    @Test func `a receipt of 32 columns says what a customer asks`() throws {
        let rows = rows(32, try slip(member()))
        #expect(
            rows == [
                "        Mercado del Sur",
                "COMPRA          14/03/2026 10:42",
                "Cajero: ana",
                "--------------------------------",
                "2 x 7501055300075          51.00",
                "  Descuento                -2.55",
                "0.35 x 4011                12.50",
                "--------------------------------",
                "TOTAL                     $60.95",
                "Puntos                    $30.00",
                "Efectivo                 $100.00",
                "CAMBIO                    $69.05",
                "--------------------------------",
                "María G. · Plata",
                "Saldo anterior               900",
                "Puntos ganados                +3",
                "Puntos canjeados            -300",
                "Saldo nuevo                  603",
                "40 puntos vencen el 31/03",
                "Para Oro le falta: $1,200.00 o 3",
                "visitas, hasta el 31/12.",
                "Para conservar Plata le falta: 1",
                "visita.",
                "--------------------------------",
                "     042.1.104207.20260314",
                "       Guarde este recibo",
            ], "\(rows.joined(separator: "\n"))")
    }

    @Test(arguments: SlipText.columnsChoices, TillLanguage.allCases)
    func `no row is wider than the paper, in ASCII neither`(columns: Int, language: TillLanguage) throws {
        var slip = try slip(member())
        slip.lines.append(
            Slip.Line(
                sku: "código-de-artículo-larguísimo-que-no-cabe", quantity: 12.5, amountMinor: 123_456_789,
                discountMinor: 1))
        slip.remarks = [TillTexts(language)(.slipLater), TillTexts(language)(.slipReturnLater)]
        slip.points?.asOf = at
        for isASCII in [false, true] {
            let rows = rows(columns, ascii: isASCII, slip, language)
            for row in rows { #expect(ShownText.width(row) <= columns, "\(row)") }
            if isASCII { #expect(rows.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }) }
            #expect(rows.joined().contains(columns > 40 ? "042.1.104207.20260314" : "042.1"))
        }
    }

    @Test func `without a line the balance is as old as it says`() throws {
        var slip = try slip(member())
        slip.points?.asOf = Instant("2026-03-14T16:42:00Z")
        #expect(rows(42, slip).contains("Saldo al 14/03 10:42"))
        #expect(rows(42, slip, .english).contains("Balance as of 14/03 10:42"))
        slip.points?.asOf = Instant("2025-12-31T23:00:00Z")
        #expect(rows(42, slip).contains("Saldo al 31/12/2025 17:00"))
    }

    @Test func `who has no account gets no lines about points, and what is promised is said`() throws {
        var slip = try slip(nil)
        slip.points = nil
        slip.remarks = [TillTexts(.mexico)(.slipLater)]
        let rows = rows(42, slip)
        #expect(!rows.contains { $0.contains("Saldo") })
        #expect(rows.joined(separator: " ").contains("se abonan después"))
    }

    @Test func `cent amounts of currencies without cents, and Spain's commas`() throws {
        let rows = rows(48, try slip(member()), .spain)
        #expect(rows.contains { $0.hasSuffix("60,95 €") })
        #expect(rows.contains { $0.contains("0,35 x 4011") })
        #expect(rows.contains { $0.contains("caducan el 31/03") })
    }
}
