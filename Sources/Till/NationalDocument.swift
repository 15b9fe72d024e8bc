/// Identity documents of the countries that have a check digit, in their one form: capitals and digits only.
public enum NationalDocument: String, Sendable, CaseIterable {
    case rfc = "RFC"
    case curp = "CURP"
    case rut = "RUT"
    case dni = "DNI"
    case nie = "NIE"

    /// Those that a country gives to people.
    static func of(country: String) -> [NationalDocument] {
        switch country {
        case "MX": [.curp, .rfc]
        case "CL": [.rut]
        case "ES": [.dni, .nie]
        default: []
        }
    }

    /// Whether the text has the shape of this document, right or mistyped.
    func hasShape(_ text: String) -> Bool {
        switch self {
        case .rfc: text.wholeMatch(of: /[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[A0-9]/) != nil
        case .curp: text.wholeMatch(of: /[A-ZÑ]{4}[0-9]{6}[HMX][A-ZÑ]{5}[A-Z0-9][0-9]/) != nil
        case .rut: text.wholeMatch(of: /[0-9]{7,8}[0-9K]/) != nil
        case .dni: text.wholeMatch(of: /[0-9]{8}[A-Z]/) != nil
        case .nie: text.wholeMatch(of: /[XYZ][0-9]{7}[A-Z]/) != nil
        }
    }

    /// Whether its check digit or letter is right. Call it for what has the shape.
    func isRight(_ text: String) -> Bool {
        switch self {
        case .rfc: Self.isRFC(text)
        case .curp: Self.isCURP(text)
        case .rut: Self.isRUT(text)
        case .dni: Self.hasSpanishLetter(text)
        case .nie: Self.hasSpanishLetter(Self.withoutForeignLetter(text))
        }
    }

    /// Source: SAT, "Estructura del Registro Federal de Contribuyentes", anexo 3 (dígito verificador). The numbers for
    /// the public at large and for foreigners are nobody's.
    private static func isRFC(_ text: String) -> Bool {
        guard !["XAXX010101000", "XEXX010101000"].contains(text) else { return false }
        let alphabet = Array("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ")
        let padded = text.count == 12 ? " \(text)" : text
        guard padded.count == 13, let last = padded.last,
            let sum = weighted(padded.dropLast(), alphabet, from: 13)
        else { return false }
        let rest = sum % 11
        let digit = rest == 0 ? "0" : rest == 1 ? "A" : String(11 - rest)
        return String(last) == digit
    }

    /// Source: RENAPO, "Instructivo normativo para la asignación de la CURP", dígito verificador.
    private static func isCURP(_ text: String) -> Bool {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ")
        guard text.count == 18, let last = text.last, let sum = weighted(text.dropLast(), alphabet, from: 18) else {
            return false
        }
        return String(last) == String((10 - sum % 10) % 10)
    }

    /// Each character's place in the alphabet times a weight that falls by one; nil for a character that is not in it.
    private static func weighted(_ text: Substring, _ alphabet: [Character], from weight: Int) -> Int? {
        var sum = 0
        for (index, character) in text.enumerated() {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            sum += value * (weight - index)
        }
        return sum
    }

    /// Module 11 with the weights 2 to 7 from the right. Source: Servicio de Registro Civil e Identificación, Chile.
    private static func isRUT(_ text: String) -> Bool {
        guard let last = text.last, let body = CheckDigit.values(of: String(text.dropLast())) else { return false }
        let sum = body.reversed().enumerated().reduce(0) { $0 + $1.element * (2 + $1.offset % 6) }
        let rest = 11 - sum % 11
        return String(last) == (rest == 11 ? "0" : rest == 10 ? "K" : String(rest))
    }

    /// The number modulo 23 chooses the letter. Source: Real Decreto 1553/2005, Ministerio del Interior.
    private static func hasSpanishLetter(_ text: String) -> Bool {
        let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE")
        guard text.count == 9, let number = Int(text.dropLast()), let last = text.last else { return false }
        return letters[number % 23] == last
    }

    private static func withoutForeignLetter(_ text: String) -> String {
        let digits: [Character: String] = ["X": "0", "Y": "1", "Z": "2"]
        return (text.first.flatMap { digits[$0] } ?? "") + text.dropFirst()
    }
}
