import Foundation
import JSON
import Loyalty
import Testing

@testable import Till

@Suite struct `The till's words` {
    @Test(arguments: TillLanguage.allCases) func `every language has every text, with the same placeholders`(
        language: TillLanguage
    ) {
        for key in TextKey.allCases {
            let text = language.texts[key]
            #expect(text?.isEmpty == false, "\(language): \(key)")
            let wanted = TillTexts.placeholders(TextList.english[key] ?? "").subtracting(TextKey.shared)
            let found = TillTexts.placeholders(text ?? "").subtracting(TextKey.shared)
            #expect(found == wanted, "\(language): \(key)")
        }
    }

    @Test func `every reason to refuse has its sentence`() {
        let texts = TillTexts(.mexico)
        for refusal in Refusal.allCases { #expect(texts.refusal(refusal) != refusal.rawValue) }
        for refusal in ClaimRefusal.allCases {
            let code = refusal.rawValue
            #expect(TextKey(rawValue: "claim\(code.prefix(1).uppercased())\(code.dropFirst())") != nil, "\(code)")
        }
    }

    @Test func `a chain's own file overrides, and its mistakes are named`() throws {
        let texts = TillTexts(.mexico)
        let own = try texts.overridden(by: JSONDocument(#"{"member":"socio","total":"A PAGAR"}"#).root)
        #expect(own(.total) == "A PAGAR")
        #expect(own(.askAny) == "Artículo, socio o recibo")
        #expect(own(.change) == "CAMBIO")
        for (json, hint) in [
            (#"{"totl":"x"}"#, "did you mean \"total\""), (#"{"earns":"{point} más"}"#, "did you mean \"points\""),
            (#"{"total":5}"#, "wants string"), ("[]", "wants object"),
        ] {
            let error = #expect(throws: BadInput.self) { try texts.overridden(by: JSONDocument(json).root) }
            #expect(error?.description.contains(hint) == true, "\(json)")
        }
        // What --texts prints is a file that can be given back.
        #expect(try texts.overridden(by: JSONDocument(own.json).root)(.total) == "A PAGAR")
    }

    @Test func `one is one, and others are many`() throws {
        let texts = TillTexts(.mexico)
        #expect(texts(.earns, ["points": "1"]) == "Gana 1 punto")
        #expect(texts(.earns, ["points": "0"]) == "Gana 0 puntos")
        #expect(texts(.earns, ["points": "1,001"]) == "Gana 1,001 puntos")
        #expect(TillTexts(.english)(.slipExpiring, ["points": "1", "day": "31/03"]) == "1 point expires on 31/03")
        #expect(TillTexts(.spain)(.slipExpiring, ["points": "2", "day": "31/03"]) == "2 puntos caducan el 31/03")
        // A chain's own words may tell them apart, too; without it a text is as it was.
        for text in ["{points} {points:estrella|estrellas}", "{points} estrellas"] {
            let own = try texts.overridden(by: JSONDocument(#"{"earns":"\#(text)"}"#).root)
            #expect(own(.earns, ["points": "5"]) == "5 estrellas")
        }
        let wrong = try JSONDocument(#"{"earns":"{point:punto|puntos}"}"#).root
        #expect(throws: BadInput.self) { try texts.overridden(by: wrong) }
        // A name of somebody is no pattern.
        #expect(texts(.enrolled, ["name": "{name:a|b}"]) == "Registrado: {name:a|b}")
    }

    @Test(arguments: TillLanguage.allCases) func `no text says one of many`(language: TillLanguage) {
        let texts = TillTexts(language)
        for key in TextKey.allCases where key != .visits {
            var text = texts(key)
            for name in TillTexts.placeholders(text) { text = TillTexts.fill(text, name, "1") }
            let wrong = text.firstMatch(of: /(^|[^0-9,.])1 (puntos|intentos|visitas|points|tries|visits)\b/)
            #expect(wrong == nil, "\(text)")
        }
    }

    @Test(arguments: [
        (TillLanguage.mexico, Int64(123_456_789), "MXN", "$1,234,567.89"), (.mexico, -5, "MXN", "-$0.05"),
        (.chile, 1_234_567, "CLP", "$1.234.567"), (.spain, 123_450, "EUR", "1.234,50 €"),
        (.spain, -100, "EUR", "-1,00 €"),
        (.english, 99_950, "USD", "$999.50"), (.english, 100, "SEK", "1.00 SEK"),
    ]) func `amounts are written as the country writes them`(
        language: TillLanguage, minor: Int64, currency: String, text: String
    ) {
        #expect(TillTexts(language).money(minor, currency) == text)
    }

    @Test func `nothing of others reaches a terminal or a printer as an order`() {
        #expect(ShownText.clean("Ana\u{1b}[2J\u{7}\u{202e}Ruiz\u{9b}") == "Ana[2JRuiz")
        #expect(ShownText.clean("María\tG.") == "María G.")
    }

    @Test func `rows are broken between words and never wider`() {
        let text = "SIN LÍNEA desde 10:42. La venta y los puntos quedan guardados."
        for columns in [8, 20, 32, 80] {
            let rows = ShownText.wrap(text, columns)
            #expect(rows.allSatisfy { ShownText.width($0) <= columns })
            #expect(rows.joined(separator: " ").replacing(" ", with: "") == text.replacing(" ", with: ""))
        }
        #expect(ShownText.width("日本") == 4)
        #expect(ShownText.fit("Artículo, cliente", 10) == "Artículo,.")
    }

    @Test func `ASCII keeps what can be kept`() {
        #expect(AsciiText.of("¿Artículo? ñandú · 12,50 € ★ Ω") == "Articulo? nandu - 12,50 EUR * ?")
    }

    @Test func `the settings published are those in the code, and a slip in them is named`() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../edge-config/till.json")
        #expect(try String(contentsOf: file.standardizedFileURL, encoding: .utf8) == TillSettings().json)
        #expect(try TillSettings(JSONDocument(TillSettings().json).root) == TillSettings())
        for (json, hint) in [
            (#"{"receiptColumn":42}"#, "receiptColumns"), (#"{"receiptColumns":40}"#, "32, 42 or 48"),
            (#"{"language":"es-PE"}"#, "es-MX"), (#"{"cardPrefixes":["2x"]}"#, "digits"),
        ] {
            let error = #expect(throws: BadInput.self) { try TillSettings(JSONDocument(json).root) }
            #expect(error?.description.contains(hint) == true, "\(json)")
        }
    }
}

@Suite struct `Keys of terminals` {
    private func keys(_ bytes: String...) -> [Keystroke] {
        var decoder = KeyDecoder()
        return bytes.flatMap { decoder.take(Array($0.utf8)) }
    }

    @Test func `function keys of xterm, VT220 and Linux's console are known`() {
        #expect(keys("\u{1b}OP\u{1b}OQ\u{1b}OR\u{1b}OS") == (1...4).map { .function($0) })
        #expect(keys("\u{1b}[15~\u{1b}[17~\u{1b}[21~\u{1b}[24~") == [5, 6, 10, 12].map { .function($0) })
        #expect(keys("\u{1b}[[A\u{1b}[[E") == [1, 5].map { .function($0) })
        #expect(keys("\u{1b}[11~", "\u{1b}[1;2P") == [.function(1), .function(1)])
    }

    @Test func `a key that comes in pieces is one, and Escape by itself waits for its silence`() {
        #expect(keys("\u{1b}", "[1", "5~") == [.function(5)])
        #expect(keys("a\u{1b}[A", "b") == [.text("a"), .text("b")], "arrows mean nothing")
        var decoder = KeyDecoder()
        #expect(decoder.take([0x1b]).isEmpty && decoder.isWaiting)
        #expect(decoder.flush() == [.escape] && !decoder.isWaiting)
        #expect(decoder.take(Array("ñ".utf8).prefix(1)).isEmpty)
        #expect(decoder.take(Array("ñ".utf8).suffix(1)) == [.text("ñ")])
    }

    @Test func `a scanner's CR and LF are one Enter`() {
        #expect(keys("7\r\n8\r", "\n9\n") == [.text("7"), .enter, .text("8"), .enter, .text("9"), .enter])
        #expect(keys("\u{7f}\u{8}\u{15}\u{3}") == [.backspace, .backspace, .clear, .interrupt])
    }

    @Test func `rubbish on the line is no key`() {
        var decoder = KeyDecoder()
        #expect(decoder.take([0xff, 0xc0, 0x80, 0x00, 0x1b, 0x5b] + Array(repeating: 0x31, count: 40)).isEmpty)
        #expect(decoder.take([0x41]) == [.text("A")])
    }
}
