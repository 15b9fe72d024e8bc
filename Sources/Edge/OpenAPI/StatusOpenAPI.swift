import HTTP

/// How the agent is, and that it is to synchronise now.
enum StatusOpenAPI {
    static let paths = #"""
        "/v1/status": {
          "get": {
            "operationId": "status",
            "tags": ["administration"],
            "summary": "How this store is",
            "x-roles": ["till", "admin"],
            "responses": {
              "200": {
                "description": "What is true now.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Status" },
                    "example": {
                      "store": "042",
                      "state": "offline",
                      "healthy": true,
                      "next": "no line: sales are kept and sent later",
                      "now": "2026-03-14T18:30:00Z",
                      "currency": "MXN",
                      "country": "MX",
                      "timeZone": "America/Mexico_City",
                      "lastSuccessAt": "2026-03-14T18:19:31.500Z",
                      "problemSince": "2026-03-14T18:19:58.020Z",
                      "clockOffsetMilliseconds": 0,
                      "report": {
                        "mode": "continuous",
                        "waiting": 3,
                        "oldestWaitingAt": "2026-03-14T18:20:06.120Z",
                        "lastSaleAt": "2026-03-14T18:28:40.007Z",
                        "cards": 18204,
                        "programme": 1,
                        "agent": "0.1.0",
                        "freeDiskBytes": 48318382080
                      },
                      "backup": { "scheduled": true, "lastAt": "2026-03-14T08:00:12Z" },
                      "attention": []
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/sync": {
          "post": {
            "operationId": "sync",
            "tags": ["administration"],
            "summary": "Synchronise now, whatever the mode",
            "description": "Answers when it is done or the time is over.",
            "x-roles": ["till", "admin"],
            "parameters": [
              {
                "name": "timeout",
                "in": "query",
                "description": "Seconds to try.",
                "schema": { "type": "integer", "minimum": 1, "maximum": 600, "default": 60 }
              }
            ],
            "responses": {
              "200": {
                "description": "How it ended.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/SyncReport" },
                    "example": { "synced": true, "reason": "" }
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
        "Status": {
          "type": "object",
          "required": [
            "store", "state", "healthy", "now", "currency", "country", "timeZone", "clockOffsetMilliseconds", "report",
            "backup", "attention"
          ],
          "properties": {
            "store": { "type": "string" },
            "state": {
              "type": "string",
              "description": "What is true now, worst first.\n- `storage`: the disk is full, or it failed and the file could not be opened anew yet, or the file is damaged; `detail` says which. Sales are refused with 507\n- `tokenFile`: the store's token file cannot be read; `detail` names it\n- `auth`: central refused the token\n- `replaced`: another machine is this store now; central takes what waits here (`detail` says whether anything does) and gives nothing\n- `wrongCentral`: another central answers at this address\n- `certificate`: central's certificate is not believed\n- `clock`: more than 300 s away from central's clock, or so far off that certificates seem to be outside their dates\n- `diskLow`: less is left on the disk than `freeDiskMebibytesMin`; cards give way to sales before one is refused\n- `refused`: central refuses requests, or what answers in its place cannot be understood (`detail`)\n- `programmeTooNew`: this agent cannot evaluate central's programme and keeps its last\n- `feedUnread`: rows of central's feed cannot be read here (`unreadRows`); what they are about stays as it was, and is asked for again once a day and after an update\n- `neverSynced`: never spoke with central\n- `offline`: no line; sales are kept and sent later (healthy for an hour; nightly, for 26 hours)\n- `centralRestored`: central was put back from a copy and has not said yet what it lacks; more may wait than `waiting` counts (healthy)\n- `waiting`: events wait to be sent (healthy)\n- `ok`",
              "enum": [
                "storage", "tokenFile", "auth", "replaced", "wrongCentral", "certificate", "clock", "diskLow",
                "refused", "programmeTooNew", "feedUnread", "neverSynced", "offline", "centralRestored", "waiting",
                "ok"
              ]
            },
            "healthy": {
              "type": "boolean",
              "description": "True for `ok`, `waiting` and `centralRestored`; for `offline` while `lastSuccessAt` is at most an hour ago; nightly, 26 hours. Never outside the dates of `certificate`, nor while there is anything in `attention`."
            },
            "next": { "type": "string", "description": "What to do; absent for `ok` and `waiting`." },
            "detail": {
              "type": "string",
              "description": "What the line, central or the disk said of the problem; in English."
            },
            "certificate": { "$ref": "#/components/schemas/Certificate" },
            "now": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "By the agent's clock." },
            "currency": {
              "type": "string",
              "description": "ISO 4217: that of all amounts; empty before the first programme."
            },
            "country": {
              "type": "string",
              "description": "ISO 3166-1: whose phones and documents tills take; empty before the first programme."
            },
            "timeZone": { "type": "string", "description": "The store's, of the IANA database." },
            "lastSuccessAt": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "When central last took events or gave changes; absent before the first time."
            },
            "problemSince": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "Since when the line does not work; absent while it does."
            },
            "clockOffsetMilliseconds": {
              "type": "integer",
              "format": "int64",
              "description": "By how much this clock is ahead of central's, as last measured."
            },
            "report": { "$ref": "#/components/schemas/Report" },
            "backup": { "$ref": "#/components/schemas/BackupState" },
            "attention": {
              "type": "array",
              "description": "What is wrong besides the state.",
              "items": { "$ref": "#/components/schemas/Attention" }
            }
          }
        },
        "Report": {
          "type": "object",
          "description": "What the agent also tells central of itself.",
          "required": ["mode", "waiting", "cards", "programme", "agent", "freeDiskBytes"],
          "properties": {
            "mode": { "type": "string", "enum": ["continuous", "nightly"] },
            "waiting": {
              "type": "integer",
              "format": "int64",
              "description": "Events that central has not acknowledged."
            },
            "oldestWaitingAt": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "When the oldest of them was recorded; absent where none waits."
            },
            "lastSaleAt": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "When the last purchase was recorded; absent before the first."
            },
            "cards": {
              "type": "integer",
              "format": "int64",
              "description": "Cards held here, counted at most 10 s ago."
            },
            "programme": { "type": "integer", "format": "int64", "description": "Its version; 0 before the first." },
            "agent": { "type": "string", "description": "The agent's version." },
            "freeDiskBytes": {
              "type": "integer",
              "format": "int64",
              "description": "Left on the disk that holds the data."
            },
            "diskLow": {
              "type": "boolean",
              "description": "Less is left than `freeDiskMebibytesMin`; absent otherwise."
            },
            "unreadRows": {
              "type": "integer",
              "format": "int64",
              "description": "Rows of central's feed that could not be read, of kinds that this agent knows; absent where there are none."
            },
            "timeZone": { "type": "string", "description": "By which the days of sales are told." }
          }
        },
        "SyncReport": {
          "type": "object",
          "required": ["synced", "reason"],
          "properties": {
            "synced": {
              "type": "boolean",
              "description": "Central has applied, or set aside, every event recorded before the call, and the feed is drained; a machine that was replaced has no feed."
            },
            "reason": {
              "type": "string",
              "description": "Why not; empty where it is, or `replaced` where another machine is this store now."
            }
          }
        },
        "Certificate": \#(CertificateReport.openAPI)
        """#
}
