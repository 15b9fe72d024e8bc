import HTTP

/// Goods that came back, and receipts that were claimed afterwards.
enum ReturnsOpenAPI {
    static let paths = #"""
        "/v1/returns": {
          "get": {
            "operationId": "returns",
            "tags": ["team"],
            "summary": "Goods that came back",
            "description": "First those that wait for a purchase which did not arrive, the longest first, at most 500 and with the first page alone; then those that are settled, the newest first, 500 at a time.",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "store",
                "in": "query",
                "description": "Only what came back to this store.",
                "schema": { "type": "string" }
              },
              {
                "name": "before",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 1 }
              }
            ],
            "responses": {
              "200": {
                "description": "The returns.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Returns" },
                    "example": {
                      "waiting": [
                        {
                          "store": "007",
                          "till": "1",
                          "id": "r-1",
                          "cashier": "17",
                          "since": "2026-03-15T10:00:00Z",
                          "of": { "store": "042", "till": "1", "receipt": "31198570044", "day": "2026-03-14" },
                          "points": 0
                        }
                      ],
                      "returns": [
                        {
                          "at": "2026-03-14T19:02:11Z",
                          "store": "042",
                          "till": "2",
                          "id": "r-9",
                          "of": { "store": "042", "till": "1", "receipt": "31198570031", "day": "2026-03-14" },
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "void": false,
                          "amountMinor": 2490,
                          "points": 2,
                          "restored": 0
                        }
                      ]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/claims": {
          "get": {
            "operationId": "claims",
            "tags": ["team"],
            "summary": "Receipts that were claimed or moved afterwards",
            "description": "The newest first, 500 at a time, with what came of them.",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "store",
                "in": "query",
                "description": "Only what this store asked.",
                "schema": { "type": "string" }
              },
              {
                "name": "before",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 1 }
              }
            ],
            "responses": {
              "200": {
                "description": "The claims.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Claims" },
                    "example": {
                      "claims": [
                        {
                          "at": "2026-03-15T10:00:00Z",
                          "store": "042",
                          "till": "1",
                          "cashier": "17",
                          "of": { "store": "042", "till": "1", "receipt": "31198570044", "day": "2026-03-14" },
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "state": "given",
                          "points": 48,
                          "decidedAt": "2026-03-15T10:00:20Z"
                        }
                      ]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              \#(RefusalsOpenAPI.read)
            }
          }
        }
        """#

    static let schemas = #"""
        "Returns": {
          "type": "object",
          "required": ["returns"],
          "properties": {
            "waiting": {
              "type": "array",
              "description": "Of the first page.",
              "items": { "$ref": "#/components/schemas/WaitingReturn" }
            },
            "returns": { "type": "array", "items": { "$ref": "#/components/schemas/SettledReturn" } },
            "next": { "type": "integer", "description": "For `before`; absent on the last page." }
          }
        },
        "WaitingReturn": {
          "type": "object",
          "required": ["store", "till", "since", "of", "points"],
          "properties": {
            "store": { "type": "string", "description": "Where the goods came back." },
            "till": { "type": "string" },
            "id": { "type": "string", "description": "The till's own." },
            "cashier": { "type": "string" },
            "since": { "$ref": "#/components/schemas/Instant" },
            "of": \#(EventsOpenAPI.receipt),
            "card": { "type": "string" },
            "points": { "type": "integer", "format": "int64", "description": "That its store took back already." }
          }
        },
        "SettledReturn": {
          "type": "object",
          "required": ["at", "store", "till", "id", "void", "amountMinor", "points", "restored"],
          "properties": {
            "at": { "$ref": "#/components/schemas/Instant" },
            "store": { "type": "string", "description": "Where the goods came back." },
            "till": { "type": "string" },
            "id": { "type": "string", "description": "The till's own." },
            "of": \#(EventsOpenAPI.receipt),
            "card": { "type": "string" },
            "void": { "type": "boolean", "description": "A receipt that was cancelled on its day." },
            "amountMinor": { "type": "integer", "format": "int64", "description": "What had been paid for the goods." },
            "points": { "type": "integer", "format": "int64", "description": "Taken back." },
            "restored": {
              "type": "integer",
              "format": "int64",
              "description": "Given back of those that it was paid with."
            }
          }
        },
        "Claims": {
          "type": "object",
          "required": ["claims"],
          "properties": {
            "claims": { "type": "array", "items": { "$ref": "#/components/schemas/Claim" } },
            "next": { "type": "integer", "description": "For `before`; absent on the last page." }
          }
        },
        "Claim": {
          "type": "object",
          "required": ["at", "store", "till", "of", "card", "state", "points"],
          "properties": {
            "at": { "$ref": "#/components/schemas/Instant" },
            "store": { "type": "string", "description": "Where it was asked." },
            "till": { "type": "string" },
            "cashier": { "type": "string" },
            "supervisor": { "type": "string" },
            "of": \#(EventsOpenAPI.receipt),
            "card": { "type": "string", "description": "Whose it is to be." },
            "from": { "type": "string", "description": "Whose it was said to be wrongly; absent for a claim." },
            "state": { "type": "string", "enum": ["waiting", "given", "moved", "refused"] },
            "refusal": {
              "type": "string",
              "description": "- `tooLate`: after the programme's days\n- `taken`: it counts for another customer\n- `alreadyTheirs`\n- `notTheirs`: it does not count for `from`\n- `pointsUsed`: points of `from` were used for it\n- `cancelled`: the receipt was cancelled\n- `ownCard`: the cashier claimed it for their own card\n- `blocked`: the card is blocked\n- `noPurchase`: it never came",
              "enum": [
                "tooLate", "taken", "alreadyTheirs", "notTheirs", "pointsUsed", "cancelled", "ownCard", "blocked",
                "noPurchase"
              ]
            },
            "points": { "type": "integer", "format": "int64", "description": "That came with it." },
            "decidedAt": { "$ref": "#/components/schemas/Instant" },
            "reason": { "type": "string", "description": "What the till wrote." }
          }
        }
        """#
}
