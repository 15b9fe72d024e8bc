import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

private let keys = [FuzzedStore.knownKey, "phone:5512345678", "card:900", "email:ana@example.mx", "phone:", "x:1", ""]

@Suite(.serialized) struct `Requests made from the documents` {
    @Test func `the agent answers each by its document, and its sales arrive once`() throws {
        let central = try FuzzedCentral(seed: Effort.seed)
        let store = try FuzzedStore(central, seed: Effort.seed)
        let file = try OpenAPIFile(StoreOpenAPI.document)
        let maker = RequestMaker(
            file: file,
            values: SchemaValues(
                file: file,
                known: [
                    "key": keys, "receipt": ["1", "2", "r-3", "31198570044"],
                    "file": ["\(store.folder.path)/a", "\(store.folder.path)/b", "relative", ""],
                ]),
            names: ["7", "nobody", "a%20b"], folder: store.folder.path, dear: ["/v1/backups", "/openapi.json"])
        var told = Told()
        try ask(
            file, maker, test: "the agent answers each", { store.line(as: $0) },
            note: { request, response in told.note(request, response) })
        #expect(told.purchases > 0)
        #expect(store.agent.asked.withLock { $0.count } <= Agent.askedMax)
        try expectSound(central, store, told)
    }

    @Test func `central answers each by its document, and what a store sold before and after is there once`() throws {
        let central = try FuzzedCentral(seed: Effort.seed)
        let store = try FuzzedStore(central, seed: Effort.seed)
        let file = try OpenAPIFile(CentralOpenAPI.document)
        let maker = RequestMaker(
            file: file,
            values: SchemaValues(
                file: file,
                known: [
                    "key": keys, "store": [FuzzedCentral.playgroundStore], "at": ["2026-03-14T18:20:05Z"],
                    "file": ["\(central.folder.path)/a", "\(central.folder.path)/b", "relative", ""],
                    "subject": ["bea", "carla", ""],
                ]),
            names: [FuzzedCentral.playgroundStore, FuzzedCentral.playgroundStore, "nobody", "a%20b"],
            folder: central.folder.path,
            dear: ["/v1/backups", "/v1/run", "/openapi.json", "/v1/support", "/v1/audit/verify"],
            firstLine: Self.soundHeader)
        try ask(
            file, maker, test: "central answers each", { central.line(as: $0) },
            whileWaiting: {
                central.clock.advance(seconds: 61)
                central.aggregator.endLongPolls()
            })
        #expect(central.aggregator.waiters.count == 0)
        try expectSound(central, store, Told())
    }

    /// An upload's first line that central accepts: nearly none that is made from the schema alone has the right chain.
    private static func soundHeader(_ dice: inout Dice) -> Tree? {
        let (store, epoch) = (StoreID(FuzzedCentral.playgroundStore), EpochID("fuzz\(dice.below(1_000_000))"))
        let header = UploadHeader(
            store: store, epoch: epoch, after: Position(sequence: 0, chain: Chain.start(store: store, epoch: epoch)),
            agentVersion: "fuzz", clock: Instant(milliseconds: 1_773_482_400_000), report: AgentReport())
        return .raw(header.line)
    }

    private func ask(
        _ file: OpenAPIFile, _ maker: RequestMaker, test: String, _ line: (String) -> DirectTransport,
        whileWaiting: () -> Void = {}, note: (ClientRequest, Response) -> Void = { _, _ in }
    ) throws {
        let check = AnswerCheck(file)
        var dice = Dice(seed: Effort.seed)
        var residentBefore = 0
        var failures = 0
        var answered: [Int: Int] = [:]
        for count in 1...Effort.requests {
            // Caches and pools are full by then.
            if count == max(1, Effort.requests / 4) { residentBefore = Memory.residentBytes }
            let made = maker.next(&dice)
            let how = Effort.replay(test, seed: Effort.seed, count: count)
            guard let response = Deadline.ask(line(made.who), made.request, whileWaiting: whileWaiting) else {
                Issue.record("no answer in \(Deadline.secondsMax) s: \(made.text)\n\(how)")
                return
            }
            answered[response.status, default: 0] += 1
            note(made.request, response)
            let mistakes = check.mistakes(made.request, response, who: made.who)
            guard !mistakes.isEmpty else { continue }
            failures += 1
            Issue.record("\(mistakes.prefix(3).joined(separator: "; ")): \(made.text)\n\(how)")
            if failures == 12 { return }
        }
        #expect(Memory.residentBytes - residentBefore < Memory.growthBytesMax)
        // A maker whose requests are all refused would prove nothing.
        let wanted = Effort.requests / 20
        let taken = (answered[200] ?? 0) + (answered[201] ?? 0)
        #expect(taken > wanted && answered[400] ?? 0 > wanted && answered[401] ?? 0 > 0, "\(answered)")
    }

