import HTTP

/// The ledger of points.
enum PointsOpenAPI {
    static let paths = #"""
        "/v1/customers/{customer}/ledger": {
          "get": {
            "operationId": "customerLedger",
            "tags": ["team"],
            "summary": "The story of a customer's points",
            "description": "Every entry of all their cards, oldest first, 1,000 at a time; the balance is that after the entry.",
            "x-roles": ["central", "admin"],
            "parameters": [
              \#(PointsOpenAPI.parameter),
              {
                "name": "after",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 0, "maximum": 2147483647 }
              }
            ],
            "responses": {
              "200": {
                "description": "The entries.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PointsStory" },
                    "example": {
                      "customer": 17,
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "balance": 600,
                      "entries": [
                        {
                          "n": 1,
                          "at": "2026-03-14T18:20:05Z",
                          "kind": "purchase",
                          "points": 600,
                          "balance": 600,
                          "lot": "p/2027-03-31",
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "store": "042",
                          "till": "1",
                          "receipt": "8123",
                          "event": 90211
                        }
                      ]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/customers/{customer}/adjust": {
          "post": {
            "operationId": "adjustPoints",
            "tags": ["team"],
            "summary": "Give or take points",
            "description": "An entry with its reason and person, published at once. The same `id` again changes nothing. Given points can be used at once and last as if they were earned today; a customer then has at most 1,000,000,000,000. The body may have 4 KiB.",
            "x-roles": ["admin"],
            "parameters": [\#(PointsOpenAPI.parameter)],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/Adjustment" },
                  "example": { "id": "8d4c2f0e", "points": 200, "reason": "a wrong price on 14 March" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The balance afterwards.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Adjusted" },
                    "example": { "card": "5f1c0e9a77b24d3c8e6a01bf", "points": 200, "balance": 800 }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              "409": {
                "description": "Codes: `idReused`: another adjustment has this id; `notEnoughPoints`: more would be taken than there are.",
                \#(ProblemOpenAPI.content)
              },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        },
        "/v1/points/liability": {
          "get": {
            "operationId": "pointsLiability",
            "tags": ["team"],
            "summary": "What is owed to customers in points, and by them",
            "description": "Passes over all accounts: seconds on a large base.",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "As of now.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Liability" },
                    "example": {
                      "now": "2026-03-14T18:20:05Z",
                      "currency": "MXN",
                      "points": 98214,
                      "valueMinor": 982140,
                      "pending": 1200,
                      "byMonth": [{ "month": "2027-03", "points": 98000, "valueMinor": 980000 }],
                      "never": 214,
                      "ended": 0,
                      "owed": 300,
                      "owedMinor": 3000,
                      "lotsBelowZero": 340,
                      "overdrawn": 500
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/points/check": {
          "get": {
            "operationId": "checkPoints",
            "tags": ["team"],
            "summary": "Compute all points, and what each card bought, anew, and compare",
            "description": "From every event and every act of central's own. Passes over all of them and holds all accounts in memory: minutes on a large base. Changes nothing.",
            "x-roles": ["admin"],
            "responses": {
              "200": {
                "description": "What differs.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PointsCheck" },
                    "example": { "events": 90211, "purchases": 88120, "differences": 0, "first": [] }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          }
        }
        """#

    static let schemas = #"""
        "PointsStory": {
          "type": "object",
          "required": ["customer", "card", "balance", "entries"],
          "properties": {
            "customer": { "type": "integer", "format": "int64", "description": "Central's own number." },
            "card": { "type": "string", "description": "The one that lives on." },
            "balance": { "type": "integer", "format": "int64", "description": "After the last entry." },
            "entries": { "type": "array", "items": { "$ref": "#/components/schemas/PointsEntry" } },
            "next": { "type": "integer", "description": "For `after`; absent on the last page." }
          }
        },
        "PointsEntry": {
          "type": "object",
          "required": ["n", "at", "kind", "points", "balance", "lot"],
          "properties": {
            "n": { "type": "integer", "description": "Its place in the story." },
            "at": { "$ref": "#/components/schemas/Instant" },
            "kind": {
              "type": "string",
              "description": "`purchase` earned; `used` paid with; `reward` of the catalogue; `issue` central gave; `restore` and `takeBack` of a return; `expire` past its last day, and above zero what a return, or the move of a receipt, takes back of that; `adjust` by a person or a moved receipt; `overdraft` used at a store that did not hold it; `settle` one lot pays what another owes; `recordedAgain` and `correction` of a sale that a store recorded twice.",
              "enum": [
                "purchase", "used", "reward", "issue", "restore", "expire", "adjust", "takeBack", "overdraft", "settle",
                "recordedAgain", "correction"
              ]
            },
            "points": { "type": "integer", "format": "int64", "description": "Below zero: taken." },
            "balance": { "type": "integer", "format": "int64", "description": "After this entry, in the order shown." },
            "lot": {
              "type": "string",
              "description": "`p` plain, `p/2027-03-31` with a last day, `p2026-12-06/2027-03-31` with a first and a last day."
            },
            "card": { "type": "string", "description": "Which of the customer's cards." },
            "store": { "type": "string" },
            "till": { "type": "string", "description": "Of the receipt, or of the one that the entry reverses." },
            "receipt": { "type": "string" },
            "event": {
              "type": "integer",
              "format": "int64",
              "description": "As `/v1/events` numbers it; absent where central acted by itself."
            },
            "reason": { "type": "string" },
            "person": { "type": "string" }
          }
        },
        "Adjustment": {
          "type": "object",
          "required": ["id", "points", "reason"],
          "properties": {
            "id": {
              "type": "string",
              "minLength": 1,
              "maxLength": 100,
              "description": "Of the caller's: the same is done once."
            },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "Below zero: taken; never 0.",
              "minimum": -1000000000000,
              "maximum": 1000000000000
            },
            "reason": { "type": "string", "minLength": 1, "maxLength": 100, "description": "At most 400 bytes." }
          }
        },
        "Adjusted": {
          "type": "object",
          "required": ["card", "points", "balance"],
          "properties": {
            "card": { "type": "string" },
            "points": { "type": "integer", "format": "int64" },
            "balance": { "type": "integer", "format": "int64", "description": "Points that have not ended." }
          }
        },
        "Liability": {
          "type": "object",
          "required": [
            "now", "currency", "points", "valueMinor", "pending", "byMonth", "never", "ended", "owed", "owedMinor",
            "lotsBelowZero", "overdrawn"
          ],
          "properties": {
            "now": { "$ref": "#/components/schemas/Instant" },
            "currency": { "type": "string" },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "Points that customers have and that have not ended, the pending ones too."
            },
            "valueMinor": { "type": "integer", "format": "int64", "description": "In minor units, by the programme." },
            "pending": {
              "type": "integer",
              "format": "int64",
              "description": "Among them: those that cannot be used yet."
            },
            "byMonth": {
              "type": "array",
              "description": "By the month of their last day.",
              "items": {
                "type": "object",
                "required": ["month", "points", "valueMinor"],
                "properties": {
                  "month": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" },
                  "points": { "type": "integer", "format": "int64" },
                  "valueMinor": { "type": "integer", "format": "int64" }
                }
              }
            },
            "never": { "type": "integer", "format": "int64", "description": "Among them: those without a last day." },
            "ended": {
              "type": "integer",
              "format": "int64",
              "description": "Past their last day and not taken yet: a store holds them, or no run came since."
            },
            "owed": {
              "type": "integer",
              "format": "int64",
              "description": "Σ of customers' balances below zero, as a positive number: used where it was not held, or taken back from who had used it. As `points.owed` in the status."
            },
            "owedMinor": { "type": "integer", "format": "int64" },
            "lotsBelowZero": {
              "type": "integer",
              "format": "int64",
              "description": "Σ of lots below zero, as a positive number, also of customers who have more in other lots: `points` and `ended` less these are all balances."
            },
            "overdrawn": {
              "type": "integer",
              "format": "int64",
              "description": "Of all times: points used at stores that did not hold them."
            }
          }
        },
        "PointsCheck": {
          "type": "object",
          "required": ["events", "purchases", "differences", "first"],
          "properties": {
            "events": { "type": "integer" },
            "purchases": { "type": "integer", "description": "Of the events, receipts of their own that count." },
            "differences": { "type": "integer" },
            "first": {
              "type": "array",
              "description": "At most 100.",
              "items": {
                "type": "object",
                "required": ["what", "card", "place", "kept", "computed"],
                "properties": {
                  "what": { "type": "string", "enum": ["counter", "account", "balance", "purchases"] },
                  "card": { "type": "integer", "description": "Central's own number." },
                  "place": { "type": "string" },
                  "kept": { "type": "string" },
                  "computed": { "type": "string" }
                }
              }
            }
          }
        }
        """#

    static let parameter = #"""
        {
          "name": "customer",
          "in": "path",
          "required": true,
          "description": "The id of any of their cards, or central's own number.",
          "schema": { "type": "string" }
        }
        """#
}
