/// Central's API, as it serves it at `/openapi.json`.
public enum CentralOpenAPI {
    public static let document = #"{"openapi":"3.1.0"}"#
}
