import Central
import Digest
import Foundation
import HTTP

enum CentralInit: Command {
    static let name = "central init"
    static let summary = "makes a folder for central: configuration, programme, segmentation, tokens"
    static let usage = "DIR"
    static let example = "vuelve central init /srv/vuelve"
    static let options: [String] = []

    static func run(_ arguments: Arguments) throws -> Int32 {
        let folder = Folder.absolute(try arguments.single("folder"))
        try Folder.make(folder + "/data")
        try Folder.make(folder + "/campaigns")
        try Folder.write(CentralDefaults.configuration, to: folder + "/central.json")
        try Folder.write(CentralDefaults.programme, to: folder + "/programme.json")
        try Folder.write(CentralDefaults.segmentation, to: folder + "/segmentation.json")
        for (file, text) in CentralDefaults.campaigns { try Folder.write(text, to: "\(folder)/campaigns/\(file)") }
        let randomness = SystemRandomness()
        try Folder.write(Hex.encode(randomness.bytes(32)) + "\n", to: folder + "/chain.secret", mode: 0o600)
        try Folder.write(Token.make(randomness) + "\n", to: folder + "/admin.token", mode: 0o600)
        print("\(folder)/central.json")
        return 0
    }
}
