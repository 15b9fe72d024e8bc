import Backup
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What the agent serves to its tills and its administrator.
public enum StoreAPI {
    /// Asks the running agent to synchronise until the deadline; called off the server's threads.
    public typealias Synchronise = @Sendable (_ timeoutSeconds: Int) -> SyncReport

    public struct SyncReport: Sendable {
        public var isSynced: Bool
        public var reason: String

        public init(isSynced: Bool, reason: String = "") {
            self.isSynced = isSynced
            self.reason = reason
        }
    }

    public static func routes(_ agent: Agent, _ counts: ServerCounts, synchronise: @escaping Synchronise) -> [Route] {
        tillRoutes(TillService(agent: agent)) + counterRoutes(agent) + [
            .working("GET", "/v1/status", roles: [.till, .admin]) { _ in .json(try AgentStatus(agent).json) },
            .working("POST", "/v1/sync", roles: [.till, .admin], bodyBytesMax: 4096) { request in
                let report = synchronise(Int(try request.integer("timeout", in: 1...600) ?? 60))
                return .json(
                    JSONWriter.object { object in
                        object.field("synced", report.isSynced)
                        object.field("reason", report.reason)
                    })
            },
            .working("POST", "/v1/tills", roles: [.admin], bodyBytesMax: 4096) { request in
                let json = try JSONDocument(request.body).root
                guard let till = json["till"]?.string else { throw BadInput.missing("till") }
                let token = try agent.addTill(till)
                return .json(
                    JSONWriter.object { object in
                        object.field("till", till)
                        object.field("token", token)
                    }, status: 201)
            },
            .working("POST", "/v1/tills/{till}/revoke", roles: [.admin], bodyBytesMax: 4096) { request in
                let till = request.parameters[0]
                let count = try agent.revokeTokens(ofTill: till)
                return .json(
                    JSONWriter.object { object in
                        object.field("till", till)
                        object.field("revoked", count)
                    })
            },
            SupportRoute.make(agent.database, version: Agent.version),
            agent.backups.route { receipt, principal in
                Log.info("backup", ["file": receipt.file, "by": principal.subject])
            },
            .answering("GET", "/healthz", roles: nil) { _ in .text("ok\n") },
            .working("GET", "/metrics", roles: [.till, .admin]) { _ in
                .text(agent.metrics(counts), type: "text/plain; version=0.0.4")
            },
            .answering("GET", "/openapi.json", roles: nil) { _ in .json(Array(StoreOpenAPI.document.utf8)) },
        ]
    }

    private static func tillRoutes(_ service: TillService) -> [Route] {
        [
            .answering("POST", "/v1/cards/lookup", roles: [.till], bodyBytesMax: 16 * 1024) { request in
                let json = try JSONDocument(request.body).root
                guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
                guard let value = json["key"] else { throw BadInput.missing("key") }
                guard let key = value.string else { throw BadInput.wrongType("key", wanted: "string", got: value) }
                let at = try Purchase.optionalInstant(json, "at") ?? service.agent.correctedNow
                return .json(try service.lookup(key, at: at, cashier: json.optionalText("cashier")))
            },
            .answering("POST", "/v1/quotes", roles: [.till]) { request in
                .json(try service.quote(JSONDocument(request.body).root, till: request.principal?.subject ?? ""))
            },
            Route("POST", "/v1/purchases", roles: [.till]) { request, responder in
                service.purchase(try Purchase(json: JSONDocument(request.body).root), responder)
            },
            .working("POST", "/v1/holds", roles: [.till], bodyBytesMax: 16 * 1024) { request in
                let till = request.principal?.subject ?? ""
                return .json(try service.hold(HoldRequest(JSONDocument(request.body).root, till: till)))
            },
            .working("POST", "/v1/cards/history", roles: [.till], bodyBytesMax: 16 * 1024) { request in
                .json(try service.history(JSONDocument(request.body).root))
            },
            .answering("POST", "/v1/grants", roles: [.till], bodyBytesMax: 16 * 1024) { request in
                .json(try service.grants(JSONDocument(request.body).root))
            },
            Route("POST", "/v1/customers", roles: [.till], bodyBytesMax: 16 * 1024) { request, responder in
                let enrolment = try TillService.EnrolmentRequest(JSONDocument(request.body).root)
                try service.enrol(enrolment, till: request.principal?.subject ?? "", responder)
            },
        ]
    }
}
