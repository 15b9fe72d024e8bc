import Foundation
import HTTP
import JSON

/// The files that a campaign command means: those named, or all in the folder's `campaigns/`.
private func campaignFiles(_ arguments: Arguments) throws -> [String] {
    if !arguments.positional.isEmpty { return arguments.positional }
    let folder = Folder.of(try arguments.required("config")) + "/campaigns"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let files = names.filter { $0.hasSuffix(".json") }.sorted().map { "\(folder)/\($0)" }
    guard !files.isEmpty else { throw Failure("there is no campaign in \(folder)", next: "name a file") }
    return files
}

/// Sends each file; one that is refused is named and does not stop the others.
private func forEachCampaign(_ arguments: Arguments, _ path: String, _ say: (String, JSONValue) -> Void) throws -> Int32
{
    let connection = try Connection(arguments)
    var code: Int32 = 0
    for file in try campaignFiles(arguments) {
        do {
            say(file, try connection.send("POST", path, body: Folder.bytes(file), timeoutSeconds: 600))
        } catch {
            let failure = Failure(error)
            Failure("\(file): \(failure.message)", next: failure.next).print()
            code = 1
        }
    }
    return code
}

enum CampaignCheck: Command {
    static let name = "campaign check"
    static let summary = "checks campaign files; a mistake is named with the nearest right word"
    static let usage = "[FILE…] --config DIR/central.json"
    static let example = "vuelve campaign check campaigns/summer.json --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        try forEachCampaign(arguments, "/v1/campaigns/check") { file, _ in print("\(file): ok") }
    }
}

enum CampaignPush: Command {
    static let name = "campaign push"
    static let summary = "gives campaigns to those who qualify and publishes them at once"
    static let usage = "[FILE…] --config DIR/central.json"
    static let example = "vuelve campaign push campaigns/summer.json --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        try forEachCampaign(arguments, "/v1/campaigns") { _, answer in
            let campaign = answer["campaign"]?.string ?? ""
            print(
                "\(campaign): \(answer["assigned"]?.integer ?? 0) customers, control \(answer["control"]?.integer ?? 0)"
            )
        }
    }
}

enum CampaignList: Command {
    static let name = "campaign list"
    static let summary = "lists the campaigns that central has"
    static let usage = "[--json] [--lang es|en] --config DIR/central.json"
    static let example = "vuelve campaign list --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "lang"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let answer = try Connection(arguments).send("GET", "/v1/campaigns")
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        let language = try Language(arguments)
        for campaign in answer["campaigns"]?.array ?? [] {
            let name = campaign["names"]?[language.code]?.string ?? ""
            print(
                "\(campaign["campaign"]?.string ?? "")\t\(campaign["from"]?.string ?? "")…\(campaign["to"]?.string ?? "")\t\(name)"
            )
        }
        return 0
    }
}

enum CampaignResultsShow: Command {
    static let name = "campaign results"
    static let summary = "shows what a campaign brought against its control group"
    static let usage = "ID [--json] --config DIR/central.json"
    static let example = "vuelve campaign results welcome-back --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let campaign = try arguments.single("campaign id").urlEncoded
        let answer = try Connection(arguments).send("GET", "/v1/campaigns/\(campaign)/results", timeoutSeconds: 300)
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        let amount = Amount(currency: answer["currency"]?.string ?? "")
        func line(_ name: String) -> String {
            let group = answer[name]
            let spend = amount.text(group?["spendMinor"]?.integer ?? 0)
            return
                "\(name): \(group?["customers"]?.integer ?? 0) customers, \(group?["buyers"]?.integer ?? 0) bought, \(spend)"
        }
        print(line("offered"))
        print(line("control"))
        print("uses: \(answer["uses"]?.integer ?? 0)")
        if let uplift = answer["upliftMinor"]?.integer {
            print("brought: \(amount.text(uplift))")
        } else {
            print("brought: too early to tell")
        }
        return 0
    }
}
