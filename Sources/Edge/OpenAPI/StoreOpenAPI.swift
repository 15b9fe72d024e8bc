import HTTP
import SyncProtocol

/// The store agent's API, as it serves it at `/openapi.json`: a file for each subject, named after it.
public enum StoreOpenAPI {
    private static let monitoring = MonitoringOpenAPI(
        name: "the agent", unsaid: "the line", role: "till", gauge: "vuelve_healthy", backupFile: "store-042.backup")

    public static let document = #"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Vuelve store agent",
            "version": "0.1.0",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "What the agent of one store serves to its tills and its administrator. It answers whether or not the line to head office is up.\n\n**Units.** Amounts (`…Minor`) are integers in minor units of the programme's currency (centavos; pesos in Chile), at most ±10¹² each. Points are integers. Instants are ISO 8601 and kept to the millisecond; days are those of the store's zone.\n\n**Tokens.** `Authorization: Bearer TOKEN`. `x-roles` names the roles that may call an operation.\n\n**Bodies** are JSON in UTF-8, gzipped or not (`Content-Encoding: gzip`). A key that stands twice is refused. A field that is null counts as absent; one that is not known is ignored.\n\n**Problems** are `application/problem+json`; decide by `code`. On every path: 404 `unknownPath`, 405 `wrongMethod` (with `Allow`), 413 `bodyTooLarge` where the body is beyond the operation's limit, as sent or unpacked, 400 `badGzip` where it claims gzip and is none, 400 `ambiguousLength` where a request says more than once how long it is (the connection ends), 429 `tooManyWithoutToken` (with `Retry-After`) where an address without a valid token asks too often."
          },
          "servers": [{ "url": "http://127.0.0.1:8470", "description": "The default of `listen` in edge.json." }],
          "security": [{ "bearer": [] }],
          "tags": [
            { "name": "till", "description": "Asked and told by tills." },
            { "name": "administration", "description": "Asked by `vuelve status`, `vuelve edge` and monitoring." }
          ],
          "paths": {
            \#(DaemonOpenAPI.paths),
            \#(CardOpenAPI.paths),
            \#(EnrolmentOpenAPI.paths),
            \#(QuoteOpenAPI.paths),
            \#(PurchaseOpenAPI.paths),
            \#(HoldOpenAPI.paths),
            \#(ReturnOpenAPI.paths),
            \#(RewardOpenAPI.paths),
            \#(BasketOpenAPI.paths),
            \#(CounterOpenAPI.paths),
            \#(TillsOpenAPI.paths),
            \#(StatusOpenAPI.paths),
            \#(monitoring.paths)
          },
          "components": {
            "securitySchemes": {
              "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "`vt_` and 64 hexadecimal digits; the agent keeps its hash only. Roles here: `till`, `admin`."
              }
            },
            "responses": {
              \#(ProblemOpenAPI.responses),
              \#(EnrolmentOpenAPI.responses),
              \#(HoldOpenAPI.responses),
              \#(RewardOpenAPI.responses),
              \#(BasketOpenAPI.responses),
              \#(CounterOpenAPI.responses),
              \#(TillsOpenAPI.responses),
              \#(StoreProblemsOpenAPI.responses)
            },
            "schemas": {
              \#(DaemonOpenAPI.schemas),
              \#(BenefitOpenAPI.schemas),
              \#(CardOpenAPI.schemas),
              \#(EnrolmentOpenAPI.schemas),
              \#(MemberOpenAPI.schemas),
              \#(QuoteOpenAPI.schemas),
              \#(PurchaseOpenAPI.schemas),
              \#(HoldOpenAPI.schemas),
              \#(ReturnOpenAPI.schemas),
              \#(RewardOpenAPI.schemas),
              \#(BasketOpenAPI.schemas),
              \#(CounterOpenAPI.schemas),
              \#(TillsOpenAPI.schemas),
              \#(StatusOpenAPI.schemas),
              \#(StoreProblemsOpenAPI.schemas)
            }
          }
        }
        """#
}
