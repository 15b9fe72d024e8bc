import HTTP
import JSON

/// What may be wrong with a request.
enum Mutations {
    /// Values that break what is careless with numbers, texts and depth.
    static let oddValues: [(name: String, bytes: [UInt8])] =
        [
            "null", "true", "0", "-1", "-0.0", "1.5", "1e3", "1e400", "-1e-400", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "18446744073709551615", "123456789012345678901234567890",
            "1000000000001", "-1000000000000", "\"\"", "[]", "{}", "[[]]", "\"\\u0000\"", "\"\\ud800\"", "\"\\uFFFF\"",
            "\"9999-12-31T23:59:59.999Z\"", "\"1970-01-01T00:00:00Z\"", "\"0000-00-00\"", "\"2026-02-30\"", "NaN",
            "Infinity", "01", "+1", "\"' OR 1=1 --\"", "\"../../etc/passwd\"", "\"%s%n\"", "\"\\n\\r\\t\"",
            "{\"a\":1,\"a\":2}",
        ].map { ($0, Array($0.utf8)) } + [
            ("bad UTF-8", [0x22, 0xC3, 0x28, 0xFF, 0x22]), ("overlong", [0x22, 0xC0, 0x80, 0x22]),
            ("NUL", [0x22, 0, 0x22]),
            ("long text", [0x22] + [UInt8](repeating: 0x78, count: 20_000) + [0x22]),
            ("deep", [UInt8](repeating: 0x5B, count: 3000) + [UInt8](repeating: 0x5D, count: 3000)),
            ("half deep", [UInt8](repeating: 0x5B, count: 900) + [UInt8](repeating: 0x5D, count: 900)),
            ("many", [0x5B] + Array(String(repeating: "{},", count: 3000).utf8) + [0x31, 0x5D]),
        ]

    static func mutate(_ tree: Tree, _ dice: inout Dice, _ names: inout [String]) -> Tree {
        var result = tree
        for _ in 0..<1 + dice.below(3) {
            let place = dice.below(result.count)
            let (odd, kind, number) = (dice.pick(oddValues), dice.below(6), dice.below(1000))
            names.append(kind < 3 ? "\(odd.name.prefix(40)) at \(place)" : "shape \(kind) at \(place)")
            result = result.changing(place) { value in
                switch (kind, value) {
                case (3, .object(let members)) where !members.isEmpty:
                    return .object(members.enumerated().filter { $0.offset != number % members.count }.map(\.element))
                case (4, .object(let members)) where !members.isEmpty:
                    return .object(members + [members[number % members.count]])
                case (5, .object(let members)): return .object(members + [("unknown\(number)", .raw(odd.bytes))])
                case (3, .array(let list)): return .array(list + list)
                case (4, .array(let list)): return .array(list.reversed())
                case (3, .string(let text)): return .string(text + String(repeating: "é", count: number))
                case (4, .string(let text)): return .string(String(text.dropLast()))
                default: return .raw(odd.bytes)
                }
            }
        }
        return result
    }

    /// Of the request around the body, and of its bytes.
    static func mutate(_ made: inout RequestMaker.Made, _ dice: inout Dice) {
        for _ in 0..<dice.below(3) {
            switch dice.below(5) {
            case 0: mutateBytes(&made, &dice)
            case 1: mutatePath(&made, &dice)
            case 2:
                made.who = dice.pick(["nobody", "unknown", "till", "store", "central", "admin", "odd"])
                made.mutations.append("as \(made.who)")
            case 3:
                made.request.method = dice.pick([
                    "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "get", "X",
                ])
                made.mutations.append("method")
            default: mutateEncoding(&made, &dice)
            }
        }
    }

    private static func mutateBytes(_ made: inout RequestMaker.Made, _ dice: inout Dice) {
        var body = made.request.body
        guard !body.isEmpty else { return made.request.body = dice.bytes(dice.below(200)) }
        switch dice.below(5) {
        case 0: body = Array(body.prefix(dice.below(body.count)))
        case 1: body[dice.below(body.count)] = UInt8(truncatingIfNeeded: dice.next())
        case 2: body.insert(contentsOf: dice.bytes(1 + dice.below(4)), at: dice.below(body.count))
        case 3: body += body
        // Beyond what any route takes.
        default: body += [UInt8](repeating: 0x20, count: dice.once(in: 12) ? 300_000 : 20_000)
        }
        made.mutations.append("bytes")
        made.request.body = body
    }

    private static let oddSegments = [
        "..", "%00", "%2e%2e%2f", "%ff%fe", "%", "%zz", "", " ", "é", "a b", String(repeating: "x", count: 3000),
        "{store}",
        "0x", "%25", ";", "a&b", "null", "-1",
    ]
    private static let oddQueries = [
        "wait=-1", "wait=99999999999999999999", "wait=0x10", "wait=", "after=", "after=1.zz", "after=.", "after=-1.aa",
        "after=9223372036854775808.ab", "after=%00", "after=%ff", "fresh=2", "a=b=c", "&&&", "=", "segment=nope",
        "event=a/b/c", "event=777/x/-1", "event=777/x/9223372036854775808", "head=zz", "since=yesterday", "timeout=0",
        "timeout=9999999999", "source=%E9", "store=nope", "wait=0&wait=1",
    ]

    private static func mutatePath(_ made: inout RequestMaker.Made, _ dice: inout Dice) {
        let parts = made.request.path.split(separator: "?", maxSplits: 1)
        var segments = (parts.first ?? "").split(separator: "/").map(String.init)
        var query = parts.count == 2 ? [String(parts[1])] : []
        if dice.once(in: 2), !segments.isEmpty {
            segments[dice.below(segments.count)] = dice.pick(oddSegments)
        } else {
            query.append(dice.pick(oddQueries))
        }
        made.mutations.append("path")
        made.request.path =
            "/" + segments.joined(separator: "/") + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    private static let bomb = Gzip.pack([UInt8](repeating: 0x5B, count: 24 * 1024 * 1024), level: 9)

    private static func mutateEncoding(_ made: inout RequestMaker.Made, _ dice: inout Dice) {
        let packed = Gzip.pack(made.request.body)
        let kind = dice.below(7)
        switch kind {
        case 0: made.request.body = packed
        case 1: made.request.body = Array(packed.dropLast(1 + dice.below(packed.count)))
        case 2:
            made.request.body = packed
            made.request.body[dice.below(packed.count)] ^= UInt8(1 << dice.below(8))
        case 3: made.request.body = packed + dice.bytes(1 + dice.below(8))
        case 4: made.request.body = dice.once(in: 8) ? bomb : packed + packed
        case 5: break  // Says that it is packed, and is not.
        default:
            made.request.headers = [
                ("Content-Type", dice.pick(["text/html", "", "application/json; charset=latin1", "é"]))
            ]
            made.request.headers.append(("Content-Encoding", dice.pick(["br", "GZIP", "identity", "gzip, gzip", ""])))
            made.mutations.append("headers")
            return
        }
        made.mutations.append("gzip \(kind)")
        made.request.headers.append(("Content-Encoding", "gzip"))
    }
}
