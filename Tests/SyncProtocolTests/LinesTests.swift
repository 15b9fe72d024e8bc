import SyncProtocol
import Testing

@Suite struct Lines {
    @Test(arguments: ["", "\n", "a", "a\n", "\na\n\nbc\n", "a\nb", "\n\n\n", "ñ\r\n\u{0}\nx"])
    func `a text is cut at its line feeds as the standard library would`(text: String) {
        let bytes = Array(text.utf8)
        #expect(bytes.lines() == bytes.split(separator: UInt8(ascii: "\n")))
    }
}
