import Testing

@testable import Loyalty

@Suite struct Keys {
    @Test(arguments: [
        "5512345678", "55 1234 5678", "(55) 1234-5678", "+52 55 1234 5678", "+525512345678", "525512345678",
        "00525512345678",
        "0052 1 55 1234 5678", "+52 1 55 1234 5678", "+5215512345678", "5215512345678", "1 55 1234 5678",
        "01 55 1234 5678",
        "044 55 1234 5678", "0455512345678", " +52 (55) 1234.5678 ", "\u{A0}55\u{A0}1234\u{A0}5678",
    ]) func `a Mexican phone has one form`(written: String) {
        #expect(Key(kind: .phone, written, callingCode: "52")?.value == "+525512345678")
    }

    @Test func `a Mexican number that begins like the country's code is not cut`() {
        #expect(Key(kind: .phone, "5212345678", callingCode: "52")?.value == "+525212345678")
        #expect(Key(kind: .phone, "4455123456", callingCode: "52")?.value == "+524455123456")
        #expect(Key(kind: .phone, "1234567890", callingCode: "52")?.value == "+521234567890")
    }

    @Test(arguments: ["987654321", "9 8765 4321", "09 8765 4321", "+56 9 8765 4321", "56987654321", "0056987654321"])
    func `a Chilean phone has one form`(written: String) {
        #expect(Key(kind: .phone, written, callingCode: "56")?.value == "+56987654321")
    }

    @Test(arguments: [
        "699663568", "699 66 35 68", "+34 699 663 568", "34699663568", "0034699663568", "(+34) 699-663-568",
    ])
    func `a Spanish phone has one form`(written: String) {
        #expect(Key(kind: .phone, written, callingCode: "34")?.value == "+34699663568")
    }

    @Test func `a visitor's phone keeps its own country`() {
        #expect(Key(kind: .phone, "+34 699 663 568", callingCode: "52")?.value == "+34699663568")
        #expect(Key(kind: .phone, "0034 699 663 568", callingCode: "52")?.value == "+34699663568")
        #expect(Key(kind: .phone, "+1 212 555 0123", callingCode: "56")?.value == "+12125550123")
    }

    @Test(arguments: [
        "", "   ", "sin teléfono", "0000000000", "12345", "+1", "+1234567890123456", "55123456785512345678",
    ])
    func `what is no phone is no key`(written: String) {
        #expect(Key(kind: .phone, written, callingCode: "52") == nil)
    }

    @Test(arguments: ["ana@example.mx", "Ana@Example.MX", "  ana@example.mx ", "ana @example.mx"])
    func `an e-mail has one form`(written: String) {
        #expect(Key(kind: .email, written, callingCode: "52")?.value == "ana@example.mx")
    }

    @Test func `dots and tags of an e-mail are kept, as they may be another's`() {
        #expect(Key(kind: .email, "Ana.Ruiz+t@x.mx", callingCode: "52")?.value == "ana.ruiz+t@x.mx")
    }

    @Test(arguments: ["", "@", "ana", "ana@", "@x.mx", "ana@mx", "ana@x.", "ana@.mx", "a@b@x.mx"])
    func `what is no e-mail is no key`(written: String) {
        #expect(Key(kind: .email, written, callingCode: "52") == nil)
    }

    @Test func `a card and an id are their letters and digits`() {
        #expect(Key(kind: .card, " 9000-0001 ", callingCode: "52")?.value == "90000001")
        #expect(Key(kind: .card, "0042", callingCode: "52")?.value == "0042")
        #expect(Key(kind: .id, "12.345.678-k", callingCode: "56")?.value == "12345678K")
        #expect(Key(kind: .card, " - ", callingCode: "52") == nil)
        #expect(Key(kind: .id, "", callingCode: "52") == nil)
    }

    @Test func `a text names its kind before a colon`() {
        #expect(Key("phone:55 1234 5678", callingCode: "52") == Key(kind: .phone, normalised: "+525512345678"))
        #expect(Key("card:a:b", callingCode: "52")?.value == "AB")
        #expect(Key("email:ANA@x.mx", callingCode: "52")?.text == "email:ana@x.mx")
        #expect(Key("id:goma800101", callingCode: "52")?.text == "id:GOMA800101")
    }

    @Test(arguments: ["", "5512345678", "phone", "phone:", "Phone:5512345678", "fax:5512345678", ":5512345678"])
    func `a text without a known kind is no key`(text: String) { #expect(Key(text, callingCode: "52") == nil) }

    @Test func `a text of absurd length is no key`() {
        #expect(Key(kind: .card, String(repeating: "1", count: 200), callingCode: "52") != nil)
        #expect(Key(kind: .card, String(repeating: "1", count: 201), callingCode: "52") == nil)
    }

    @Test func `a key put into a log does not show its value`() throws {
        #expect("\(try #require(Key("phone:5512345678", callingCode: "52")))" == "phone:…")
    }

    @Test func `every country served has a calling code`() {
        for country in Key.countries { #expect(Key.callingCode(country: country) != nil, "\(country)") }
        #expect(Key.callingCode(country: "MX") == "52" && Key.callingCode(country: "XX") == nil)
    }
}
