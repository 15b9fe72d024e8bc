import Loyalty
import Testing

@testable import Till

@Suite struct `What the field takes` {
    private func read(_ text: String, _ country: String = "MX", prefixes: [String] = []) throws -> [Entry] {
        let currency = ["CL": "CLP", "ES": "EUR"][country] ?? "MXN"
        return try EntryReader(country: country, currency: currency, cardPrefixes: prefixes).read(text)
    }

    private func refusal(_ text: String, _ country: String = "MX") -> Refusal? {
        do {
            _ = try EntryReader(country: country, currency: "MXN").read(text)
            return nil
        } catch {
            return error
        }
    }

    private func customer(_ text: String, _ country: String = "MX") throws -> String? {
        guard case .customer(let key)? = try read(text, country).first else { return nil }
        return key.text
    }

    // MARK: articles

    @Test(arguments: ["7501055300075", "4006381333931", "96385074", "036000291452", "07501055300075"])
    func `an article's code with a right check digit is an article`(code: String) throws {
        #expect(try read(code) == [.item(Entry.Item(sku: code))])
    }

    @Test(arguments: ["7501055300076", "7501055300057", "4006381333930", "96385073", "036000291453"])
    func `one wrong or exchanged digit of an article is refused`(code: String) {
        #expect(refusal(code) == .articleDigit)
        #expect(refusal("\(code) 25.50") == .articleDigit)
    }

    @Test func `price, quantity and return stand beside the code`() throws {
        let item = Entry.Item(sku: "7501055300075", priceMinor: 2550, quantity: 2)
        #expect(try read("7501055300075 25.50 2") == [.item(item)])
        #expect(try read("2*7501055300075 25,5") == [.item(item)])
        #expect(try read("3*") == [.quantity(3)])
        #expect(try read("0,350*4011") == [.item(Entry.Item(sku: "4011", quantity: 0.35))])
        let returned = Entry.Item(sku: "7501055300075", priceMinor: 2550, isReturned: true)
        #expect(try read("-7501055300075 25.50") == [.item(returned)])
        for text in ["7501055300075 25.505", "7501055300075 x", "7501055300075 -5", "4011 5 0", "0*4011", "x*4011"] {
            #expect(refusal(text) == .price, "\(text)")
        }
        #expect(try read("7801620001117 2550", "CL") == [.item(Entry.Item(sku: "7801620001117", priceMinor: 2550))])
        #expect(throws: Refusal.price) { try read("7801620001117 25.50", "CL") }
    }

    @Test func `short numbers and codes with letters are the store's own, lone words are slips`() throws {
        #expect(try read("4011") == [.item(Entry.Item(sku: "4011"))])
        #expect(try read("A-17") == [.item(Entry.Item(sku: "A-17"))])
        #expect(refusal("jaun") == .unknown)
        #expect(refusal("") == .unknown)
        #expect(refusal(String(repeating: "9", count: 201)) == .tooLong)
    }

    // MARK: phones

    @Test(arguments: [
        ("5512345678", "MX", "+525512345678"), ("55 1234-5678", "MX", "+525512345678"),
        ("(55) 1234 5678", "MX", "+525512345678"), ("+52 1 55 1234 5678", "MX", "+525512345678"),
        ("912345678", "CL", "+56912345678"), ("612345678", "ES", "+34612345678"),
        ("+34612345678", "MX", "+34612345678"),
        ("phone:5512345678", "MX", "+525512345678"), ("tel:5512345678", "MX", "+525512345678"),
    ]) func `a phone gets its country's prefix`(text: String, country: String, phone: String) throws {
        #expect(try customer(text, country) == "phone:\(phone)")
    }

    @Test(arguments: [
        ("551234567", "MX"), ("55123456789", "MX"), ("+5255123456", "MX"), ("51234567", "ES"), ("6123456789", "ES"),
        ("+3461234567", "ES"),
    ]) func `a phone with too many or too few digits is refused`(text: String, country: String) {
        let refusal = refusal(text, country)
        #expect(refusal == .phoneLength || refusal == .articleDigit, "\(text): \(String(describing: refusal))")
    }

    @Test(arguments: [
        ("55 1234 567", "MX"), ("0055 1234 5678", "MX"), ("55 1234 56789", "MX"), ("(55) 1234 567", "MX"),
        ("55 1234-567", "MX"), ("55 12 34 56 7", "MX"), ("5512 345 67", "MX"), ("9 1234 567", "CL"),
        ("612 345 67", "ES"), ("612 34 56 7", "ES"), ("-55 1234 567", "MX"),
    ]) func `a phone in groups with a digit too many or too few is no sale`(text: String, country: String) {
        #expect(refusal(text, country) == .phoneGroups)
    }

    @Test func `three numbers that are no phone are article, price and quantity`() throws {
        let bread = Entry.Item(sku: "7501055300075", priceMinor: 2500, quantity: 20)
        #expect(try read("7501055300075 25 20") == [.item(bread)])
        #expect(try read("4011 25 2") == [.item(Entry.Item(sku: "4011", priceMinor: 2500, quantity: 2))])
        #expect(try read("4011 150.50 10") == [.item(Entry.Item(sku: "4011", priceMinor: 15_050, quantity: 10))])
        // A wrong check digit is no phone either.
        #expect(refusal("7501055300076 25 20") == .articleDigit)
    }