    /// What the store tells central arrives once, and a sale goes on as ever.
    private func expectSound(_ central: FuzzedCentral, _ store: FuzzedStore, _ before: Told) throws {
        var told = before
        for number in 1...3 {
            let purchase = Purchase(
                receipt: "sound-\(number)", till: "1", at: central.clock.now(), key: FuzzedStore.knownKey,
                lines: [.init(sku: "7501", amountMinor: 1_000)])
            let response = store.ask("till", "POST", "/v1/purchases", purchase.json)
            #expect(response.status == 200)
            told.note(ClientRequest("POST", "/v1/purchases", body: purchase.json), response)
        }
        try store.upload()
        let sum = try central.totals()["byStore"]?[FuzzedCentral.soundStore]
        #expect(sum?["purchases"]?.integer == told.purchases)
        #expect(sum?["amountMinor"]?.integer == told.amountMinor)
        try store.download()
        #expect(store.agent.lineProblem == nil)
    }
}

/// The purchases that a till saw accepted: the oracle of what must be at central.
struct Told {
    var purchases: Int64 = 0
    var amountMinor: Int64 = 0

    mutating func note(_ request: ClientRequest, _ response: Response) {
        let path = request.path.split(separator: "?").first.map(String.init)
        guard request.method == "POST", path == "/v1/purchases", response.status == 200,
            let answer = try? JSONDocument(response.body).root, answer["duplicate"]?.boolean == false
        else { return }
        let flags = (answer["flags"]?.array ?? []).compactMap(\.string)
        guard !flags.contains("training"), !flags.contains("receiptReused") else { return }
        let isPacked = request.headers.contains { $0.0 == "Content-Encoding" && $0.1 == "gzip" }
        let body = isPacked ? (try? Gzip.unpack(request.body, bytesMax: 1 << 24)) ?? [] : request.body
        purchases += 1
        amountMinor += (try? JSONDocument(body).root["totalMinor"]?.integer) ?? 0
    }
}

@Suite struct `Examples of the documents` {
    @Test(arguments: [StoreOpenAPI.document, CentralOpenAPI.document])
    func `each satisfies its schema`(_ document: String) throws {
        let file = try OpenAPIFile(document)
        let check = SchemaCheck(file)
        var count = 0
        func look(_ media: JSONValue, _ place: String) {
            let named = (media["examples"]?.members ?? []).compactMap { $0.value["value"] }
            for example in named + (media["example"].map { [$0] } ?? []) {
                guard let schema = media["schema"] else { continue }
                count += 1
                #expect(check.mistakes(example, schema, at: place) == [])
            }
        }
        for operation in file.operations {
            if let body = operation.body { look(body.media, "\(operation.path) request") }
            for (status, response) in operation.responses {
                for (type, media) in response["content"]?.members ?? [] {
                    look(media, "\(operation.path) \(status) \(type)")
                }
            }
        }
        #expect(count > 10)
    }

    @Test func `the check finds what is wrong`() throws {
        let file = try OpenAPIFile(StoreOpenAPI.document)
        let check = SchemaCheck(file)
        let schema = try #require(file.root["components"]?["schemas"]?["Benefit"])
        let wrong = [
            #"{}"#, #"{"percent": 101}"#, #"{"percent": 5, "amountMinor": 5}"#, #"{"amountMinor": 1.5}"#,
            #"{"percent": 5, "skus": "7501"}"#, #"[]"#,
        ]
        for text in wrong { #expect(check.mistakes(try JSONDocument(text).root, schema) != [], "\(text)") }
        #expect(check.mistakes(try JSONDocument(#"{"percent": 5, "skus": ["1"]}"#).root, schema) == [])
    }
}
