import HTTP

/// The epochs of stores' databases, and stores that nobody waits for.
enum EpochsOpenAPI {
    static let paths = #"""
        "/v1/stores/{store}/epochs": {
          "get": {
            "operationId": "epochs",
            "tags": ["registry"],
            "summary": "The lives of a store's database files",
            "description": "The one that began last first, 200 at most.",
            "x-roles": ["central", "admin"],
            "parameters": [\#(StoresOpenAPI.parameter)],
            "responses": {
              "200": {
                "description": "The epochs.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Epochs" },
                    "example": {
                      "epochs": [
                        {
                          "epoch": "ee1e5d699dd3cf4b",
                          "sequence": 17,
                          "openedAt": "2026-03-01T09:00:00Z",
                          "lastAt": "2026-03-14T10:00:00Z",
                          "address": "10.20.42.5"
                        }
                      ]
                    }
                  }
                }
              },
              \#(StoresOpenAPI.unknown),
              \#(RefusalsOpenAPI.administrationRead)
            }
          }
        },
        "/v1/stores/{store}/close-epoch": {
          "post": {
            "operationId": "closeEpoch",
            "tags": ["registry"],
            "summary": "Expect nothing of an epoch any more",
            "description": "What it still sends counts. The body may have 4 KiB.",
            "x-roles": ["admin"],
            "parameters": [\#(StoresOpenAPI.parameter)],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "required": ["epoch"],
                    "properties": { "epoch": { "type": "string" } }
                  },
                  "example": { "epoch": "ee1e5d699dd3cf4b" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The epoch as it is now.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Epoch" },
                    "example": {
                      "epoch": "ee1e5d699dd3cf4b",
                      "sequence": 17,
                      "openedAt": "2026-03-01T09:00:00Z",
                      "lastAt": "2026-03-14T10:00:00Z",
                      "address": "10.20.42.5",
                      "closedAt": "2026-03-15T09:00:00Z"
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": {
                "description": "Codes: `unknownStore`, `unknownEpoch`.",
                \#(ProblemOpenAPI.content)
              },
              \#(RefusalsOpenAPI.administrationAct)
            }
          }
        },
        "/v1/stores/{store}/waive": {
          "post": {
            "operationId": "waiveStore",
            "tags": ["registry"],
            "summary": "Stop waiting for a store",
            "description": "For a central that was put back from a copy: it grants no points before every store said what it was granted. Without this store's word, what it holds of grants since the copy may be granted a second time. The body may have 4 KiB.",
            "x-roles": ["admin"],
            "parameters": [\#(StoresOpenAPI.parameter)],
            "responses": {
              "200": {
                "description": "For whom it still waits.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Waived" },
                    "example": { "store": "042", "waived": true, "awaitedStores": [] }
                  }
                }
              },
              \#(StoresOpenAPI.unknown),
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        }
        """#

    static let schemas = #"""
        "Epochs": {
          "type": "object",
          "required": ["epochs"],
          "properties": {
            "epochs": { "type": "array", "items": { "$ref": "#/components/schemas/Epoch" } }
          }
        },
        "Epoch": {
          "type": "object",
          "required": ["epoch", "sequence", "openedAt", "lastAt"],
          "properties": {
            "epoch": { "type": "string" },
            "sequence": { "type": "integer", "description": "Central has it up to this event." },
            "openedAt": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Its first upload." },
            "lastAt": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Its last." },
            "address": { "type": "string", "description": "Where that came from." },
            "closedAt": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "Since when nothing is expected of it; absent while it is open."
            }
          }
        },
        "Waived": {
          "type": "object",
          "required": ["store", "waived", "awaitedStores"],
          "properties": {
            "store": { "type": "string" },
            "waived": { "type": "boolean", "description": "False where it was not waited for." },
            "awaitedStores": { "type": "array", "items": { "type": "string" } }
          }
        }
        """#
}
