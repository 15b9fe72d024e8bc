import Digest
import Edge
import Foundation
import HTTP
import Loyalty

enum EdgeInit: Command {
    static let name = "edge init"
    static let summary = "makes a folder for a store's agent"
    static let usage = "DIR --store ID --central URL --token-file F [--time-zone ZONE]"
    static let example =
        "vuelve edge init /srv/tienda --store 042 --central http://127.0.0.1:8460 --token-file 042.token"
    static let options = ["store", "central", "token-file", "time-zone"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let folder = Folder.absolute(try arguments.single("folder"))
        let store = StoreID(try arguments.required("store"))
        let zone = arguments.option("time-zone") ?? localZone
        guard Zone(zone) != nil else {
            throw Failure.usage("\"\(zone)\" is no zone such as America/Mexico_City", "vuelve edge init --help")
        }
        let text = EdgeConfiguration.text(
            store: store, central: try arguments.required("central"),
            tokenFile: Folder.absolute(try arguments.required("token-file")), timeZone: zone,
            witness: folder + ".witness")
        // Checked before anything is written.
        do { _ = try EdgeConfiguration(text: text) } catch { throw Failure("\(error)", exitCode: 2) }
        try Folder.make(folder + "/data")
        try Folder.write(text, to: folder + "/edge.json")
        let randomness = SystemRandomness()
        try Folder.write(Token.make(randomness) + "\n", to: folder + "/till.token", mode: 0o600)
        try Folder.write(Token.make(randomness) + "\n", to: folder + "/admin.token", mode: 0o600)
        print("\(folder)/edge.json")
        if arguments.option("time-zone") == nil {
            Note.say("the store's days are those of \(zone); correct timeZone in edge.json if the store is elsewhere")
        }
        return 0
    }

    private static var localZone: String { TimeZone.current.identifier == "GMT" ? "UTC" : TimeZone.current.identifier }
}
