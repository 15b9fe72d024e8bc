/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Years 1970 to 9999: what a till may claim.
    public static let earliest = Instant(milliseconds: 0)
    public static let latest = Instant(milliseconds: 253_402_300_799_999)

    public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    public func adding(milliseconds more: Int64) -> Instant { Instant(milliseconds: milliseconds + more) }
    public func adding(seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1000) }
    public func adding(days: Int64) -> Instant { adding(seconds: days * 86_400) }

    /// Seconds from `earlier` to this.
    public func seconds(since earlier: Instant) -> Int64 { (milliseconds - earlier.milliseconds) / 1000 }

    /// ISO 8601 in UTC; milliseconds only where there are any.
    public var description: String {
        let day = LocalDay(number: Int(milliseconds.floorDivided(by: 86_400_000)))
        let rest = Int(milliseconds - Int64(day.number) * 86_400_000)
        return String(unsafeUninitializedCapacity: 40) { utf8 in
            var text = DigitWriter(utf8: utf8)
            text.day(day)
            text.put("T")
            text.number(rest / 3_600_000, digits: 2)
            text.put(":")
            text.number(rest / 60_000 % 60, digits: 2)
            text.put(":")
            text.number(rest / 1000 % 60, digits: 2)
            if rest % 1000 != 0 {
                text.put(".")
                text.number(rest % 1000, digits: 3)
            }
            text.put("Z")
            return text.count
        }
    }

    /// Reads ISO 8601 with seconds and a zone: `2017-01-01T11:53:26Z`, `…26.250+01:00`. Nil for anything else.
    public init?(_ text: String) {
        var text = text
        guard let parsed = text.withUTF8({ Self.parse($0) }), (Self.earliest...Self.latest).contains(parsed) else {
            return nil
        }
        self = parsed
    }

    private static func parse(_ utf8: UnsafeBufferPointer<UInt8>) -> Instant? {
        var reader = DigitReader(utf8: utf8)
        guard let day = reader.day(), reader.take(UInt8(ascii: "T")),
            let hour = reader.number(2), hour < 24, reader.take(UInt8(ascii: ":")),
            let minute = reader.number(2), minute < 60, reader.take(UInt8(ascii: ":")),
            let second = reader.number(2), second < 60
        else { return nil }
        var fraction = 0
        if reader.take(UInt8(ascii: ".")) {
            guard let found = reader.milliseconds() else { return nil }
            fraction = found
        }
        guard let offset = reader.offsetMinutes(), reader.isAtEnd else { return nil }
        let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - Int64(offset) * 60
        return Instant(milliseconds: seconds * 1000 + Int64(fraction))
    }
}

/// A day of some zone's calendar: days since 1970-01-01.
public struct LocalDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: Int

    public init(number: Int) { self.number = number }

    public static func < (a: LocalDay, b: LocalDay) -> Bool { a.number < b.number }

    /// Nil where there is no such day of the proleptic Gregorian calendar.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Source: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
        guard civil == (year, month, day) else { return nil }
    }

    /// Source: the same, civil_from_days.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `2017-01-01`.
    public var description: String {
        String(unsafeUninitializedCapacity: 24) { utf8 in
            var text = DigitWriter(utf8: utf8)
            text.day(self)
            return text.count
        }
    }

    public init?(_ text: String) {
        var text = text
        let day: LocalDay? = text.withUTF8 { utf8 in
            var reader = DigitReader(utf8: utf8)
            guard let day = reader.day(), reader.isAtEnd else { return nil }
            return day
        }
        guard let day else { return nil }
        self = day
    }

    public func adding(days: Int) -> LocalDay { LocalDay(number: number + days) }
}

private struct DigitReader {
    let utf8: UnsafeBufferPointer<UInt8>
    var index = 0

    var isAtEnd: Bool { index == utf8.count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < utf8.count, utf8[index] == byte else { return false }
        index += 1
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        guard index + digits <= utf8.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(utf8[index]) else { return nil }
            value = value * 10 + Int(utf8[index] - UInt8(ascii: "0"))
            index += 1
        }
        return value
    }

    mutating func day() -> LocalDay? {
        guard let year = number(4), take(UInt8(ascii: "-")), let month = number(2), take(UInt8(ascii: "-")),
            let day = number(2)
        else { return nil }
        return LocalDay(year: year, month: month, day: day)
    }

    /// One to nine digits after the point, cut to milliseconds.
    mutating func milliseconds() -> Int? {
        var value = 0
        var digits = 0
        while digits < 9, let digit = number(1) {
            if digits < 3 { value = value * 10 + digit }
            digits += 1
        }
        guard digits > 0 else { return nil }
        return digits == 1 ? value * 100 : digits == 2 ? value * 10 : value
    }

    mutating func offsetMinutes() -> Int? {
        if take(UInt8(ascii: "Z")) { return 0 }
        let sign: Int
        if take(UInt8(ascii: "+")) { sign = 1 } else if take(UInt8(ascii: "-")) { sign = -1 } else { return nil }
        guard let hours = number(2), hours < 24, take(UInt8(ascii: ":")), let minutes = number(2), minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity.
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

/// Writes digits where they go, since every event has two instants and a day.
private struct DigitWriter {
    let utf8: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(utf8: UnsafeMutableBufferPointer<UInt8>) { self.utf8 = utf8 }

    mutating func put(_ character: Unicode.Scalar) {
        utf8[count] = UInt8(ascii: character)
        count += 1
    }

    /// At least so many digits; more where the number has more.
    mutating func number(_ number: Int, digits: Int) {
        if number < 0 { put("-") }
        var width = 1
        var rest = number.magnitude / 10
        while rest > 0 || width < digits {
            rest /= 10
            width += 1
        }
        rest = number.magnitude
        for place in (count..<count + width).reversed() {
            utf8[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        count += width
    }

    mutating func day(_ day: LocalDay) {
        let (year, month, day) = day.civil
        number(year, digits: 4)
        put("-")
        number(month, digits: 2)
        put("-")
        number(day, digits: 2)
    }
}
