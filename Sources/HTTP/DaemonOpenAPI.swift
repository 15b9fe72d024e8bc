/// What both daemons have.
public enum DaemonOpenAPI {
    public static let paths = #"""
        "/v1/support": {
          "get": {
            "operationId": "support",
            "tags": ["administration"],
            "summary": "The shape of the database, for whoever helps",
            "description": "Versions, schema and how many rows each table has: nothing that is in them. Counts every row.",
            "x-roles": ["admin"],
            "responses": {
              "200": {
                "description": "The shape.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Support" },
                    "example": {
                      "version": "0.1.0",
                      "engine": "sqlite 3.40.1",
                      "pages": 4096,
                      "pageBytes": 4096,
                      "freeDiskBytes": 48318382080,
                      "migrations": [],
                      "rows": { "card": 18204 },
                      "schema": []
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.administrationRead)
            }
          }
        },
        "/openapi.json": {
          "get": {
            "operationId": "openapi",
            "tags": ["administration"],
            "summary": "This description",
            "security": [],
            "responses": {
              "200": {
                "description": "OpenAPI 3.1.",
                "content": {
                  "application/json": { "schema": { "type": "object" } }
                }
              },
              \#(RefusalsOpenAPI.anyone)
            }
          }
        }
        """#

    public static let schemas = #"""
        "Instant": {
          "type": "string",
          "description": "ISO 8601 with seconds and a zone, milliseconds where there are any; answers are always in UTC (`Z`). Years 1970 to 9999.",
          "format": "date-time",
          "examples": ["2026-03-14T18:20:05Z", "2026-03-14T18:20:05.250Z"]
        },
        "Names": {
          "type": "object",
          "description": "Texts by language; a language that nobody wrote is absent.",
          "properties": { "es": { "type": "string" }, "en": { "type": "string" } },
          "additionalProperties": false
        },
        "Support": {
          "type": "object",
          "required": ["version", "engine", "pages", "pageBytes", "freeDiskBytes", "migrations", "rows", "schema"],
          "properties": {
            "version": { "type": "string" },
            "engine": { "type": "string", "description": "`sqlite` or `postgresql`, and its version." },
            "pages": { "type": "integer" },
            "pageBytes": { "type": "integer" },
            "freeDiskBytes": { "type": "integer" },
            "migrations": { "type": "array", "items": { "type": "string" } },
            "rows": { "type": "object", "additionalProperties": { "type": "integer" } },
            "schema": { "type": "array", "items": { "type": "string" } }
          }
        },
        "BackupRequest": {
          "type": "object",
          "required": ["file"],
          "properties": {
            "file": {
              "type": "string",
              "maxLength": 1024,
              "description": "An absolute path of a file that is not there yet."
            }
          }
        },
        "BackupReceipt": {
          "type": "object",
          "required": ["file", "bytes", "sealed"],
          "properties": {
            "file": { "type": "string" },
            "bytes": { "type": "integer" },
            "sealed": { "type": "boolean", "description": "Whether it is encrypted." }
          }
        },
        "BackupState": {
          "type": "object",
          "required": ["scheduled"],
          "properties": {
            "scheduled": {
              "type": "boolean",
              "description": "Whether the configuration has backups made by themselves."
            },
            "lastAt": {
              "type": "string",
              "format": "date-time",
              "description": "When the newest of those was made; absent where there is none."
            },
            "problem": { "type": "string", "description": "Why the last try failed; absent where it did not." }
          }
        },
        "Attention": {
          "type": "object",
          "required": ["about", "detail", "next"],
          "properties": {
            "about": {
              "type": "string",
              "description": "- `witness`: the witness cannot be written, so the next start begins a new life\n- `backup`: the last backup that was due failed",
              "enum": ["witness", "backup"]
            },
            "detail": { "type": "string", "description": "What was wrong; in English." },
            "next": { "type": "string", "description": "What to do." }
          }
        }
        """#
}
