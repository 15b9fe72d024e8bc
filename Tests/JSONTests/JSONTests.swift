import JSON
import Testing

@Suite struct `JSON documents` {
    @Test func `what is written can be read back`() throws {
        let bytes = JSONWriter.object { object in
            object.field("text", "a \"quoted\" line\nand ñ / 😀")
            object.field("integer", Int64.min)
            object.array("list") { list in
                list.value(1.5)
                list.value(3.0)
                list.null()
            }
            object.object("empty") { $0.field("flag", true) }
        }
        let root = try JSONDocument(bytes).root
        #expect(root["text"]?.string == "a \"quoted\" line\nand ñ / 😀")
        #expect(root["integer"]?.integer == Int64.min)
        #expect(root["list"]?.array?.map(\.number) == [1.5, 3, nil])
        #expect(root["list"]?.array?[1].kind == .integer)
        #expect(String(decoding: bytes, as: UTF8.self).contains("ñ / 😀"))
    }

    @Test func `what is read can be written again, compactly and in its order`() throws {
        let text = #" { "b" : [ 1 , -2.5 , true , null , "x\u00e9\n/" ] , "a" : { } } "#
        #expect(try JSONDocument(text).root.text == #"{"b":[1,-2.5,true,null,"xé\n/"],"a":{}}"#)
        let root = try JSONDocument(text).root
        #expect(root.members?.map(\.key) == ["b", "a"])
        #expect(root["b"]?.count == 5)
        #expect(root["b"]?["c"] == nil)
        #expect(root["b"]?.array?[1].integer == nil)
    }

    @Test(arguments: ["7", "-0", "\"x\"", "true", "1.5", "null"])
    func `a lone value is a document`(text: String) throws {
        #expect(try JSONDocument(text).root.text == (text == "-0" ? "0" : text))
    }

    /// Text, line, column.
    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("{\"a\":1,\n \"a\":2}", 2, 2), ("{\"a\":}", 1, 6), ("[1,]", 1, 4), ("\u{0}", 1, 1),
        ("{\"a\":\n\"\\u0000\"}", 2, 1), ("{\"\\u0000\":1}", 1, 2), ("{\n \"a: 1,\n \"b\": 2\n}", 2, 2),
        ("{\n \"a\": 1\n \"b\": 2\n}", 3, 2), ("[1] 2", 1, 5), ("[tru]", 1, 2), ("[01]", 1, 2), ("[1.]", 1, 2),
        ("[\n1,\n\"a\nb\"]", 3, 1), ("{a:1}", 1, 2),
    ])
    func `what is no JSON is an error with a place`(text: String, line: Int, column: Int) {
        #expect { try JSONDocument(text) } throws: { error in
            let error = error as? JSONSyntaxError
            return error?.reason == .syntax && error?.line == line && error?.column == column
        }
    }

    @Test(arguments: [[0x22, 0xff, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x31, 0x00]])
    func `bytes that are no text are an error`(bytes: [UInt8]) {
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(bytes) }
    }

    @Test(arguments: ["\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\x\"", "\"\t\""])
    func `a string with half a character, or an escape that is none, is an error`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(text) }
    }

    @Test(arguments: [2, 20, 500])
    func `a key that stands twice is an error, among however many`(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(try JSONDocument("{\(members)}").root["k\(count - 1)"]?.integer == Int64(count - 1))
        // Written otherwise, it is the same key.
        #expect(throws: JSONSyntaxError.self) { try JSONDocument("{\(members),\"\\u006b\(count / 2)\":1}") }
        #expect(throws: JSONSyntaxError.self) { try JSONDocument("[{\"o\":{\(members),\"k0\":1}}]") }
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e999"])
    func `a number beyond 64 bits is told apart from a mistake in the text`(number: String) {
        #expect { try JSONDocument("{\"a\":\n \(number)}") } throws: { error in
            let error = error as? JSONSyntaxError
            return error?.reason == .numberOutOfRange && error?.line == 2 && error?.column == 2
        }
    }

    @Test func `deep nesting is an error, not a crash`() {
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(String(repeating: "[", count: 100_000)) }
        let nested = String(repeating: "[{\"a\":", count: 100_000)
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(nested) }
    }
}

@Suite struct `Strict objects` {
    @Test func `a misspelt key is named with the nearest right one`() throws {
        var object = try StrictObject(JSONDocument("{\"listn\":\"x\"}").root)
        _ = try object.string("listen")
        _ = try object.string("storage")
        #expect { try object.finish() } throws: { error in
            (error as? BadInput)?.code == "unknownKey" && "\(error)".contains("did you mean \"listen\"?")
        }
    }

    @Test func `a value of another type is named with its place`() throws {
        var object = try StrictObject(JSONDocument("{\"port\":\"80\"}").root, path: "server")
        #expect(throws: BadInput(code: "wrongType", field: "server.port", message: "wants integer, got string")) {
            _ = try object.integer("port", in: 1...10)
        }
    }
}
