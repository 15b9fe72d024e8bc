import CSV
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

@Suite struct `Decoders of what comes from outside` {
    private let rounds = max(200, Effort.requests / 4)

    /// A sound text with something wrong in it, or bytes from nowhere.
    private func odd(_ sound: [UInt8], _ dice: inout Dice) -> [UInt8] {
        if dice.once(in: 10) { return dice.bytes(dice.below(200)) }
        var bytes = sound
        for _ in 0..<1 + dice.below(3) where !bytes.isEmpty {
            let place = dice.below(bytes.count)
            switch dice.below(5) {
            case 0: bytes = Array(bytes.prefix(place))
            case 1: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
            case 2: bytes.insert(contentsOf: dice.pick(Mutations.oddValues).bytes, at: place)
            case 3: bytes.remove(at: place)
            default:
                bytes.insert(
                    contentsOf: dice.pick([[0], [10], [13, 10], [34], [44], [0xFF], [0xEF, 0xBB, 0xBF]]), at: place)
            }
        }
        return bytes
    }

    @Test func `any change of a body, a sequence or the order changes the chain`() {
        var dice = Dice(seed: Effort.seed)
        for _ in 0..<rounds {
            let start = Chain.start(store: StoreID("042"), epoch: EpochID("e\(dice.below(9))"))
            let bodies = (0..<2 + dice.below(6)).map { number in dice.bytes(1 + dice.below(40)) + [UInt8(number)] }
            func end(_ bodies: [[UInt8]], from start: Digest, sequences shift: Int64 = 0, at place: Int = 0) -> Digest {
                bodies.enumerated().reduce(start) { chain, next in
                    let sequence = Int64(next.offset) + 1 + (next.offset >= place ? shift : 0)
                    return Chain.next(after: chain, sequence: sequence, body: next.element)
                }
            }
            let sound = end(bodies, from: start)
            #expect(end(bodies, from: start) == sound)
            let place = dice.below(bodies.count)
            var changed = bodies
            changed[place][dice.below(changed[place].count)] ^= UInt8(1 << dice.below(8))
            #expect(end(changed, from: start) != sound)
            var swapped = bodies
            swapped.swapAt(place, (place + 1) % bodies.count)
            #expect(end(swapped, from: start) != sound)
            #expect(end(bodies, from: start, sequences: 1 + Int64(dice.below(5)), at: place) != sound)
            #expect(end(Array(bodies.dropLast()), from: start) != sound)
            #expect(end(bodies + [[]], from: start) != sound)
            #expect(end(bodies, from: Chain.start(store: StoreID("43"), epoch: EpochID("e"))) != sound)
            // A byte that moves from one body to the next.
            var moved = bodies
            let next = (place + 1) % bodies.count
            moved[next].insert(moved[place].removeLast(), at: 0)
            #expect(end(moved, from: start) != sound)
        }
    }

