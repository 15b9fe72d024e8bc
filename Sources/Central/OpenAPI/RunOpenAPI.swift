import HTTP

/// The run, and what it comes to.
enum RunOpenAPI {
    static let paths = #"""
        "/v1/run": {
          "post": {
            "operationId": "run",
            "tags": ["team"],
            "summary": "Run the pipeline: match, measure and tier, segment, expire, assign, publish",
            "description": "One at a time; answers at its end. A second run over the same facts changes nothing. Measures only those for whom something changed since the run before or whose windows moved; everyone where asked to, where the programme changed, where it is judged earlier than the run before, and after a restore: the result is the same. Reads programme.json and segmentation.json again. The body may have 4 KiB, or be absent.",
            "x-roles": ["central", "admin"],
            "requestBody": {
              "required": false,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/RunRequest" },
                  "example": { "at": "2026-03-14T12:00:00Z" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What came of it.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/RunSummary" },
                    "example": {
                      "at": "2026-03-14T12:00:00Z",
                      "customers": 1431,
                      "measured": 1431,
                      "all": true,
                      "merged": 12,
                      "changed": 1702,
                      "expired": 3120,
                      "segments": {
                        "high-high": 201,
                        "high-low": 88,
                        "high-mid": 104,
                        "low-high": 158,
                        "low-low": 174,
                        "low-mid": 243,
                        "mid-high": 121,
                        "mid-low": 152,
                        "mid-mid": 190
                      },
                      "tiers": { "bronze": 1240, "gold": 20, "silver": 171 },
                      "campaigns": { "welcome-back": { "assigned": 360, "control": 41 } },
                      "milliseconds": {
                        "match": 40,
                        "tiers": 95,
                        "segments": 12,
                        "expiry": 3,
                        "campaigns": 21,
                        "publish": 610
                      }
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadRun" },
              "409": { "$ref": "#/components/responses/RunUnderWay" },
              \#(RefusalsOpenAPI.write)
            }
          }
        },
        "/v1/segments": {
          "get": {
            "operationId": "segments",
            "tags": ["team"],
            "summary": "The segments and who is in them",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "All nine, after the last run.",
                "content": {
                  "application/json": { "schema": { "$ref": "#/components/schemas/Segments" } }
                }
              },
              "400": { "$ref": "#/components/responses/BadSegmentation" },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/totals": {
          "get": {
            "operationId": "totals",
            "tags": ["team"],
            "summary": "What was counted, in all and per store",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "Every purchase once.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Totals" },
                    "example": {
                      "purchases": 3,
                      "lines": 7,
                      "amountMinor": 14900,
                      "byStore": {
                        "041": { "purchases": 2, "lines": 6, "amountMinor": 10000 },
                        "042": { "purchases": 1, "lines": 1, "amountMinor": 4900 }
                      }
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          }
        }
        """#

    static let responses = #"""
        "BadRun": {
          "description": "`at` is no instant, or central's own programme.json or segmentation.json is wrong. Codes: `notJSON`, `numberOutOfRange`, `badInstant`, `wrongType`, `badValue`, `missingField`, `unknownKey`, `missingFile`, `programmeChanged`, `noticeTooShort`, `badGzip`.",
          \#(ProblemOpenAPI.content)
        },
        "BadSegmentation": {
          "description": "Central's own segmentation.json is wrong. Codes: `notJSON`, `numberOutOfRange`, `wrongType`, `badValue`, `missingField`, `unknownKey`, `missingFile`.",
          \#(ProblemOpenAPI.content)
        },
        "RunUnderWay": {
          "description": "A run is under way, or another process took this one over. Codes: `runUnderWay`, `runTakenOver`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "RunRequest": {
          "type": "object",
          "properties": {
            "at": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "Purchases up to here count; windows, tiers and what each store gets are judged here. Now where absent."
            },
            "all": {
              "type": "boolean",
              "default": false,
              "description": "Whether to measure and tier all customers, also where that can come to nothing new."
            }
          }
        },
        "RunSummary": {
          "type": "object",
          "required": [
            "at", "customers", "measured", "all", "merged", "changed", "expired", "segments", "tiers", "campaigns",
            "milliseconds"
          ],
          "properties": {
            "at": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "What it was judged at." },
            "customers": {
              "type": "integer",
              "format": "int64",
              "description": "All, those without purchases included."
            },
            "measured": {
              "type": "integer",
              "format": "int64",
              "description": "Customers who were measured and tiered: those for whom something changed or whose windows moved, or all."
            },
            "all": { "type": "boolean", "description": "Whether all were measured." },
            "merged": { "type": "integer", "format": "int64", "description": "Customers that became part of another." },
            "changed": {
              "type": "integer",
              "format": "int64",
              "description": "Changes of measures, segments and tiers; 0 when nothing did."
            },
            "expired": {
              "type": "integer",
              "format": "int64",
              "description": "Points that were taken because their last day is over. What a store still holds of them is taken by a later run, after the store has let go of it."
            },
            "segments": {
              "type": "object",
              "description": "Customers by segment; those who never bought are in none.",
              "propertyNames": { "$ref": "#/components/schemas/SegmentID" },
              "additionalProperties": { "type": "integer", "format": "int64" }
            },
            "tiers": {
              "type": "object",
              "description": "Customers by tier.",
              "additionalProperties": { "type": "integer", "format": "int64" }
            },
            "campaigns": {
              "type": "object",
              "description": "By campaign that is not over.",
              "additionalProperties": { "$ref": "#/components/schemas/Assigned" }
            },
            "milliseconds": {
              "type": "object",
              "description": "What each step took: `match`, `tiers`, `segments`, `expiry`, `campaigns`, `publish`.",
              "additionalProperties": { "type": "integer", "format": "int64" }
            }
          }
        },
        "Assigned": {
          "type": "object",
          "required": ["assigned", "control"],
          "properties": {
            "assigned": { "type": "integer", "format": "int64", "description": "Customers who have the offer." },
            "control": { "type": "integer", "format": "int64", "description": "Customers left out for measuring." }
          }
        },
        "SegmentID": {
          "type": "string",
          "description": "Captivity, then potential.",
          "enum": [
            "low-low", "low-mid", "low-high", "mid-low", "mid-mid", "mid-high", "high-low", "high-mid", "high-high"
          ]
        },
        "Segments": {
          "type": "object",
          "required": ["unsegmented", "segments"],
          "properties": {
            "at": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "What the last run was judged at; absent before the first."
            },
            "unsegmented": {
              "type": "integer",
              "format": "int64",
              "description": "Customers in no segment: they never bought, or no run has seen them."
            },
            "segments": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["segment", "names", "customers", "purchases", "moneyMinor"],
                "properties": {
                  "segment": { "$ref": "#/components/schemas/SegmentID" },
                  "names": {
                    "$ref": "#/components/schemas/Names",
                    "description": "From segmentation.json; the segment's id where it names none."
                  },
                  "customers": { "type": "integer", "format": "int64" },
                  "purchases": { "type": "integer", "format": "int64", "description": "Theirs, ever." },
                  "moneyMinor": { "type": "integer", "format": "int64", "description": "Theirs, ever, in minor units." }
                }
              },
              "minItems": 9,
              "maxItems": 9
            }
          }
        },
        "Sum": {
          "type": "object",
          "required": ["purchases", "lines", "amountMinor"],
          "properties": {
            "purchases": { "type": "integer", "format": "int64" },
            "lines": { "type": "integer", "format": "int64" },
            "amountMinor": { "type": "integer", "format": "int64", "description": "Σ `totalMinor`, in minor units." }
          }
        },
        "Totals": {
          "type": "object",
          "required": ["purchases", "lines", "amountMinor", "byStore"],
          "properties": {
            "purchases": { "type": "integer", "format": "int64" },
            "lines": { "type": "integer", "format": "int64" },
            "amountMinor": { "type": "integer", "format": "int64", "description": "Σ `totalMinor`, in minor units." },
            "byStore": {
              "type": "object",
              "description": "Stores that sold, by id.",
              "additionalProperties": { "$ref": "#/components/schemas/Sum" }
            }
          }
        }
        """#
}
