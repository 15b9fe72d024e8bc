/// The agent's API, as it serves it at `/openapi.json`.
public enum StoreOpenAPI {
    public static let document = #"{"openapi":"3.1.0"}"#
}
