import HTTP

/// The log of administrative acts.
enum AuditOpenAPI {
    static let paths = #"""
        "/v1/audit": {
          "get": {
            "operationId": "audit",
            "tags": ["administration"],
            "summary": "What administrators did",
            "description": "Oldest first, 500 at a time. Each row's `hash` is SHA-256 of the hash before it (32 bytes; before the first: SHA-256 of `vuelve audit`) and the row's other fields as one JSON object in the order given here, without spaces.",
            "x-roles": ["admin"],
            "parameters": [
              {
                "name": "after",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 0, "default": 0 }
              },
              {
                "name": "since",
                "in": "query",
                "description": "Only acts at or after this instant.",
                "schema": { "$ref": "#/components/schemas/Instant" }
              }
            ],
            "responses": {
              "200": {
                "description": "The rows.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/AuditPage" },
                    "example": {
                      "rows": [
                        {
                          "n": 3,
                          "at": "2026-03-14T10:00:00Z",
                          "role": "admin",
                          "who": "ana",
                          "act": "tokenRotated",
                          "subject": "042",
                          "details": { "role": "store" },
                          "hash": "0c52a7f1e5a2f4e6d1a9c2b77d1b6a53a9a5b1cf4f6fd7b2b0b8c7a2f1e3d4c5"
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
        "/v1/audit/verify": {
          "get": {
            "operationId": "verifyAudit",
            "tags": ["administration"],
            "summary": "Whether the audit log is as it was written",
            "description": "Works out every hash anew. A log that was cut at its end looks whole by itself: keep `head` elsewhere and send it.",
            "x-roles": ["admin"],
            "parameters": [
              {
                "name": "head",
                "in": "query",
                "description": "The hash of a row that was there once.",
                "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" }
              }
            ],
            "responses": {
              "200": {
                "description": "What was found.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/AuditVerdict" },
                    "example": {
                      "ok": true,
                      "rows": 3,
                      "head": "0c52a7f1e5a2f4e6d1a9c2b77d1b6a53a9a5b1cf4f6fd7b2b0b8c7a2f1e3d4c5"
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              \#(RefusalsOpenAPI.administrationRead)
            }
          }
        }
        """#

    static let schemas = #"""
        "AuditPage": {
          "type": "object",
          "required": ["rows"],
          "properties": {
            "rows": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["n", "at", "role", "who", "act", "subject", "details", "hash"],
                "properties": {
                  "n": { "type": "integer", "description": "Counts from 1 without gaps." },
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "role": { "type": "string", "description": "That of the token." },
                  "who": {
                    "type": "string",
                    "description": "The name of the token; `central`, in the role `system`, for what it does by itself."
                  },
                  "act": {
                    "type": "string",
                    "enum": [
                      "storeAdded", "tokenMade", "tokenRotated", "tokenRevoked", "programmePublished", "campaignPushed",
                      "customersImported", "runStarted", "backupMade", "restored", "incarnationBegun", "eventsRetried",
                      "eventDismissed", "storeReplaced", "storeLost", "epochClosed", "pinSet", "pinUnlocked",
                      "pinRemoved", "cardUnblocked", "employeeMarked", "customersMerged", "customersUnmerged",
                      "pointsAdjusted", "storeWaived"
                    ]
                  },
                  "subject": { "type": "string" },
                  "details": { "type": "object" },
                  "hash": { "type": "string" }
                }
              }
            },
            "next": { "type": "integer", "description": "For `after`; absent on the last page." }
          }
        },
        "AuditVerdict": {
          "type": "object",
          "required": ["ok", "rows", "head"],
          "properties": {
            "ok": { "type": "boolean" },
            "rows": { "type": "integer", "description": "Rows that are as they were written, from the first on." },
            "head": { "type": "string", "description": "The hash of the last of them." },
            "bad": { "type": "integer", "description": "The first row that is not; absent where all are." },
            "reason": {
              "type": "string",
              "enum": ["altered", "missing", "cut"],
              "description": "`cut`: no row has the hash that was sent."
            },
            "keptAt": { "type": "integer", "description": "The row that has the hash that was sent." }
          }
        }
        """#
}
