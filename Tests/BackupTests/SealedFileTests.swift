import LocalChain
import Digest
import Foundation
import Testing

@testable import Backup

extension TemporaryFolder {
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}

func bytes(of path: String) -> [UInt8] { Array(FileManager.default.contents(atPath: path) ?? Data()) }

@Suite struct `A sealed file` {
    private let folder: TemporaryFolder
    private let key = BackupKey(bytes: Array(repeating: 7, count: 32))
    private static let overhead = SealedFile.magic.count + SealedFile.saltBytes
    private static let chunk = SealedFile.chunkBytes + SealedFile.tagBytes

    init() throws { folder = try TemporaryFolder() }

    private func seal(_ content: [UInt8]) throws -> [UInt8] {
        let source = try folder.write("content-\(UUID().uuidString)", content)
        let target = "\(folder.path)/sealed-\(UUID().uuidString)"
        try SealedFile.seal(OpenFile(reading: source), into: OpenFile(making: target), key, SystemRandomness())
        return bytes(of: target)
    }

    private func open(_ sealed: [UInt8], _ key: BackupKey) throws -> [UInt8] {
        var content: [UInt8] = []
        let path = try folder.write("opening-\(UUID().uuidString)", sealed)
        try SealedFile.open(OpenFile(reading: path), key) { content += $0 }
        return content
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func `opens to what it was made of, and shows nothing of it`(count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251) }
        let sealed = try seal(content)
        #expect(try open(sealed, key) == content)
        #expect(Int64(sealed.count) == SealedFile.sealedBytes(of: Int64(count)))
        #expect(try seal(content) != sealed, "each file has a salt of its own")
        if count > 100 { #expect(Data(sealed).range(of: Data(content.prefix(16))) == nil) }
    }

    @Test func `does not open under another key`() throws {
        let sealed = try seal(Array("members".utf8))
        let other = BackupKey(bytes: Array(repeating: 8, count: 32))
        let error = #expect(throws: BackupError.self) { try open(sealed, other) }
        #expect(error?.kind == .wrongKey)
    }

    @Test func `does not open once any byte is changed`() throws {
        let sealed = try seal(Array(repeating: 1, count: 70_000))
        // In the magic word, the salt, both chunks, and both tags.
        for place in [0, 20, 48, 40_000, 48 + 65_536, 48 + Self.chunk, sealed.count - 1] {
            var altered = sealed
            altered[place] ^= 1
            #expect(throws: BackupError.self, "byte \(place)") { try open(altered, key) }
        }
    }

    @Test func `does not open cut, lengthened, or with chunks moved, doubled or left out`() throws {
        let sealed = try seal((0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 1000) })
        let header = Array(sealed.prefix(Self.overhead))
        let chunks = stride(from: Self.overhead, to: sealed.count, by: Self.chunk).map { start in
            Array(sealed[start..<min(start + Self.chunk, sealed.count)])
        }
        #expect(chunks.count == 4)
        let wrong: [String: [UInt8]] = [
            "cut after a chunk": header + chunks[0] + chunks[1] + chunks[2],
            "cut within a chunk": Array(sealed.dropLast(5)),
            "cut after the header": header, "cut within the header": Array(header.dropLast()),
            "lengthened": sealed + [0], "lengthened by a chunk": sealed + chunks[3],
            "moved": header + chunks[1] + chunks[0] + chunks[2] + chunks[3],
            "doubled": header + chunks[0] + chunks[0] + chunks[1] + chunks[2] + chunks[3],
            "left out": header + chunks[0] + chunks[2] + chunks[3],
        ]
        for (how, altered) in wrong {
            #expect(throws: BackupError.self, "\(how)") { try open(altered, key) }
        }
    }
}
