/// What monitoring asks of a daemon, and backups.
public struct MonitoringOpenAPI: Sendable {
    /// Such as `central`.
    let name: String
    /// What its answering says nothing of.
    let unsaid: String
    /// Who may read its figures, besides administrators.
    let role: String
    /// One of its figures.
    let gauge: String
    let backupFile: String
    /// Why it makes no backup, besides what both say.
    let conflicts: String

    public init(name: String, unsaid: String, role: String, gauge: String, backupFile: String, conflicts: String = "") {
        self.name = name
        self.unsaid = unsaid
        self.role = role
        self.gauge = gauge
        self.backupFile = backupFile
        self.conflicts = conflicts
    }

    public var paths: String {
        #"""
        "/healthz": {
          "get": {
            "operationId": "healthz",
            "tags": ["administration"],
            "summary": "Whether \#(name) answers",
            "security": [],
            "responses": {
              "200": {
                "description": "It does. Says nothing about \#(unsaid): see `/v1/status`.",
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
            "x-roles": ["\#(role)", "admin"],
            "responses": {
              "200": {
                "description": "Prometheus text.",
                "content": {
                  "text/plain; version=0.0.4": {
                    "schema": { "type": "string" },
                    "example": "# TYPE vuelve_up gauge\nvuelve_up 1\n# TYPE \#(gauge) gauge\n\#(gauge) 1\n"
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
                  "example": { "file": "/var/lib/vuelve/\#(backupFile)" }
                }
              }
            },
            "responses": {
              "201": {
                "description": "Written, verified and on disk.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/BackupReceipt" },
                    "example": { "file": "/var/lib/vuelve/\#(backupFile)", "bytes": 48234496, "sealed": false }
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
                "description": "Codes: `backupExists`: there is a file of this name; `backupUnderWay`: another backup is not done yet\#(conflicts).",
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
}