    @Test func `an upload's text is refused, or its lines come out as they went in`() throws {
        let file = try OpenAPIFile(CentralOpenAPI.document)
        let media = try #require(file.operation("POST", "/v1/stores/042/events")?.body?.media)
        let example = Array((media["example"]?.string ?? "").utf8)
        var dice = Dice(seed: Effort.seed)
        var read = 0
        for _ in 0..<rounds {
            let bytes = odd(example, &dice)
            guard let upload = try? UploadText(bytes) else { continue }
            let lines = bytes.split(separator: UInt8(ascii: "\n")).dropFirst()
                .filter { !$0.starts(with: Personal.lineStart) }
            let items = upload.items(0..<upload.eventCount)
            #expect(items.map(\.body) == lines.map { Array($0) })
            for item in items {
                #expect(item.bodyDigest == Digest.sha256(item.body))
                if case .success(let event) = item.result { #expect(event.id == item.id) }
                read += 1
            }
        }
        #expect(read > rounds / 10)
    }

    @Test func `what is unpacked is what was packed, or it is refused`() throws {
        var dice = Dice(seed: Effort.seed)
        for _ in 0..<rounds {
            let text = dice.once(in: 2) ? dice.bytes(dice.below(5000)) : [UInt8](repeating: 7, count: dice.below(5000))
            let packed = Gzip.pack(text)
            #expect(try Gzip.unpack(packed, bytesMax: text.count) == text)
            if !text.isEmpty {
                #expect(throws: Gzip.Failure.tooLarge) { try Gzip.unpack(packed, bytesMax: text.count - 1) }
            }
            let cut = Array(packed.prefix(dice.below(packed.count)))
            #expect(throws: Gzip.Failure.damaged) { try Gzip.unpack(cut, bytesMax: 1 << 20) }
            #expect(throws: Gzip.Failure.damaged) { try Gzip.unpack(packed + [1], bytesMax: 1 << 20) }
            var flipped = packed
            flipped[dice.below(packed.count)] ^= UInt8(1 << dice.below(8))
            if let unpacked = try? Gzip.unpack(flipped, bytesMax: 1 << 20) { #expect(unpacked == text) }
        }
    }

    @Test func `a CSV file is read to its end, whatever is in it`() {
        let sound = Array("nombre;teléfono;correo\nAna \"la\" Torres;+52 55;a@b.mx\n\"x\ny\";;\n".utf8)
        var dice = Dice(seed: Effort.seed)
        for _ in 0..<rounds {
            let bytes = odd(sound, &dice)
            guard var reader = try? CSVReader(bytes) else { continue }
            let columns = try? CustomerColumns(header: reader.header)
            // Each step consumes something, so there are no more rows than bytes.
            var steps = 0
            while steps <= bytes.count {
                steps += 1
                do {
                    guard let row = try reader.next() else { break }
                    #expect(row.fields.count == reader.header.count)
                    _ = columns?.row(row.fields)
                } catch {}
            }
            #expect(steps <= bytes.count, "\(bytes)")
        }
    }

    @Test func `instants, days, cursors and digests that are read are written as the same`() {
        var dice = Dice(seed: Effort.seed)
        let sound = [
            "2026-03-14T18:20:05.250+01:00", "9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z", "2026-02-29", "12.ab",
        ]
        for _ in 0..<rounds * 4 {
            let text = String(decoding: odd(Array(dice.pick(sound).utf8), &dice), as: UTF8.self)
            if let instant = Instant(text) {
                #expect(Instant(instant.description) == instant, "\(text)")
                #expect((Instant.earliest...Instant.latest).contains(instant), "\(text)")
            }
            if let day = LocalDay(text) { #expect(LocalDay(day.description) == day, "\(text)") }
            if let cursor = Cursor(text) {
                #expect(Cursor(cursor.description) == cursor, "\(text)")
                #expect(
                    cursor.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"&?#%+ ".utf8.contains($0) },
                    "\(text)")
            }
            if let digest = Digest(hex: text) { #expect(digest.hex == text.lowercased(), "\(text)") }
        }
    }

    @Test func `a cursor holds nothing that an address would read otherwise`() {
        for text in [
            "1.a b", "1.a&wait=60", "1.a\n", "1.é", "1.%61", "+1.ab", "1.", "1." + String(repeating: "a", count: 65),
        ] {
            #expect((Cursor(text) == nil) == (text != "1."), "\(text)")
        }
    }

    @Test func `a key's normal form is its own normal form`() {
        var dice = Dice(seed: Effort.seed)
        let sound = [
            "phone:+52 1 55 1234 5678", "phone:044 55 1234 5678", "phone:0052 55 1234 5678", "email: Ana@Example.MX",
            "card: 900-ñß", "id:goma800101hdf", "phone:521 55 1234 5678",
        ]
        for _ in 0..<rounds * 4 {
            let text = String(decoding: odd(Array(dice.pick(sound).utf8), &dice), as: UTF8.self)
            for code in ["52", "56", ""] {
                guard let key = Key(text, callingCode: code) else { continue }
                #expect(Key(key.text, callingCode: code) == key, "\(text) \(key.text)")
            }
        }
    }

    @Test func `what people write is taken or refused by name`() throws {
        let edge = EdgeConfiguration.text(
            store: StoreID("042"), central: "https://c.example", tokenFile: "t", timeZone: "America/Mexico_City",
            witness: "/w")
        var dice = Dice(seed: Effort.seed)
        let programme = try Programme(text: CentralDefaults.programme)
        let campaign = try #require(CentralDefaults.campaigns["welcome-back.json"])
        let tiers = programme.tiers.map(\.id)
        let readers: [(text: String, read: (String) throws -> Void)] = [
            (CentralDefaults.programme, { _ = try Programme(text: $0) }),
            (CentralDefaults.segmentation, { _ = try Segmentation(text: $0) }),
            (campaign, { _ = try Campaign(text: $0, segments: Segmentation.allSegments, tiers: tiers) }),
            (CentralDefaults.configuration, { _ = try CentralConfiguration(text: $0) }),
            (edge, { _ = try EdgeConfiguration(text: $0) }),
        ]
        for reader in readers {
            try reader.read(reader.text)
            let tree = Tree(try JSONDocument(reader.text).root)
            for _ in 0..<max(100, rounds / 4) {
                var names: [String] = []
                let isTree = dice.once(in: 2)
                let bytes =
                    isTree ? Mutations.mutate(tree, &dice, &names).bytes : odd(Array(reader.text.utf8), &dice)
                do {
                    try reader.read(String(decoding: bytes, as: UTF8.self))
                } catch let error as BadInput {
                    #expect(!error.code.isEmpty && !error.message.isEmpty)
                } catch is JSONSyntaxError {
                } catch {
                    Issue.record("\(type(of: error)) \(error): \(String(decoding: bytes.prefix(400), as: UTF8.self))")
                }
            }
        }
    }

    @Test func `a misspelt key as long as a body is refused at once`() throws {
        let key = String(repeating: "vérsion", count: 30_000)
        #expect(throws: BadInput.self) { try Programme(text: #"{"version": 1, "\#(key)": 1, "currency": "MXN"}"#) }
        #expect(Nearest.hint(key, ["version"]).isEmpty)
        #expect(Nearest.hint("verzion", ["version"]).contains("version"))
    }
}
