import HTTP
import SyncProtocol

/// Central's API, as it serves it at `/openapi.json`: a file for each subject, named after it.
public enum CentralOpenAPI {
    private static let monitoring = MonitoringOpenAPI(
        name: "central", unsaid: "the stores", role: "central", gauge: "vuelve_stores", backupFile: "central.backup",
        conflicts: "; `dataElsewhere`: the data is on PostgreSQL, which has backups of its own")

    public static let document = #"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Vuelve central",
            "version": "0.1.0",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "What central serves to stores, to the central team and to administrators.\n\n**Units.** Amounts (`…Minor`) are integers in minor units of the programme's currency (centavos; pesos in Chile). Points are integers. Instants are ISO 8601 and kept to the millisecond.\n\n**Tokens.** `Authorization: Bearer TOKEN`. `x-roles` names the roles that may call an operation; a store sees only its own feed.\n\n**Bodies** are in UTF-8, gzipped or not (`Content-Encoding: gzip`), and may have 256 KiB, as sent and unpacked, where nothing else is said. A key that stands twice is refused; a field that is null counts as absent. What machines send may have fields that are not known: they are ignored. What people write (campaigns) may not.\n\n**Problems** are `application/problem+json`; decide by `code`. On every path: 404 `unknownPath`, 405 `wrongMethod` (with `Allow`), 413 `bodyTooLarge` where the body is beyond the operation's limit, 400 `badGzip` where it claims gzip and is none, 400 `ambiguousLength` where a request says more than once how long it is (the connection ends), 429 `tooManyWithoutToken` (with `Retry-After`) where an address without a valid token asks too often."
          },
          "servers": [{ "url": "http://127.0.0.1:8460", "description": "The default of `listen` in central.json." }],
          "security": [{ "bearer": [] }],
          "tags": [
            { "name": "stores", "description": "Spoken by store agents." },
            { "name": "registry", "description": "Stores and tokens." },
            { "name": "team", "description": "Customers, segments, campaigns: the central team." },
            { "name": "administration", "description": "Status and monitoring." }
          ],
          "paths": {
            \#(DaemonOpenAPI.paths),
            \#(UploadOpenAPI.paths),
            \#(FeedOpenAPI.paths),
            \#(StoresOpenAPI.paths),
            \#(EpochsOpenAPI.paths),
            \#(TokensOpenAPI.paths),
            \#(RunOpenAPI.paths),
            \#(CustomersOpenAPI.paths),
            \#(SearchOpenAPI.paths),
            \#(CardsOpenAPI.paths),
            \#(PointsOpenAPI.paths),
            \#(ReturnsOpenAPI.paths),
            \#(CounterOpenAPI.paths),
            \#(PinsOpenAPI.paths),
            \#(CampaignsOpenAPI.paths),
            \#(ProgrammesOpenAPI.paths),
            \#(AsideOpenAPI.paths),
            \#(AuditOpenAPI.paths),
            \#(StatusOpenAPI.paths),
            \#(monitoring.paths)
          },
          "components": {
            "securitySchemes": {
              "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "`vt_` and 64 hexadecimal digits; central keeps its hash only. Roles here: `store`, `central`, `admin`."
              }
            },
            "parameters": {
              "store": {
                "name": "store",
                "in": "path",
                "required": true,
                "description": "The store's id; its own token only.",
                "schema": { "type": "string" }
              },
              "subject": {
                "name": "subject",
                "in": "path",
                "required": true,
                "description": "A store's id or a person's name.",
                "schema": { "type": "string" }
              }
            },
            "responses": {
              \#(ProblemOpenAPI.responses),
              \#(UploadOpenAPI.responses),
              \#(StoresOpenAPI.responses),
              \#(TokensOpenAPI.responses),
              \#(RunOpenAPI.responses),
              \#(CustomersOpenAPI.responses),
              \#(CardsOpenAPI.responses),
              \#(PinsOpenAPI.responses),
              \#(CampaignsOpenAPI.responses),
              \#(ProgrammesOpenAPI.responses),
              \#(CentralProblemsOpenAPI.responses)
            },
            "schemas": {
              \#(DaemonOpenAPI.schemas),
              \#(BenefitOpenAPI.schemas),
              \#(UploadOpenAPI.schemas),
              \#(EventsOpenAPI.schemas),
              \#(PurchaseEventOpenAPI.schemas),
              \#(FeedOpenAPI.schemas),
              \#(FeedRowsOpenAPI.schemas),
              \#(StoresOpenAPI.schemas),
              \#(EpochsOpenAPI.schemas),
              \#(TokensOpenAPI.schemas),
              \#(RunOpenAPI.schemas),
              \#(CustomersOpenAPI.schemas),
              \#(SearchOpenAPI.schemas),
              \#(CardsOpenAPI.schemas),
              \#(PointsOpenAPI.schemas),
              \#(ReturnsOpenAPI.schemas),
              \#(CounterOpenAPI.schemas),
              \#(PinsOpenAPI.schemas),
              \#(CampaignsOpenAPI.schemas),
              \#(ProgrammesOpenAPI.schemas),
              \#(AsideOpenAPI.schemas),
              \#(AuditOpenAPI.schemas),
              \#(StatusOpenAPI.schemas),
              \#(CentralProblemsOpenAPI.schemas)
            }
          }
        }
        """#
}
