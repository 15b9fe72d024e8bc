/// A day as people and systems write it: `1980-03-14`, `19800314`, or `14/03/1980`.
///
/// With the year last the day comes first, as in all countries served; `03/14/1980` is no day. `-` and `.` may stand
/// for `/`, and leading zeros may be missing. A time after an ISO day (`1980-03-14 00:00:00`) is cut off.
public enum WrittenDay {
    /// `1980-03-14`; nil for what is no day of the years 1800 to 2199.
    public static func iso(_ text: String) -> String? {
        let text = withoutTime(text)
        let parts = text.split(omittingEmptySubsequences: false) { "/-.".contains($0) }
        guard parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }) else {
            return nil
        }
        if parts.count == 1, text.utf8.count == 8 {
            return iso(year: text.prefix(4), month: text.dropFirst(4).prefix(2), day: text.suffix(2))
        }
        guard parts.count == 3 else { return nil }
        switch (parts[0].utf8.count, parts[1].utf8.count, parts[2].utf8.count) {
        case (4, 1...2, 1...2): return iso(year: parts[0], month: parts[1], day: parts[2])
        case (1...2, 1...2, 4): return iso(year: parts[2], month: parts[1], day: parts[0])
        default: return nil
        }
    }

    private static func withoutTime(_ text: String) -> Substring {
        guard let end = text.firstIndex(where: { $0 == "T" || $0 == " " }), text.contains(":") else { return text[...] }
        return text[..<end]
    }

    private static func iso(year: Substring, month: Substring, day: Substring) -> String? {
        guard let y = Int(year), let m = Int(month), let d = Int(day), (1800...2199).contains(y), (1...12).contains(m),
            (1...days(in: m, of: y)).contains(d)
        else { return nil }
        return "\(y)-\(m < 10 ? "0" : "")\(m)-\(d < 10 ? "0" : "")\(d)"
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
