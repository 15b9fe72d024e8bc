/// The digit that tells a mistyped or badly scanned number from a right one.
public enum CheckDigit {
    /// EAN-8, UPC-A, EAN-13 and GTIN-14. Source: GS1 General Specifications, 7.9.1.
    public static func isArticle(_ digits: String) -> Bool {
        guard [8, 12, 13, 14].contains(digits.utf8.count), let values = values(of: digits) else { return false }
        let sum = values.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
        return sum % 10 == 0
    }

    /// Plastic cards. Source: ISO/IEC 7812-1, annex B (the Luhn formula).
    public static func isCard(_ digits: String) -> Bool {
        guard let values = values(of: digits), values.count > 1 else { return false }
        let sum = values.reversed().enumerated().reduce(0) { sum, digit in
            let doubled = digit.element * (digit.offset % 2 == 0 ? 1 : 2)
            return sum + doubled / 10 + doubled % 10
        }
        return sum % 10 == 0
    }

    /// Nil where anything but ASCII digits stands there.
    static func values(of digits: String) -> [Int]? {
        var values: [Int] = []
        for byte in digits.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            values.append(Int(byte - UInt8(ascii: "0")))
        }
        return values
    }
}
