/// `application/problem+json` as both daemons describe it; their codes are their own.
public enum ProblemOpenAPI {
    public static let responses = #"""
        "BadQuery": {
          "description": "A number of the query is none, or lies outside. Codes: `badQuery`.",
          \#(ProblemOpenAPI.content)
        },
        "Forbidden": {
          "description": "The token's role may not do this, or plain HTTP is not allowed from this address. Codes: `wrongRole`, `plainHTTPRefused`.",
          \#(ProblemOpenAPI.content)
        },
        "PlainHTTPRefused": {
          "description": "Plain HTTP is not allowed from this address. Codes: `plainHTTPRefused`.",
          \#(ProblemOpenAPI.content)
        },
        "TooManyRequests": {
          "description": "More than this token, or this address without a valid one, may ask at once (`limits` in the configuration). Codes: `tooManyRequests`, `tooManyWithoutToken`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        },
        "BusyOrStopping": {
          "description": "Too many requests that have no reserved share are under way, or the daemon is stopping. Codes: `busy`, `stopping`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        },
        "BodyTooLarge": {
          "description": "The body is too large, as sent or unpacked. Codes: `bodyTooLarge`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    /// The body of every refusal.
    public static let content = #"""
        "content": {
          "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } }
        }
        """#

    public static let retryAfter = #"""
        "headers": {
          "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
        }
        """#

    /// All but the code.
    public static let properties = #"""
        "type": { "type": "string", "description": "Always `about:blank`.", "const": "about:blank" },
        "title": { "type": "string", "description": "The status in words." },
        "status": { "type": "integer", "description": "The HTTP status." },
        "detail": { "type": "string", "description": "A sentence for people; it may change." },
        "field": {
          "type": "string",
          "description": "The field, or the parameter of the query, that is wrong, such as `lines[3].amountMinor`; absent where it is none."
        },
        "next": { "type": "string", "description": "What to do; absent where it is plain." }
        """#
}
