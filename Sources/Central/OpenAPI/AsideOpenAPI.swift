import HTTP

/// Events that could not be applied.
enum AsideOpenAPI {
    static let paths = #"""
        "/v1/events": {
          "get": {
            "operationId": "asideEvents",
            "tags": ["team"],
            "summary": "Events that could not be applied",
            "description": "By store, epoch and sequence, 500 at a time; those that were dismissed are left out.",
            "x-roles": ["central", "admin"],
            "parameters": [
              { "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } },
              {
                "name": "after",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "string" }
              }
            ],
            "responses": {
              "200": {
                "description": "The events.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/AsideEvents" },
                    "example": {
                      "events": [
                        {
                          "event": "042/ee1e5d699dd3cf4b/17",
                          "store": "042",
                          "epoch": "ee1e5d699dd3cf4b",
                          "sequence": 17,
                          "reason": "receiptReused",
                          "detail": "receipt 81 of till 1 on 2026-03-14 is here with other content",
                          "since": "2026-03-14T10:00:00Z"
                        }
                      ]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              \#(RefusalsOpenAPI.administrationRead)
            }
          }
        },
        "/v1/events/show": {
          "get": {
            "operationId": "asideEvent",
            "tags": ["team"],
            "summary": "One of them whole, with what is personal masked",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "event",
                "in": "query",
                "required": true,
                "description": "`STORE/EPOCH/SEQUENCE`, as the list has it.",
                "schema": { "type": "string" }
              }
            ],
            "responses": {
              "200": {
                "description": "The event.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/AsideEvent" },
                    "example": {
                      "event": "042/ee1e5d699dd3cf4b/17",
                      "store": "042",
                      "epoch": "ee1e5d699dd3cf4b",
                      "sequence": 17,
                      "reason": "receiptReused",
                      "detail": "receipt 81 of till 1 on 2026-03-14 is here with other content",
                      "since": "2026-03-14T10:00:00Z",
                      "bytes": 21,
                      "body": { "kind": "purchase" }
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              "404": {
                "description": "Code: `unknownEvent`: nothing is set aside there.",
                \#(ProblemOpenAPI.content)
              },
              \#(RefusalsOpenAPI.administrationRead)
            }
          }
        },
        "/v1/events/retry": {
          "post": {
            "operationId": "retryEvents",
            "tags": ["team"],
            "summary": "Apply events again, with the code and programme of now",
            "description": "What can be applied counts once, as of when it came, and is no longer set aside. The body may have 256 KiB.",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/EventsWish" },
                  "example": { "events": ["042/ee1e5d699dd3cf4b/17"] }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What became of them.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/EventsOutcome" },
                    "example": { "applied": 1, "failed": 0, "failures": [], "unknown": [] }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              \#(RefusalsOpenAPI.administrationWrite)
            }
          }
        },
        "/v1/events/dismiss": {
          "post": {
            "operationId": "dismissEvents",
            "tags": ["team"],
            "summary": "Take events off the list for good",
            "description": "They stay on record with the reason. With `all`, 1,000 at a time. The body may have 256 KiB.",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/EventsWish" },
                  "example": { "events": ["042/ee1e5d699dd3cf4b/17"], "reason": "printed twice" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What became of them.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/EventsOutcome" },
                    "example": { "dismissed": 1, "failed": 0, "failures": [], "unknown": [] }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              \#(RefusalsOpenAPI.administrationWrite)
            }
          }
        }
        """#

    static let schemas = #"""
        "AsideEvents": {
          "type": "object",
          "required": ["events"],
          "properties": {
            "events": { "type": "array", "items": { "$ref": "#/components/schemas/AsideEvent" } },
            "next": { "type": "string", "description": "For `after`; absent on the last page." }
          }
        },
        "AsideEvent": {
          "type": "object",
          "required": ["event", "store", "epoch", "sequence", "reason", "detail", "since"],
          "properties": {
            "event": { "type": "string", "description": "`STORE/EPOCH/SEQUENCE`: names it." },
            "store": { "type": "string" },
            "epoch": { "type": "string" },
            "sequence": { "type": "integer" },
            "reason": { "$ref": "#/components/schemas/AsideReason" },
            "detail": { "type": "string" },
            "since": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "When it came." },
            "triedAt": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "When it was last tried again."
            },
            "dismissedAt": { "$ref": "#/components/schemas/Instant" },
            "dismissedBecause": { "type": "string" },
            "bytes": { "type": "integer", "description": "Of the body, as it came; only where one is shown whole." },
            "body": { "description": "As it came, personal members masked; a string where it is no JSON." },
            "personal": { "description": "What lies beside it, masked." }
          }
        },
        "AsideReason": {
          "type": "string",
          "description": "Why an event could not be applied: it could not be read, or\n- `unknownKind`: a newer agent wrote it\n- `receiptReused`: another content is here under its receipt's identity\n- `unknownCard`: a card to be blocked is no one customer's\n- `numberTaken`: a new card number is another customer's\n- `cannotApply`: the rest",
          "enum": [
            "notJSON", "missingField", "wrongType", "badInstant", "numberOutOfRange", "tooLong", "tooManyLines",
            "unknownKind", "receiptReused", "unknownCard", "numberTaken", "cannotApply"
          ]
        },
        "EventsWish": {
          "type": "object",
          "properties": {
            "events": { "type": "array", "maxItems": 1000, "items": { "type": "string" } },
            "all": { "type": "boolean", "description": "All that are open, instead of `events`." },
            "store": { "type": "string", "description": "With `all`: only this store's." },
            "reason": { "type": "string", "maxLength": 400, "description": "For dismissing." }
          }
        },
        "EventsOutcome": {
          "type": "object",
          "required": ["failed", "failures", "unknown"],
          "properties": {
            "applied": { "type": "integer" },
            "dismissed": { "type": "integer" },
            "failed": { "type": "integer" },
            "failures": {
              "type": "array",
              "maxItems": 100,
              "items": {
                "type": "object",
                "required": ["event", "reason", "detail"],
                "properties": {
                  "event": { "type": "string" },
                  "reason": { "$ref": "#/components/schemas/AsideReason" },
                  "detail": { "type": "string" }
                }
              }
            },
            "unknown": {
              "type": "array",
              "description": "Places at which nothing is set aside, or no longer.",
              "items": { "type": "string" }
            }
          }
        }
        """#
}
