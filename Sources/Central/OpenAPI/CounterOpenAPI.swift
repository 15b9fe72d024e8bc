import HTTP

/// What else happened at the counters: complaints, rewards, what is to be looked at.
enum CounterOpenAPI {
    static let paths = #"""
        "/v1/complaints": {
          "get": {
            "operationId": "complaints",
            "tags": ["team"],
            "summary": "Complaints noted at tills",
            "description": "The newest first, 500 at a time.",
            "x-roles": ["central", "admin"],
            "parameters": [
              { "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } },
              {
                "name": "before",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 1 }
              }
            ],
            "responses": {
              "200": {
                "description": "The complaints.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Complaints" },
                    "example": {
                      "complaints": [
                        {
                          "number": "260314-K7QM",
                          "store": "042",
                          "till": "1",
                          "cashier": "17",
                          "at": "2026-03-14T18:20:05Z",
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "text": "The yoghurt was off."
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
        "/v1/rewards": {
          "get": {
            "operationId": "rewards",
            "tags": ["team"],
            "summary": "What customers took of the catalogue, and what draws have cost of their budgets",
            "description": "In the catalogue's order, then rewards that were in it before. Counts what stores have sent; stores keep to their part of a budget by themselves, line or no line.",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "By reward.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Rewards" },
                    "example": {
                      "rewards": [
                        {
                          "reward": "raffle",
                          "given": 12,
                          "points": 1200,
                          "prizesMinor": 40000,
                          "budgetMinor": 500000,
                          "budgetLeftMinor": 460000,
                          "prizes": [
                            { "given": 10, "prizesMinor": 0 },
                            { "prize": "mug", "given": 2, "prizesMinor": 40000 }
                          ]
                        }
                      ]
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/flags": {
          "get": {
            "operationId": "flags",
            "tags": ["team"],
            "summary": "What was beyond the programme's limits",
            "description": "Receipts and late additions that stores flagged, the newest first, 500 at a time. The first page of all stores also has the cards with more receipts on a day than `limits.receiptsPerCardDay`, whichever stores they are of; that passes over all purchases.",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "from",
                "in": "query",
                "description": "The first day; absent: six days ago.",
                "schema": { "type": "string", "format": "date" }
              },
              {
                "name": "to",
                "in": "query",
                "description": "The last day; absent: tomorrow.",
                "schema": { "type": "string", "format": "date" }
              },
              { "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } },
              {
                "name": "before",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 1 }
              }
            ],
            "responses": {
              "200": {
                "description": "For people to look at: nothing was refused.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Flags" },
                    "example": {
                      "flags": [
                        {
                          "day": "2026-03-14",
                          "store": "042",
                          "till": "1",
                          "receipt": "31198570044",
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "cashier": "17",
                          "flags": ["ownCard"]
                        }
                      ],
                      "cards": [
                        { "day": "2026-03-14", "card": "5f1c0e9a77b24d3c8e6a01bf", "receipts": 11, "stores": 3 }
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
        "Complaints": {
          "type": "object",
          "required": ["complaints"],
          "properties": {
            "complaints": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["number", "store", "till", "at"],
                "properties": {
                  "number": { "type": "string" },
                  "store": { "type": "string" },
                  "till": { "type": "string" },
                  "cashier": { "type": "string" },
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "card": { "type": "string" },
                  "text": { "type": "string", "description": "Absent where it was erased." }
                }
              }
            },
            "next": { "type": "integer", "description": "For `before`; absent on the last page." }
          }
        },
        "Rewards": {
          "type": "object",
          "required": ["rewards"],
          "properties": {
            "rewards": { "type": "array", "items": { "$ref": "#/components/schemas/RewardTotal" } }
          }
        },
        "RewardTotal": {
          "type": "object",
          "required": ["reward", "given", "points"],
          "properties": {
            "reward": { "type": "string" },
            "given": { "type": "integer", "format": "int64" },
            "points": { "type": "integer", "format": "int64", "description": "That customers paid." },
            "prizesMinor": {
              "type": "integer",
              "format": "int64",
              "description": "What the prizes drawn cost; of a mystery, as what follows."
            },
            "budgetMinor": { "type": "integer", "format": "int64" },
            "budgetLeftMinor": {
              "type": "integer",
              "format": "int64",
              "description": "Below zero where stores without parts of their own drew more."
            },
            "prizes": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["given", "prizesMinor"],
                "properties": {
                  "prize": { "type": "string", "description": "Absent for draws that left none." },
                  "given": { "type": "integer", "format": "int64" },
                  "prizesMinor": { "type": "integer", "format": "int64" }
                }
              }
            }
          }
        },
        "Flags": {
          "type": "object",
          "required": ["flags"],
          "properties": {
            "flags": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["day", "store", "till", "receipt", "flags"],
                "properties": {
                  "day": { "type": "string", "format": "date" },
                  "store": { "type": "string" },
                  "till": { "type": "string" },
                  "receipt": {
                    "type": "string",
                    "description": "Of a late addition: store, till and receipt that it is about."
                  },
                  "card": { "type": "string" },
                  "cashier": { "type": "string" },
                  "flags": { "type": "array", "items": { "type": "string" } }
                }
              }
            },
            "cards": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["day", "card", "receipts", "stores"],
                "properties": {
                  "day": { "type": "string", "format": "date" },
                  "card": { "type": "string" },
                  "receipts": { "type": "integer" },
                  "stores": { "type": "integer" }
                }
              }
            },
            "next": { "type": "integer", "description": "For `before`; absent on the last page." }
          }
        }
        """#
}
