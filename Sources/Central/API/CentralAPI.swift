import Backup
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What central serves to stores, to the central team and to administrators.
public enum CentralAPI {
    public static func routes(_ aggregator: Aggregator, _ counts: ServerCounts) -> [Route] {
        storeRoutes(aggregator) + registryRoutes(aggregator) + teamRoutes(aggregator) + auditRoutes(aggregator)
            + eventRoutes(aggregator) + machineRoutes(aggregator) + pinRoutes(aggregator) + counterRoutes(aggregator)
            + mergeRoutes(aggregator) + suspicionRoutes(aggregator) + returnRoutes(aggregator)
            + rewardRoutes(aggregator) + pointsRoutes(aggregator) + searchRoutes(aggregator)
            + [
                SupportRoute.make(aggregator.database, version: Aggregator.version),
                aggregator.backups.route { try aggregator.note($0, by: Actor($1)) },
                .working("GET", "/v1/status", roles: [.central, .admin]) { _ in
                    .json(try aggregator.database.read { try CentralStatus(aggregator, $0).json })
                },
                .answering("GET", "/healthz", roles: nil) { _ in .text("ok\n") },
                .working("GET", "/metrics", roles: [.central, .admin]) { _ in
                    .text(aggregator.metrics(counts), type: "text/plain; version=0.0.4")
                },
                .answering("GET", "/openapi.json", roles: nil) { _ in .json(Array(CentralOpenAPI.document.utf8)) },
            ]
    }

    // MARK: stores

    /// A store sees only its own.
    /// - Parameter former: whether a machine that was replaced may do this too
    private static func ownStore(
        _ request: Request, _ aggregator: Aggregator, former mayBeFormer: Bool = false
    ) throws -> StoreID {
        let store = StoreID(request.parameters[0])
        guard request.principal?.subject == store.rawValue else {
            throw Problem(403, "otherStore", "This token is not that of store \(store).")
        }
        guard mayBeFormer || request.principal?.isFormer != true else {
            throw Problem(
                403, "replaced", "Another machine is store \(store) now; this one may only send what it has.",
                next: "Ask an administrator for a new token if this is the machine in use.")
        }
        if request.principal?.isFormer != true {
            aggregator.addresses.note(request.client, of: store, at: aggregator.clock.now())
        }
        return store
    }