    @Test func `what may be an article and a phone is asked for, the article first`() throws {
        // Twelve digits that begin with Mexico's code, and whose last is a right UPC check digit.
        let both = try #require((0...9).map { "52551234567\($0)" }.first(where: CheckDigit.isArticle))
        let entries = try read(both)
        #expect(entries.count == 2)
        #expect(entries.first == .item(Entry.Item(sku: both)))
        #expect(entries.last == .customer(Key(kind: .phone, normalised: "+\(both)")))
    }

    // MARK: cards

    @Test func `a loyalty card has a check digit, and each single slip is caught`() throws {
        let card = "6033570000000000"
        #expect(try customer(card) == "card:\(card)")
        var caught = 0
        for place in card.indices {
            for digit in "0123456789" where digit != card[place] {
                var slip = card
                slip.replaceSubrange(place...place, with: String(digit))
                caught += refusal(slip) == .cardDigit ? 1 : 0
            }
        }
        #expect(caught == card.count * 9)
        #expect(try customer("card:900") == "card:900", "an old card without one, by its name")
    }

    @Test func `a chain's own prefix makes an article's code a card`() throws {
        let code = try #require((0...9).map { "290000000012\($0)" }.first(where: CheckDigit.isArticle))
        #expect(try read(code) == [.item(Entry.Item(sku: code))])
        #expect(try read(code, prefixes: ["29"]) == [.customer(Key(kind: .card, normalised: code))])
        let slip = String(code.dropLast()) + (code.last == "0" ? "1" : "0")
        #expect(throws: Refusal.cardDigit) { try read(slip, prefixes: ["29"]) }
    }

    // MARK: documents

    // The SAT's and RENAPO's own examples; RUT, DNI and NIE of the authorities' explanations.
    @Test(arguments: [
        ("GODE561231GR8", "MX"), ("gode-561231-gr8", "MX"), ("HEGG560427MVZRRL04", "MX"), ("12.345.678-5", "CL"),
        ("30686957-4", "CL"), ("12345670-K", "CL"), ("12345678Z", "ES"), ("12345678-z", "ES"), ("X1234567L", "ES"),
    ]) func `a document with a right check digit is a customer's`(text: String, country: String) throws {
        let plain = text.uppercased().filter { $0.isLetter || $0.isNumber }
        #expect(try customer(text, country) == "id:\(plain)")
    }

    @Test(arguments: [
        ("GODE561231GR9", "MX"), ("GODE651231GR8", "MX"), ("XAXX010101000", "MX"), ("HEGG560427MVZRRL05", "MX"),
        ("HEGG560472MVZRRL04", "MX"), ("12.345.678-6", "CL"), ("12345678-K", "CL"), ("12345678A", "ES"),
        ("12345687Z", "ES"), ("Y1234567L", "ES"),
    ]) func `a document with a wrong one is refused`(text: String, country: String) {
        #expect(refusal(text, country) == .documentDigit)
    }

    @Test func `another country's documents are no documents here`() throws {
        #expect(try read("X1234567L", "MX") == [.item(Entry.Item(sku: "X1234567L"))])
    }

    // MARK: e-mail and receipts

    @Test func `an address of e-mail is a customer's`() throws {
        #expect(try customer("Ana@Example.MX") == "email:ana@example.mx")
        #expect(refusal("ana@") == .email)
    }

    @Test func `a printed receipt is read back, also of a store whose name has points`() throws {
        let day = try #require(LocalDay(year: 2026, month: 3, day: 14))
        let reference = ReceiptReference(store: "mx.042", till: "1", receipt: "104207", day: day)
        #expect(reference.description == "mx.042.1.104207.20260314")
        #expect(try read(reference.description) == [.receipt(reference)])
        #expect(try read("#104207") == [.receipt(ReceiptReference(receipt: "104207"))])
        for text in ["042.1.104207.20260231", "042.1.104207.2026", "042..104207.20260314", "#", "#1.2"] {
            #expect(refusal(text) == .receipt, "\(text)")
        }
    }

    @Test func `no text brings the reader down, and what it takes can be sent`() throws {
        var random = SystemRandomNumberGenerator()
        let signs = Array("0123456789+-*#.:@ ,ABKXZñé\u{1b}\u{202e}😀")
        for country in ["MX", "CL", "ES", ""] {
            let reader = EntryReader(country: country, currency: "MXN")
            for _ in 0..<2000 {
                let text = String(
                    (0..<Int.random(in: 0...20, using: &random)).map { _ in signs.randomElement() ?? " " })
                for entry in (try? reader.read(text)) ?? [] {
                    if case .item(let item) = entry {
                        #expect(item.quantity > 0 && !item.sku.contains("\u{1b}"), "\(text.debugDescription)")
                    }
                }
            }
        }
    }
}
