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

    @Test(arguments: [
        0, 7, -7, 9, 10, 99, 100, 1_000_000_007, -1_000_000_007, 999_999_999_999_999_999, 1_000_000_000_000_000_000,
        Int64.max, Int64.min,
    ])
    func `an integer is written with all its digits and no other`(integer: Int64) {
        #expect(JSONWriter.object { $0.field("n", integer) } == Array("{\"n\":\(integer)}".utf8))
        var writer = JSONWriter(capacity: 0)
        writer.array { list in
            list.value(integer)
            list.value(integer)
        }
        #expect(writer.text == "[\(integer),\(integer)]")
    }

    @Test func `each character is escaped where it must be, wherever it stands`() throws {
        for scalar in (0...0x24).map({ Unicode.Scalar(UInt8($0)) }) + ["\\", "\u{7f}", "ñ", "😀"] {
            // A NUL is no text that is read.
            guard scalar != "\0" else { continue }
            for place in 0..<20 {
                let text = String(repeating: "a", count: place) + String(scalar) + "bc"
                let bytes = JSONWriter.object { object in
                    object.field("text", text)
                    object.array("list") { $0.value(text) }
                    object.key(dynamic: text)
                    object.value(true)
                }
                let root = try JSONDocument(bytes).root
                #expect(root["text"]?.string == text)
                #expect(root["list"]?.array?.first?.string == text)
                #expect(root.members?.last?.key == text)
                let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
                #expect(bytes.contains(UInt8(ascii: "\\")) == mustEscape)
            }
        }
    }

    @Test func `members are found by name in whatever order, and others are counted`() throws {
        let names = JSONNames("a", "b", "c", "d")
        func found(_ text: String) throws -> (values: [Int64?], others: Int)? {
            try JSONDocument(text).root.withMembers(names) { members in
                ((0..<4).map(members.integer), members.others)
            }
        }
        let inOrder = try found(#"{"a":1,"b":2,"c":3,"d":4}"#)
        #expect(inOrder?.values == [1, 2, 3, 4] && inOrder?.others == 0)
        let mixed = try found(#"{"x":9,"d":4,"":0,"b":null,"a":1,"y":null,"aa":5}"#)
        #expect(mixed?.values == [1, nil, nil, 4] && mixed?.others == 3)
        #expect(try found("[1]")?.others == nil)
        #expect(try found("{}")?.values == [nil, nil, nil, nil])
        let kinds = try JSONDocument(#"{"a":"x","b":1.5,"c":true}"#).root.withMembers(names) { members in
            members.string(0) == "x" && members.integer(0) == nil && members.number(1) == 1.5
                && members.string(1) == nil && members[2]?.boolean == true && !members.has(3) && members[3] == nil
                && members.name(3) == "d"
        }
        #expect(kinds == true)
        #expect(names.contains("c") && !names.contains("e"))
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
