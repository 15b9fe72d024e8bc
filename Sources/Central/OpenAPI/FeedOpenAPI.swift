/// How stores fetch what changed, and ask for what their tills want to know.
enum FeedOpenAPI {
    static let paths = #"""
        "/v1/stores/{store}/changes": {
          "get": {
            "operationId": "changes",
            "tags": ["stores"],
            "summary": "What central publishes for a store",
            "description": "The latest state of each thing above the cursor, in the order of revisions; within a publication secret, programme, pin, card, alias, key, counters, then removals, so that every prefix is safe.",
            "x-roles": ["store"],
            "parameters": [
              { "$ref": "#/components/parameters/store" },
              {
                "name": "after",
                "in": "query",
                "description": "The cursor of the page before. Empty, absent or not known here: everything from the start, with `reset`.",
                "schema": { "$ref": "#/components/schemas/Cursor" }
              },
              {
                "name": "wait",
                "in": "query",
                "description": "Seconds to wait for news where there is none.",
                "schema": { "type": "integer", "minimum": 0, "maximum": 60, "default": 0 }
              },
              {
                "name": "fresh",
                "in": "query",
                "description": "`1`: first publish some of what is still gathered, because a till waits; answers at once.",
                "schema": { "type": "string", "enum": ["1"] }
              }
            ],
            "responses": {
              "200": {
                "description": "A page: at most 5,000 rows after the cursor. Gzipped where the client takes that and it is worth it.",
                "content": {
                  "application/x-ndjson": {
                    "schema": { "type": "string", "description": "A JSON object a line." },
                    "x-lines": {
                      "first": { "$ref": "#/components/schemas/PageHeader" },
                      "then": [{ "$ref": "#/components/schemas/FeedRow" }]
                    },
                    "example": "{\"central\":\"c41d9f02ab7e6358\",\"incarnation\":\"1f60a2d49b83ce75\",\"clock\":\"2026-03-14T18:20:26.410Z\",\"cursor\":\"18261.9f3c05d1e27b\",\"more\":false,\"reset\":false}\n{\"kind\":\"card\",\"id\":\"5f1c0e9a77b24d3c8e6a01bf\",\"body\":{\"name\":\"María G.\",\"tier\":\"silver\",\"points\":609,\"spendMinor\":616889,\"visits\":10,\"home\":\"042\",\"offers\":[{\"offer\":\"welcome-back\",\"names\":{\"es\":\"Vuelve: 10 % en tu compra\",\"en\":\"Welcome back: 10% off your basket\"},\"benefit\":{\"percent\":10},\"from\":\"2026-01-01\",\"to\":\"2026-12-31\",\"usesLeft\":0}],\"includes\":{\"7d2a90c4b1e35f68\":1}}}\n"
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              \#(CentralProblemsOpenAPI.agent)
            }
          }
        },
        "/v1/stores/{store}/asked": {
          "post": {
            "operationId": "asked",
            "tags": ["stores"],
            "summary": "A till wants to know customers whom its store does not",
            "description": "The body may have 16 KiB.",
            "x-roles": ["store"],
            "parameters": [{ "$ref": "#/components/parameters/store" }],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/Asked" },
                  "example": { "keys": ["1.1.7c9e2b04d15fa8336be07d21c4f98a50"] }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Cards of those whom central knows are in the store's feed, for 90 days.",
                "content": \#(FeedOpenAPI.noted)
              },
              \#(CentralProblemsOpenAPI.agentTelling)
            }
          }
        },
        "/v1/stores/{store}/grants": {
          "post": {
            "operationId": "wishForPoints",
            "tags": ["stores"],
            "summary": "A till waits for points of customers",
            "description": "What no store holds is granted to this one; what other stores hold they are asked for, for ten minutes. It comes with the feed. The body may have 16 KiB.",
            "x-roles": ["store"],
            "parameters": [{ "$ref": "#/components/parameters/store" }],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/PointsWishes" },
                  "example": { "cards": [{ "card": "5f1c0e9a77b24d3c8e6a01bf", "points": 600 }] }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Noted. A card that central does not know changes nothing.",
                "content": \#(FeedOpenAPI.noted)
              },
              \#(CentralProblemsOpenAPI.agentTelling)
            }
          }
        },
        "/v1/stores/{store}/receipts": {
          "post": {
            "operationId": "findReceipt",
            "tags": ["stores"],
            "summary": "Goods of a receipt come back to this store",
            "description": "What was bought on it, in any store, what points paid of it, and what came back of it before. Nothing of the customer. The body may have 16 KiB.",
            "x-roles": ["store"],
            "parameters": [{ "$ref": "#/components/parameters/store" }],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/ReceiptOrigin" },
                  "example": { "store": "042", "till": "1", "receipt": "00012345", "day": "2026-03-14" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What central has of it.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ReturnableReceipt" },
                    "example": {
                      "found": true,
                      "lines": [{ "sku": "7501000111", "quantity": 2, "amountMinor": 4980 }],
                      "redeemed": 100,
                      "redeemedMinor": 1000,
                      "returned": [{ "sku": "7501000111", "quantity": 1 }],
                      "counted": [{ "till": "1", "id": "r-1" }]
                    }
                  }
                }
              },
              \#(CentralProblemsOpenAPI.agentTelling)
            }
          }
        }
        """#

    static let schemas = #"""
        "ReceiptOrigin": {
          "type": "object",
          "required": ["till", "receipt"],
          "properties": {
            "store": { "type": "string", "description": "Absent: this store.", "maxLength": 40 },
            "till": { "type": "string", "minLength": 1, "maxLength": 200 },
            "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
            "day": {
              "type": "string",
              "description": "The day of sale in its store's zone. Absent: today.",
              "format": "date",
              "maxLength": 10
            }
          }
        },
        "ReturnableReceipt": {
          "type": "object",
          "required": ["found"],
          "properties": {
            "found": {
              "type": "boolean",
              "description": "Whether central has it, with its lines: those of months that were moved away are not known any more. The rest is there where it is."
            },
            "lines": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["sku", "quantity", "amountMinor"],
                "properties": {
                  "sku": { "type": "string" },
                  "quantity": { "type": "number" },
                  "amountMinor": { "type": "integer", "format": "int64", "description": "What the customer paid for it." },
                  "receipt": { "type": "string", "description": "Of a line that came back on it." }
                }
              }
            },
            "redeemed": { "type": "integer", "format": "int64", "description": "Points that it was paid with." },
            "redeemedMinor": { "type": "integer", "format": "int64", "description": "What they paid, by its payments or adjustments." },
            "returned": {
              "type": "array",
              "description": "What came back before, in its order.",
              "items": {
                "type": "object",
                "required": ["sku", "quantity"],
                "properties": { "sku": { "type": "string" }, "quantity": { "type": "number" } }
              }
            },
            "counted": {
              "type": "array",
              "description": "The asking store's own returns that are counted in `returned`, or gave nothing.",
              "items": {
                "type": "object",
                "required": ["till", "id"],
                "properties": { "till": { "type": "string" }, "id": { "type": "string" } }
              }
            }
          }
        },
        "Cursor": {
          "type": "string",
          "description": "REVISION.MARK: a place in a store's feed and the random mark of the publication that wrote it.",
          "pattern": "^[0-9]+\\.[0-9a-f]*$",
          "examples": ["18261.9f3c05d1e27b"]
        },
        "PageHeader": {
          "type": "object",
          "description": "First line of a page of changes.",
          "required": ["central", "incarnation", "clock", "cursor", "more", "reset"],
          "properties": {
            "central": { "type": "string" },
            "incarnation": { "type": "string" },
            "clock": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Central's clock." },
            "cursor": { "$ref": "#/components/schemas/Cursor", "description": "Where to go on." },
            "more": { "type": "boolean", "description": "There is another page already." },
            "reset": {
              "type": "boolean",
              "description": "The cursor that was sent is not known here: everything comes anew, from this page on."
            }
          },
          "examples": [
            {
              "central": "c41d9f02ab7e6358",
              "incarnation": "1f60a2d49b83ce75",
              "clock": "2026-03-14T18:20:26.410Z",
              "cursor": "18261.9f3c05d1e27b",
              "more": false,
              "reset": false
            }
          ]
        },
        "Asked": {
          "type": "object",
          "required": ["keys"],
          "properties": {
            "keys": {
              "type": "array",
              "description": "The first 100 count.",
              "items": { "$ref": "#/components/schemas/KeyHash" }
            }
          }
        },
        "PointsWishes": {
          "type": "object",
          "required": ["cards"],
          "properties": {
            "cards": {
              "type": "array",
              "description": "At most 100 count.",
              "items": {
                "type": "object",
                "required": ["card", "points"],
                "properties": {
                  "card": { "type": "string" },
                  "points": { "type": "integer", "format": "int64", "minimum": 0, "maximum": 1000000000000 }
                }
              }
            }
          }
        },
        "Noted": {
          "type": "object",
          "required": ["noted"],
          "properties": { "noted": { "type": "boolean", "const": true } }
        }
        """#

    /// The answer to what central takes note of.
    static let noted = #"""
        { "application/json": { "schema": { "$ref": "#/components/schemas/Noted" }, "example": { "noted": true } } }
        """#
}
