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

    @Test(arguments: ["", "{", "{\"a\":1,\"a\":2}", "{\"a\":}", "[1,]", "\u{0}", "{\"a\":\"\\u0000\"}"])
    func `what is no JSON is an error with a place`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(text) }
    }

    @Test func `an integer beyond 64 bits is told apart from a mistake in the text`() {
        #expect { try JSONDocument("{\"a\":9223372036854775808}") } throws: { error in
            (error as? JSONSyntaxError)?.reason == .numberOutOfRange
        }
    }

    @Test func `deep nesting is an error, not a crash`() {
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(String(repeating: "[", count: 100_000)) }
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
