import Foundation

/// The command line: `vuelve SUBJECT VERB`.
@main
enum Vuelve {
    static var commands: [any Command.Type] {
        [
            CentralInit.self, CentralServe.self, CentralAddStore.self, CentralRotateToken.self, CentralRevokeToken.self,
            CentralAddToken.self, CentralRun.self, CentralBackup.self, CentralRestore.self, CentralMigrate.self,
            CentralReplaceStore.self,
            CentralStoreLost.self, CentralEpochs.self, CentralCloseEpoch.self, EdgeInit.self,
            EdgeServe.self, EdgeAddTill.self, EdgeSync.self, EdgeBackup.self, EdgeRestore.self,
            TillLookup.self, TillBuy.self, TillReplay.self, TillCommand.self, Status.self, CustomersImport.self,
            SegmentsShow.self,
            ProgrammeCheck.self, ProgrammePush.self, ProgrammeVersionList.self, ProgrammeSimulate.self,
            CampaignCheck.self, CampaignPush.self, CampaignList.self, CampaignResultsShow.self, PurchasesTotals.self,
            Simulate.self,
            AuditList.self, AuditVerify.self, EventsList.self, EventsShow.self, EventsRetry.self, EventsDismiss.self,
            Support.self, ComplaintsList.self, ClaimsList.self, ReturnsList.self, RewardsList.self,
            CustomersFind.self, CustomersBlocked.self, CustomersUnblock.self, CustomersUnmerge.self,
            CustomersMerge.self,
            CustomersEmployee.self, FlagsList.self, CustomersLedger.self, CustomersAdjust.self,
            PointsLiabilityShow.self, CentralWaive.self, CentralRecompute.self,
            CentralSetPin.self,
            CentralUnlockPin.self, CentralRemovePin.self, CentralPins.self,
        ]
    }

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            exit(try run(words))
        } catch {
            Failure(error).print()
            exit(Failure(error).exitCode)
        }
    }

    private static func run(_ words: [String]) throws -> Int32 {
        if words.isEmpty || words == ["--help"] || words == ["help"] {
            print(overview)
            return words.isEmpty ? 2 : 0
        }
        if words == ["--version"] {
            print("vuelve \(Version.current)")
            return 0
        }
        guard
            let command = commands.first(where: { words.starts(with: $0.name.split(separator: " ").map(String.init)) })
        else {
            if let subject = words.first, let overview = overview(of: subject),
                words.dropFirst().allSatisfy({ $0 == "--help" })
            {
                print(overview)
                return words.count > 1 ? 0 : 2
            }
            throw Failure.usage("there is no command \"\(words.prefix(2).joined(separator: " "))\"", "vuelve --help")
        }
        let rest = Array(words.dropFirst(command.name.split(separator: " ").count))
        if rest.contains("--help") {
            print(command.help)
            return 0
        }
        // Who may name another address may say whose certificates to believe there.
        let options = command.options + (command.options.contains("url") ? ["ca-file"] : [])
        return try command.run(try Arguments(rest, options: options, flags: command.flags, of: command.name))
    }

    private static var overview: String {
        """
        Loyalty for chains of stores that keeps working when the line is down.

        \(lines(of: commands))

        vuelve SUBJECT VERB --help shows a command's options with an example.
        """
    }

    /// The verbs of a subject; nil for a word that is none.
    private static func overview(of subject: String) -> String? {
        let verbs = commands.filter { $0.name.hasPrefix(subject + " ") }
        guard !verbs.isEmpty else { return nil }
        return """
            \(lines(of: verbs))

            vuelve \(subject) VERB --help shows a command's options with an example.
            """
    }

    private static func lines(of commands: [any Command.Type]) -> String {
        commands.map { command in
            "  vuelve \(command.name.padding(toLength: 22, withPad: " ", startingAt: 0)) \(command.summary)"
        }
        .joined(separator: "\n")
    }
}

enum Version {
    static let current = "0.1.0"
}
