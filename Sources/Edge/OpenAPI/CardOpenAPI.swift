/// Customers' cards: found, blocked, replaced, and what moved on them.
enum CardOpenAPI {
    static let paths = #"""
        "/v1/cards/lookup": {
          "post": {
            "operationId": "lookupCards",
            "tags": ["till"],
            "summary": "The cards of a key",
            "description": "A key stands in the body, never in an address. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/LookupRequest" },
                  "example": { "key": "phone:+52 55 1234 5678" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The cards; none where the store does not know the key.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Cards" },
                    "example": {
                      "cards": [\#(MemberOpenAPI.example)]
                    }
                  }
                }
              },
              \#(StoreProblemsOpenAPI.question)
            }
          }
        },
        "/v1/cards/history": {
          "post": {
            "operationId": "cardHistory",
            "tags": ["till"],
            "summary": "The customer's last movements known here",
            "description": "The newest ten of this store, for as long as it keeps their events. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/HistoryRequest" },
                  "example": { "key": "phone:+52 55 1234 5678" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The newest first.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/HistoryAnswer" },
                    "example": {
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "movements": [
                        {
                          "kind": "purchase",
                          "at": "2026-03-14T18:20:05Z",
                          "points": 4,
                          "receipt": "00012345",
                          "till": "1"
                        }
                      ]
                    }
                  }
                }
              },
              \#(StoreProblemsOpenAPI.ofCard)
            }
          }
        },
        "/v1/cards/block": {
          "post": {
            "operationId": "blockCard",
            "tags": ["till"],
            "summary": "Block a card",
            "description": "At once in this store, line or no line; everywhere once central has heard of it. Nothing older undoes it, only central unblocks. A customer whom this store does not know is blocked by central, by the key. Idempotent by `id`. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/BlockRequest" },
                  "example": { "id": "b-1", "till": "1", "key": "card:900", "reason": "stolen", "cashier": "17" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Recorded, now or before.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/BlockAnswer" },
                    "example": {
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "blocked": true
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/ServiceConflict" },
              \#(StoreProblemsOpenAPI.byPerson)
            }
          }
        },
        "/v1/cards/replace": {
          "post": {
            "operationId": "replaceCard",
            "tags": ["till"],
            "summary": "Give a card another number",
            "description": "The plastic was lost: the old number leads to nobody any more, the new one to the card, at once in this store, line or no line. `old` (or `key`, where it is a card number) says which number ends; without one the store cannot know, and all card numbers of the customer end once central has heard of it. Where the old number is not shown as `key`, a supervisor's PIN is wanted. Idempotent by `id`. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/ReplaceRequest" },
                  "example": {
                    "id": "r-1",
                    "till": "1",
                    "key": "phone:+52 55 1234 5678",
                    "number": "901",
                    "old": "900",
                    "cashier": "17",
                    "supervisor": "3",
                    "pin": "471193"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Recorded, now or before.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ReplaceAnswer" },
                    "example": {
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "replaced": true
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/ServiceConflict" },
              \#(StoreProblemsOpenAPI.byPerson)
            }
          }
        }
        """#

    static let schemas = #"""
        "LookupRequest": {
          "type": "object",
          "required": ["key"],
          "properties": {
            "key": { "$ref": "#/components/schemas/Key" },
            "at": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "Judge offers and rules by this instant's day and hour instead of now, for history."
            },
            "cashier": {
              "type": "string",
              "description": "Who is logged in: their own card is told as `ownCard`, and serves nobody.",
              "maxLength": 200
            }
          }
        },
        "Cards": {
          "type": "object",
          "required": ["cards"],
          "properties": {
            "cards": {
              "type": "array",
              "description": "Several where a key is shared, as a family's phone is; empty where the store knows none.",
              "items": { "$ref": "#/components/schemas/Card" }
            },
            "asked": {
              "type": "boolean",
              "description": "Present, and true, where the store knows none, the line is up and central was asked: where it knows the customer, the same lookup finds the card in a moment.",
              "const": true
            }
          }
        },
        "HistoryRequest": { "type": "object", "properties": { \#(RequestOpenAPI.customer) } },
        "HistoryAnswer": {
          "type": "object",
          "required": ["card", "movements"],
          "properties": {
            "card": { "type": "string" },
            "movements": {
              "type": "array",
              "maxItems": 10,
              "items": {
                "type": "object",
                "required": ["kind", "at", "points"],
                "properties": {
                  "kind": { "type": "string", "enum": ["purchase", "return", "reward"] },
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "points": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Earned; below zero for what a reward cost or a return took back."
                  },
                  "redeemed": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Points that a purchase was paid with; absent where there are none.",
                    "minimum": 1
                  },
                  "receipt": { "type": "string" },
                  "till": { "type": "string" },
                  "reward": { "type": "string" }
                }
              }
            }
          }
        },
        "BlockRequest": {
          "type": "object",
          "required": ["id", "reason"],
          "properties": {
            \#(RequestOpenAPI.identity),
            \#(RequestOpenAPI.customer),
            "reason": { "type": "string", "minLength": 1, "maxLength": 100 },
            \#(RequestOpenAPI.person)
          }
        },
        "BlockAnswer": {
          "type": "object",
          "required": ["event", "blocked"],
          "properties": {
            "event": { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
            "card": { "type": "string", "description": "Absent where this store does not know the customer." },
            "blocked": {
              "type": "boolean",
              "description": "False where this store does not know the customer: central blocks the card."
            }
          }
        },
        "ReplaceRequest": {
          "type": "object",
          "required": ["id", "number"],
          "properties": {
            \#(RequestOpenAPI.identity),
            \#(RequestOpenAPI.customer),
            "number": {
              "type": "string",
              "description": "The new one, with `card:` or without.",
              "minLength": 1,
              "maxLength": 200
            },
            "old": { "type": "string", "description": "The one that ends.", "maxLength": 200 },
            "reason": { "type": "string", "maxLength": 100 },
            \#(RequestOpenAPI.person)
          }
        },
        "ReplaceAnswer": {
          "type": "object",
          "required": ["event", "card", "replaced"],
          "properties": {
            "event": { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
            "card": { "type": "string" },
            "replaced": { "type": "boolean", "const": true }
          }
        }
        """#
}
