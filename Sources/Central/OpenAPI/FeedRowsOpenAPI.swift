/// What central publishes to a store, a line each.
enum FeedRowsOpenAPI {
    static let schemas = #"""
        "FeedRow": {
          "description": "The latest state of one thing that the store holds, or its removal. A kind that is not known is to be passed over.",
          "oneOf": [
            { "$ref": "#/components/schemas/SecretRow" },
            { "$ref": "#/components/schemas/ProgrammeRow" },
            { "$ref": "#/components/schemas/CardRow" },
            { "$ref": "#/components/schemas/AliasRow" },
            { "$ref": "#/components/schemas/KeyRow" },
            { "$ref": "#/components/schemas/CountersRow" },
            { "$ref": "#/components/schemas/PinRow" },
            { "$ref": "#/components/schemas/Tombstone" }
          ]
        },
        "CountersRow": {
          "type": "object",
          "description": "What the store may let the customer use of a card, by lot and by the store's epochs. It stays in force when the card's own row goes.",
          "required": ["kind", "id", "body"],
          "properties": {
            "kind": { "type": "string", "const": "counters" },
            "id": { "type": "string", "description": "The card that it counts for." },
            "body": {
              "type": "object",
              "required": ["lots"],
              "properties": {
                "lots": {
                  "type": "object",
                  "additionalProperties": {
                    "type": "object",
                    "additionalProperties": {
                      "type": "object",
                      "required": ["granted"],
                      "properties": {
                        "granted": { "type": "integer", "format": "int64", "description": "In all; it only grows." },
                        "wanted": {
                          "type": "integer",
                          "format": "int64",
                          "description": "What the store is to release, in all; it may fall again. Absent for 0."
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        },
        "SecretRow": {
          "type": "object",
          "required": ["kind", "id", "body"],
          "properties": {
            "kind": { "type": "string", "const": "secret" },
            "id": { "type": "string", "const": "secret" },
            "body": {
              "type": "object",
              "required": ["version", "secret"],
              "properties": {
                "version": { "type": "integer", "format": "int64" },
                "secret": {
                  "type": "string",
                  "description": "The key under which the chain hashes its customers' keys.",
                  "pattern": "^[0-9a-f]{64}$"
                }
              }
            }
          }
        },
        "ProgrammeRow": {
          "type": "object",
          "required": ["kind", "id", "body"],
          "properties": {
            "kind": { "type": "string", "const": "programme" },
            "id": { "type": "string", "const": "programme" },
            "body": {
              "type": "object",
              "required": ["version", "source"],
              "properties": {
                "version": { "type": "integer", "format": "int64" },
                "source": { "type": "string", "description": "programme.json as written." },
                "next": {
                  "type": "object",
                  "description": "The version that takes its place on the day that its `from` says, in the store's zone.",
                  "required": ["version", "source"],
                  "properties": { "version": { "type": "integer", "format": "int64" }, "source": { "type": "string" } }
                }
              }
            }
          }
        },
        "CardRow": {
          "type": "object",
          "required": ["kind", "id", "body"],
          "properties": {
            "kind": { "type": "string", "const": "card" },
            "id": { "type": "string", "description": "A card's id, opaque." },
            "body": { "$ref": "#/components/schemas/PublishedCard" }
          },
          "examples": [
            {
              "kind": "card",
              "id": "5f1c0e9a77b24d3c8e6a01bf",
              "body": {
                "name": "María G.",
                "tier": "silver",
                "points": 609,
                "spendMinor": 616889,
                "visits": 10,
                "home": "042",
                "offers": [
                  {
                    "offer": "welcome-back",
                    "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                    "benefit": { "percent": 10 },
                    "from": "2026-01-01",
                    "to": "2026-12-31",
                    "usesLeft": 0
                  }
                ],
                "includes": { "7d2a90c4b1e35f68": 1 }
              }
            }
          ]
        },
        "PublishedCard": {
          "type": "object",
          "description": "A card as central publishes it to one store.",
          "required": ["name", "tier", "points", "spendMinor", "visits", "includes"],
          "properties": {
            "name": { "type": "string", "description": "Masked." },
            "tier": { "type": "string" },
            "points": { "type": "integer", "format": "int64" },
            "pending": { "type": "integer", "format": "int64", "description": "Absent for 0." },
            "spendMinor": {
              "type": "integer",
              "format": "int64",
              "description": "In the programme's window, in minor units."
            },
            "visits": { "type": "integer", "format": "int64", "description": "In the window." },
            "nextBy": {
              "type": "string",
              "description": "The last day on which all of that still counts towards a better tier; absent where no day ends it.",
              "format": "date"
            },
            "keep": {
              "type": "object",
              "description": "By when the tier is lost, if nothing more is bought, and what will count for it then; absent where nothing takes it away.",
              "required": ["by", "spendMinor", "visits"],
              "properties": {
                "by": { "type": "string", "format": "date" },
                "spendMinor": { "type": "integer", "format": "int64" },
                "visits": { "type": "integer", "format": "int64" }
              }
            },
            "home": { "type": "string", "description": "The home store; absent where there is none." },
            "birthMonth": {
              "type": "integer",
              "description": "For rules of birthdays; absent where it is not known.",
              "minimum": 1,
              "maximum": 12
            },
            "blocked": { "type": "boolean", "description": "Absent for false." },
            "employee": { "type": "string", "description": "Who of those who work at tills it belongs to." },
            "claims": {
              "type": "array",
              "description": "Receipts that the customer claimed and central refused, of the last 30 days, the newest first; absent where there are none. A `state` that a store does not know is left out.",
              "maxItems": 5,
              "items": {
                "type": "object",
                "required": ["of", "state", "refusal", "decided"],
                "properties": {
                  "of": \#(EventsOpenAPI.receipt),
                  "state": { "type": "string", "const": "refused" },
                  "refusal": { "type": "string", "description": "As in `/v1/claims`." },
                  "decided": { "type": "string", "format": "date" }
                }
              }
            },
            "offers": {
              "type": "array",
              "description": "Absent where there are none.",
              "items": {
                "type": "object",
                "required": ["offer", "names", "benefit", "from", "to"],
                "properties": {
                  "offer": { "type": "string", "description": "The campaign's id." },
                  "names": { "$ref": "#/components/schemas/Names" },
                  "benefit": { "$ref": "#/components/schemas/Benefit" },
                  "from": { "type": "string", "description": "First day, in the store's zone.", "format": "date" },
                  "to": { "type": "string", "description": "Last day, inclusive.", "format": "date" },
                  "usesLeft": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Absent where uses are not limited.",
                    "minimum": 0
                  }
                }
              }
            },
            "includes": {
              "type": "object",
              "description": "By epoch of this store: the sequence of the last event of this card that is counted in it.",
              "additionalProperties": { "type": "integer", "format": "int64" }
            }
          }
        },
        "KeyHash": {
          "type": "string",
          "description": "SECRETVERSION.NORMALISERVERSION.HMAC, half of HMAC-SHA-256 of a key in its normal form, in hexadecimal.",
          "pattern": "^[0-9]+\\.[0-9]+\\.[0-9a-f]{32}$"
        },
        "KeyRow": {
          "type": "object",
          "description": "The cards that a key may mean.",
          "required": ["kind", "id", "body"],
          "properties": {
            "kind": { "type": "string", "const": "key" },
            "id": { "$ref": "#/components/schemas/KeyHash" },
            "body": {
              "type": "object",
              "required": ["cards"],
              "properties": {
                "cards": { "type": "array", "items": { "type": "string" } }
              }
            }
          }
        },
        "AliasRow": {
          "type": "object",
          "description": "A card whose customer is another card's.",
          "required": ["kind", "id", "body"],
          "properties": {
            "kind": { "type": "string", "const": "alias" },
            "id": { "type": "string", "description": "A card's id, opaque." },
            "body": {
              "type": "object",
              "required": ["card"],
              "properties": { "card": { "type": "string", "description": "The card that lives on." } }
            }
          }
        },
        "Tombstone": {
          "type": "object",
          "description": "No longer published to this store.",
          "required": ["kind", "id", "removed"],
          "properties": {
            "kind": { "type": "string", "enum": ["pin", "card", "alias", "key"] },
            "id": { "type": "string" },
            "removed": { "type": "boolean", "const": true }
          }
        }
        """#
}
