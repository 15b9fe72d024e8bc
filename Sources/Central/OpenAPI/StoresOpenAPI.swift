import HTTP

/// The stores themselves: new ones, replaced ones, lost ones.
enum StoresOpenAPI {
    static let paths = #"""
        "/v1/stores": {
          "post": {
            "operationId": "addStore",
            "tags": ["registry"],
            "summary": "Register a store",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/NewStore" },
                  "example": {
                    "id": "042",
                    "name": "Centro",
                    "timeZone": "America/Mexico_City",
                    "region": "CDMX",
                    "openingHours": "08:00-22:00"
                  }
                }
              }
            },
            "responses": {
              "201": {
                "description": "Its first token.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/StoreToken" },
                    "example": {
                      "store": "042",
                      "token": "vt_5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "409": { "$ref": "#/components/responses/StoreExists" },
              \#(RefusalsOpenAPI.write)
            }
          }
        },
        "/v1/stores/{store}/replace": {
          "post": {
            "operationId": "replaceStore",
            "tags": ["registry"],
            "summary": "A new machine takes a store over",
            "description": "It gets a token of its own. The tokens before may only send events, for 90 days: what the old disk still holds is accepted.",
            "x-roles": ["admin"],
            "parameters": [\#(StoresOpenAPI.parameter)],
            "responses": {
              "201": {
                "description": "The new machine's token, shown once.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/StoreToken" },
                    "example": {
                      "store": "042",
                      "token": "vt_3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f"
                    }
                  }
                }
              },
              \#(StoresOpenAPI.unknown),
              \#(RefusalsOpenAPI.administrationAct)
            }
          }
        },
        "/v1/stores/{store}/lost": {
          "post": {
            "operationId": "storeLost",
            "tags": ["registry"],
            "summary": "End a lost store's tokens now",
            "description": "Also those of machines that it replaced.",
            "x-roles": ["admin"],
            "parameters": [\#(StoresOpenAPI.parameter)],
            "responses": {
              "200": {
                "description": "What was ended, and how many cards it held.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/StoreLoss" },
                    "example": { "store": "042", "revoked": 1, "cards": 18204 }
                  }
                }
              },
              \#(StoresOpenAPI.unknown),
              \#(RefusalsOpenAPI.administrationAct)
            }
          }
        },
        "/v1/stores/{store}/held": {
          "get": {
            "operationId": "heldCards",
            "tags": ["registry"],
            "summary": "Whose data a store holds",
            "description": "By card id, 1,000 at a time.",
            "x-roles": ["admin"],
            "parameters": [
              \#(StoresOpenAPI.parameter),
              {
                "name": "after",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "string" }
              }
            ],
            "responses": {
              "200": {
                "description": "The cards that are published to it.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/HeldCards" },
                    "example": { "cards": [{ "card": "5f1c0e9a77b24d3c8e6a01bf", "name": "María G." }] }
                  }
                }
              },
              \#(StoresOpenAPI.unknown),
              \#(RefusalsOpenAPI.administrationRead)
            }
          }
        }
        """#

    static let responses = #"""
        "StoreExists": {
          "description": "The store is registered already; rotate its token for another. Codes: `storeExists`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "NewStore": {
          "type": "object",
          "required": ["id"],
          "properties": {
            "id": {
              "type": "string",
              "description": "Letters, digits, `-`, `_` and `.`, at most 40.",
              "pattern": "^[A-Za-z0-9._-]{1,40}$"
            },
            "name": { "type": "string", "description": "The id where absent." },
            "timeZone": {
              "type": "string",
              "description": "A zone of the IANA database; the programme's where absent or empty."
            },
            "region": { "type": "string", "default": "" },
            "openingHours": { "type": "string", "default": "" }
          }
        },
        "StoreToken": {
          "type": "object",
          "required": ["store", "token"],
          "properties": { "store": { "type": "string" }, "token": { "$ref": "#/components/schemas/Token" } }
        },
        "StoreLoss": {
          "type": "object",
          "required": ["store", "revoked", "cards"],
          "properties": {
            "store": { "type": "string" },
            "revoked": { "type": "integer", "description": "Tokens that ended." },
            "cards": { "type": "integer", "description": "Cards that are published to it." }
          }
        },
        "HeldCards": {
          "type": "object",
          "required": ["cards"],
          "properties": {
            "cards": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["card", "name"],
                "properties": {
                  "card": { "type": "string" },
                  "name": { "type": "string", "description": "Masked, as the store has it." }
                }
              }
            },
            "next": { "type": "string", "description": "For `after`; absent on the last page." }
          }
        }
        """#

    static let parameter = #"""
        {
          "name": "store",
          "in": "path",
          "required": true,
          "description": "The store's id.",
          "schema": { "type": "string" }
        }
        """#

    /// Where there is no such store.
    static let unknown = #"""
        "404": {
          "description": "Codes: `unknownStore`.",
          \#(ProblemOpenAPI.content)
        }
        """#
}
