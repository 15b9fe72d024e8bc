import HTTP

/// Tokens of stores and people.
enum TokensOpenAPI {
    static let paths = #"""
        "/v1/tokens": {
          "post": {
            "operationId": "addToken",
            "tags": ["registry"],
            "summary": "Give a person or a machine of head office a token",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/NewToken" },
                  "example": { "role": "central", "subject": "ana" }
                }
              }
            },
            "responses": {
              "201": {
                "description": "The token.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/SubjectToken" },
                    "example": {
                      "subject": "ana",
                      "token": "vt_5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              \#(RefusalsOpenAPI.write)
            }
          }
        },
        "/v1/tokens/{subject}/rotate": {
          "post": {
            "operationId": "rotateToken",
            "tags": ["registry"],
            "summary": "Another token",
            "description": "Also for a store whose tokens were all revoked.",
            "x-roles": ["admin"],
            "parameters": [{ "$ref": "#/components/parameters/subject" }],
            "responses": {
              "201": {
                "description": "The new token; the old ones work for 24 hours more.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/SubjectToken" },
                    "example": {
                      "subject": "042",
                      "token": "vt_5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownSubject" },
              \#(RefusalsOpenAPI.act)
            }
          }
        },
        "/v1/tokens/{subject}/revoke": {
          "post": {
            "operationId": "revokeTokens",
            "tags": ["registry"],
            "summary": "End all tokens of a store or person now",
            "description": "A token that was revoked stays so, also where it still lies in `admin.token` at the next start.",
            "x-roles": ["admin"],
            "parameters": [{ "$ref": "#/components/parameters/subject" }],
            "responses": {
              "200": {
                "description": "Ended.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Revoked" },
                    "example": { "subject": "042", "revoked": 2 }
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
          "description": "Nobody of this name has a token. Codes: `unknownSubject`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "NewToken": {
          "type": "object",
          "required": ["role"],
          "properties": {
            "role": {
              "type": "string",
              "description": "Stores and tills get their tokens when they are added.",
              "enum": ["central", "admin"]
            },
            "subject": {
              "type": "string",
              "description": "Whose it is; the role where absent. Letters, digits, `-`, `_` and `.`, at most 40; no store's id.",
              "pattern": "^[A-Za-z0-9._-]{1,40}$"
            }
          }
        },
        "SubjectToken": {
          "type": "object",
          "required": ["subject", "token"],
          "properties": { "subject": { "type": "string" }, "token": { "$ref": "#/components/schemas/Token" } }
        },
        "Token": {
          "type": "string",
          "description": "Shown once; central keeps its hash only.",
          "pattern": "^vt_[0-9a-f]{64}$"
        },
        "Revoked": {
          "type": "object",
          "required": ["subject", "revoked"],
          "properties": {
            "subject": { "type": "string" },
            "revoked": { "type": "integer", "minimum": 1, "description": "How many tokens ended." }
          }
        }
        """#
}