    private static func storeRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            Route(
                "POST", "/v1/stores/{store}/events", roles: [.store], bodyBytesMax: UploadHeader.packedBytesMax,
                unpackedBytesMax: UploadHeader.unpackedBytesMax, isLong: true
            ) { request, responder in
                let store = try ownStore(request, aggregator, former: true)
                try aggregator.receive(request.body, from: store, at: request.client, responder)
            },
            Route("GET", "/v1/stores/{store}/changes", roles: [.store]) { request, responder in
                let store = try ownStore(request, aggregator)
                let wait = try request.integer("wait", in: 0...60) ?? 0
                try aggregator.changes(
                    of: store, after: request.query["after"].flatMap(Cursor.init), waitSeconds: Int(wait),
                    fresh: request.query["fresh"] == "1", gzip: request.acceptsGzip, responder)
            },
            .answering("POST", "/v1/stores/{store}/report", roles: [.store], bodyBytesMax: 16 * 1024) { request in
                let store = try ownStore(request, aggregator)
                let report = AgentReport(json: try JSONDocument(request.body).root)
                aggregator.note(report, of: store)
                return .json(JSONWriter.object { $0.field("noted", true) })
            },
            .working("POST", "/v1/stores/{store}/asked", roles: [.store], bodyBytesMax: 16 * 1024) { request in
                let store = try ownStore(request, aggregator)
                let json = try JSONDocument(request.body).root
                guard let hashes = json["keys"] else { throw BadInput.missing("keys") }
                guard let list = hashes.array else { throw BadInput.wrongType("keys", wanted: "array", got: hashes) }
                try aggregator.ask(for: list.compactMap(\.string), by: store)
                return .json(JSONWriter.object { $0.field("noted", true) })
            },
            .working("POST", "/v1/stores/{store}/grants", roles: [.store], bodyBytesMax: 16 * 1024) { request in
                let store = try ownStore(request, aggregator)
                let json = try JSONDocument(request.body).root
                guard let cards = json["cards"] else { throw BadInput.missing("cards") }
                guard let list = cards.array else { throw BadInput.wrongType("cards", wanted: "array", got: cards) }
                try aggregator.wish(for: list.prefix(Aggregator.askedMax).map(PointsWish.init(json:)), by: store)
                return .json(JSONWriter.object { $0.field("noted", true) })
            },
            .working("POST", "/v1/stores/{store}/receipts", roles: [.store], bodyBytesMax: 16 * 1024) { request in
                let store = try ownStore(request, aggregator)
                let origin = try GoodsReturn.Origin(json: JSONDocument(request.body).root)
                let receipt = try aggregator.receipt(origin, for: store)
                return .json(
                    JSONWriter.object { object in
                        object.field("found", receipt != nil)
                        receipt?.write(to: &object)
                    })
            },
        ]
    }

    // MARK: the registry of stores and tokens

    private static func registryRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("POST", "/v1/stores", roles: [.admin]) { request in
                let store = try StoreRecord(json: JSONDocument(request.body).root)
                let token = try aggregator.add(store, by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("store", store.id.rawValue)
                        object.field("token", token)
                    }, status: 201)
            },
            .working("POST", "/v1/tokens", roles: [.admin]) { request in
                let json = try JSONDocument(request.body).root
                guard json["role"] != nil else { throw BadInput.missing("role") }
                guard let role = json["role"]?.string.flatMap(Role.init(rawValue:)), [.central, .admin].contains(role)
                else {
                    throw BadInput(
                        code: "badValue", field: "role",
                        message: "wants central or admin; stores and tills get theirs when they are added")
                }
                let subject = json["subject"]?.string ?? aggregator.unusedSubject(role)
                let token = try aggregator.addPersonsToken(role: role, subject: subject, by: Actor(request))
                return tokenResponse(subject, token)
            },
            .working("POST", "/v1/tokens/{subject}/rotate", roles: [.admin]) { request in
                tokenResponse(
                    request.parameters[0], try aggregator.rotateToken(of: request.parameters[0], by: Actor(request)))
            },
            .working("POST", "/v1/tokens/{subject}/revoke", roles: [.admin]) { request in
                let count = try aggregator.revokeTokens(of: request.parameters[0], by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("subject", request.parameters[0])
                        object.field("revoked", count)
                    })
            },
        ]
    }

    private static func tokenResponse(_ subject: String, _ token: String) -> Response {
        .json(
            JSONWriter.object { object in
                object.field("subject", subject)
                object.field("token", token)
            }, status: 201)
    }

    // MARK: the central team

    private static func wantsAll(_ json: JSONValue) throws -> Bool {
        guard let value = json["all"] else { return false }
        guard let all = value.boolean else { throw BadInput.wrongType("all", wanted: "boolean", got: value) }
        return all
    }

    private static func teamRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("POST", "/v1/run", roles: [.central, .admin], bodyBytesMax: 4096) { request in
                let json = request.body.isEmpty ? nil : try JSONDocument(request.body).root
                let at = try json.flatMap { try Purchase.optionalInstant($0, "at") }
                let all = try json.map { try wantsAll($0) } ?? false
                let summary = try aggregator.run(at: at, all: all, by: Actor(request))
                return .json(JSONWriter.object { summary.write(to: &$0) })
            },
            .working("GET", "/v1/segments", roles: [.central, .admin]) { _ in
                .json(try aggregator.database.read { try SegmentTable(aggregator, $0).json })
            },
            .working("GET", "/v1/totals", roles: [.central, .admin]) { _ in
                .json(try aggregator.database.read { try Totals($0).json })
            },
            .working("GET", "/v1/customers", roles: [.central, .admin]) { request in
                let after = try request.integer("after", in: 0...Int64.max) ?? 0
                return .json(
                    try aggregator.database.read {
                        try CustomerList.page($0, after: after, segment: request.query["segment"])
                    })
            },
            .working("POST", "/v1/customers", roles: [.central, .admin], bodyBytesMax: 8 * 1024 * 1024) { request in
                let source = request.query["source"] ?? ""
                return try importCustomers(aggregator, request.body, source: source, by: Actor(request))
            },
        ] + campaignRoutes(aggregator) + programmeRoutes(aggregator)
    }

    private static func importCustomers(_ aggregator: Aggregator, _ body: [UInt8], source: String, by actor: Actor)
        throws -> Response
    {
        let lines = body.split(separator: UInt8(ascii: "\n"))
        guard lines.count <= Aggregator.importRowsMax else {
            throw BadInput(code: "tooManyRows", field: "", message: "at most \(Aggregator.importRowsMax) rows at once")
        }
        let callingCode = aggregator.programme.callingCode
        let records = try lines.enumerated().map { index, line in
            do {
                return try line.withUnsafeBytes {
                    try ImportedRecord(json: JSONDocument($0).root, callingCode: callingCode)
                }
            } catch {
                let input = error as? BadInput ?? (error as? JSONSyntaxError).map(BadInput.init)
                throw BadInput(
                    code: input?.code ?? "notJSON", field: "rows[\(index)]", message: input?.description ?? "\(error)")
            }
        }
        let counts = try aggregator.importCustomers(records, source: source, by: actor)
        return .json(
            JSONWriter.object { object in
                object.field("added", counts.added)
                object.field("known", counts.known)
                object.field("unreadableKeys", counts.unreadableKeys)
                object.field("empty", counts.empty)
            })
    }

    private static func campaignRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/campaigns", roles: [.central, .admin]) { _ in
                let campaigns = try aggregator.database.read { try aggregator.campaigns($0) }
                return .json(
                    JSONWriter.object { object in
                        object.array("campaigns") { list in for campaign in campaigns { write(campaign, to: &list) } }
                    })
            },
            .working("POST", "/v1/campaigns/check", roles: [.central, .admin]) { request in
                let campaign = try aggregator.campaign(source: String(decoding: request.body, as: UTF8.self))
                return .json(JSONWriter.object { $0.field("campaign", campaign.id.rawValue) })
            },
            .working("POST", "/v1/campaigns", roles: [.central, .admin]) { request in
                let (campaign, counts) = try aggregator.push(
                    String(decoding: request.body, as: UTF8.self), by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("campaign", campaign.id.rawValue)
                        object.field("assigned", counts.assigned)
                        object.field("control", counts.control)
                    })
            },
            .working("GET", "/v1/campaigns/{campaign}/results", roles: [.central, .admin]) { request in
                let id = request.parameters[0]
                let results = try aggregator.database.read { connection in
                    let known = try aggregator.campaigns(connection).first { $0.id.rawValue == id }
                    guard let campaign = known else {
                        throw Problem(
                            404, "unknownCampaign", "There is no campaign \(id).", next: "vuelve campaign list")
                    }
                    return try CampaignResults(campaign, programme: aggregator.programme, connection)
                }
                var writer = JSONWriter()
                results.write(to: &writer)
                return .json(writer.bytes)
            },
        ]
    }

    private static func write(_ campaign: Campaign, to list: inout JSONWriter) {
        list.object { object in
            object.field("campaign", campaign.id.rawValue)
            object.object("names") { names in
                for (language, name) in campaign.names.sorted(by: { $0.key < $1.key }) {
                    names.key(dynamic: language)
                    names.value(name)
                }
            }
            object.field("from", campaign.from.description)
            object.field("to", campaign.to.description)
            object.field(ifPresent: "usesPerCustomer", campaign.usesPerCustomer)
            object.field("controlPercent", Double(campaign.controlBasisPoints) / 100)
        }
    }
}
