import HTTP

/// Versions of the programme.
enum ProgrammesOpenAPI {
    static let paths = #"""
        "/v1/programmes": {
          "get": {
            "operationId": "listProgrammes",
            "tags": ["team"],
            "summary": "The versions of the programme that were published",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "The newest first.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ProgrammeVersions" },
                    "example": {
                      "programmes": [
                        {
                          "version": 2,
                          "sha256": "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
                          "publishedAt": "2026-03-14T18:20:06.340Z",
                          "from": "2026-04-13",
                          "state": "announced"
                        },
                        {
                          "version": 1,
                          "sha256": "9915072b66d649c42b9b28ae1fa1b8afbdbcc2237fc067885a512de278bd3bca",
                          "publishedAt": "2026-01-02T09:00:00Z",
                          "state": "inForce"
                        }
                      ]
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          },
          "post": {
            "operationId": "pushProgramme",
            "tags": ["team"],
            "summary": "Publish a version of the programme",
            "description": "The body is `programme.json`, whose keys central/README.md lists. A version never changes: sent again it is known, with other content or a number below the newest it is refused. With `from` on a day to come it is announced: stores hear of it at once, and go over to it on that day, line or no line. One that worsens a member's lot wants `from` so many days ahead as the programme in force has `noticeDays`. Its currency is that of every version before.",
            "x-roles": ["central", "admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "description": "programme.json; an unknown key is refused, and named with the nearest right one."
                  },
                  "example": {
                    "version": 2,
                    "currency": "MXN",
                    "timeZone": "America/Mexico_City",
                    "tiers": [{ "id": "bronze", "names": { "es": "Bronce", "en": "Bronze" } }],
                    "points": { "perAmountMinor": 1000, "points": 1, "valueMinor": 10 }
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "It was published before, with the same content.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PublishedProgramme" },
                    "example": {
                      "version": 2,
                      "sha256": "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
                      "new": false,
                      "state": "inForce",
                      "worse": [],
                      "superseded": []
                    }
                  }
                }
              },
              "201": {
                "description": "Published now.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PublishedProgramme" },
                    "example": {
                      "version": 2,
                      "sha256": "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
                      "new": true,
                      "state": "announced",
                      "from": "2026-04-13",
                      "worse": [{ "place": "points", "message": "the same amount earns fewer points" }],
                      "superseded": []
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadProgramme" },
              \#(RefusalsOpenAPI.write)
            }
          }
        },
        "/v1/programmes/{version}": {
          "get": {
            "operationId": "showProgramme",
            "tags": ["team"],
            "summary": "One version of the programme, as it was written",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "version",
                "in": "path",
                "required": true,
                "schema": { "type": "integer", "minimum": 1 },
                "example": 1
              }
            ],
            "responses": {
              "200": {
                "description": "It.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ProgrammeVersion" },
                    "example": {
                      "version": 1,
                      "sha256": "9915072b66d649c42b9b28ae1fa1b8afbdbcc2237fc067885a512de278bd3bca",
                      "publishedAt": "2026-01-02T09:00:00Z",
                      "state": "inForce",
                      "source": "{\"version\":1,\"currency\":\"MXN\",\"timeZone\":\"America/Mexico_City\",\"tiers\":[{\"id\":\"bronze\"}],\"points\":{}}"
                    }
                  }
                }
              },
              "404": {
                "description": "No such version was published. Codes: `unknownProgramme`.",
                \#(ProblemOpenAPI.content)
              },
              \#(RefusalsOpenAPI.read)
            }
          }
        }
        """#

    static let responses = #"""
        "BadProgramme": {
          "description": "The programme is wrong, its number is taken or passed over, or members have to be told earlier; nothing was changed. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badValue`, `unknownKey`, `programmeChanged`, `noticeTooShort`, `badGzip`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "ProgrammeVersions": {
          "type": "object",
          "required": ["programmes"],
          "properties": {
            "programmes": { "type": "array", "items": { "$ref": "#/components/schemas/ProgrammeVersion" } }
          }
        },
        "ProgrammeVersion": {
          "type": "object",
          "required": ["version", "sha256", "publishedAt", "state"],
          "properties": {
            "version": { "type": "integer", "format": "int64" },
            "sha256": { "type": "string", "description": "Of the document as written.", "pattern": "^[0-9a-f]{64}$" },
            "publishedAt": { "$ref": "#/components/schemas/Instant" },
            "from": {
              "type": "string",
              "description": "Its first day; absent where it began at once.",
              "format": "date"
            },
            "state": { "$ref": "#/components/schemas/ProgrammeState" },
            "source": { "type": "string", "description": "The document; absent in a list." }
          }
        },
        "PublishedProgramme": {
          "type": "object",
          "required": ["version", "sha256", "new", "state", "worse", "superseded"],
          "properties": {
            "version": { "type": "integer", "format": "int64" },
            "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "new": { "type": "boolean" },
            "state": { "$ref": "#/components/schemas/ProgrammeState" },
            "from": { "type": "string", "format": "date" },
            "worse": {
              "type": "array",
              "description": "What is worse for a member than by the programme in force, or than was announced.",
              "items": {
                "type": "object",
                "required": ["place", "message"],
                "properties": { "place": { "type": "string" }, "message": { "type": "string" } }
              }
            },
            "superseded": {
              "type": "array",
              "description": "Versions that were announced, and will never be in force because of this one.",
              "items": {
                "type": "object",
                "required": ["version"],
                "properties": {
                  "version": { "type": "integer", "format": "int64" },
                  "from": { "type": "string", "format": "date" }
                }
              }
            }
          }
        },
        "ProgrammeState": {
          "type": "string",
          "description": "`superseded`: it was announced, and one with a higher number is in force on its day already; it never will be.",
          "enum": ["inForce", "announced", "superseded", "past"]
        }
        """#
}
