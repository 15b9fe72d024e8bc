import Foundation
import JSON

/// Changes single keys of a daemon's JSON configuration; the rest and the order stay.
struct ConfigurationFile {
    let path: String

    /// - Parameter json: the new value's text, such as `"nightly"` in quotes, `30`, `[]`
    func set(_ key: String, json: String) throws {
        let document = try JSONDocument(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        guard let members = document.root.members else {
            throw BadInput.wrongType(path, wanted: "object", got: document.root)
        }
        var values = members.map { (key: $0.key, json: $0.value.text) }
        if let index = values.firstIndex(where: { $0.key == key }) {
            values[index].json = json
        } else {
            values.append((key, json))
        }
        let lines = values.map { "  \"\($0.key)\": \($0.json)" }
        try ("{\n" + lines.joined(separator: ",\n") + "\n}\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text
    }
}
