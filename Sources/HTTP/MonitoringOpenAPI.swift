import HTTP

/// What monitoring asks, and backups.
enum MonitoringOpenAPI {
    static let paths = #"""
        "/healthz": {
          "get": {
            "operationId": "healthz",
            "tags": ["administration"],
            "summary": "Whether central answers",
            "security": [],
            "responses": {
              "200": {
                "description": "It does. Says nothing about the stores: see `/v1/status`.",
                "content": {
                  "text/plain; charset=utf-8": { "schema": { "type": "string" }, "example": "ok\n" }
                }
              },
              \#(RefusalsOpenAPI.anyone)
            }
          }
        },
        "/metrics": {
          "get": {
            "operationId": "metrics",
            "tags": ["administration"],
            "summary": "Figures for Prometheus",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "Prometheus text.",
                "content": {
                  "text/plain; version=0.0.4": {
                    "schema": { "type": "string" },
                    "example": "# TYPE vuelve_up gauge\nvuelve_up 1\n# TYPE vuelve_stores gauge\nvuelve_stores 1\n"
                  }
                }
              },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/Forbidden" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "503": { "$ref": "#/components/responses/BusyOrStopping" }
            }
          }
        },
        "/v1/backups": {
          "post": {
            "operationId": "backup",
            "tags": ["administration"],
            "summary": "Write a verified copy of the data to a new file on this machine",
            "description": "The daemon writes it, for its own user only; sealed where a key is configured. Others are served meanwhile. Answers when it is done. The body may have 4 KiB.",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/BackupRequest" },
                  "example": { "file": "/var/lib/vuelve/central.backup" }
                }
              }
            },
            "responses": {
              "201": {
                "description": "Written, verified and on disk.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/BackupReceipt" },
                    "example": { "file": "/var/lib/vuelve/central.backup", "bytes": 48234496, "sealed": false }
                  }
                }
              },
              "400": {
                "description": "No new file can be written there. Codes: `backupNotWritable`, `notJSON`, `numberOutOfRange`, `missingField`, `badValue`, `badGzip`.",
                \#(ProblemOpenAPI.content)
              },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/Forbidden" },
              "409": {
                "description": "Codes: `backupExists`: there is a file of this name; `backupUnderWay`: another backup is not done yet; `dataElsewhere`: the data is on PostgreSQL, which has backups of its own.",
                \#(ProblemOpenAPI.content)
              },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "500": {
                "description": "Codes: `backupFailed`: the copy is damaged, or could not be made; `internal`. No file is left.",
                \#(ProblemOpenAPI.content)
              },
              "503": { "$ref": "#/components/responses/Stopping" },
              "507": {
                "description": "Code: `backupNoSpace`: too little room. No file is left.",
                \#(ProblemOpenAPI.content)
              }
            }
          }
        }
        """#
}
