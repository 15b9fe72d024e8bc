import Digest
import Dispatch
import Testing

@Suite struct Digests {
    @Test func `SHA-256 and HMAC give the published values`() {
        // FIPS 180-2, appendix B.1; RFC 4231, test case 2.
        #expect(Digest.sha256("abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.sha256(Array("ab".utf8), then: "c") == Digest.sha256("abc"))
        #expect(Digest.sha256(Array("abc".utf8), then: "") == Digest.sha256("abc"))
        let hmac = HMACKey(Array("Jefe".utf8)).digest(Array("what do ya want for nothing?".utf8))
        #expect(hmac.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `a key gives each text its digest, again and again, on many threads at once`() {
        let key = HMACKey(Array("Jefe".utf8))
        let texts = (0..<50).map { [UInt8](repeating: UInt8($0), count: $0 * 7) }
        let expected = texts.map { HMACKey(Array("Jefe".utf8)).digest($0) }
        DispatchQueue.concurrentPerform(iterations: 400) { turn in
            #expect(key.digest(texts[turn % texts.count]) == expected[turn % texts.count])
        }
    }

    @Test func `hexadecimal is read back, and rubbish is not`() {
        #expect(Hex.decode(Hex.encode([0, 127, 255])) == [0, 127, 255])
        #expect(Hex.decode("abc") == nil)
        #expect(Hex.decode("zz") == nil)
        #expect(Hex.decode("AbcD") == [0xab, 0xcd])
        let capitals = Array("AbcD".utf8)
        #expect(capitals.withUnsafeBufferPointer { Hex.decode($0, isLowerOnly: true) } == nil)
    }

    @Test func `the system gives as many bytes as asked, also more than at once`() {
        let bytes = SystemRandomness().bytes(1000)
        #expect(bytes.count == 1000 && Set(bytes).count > 200)
        // The end was filled too: 32 zeros in a row do not happen.
        #expect(bytes.suffix(32) != [UInt8](repeating: 0, count: 32)[...])
    }

    @Test func `the same seed gives the same bytes however they are drawn`() {
        let a = SeededRandomness(seed: 7), b = SeededRandomness(seed: 7)
        #expect(a.bytes(10) + a.bytes(60) == b.bytes(70))
        #expect(SeededRandomness(seed: 8).bytes(70) != SeededRandomness(seed: 7).bytes(70))
    }
}

@Suite struct `Slow hashes` {
    /// Made with Python's `hashlib.pbkdf2_hmac`.
    @Test func `a hash made elsewhere is recognised`() throws {
        let text =
            "pbkdf2-sha256$1000$000102030405060708090a0b0c0d0e0f$b5bd6e88917e8c18c075e52eb8427bbc00f98d7308cd509c480e449242bbaac0"
        let hash = try #require(SlowHash(text))
        #expect(hash.matches("4711") && !hash.matches("4712") && !hash.matches(""))
        #expect(hash.text == text)
    }

    @Test func `the same secret has another hash each time, and each knows it`() {
        let randomness = SeededRandomness(seed: 1)
        let one = SlowHash(of: "4711", rounds: 10, randomness), two = SlowHash(of: "4711", rounds: 10, randomness)
        #expect(one != two && one.matches("4711") && two.matches("4711") && !two.matches("471"))
    }

    @Test(arguments: [
        "", "pbkdf2-sha256$0$00$00", "scrypt$1000$000102030405060708090a0b0c0d0e0f$00",
        "pbkdf2-sha256$200001$000102030405060708090a0b0c0d0e0f$b5bd6e88917e8c18c075e52eb8427bbc00f98d7308cd509c480e449242bbaac0",
        "pbkdf2-sha256$1000$0001$b5bd6e88917e8c18c075e52eb8427bbc00f98d7308cd509c480e449242bbaac0",
    ]) func `what would take too long, or is none, is not computed`(text: String) {
        #expect(SlowHash(text) == nil)
    }
}
