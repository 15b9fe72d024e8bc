/// Lower-case hexadecimal.
public enum Hex {
    public static func encode(_ bytes: [UInt8]) -> String { encode(bytes[...]) }

    public static func encode(_ bytes: ArraySlice<UInt8>) -> String { bytes.withUnsafeBytes { encode($0[...]) } }

    public static func encode(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            var index = 0
            for byte in bytes {
                text[index] = digit(byte >> 4)
                text[index + 1] = digit(byte & 15)
                index += 2
            }
            return index
        }
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
    }

    /// Nil where the text is no even number of hexadecimal digits.
    public static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    /// - Parameter isLowerOnly: take no capital digits, so that `encode` gives the same text again
    public static func decode(_ digits: UnsafeBufferPointer<UInt8>, isLowerOnly: Bool = false) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var isFine = true
        let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { buffer, count in
            while isFine, count < digits.count / 2 {
                guard let high = nibble(digits[2 * count], isLowerOnly),
                    let low = nibble(digits[2 * count + 1], isLowerOnly)
                else {
                    isFine = false
                    return
                }
                buffer[count] = high << 4 | low
                count += 1
            }
        }
        return isFine ? bytes : nil
    }

    /// The number that up to sixteen lower-case digits write; nil where one is none.
    public static func number(_ digits: UnsafeBufferPointer<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            guard let nibble = nibble(digit, true) else { return nil }
            number = number << 4 | UInt64(nibble)
        }
        return number
    }

    private static func nibble(_ byte: UInt8, _ isLowerOnly: Bool) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F") where !isLowerOnly: byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
