import HTTP

/// The tokens of tills.
enum TillsOpenAPI {
    static let paths = #"""
        "/v1/tills": {
          "post": {
            "operationId": "addTill",
            "tags": ["administration"],
            "summary": "Give a till a token",
            "description": "The body may have 4 KiB.",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/TillRequest" },
                  "example": { "till": "1" }
                }
              }
            },
            "responses": {
              "201": {
                "description": "The till's token. Another call for the same till gives another token; both work.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/TillToken" },
                    "example": {
                      "till": "1",
                      "token": "vt_3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f"
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              \#(RefusalsOpenAPI.write)
            }
          }
        },
        "/v1/tills/{till}/revoke": {
          "post": {
            "operationId": "revokeTill",
            "tags": ["administration"],
            "summary": "End all tokens of a till now",
            "description": "A token that was revoked stays so, also where it still lies in `till.token` at the next start.",
            "x-roles": ["admin"],
            "parameters": [
              {
                "name": "till",
                "in": "path",
                "required": true,
                "description": "The till's id; `till` for the token in `till.token`.",
                "schema": { "type": "string" }
              }
            ],
            "responses": {
              "200": {
                "description": "Ended. Its till gets another by `/v1/tills`.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/TillRevoked" },
                    "example": { "till": "1", "revoked": 1 }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownSubject" },
              \#(RefusalsOpenAPI.act)
            }
          }
        }
        """#

    static let responses = #"""
        "UnknownSubject": {
          "description": "This till has no token. Codes: `unknownSubject`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "TillRequest": {
          "type": "object",
          "required": ["till"],
          "properties": {
            "till": {
              "type": "string",
              "description": "Letters, digits, `-`, `_` and `.`, at most 40.",
              "pattern": "^[A-Za-z0-9._-]{1,40}$"
            }
          }
        },
        "TillToken": {
          "type": "object",
          "required": ["till", "token"],
          "properties": {
            "till": { "type": "string" },
            "token": {
              "type": "string",
              "description": "Shown once; the agent keeps its hash only.",
              "pattern": "^vt_[0-9a-f]{64}$"
            }
          }
        },
        "TillRevoked": {
          "type": "object",
          "required": ["till", "revoked"],
          "properties": {
            "till": { "type": "string" },
            "revoked": { "type": "integer", "minimum": 1, "description": "How many tokens ended." }
          }
        }
        """#
}
