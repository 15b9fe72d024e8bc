import HTTP

/// What else people do at a counter: PINs, complaints, claims of receipts.
enum CounterOpenAPI {
    static let paths = #"""
        "/v1/pins/verify": {
          "post": {
            "operationId": "verifyPin",
            "tags": ["till"],
            "summary": "Whether a person's PIN is this one",
            "description": "Works without a line. After five wrong tries the PIN is locked until central says otherwise. Every try is on record at central, without what was typed. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/PinRequest" },
                  "example": { "person": "17", "pin": "4711" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "It is; wrong tries count anew.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Person" },
                    "example": { "person": "17", "role": "supervisor" }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
              "404": { "$ref": "#/components/responses/UnknownPerson" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" },
              "503": { "$ref": "#/components/responses/Stopping" },
              "507": { "$ref": "#/components/responses/StorageFull" }
            }
          }
        },
        "/v1/complaints": {
          "post": {
            "operationId": "noteComplaint",
            "tags": ["till"],
            "summary": "Note a complaint",
            "description": "Idempotent by `id`. What was said goes to central beside the event and is listed there. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/ComplaintRequest" },
                  "example": {
                    "id": "c-1",
                    "till": "1",
                    "key": "phone:+52 55 1234 5678",
                    "text": "The yoghurt was off.",
                    "cashier": "17"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Noted, now or before: print the number.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ComplaintAnswer" },
                    "example": {
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "number": "260314-K7QM"
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/ServiceConflict" },
              \#(StoreProblemsOpenAPI.byPerson)
            }
          }
        },
        "/v1/claims": {
          "post": {
            "operationId": "claimReceipt",
            "tags": ["till"],
            "summary": "Claim a receipt afterwards, or move it from the wrong card",
            "description": "A customer shows a receipt for which no card was shown (`of` says which; any store's), or somebody moves one that counts for the wrong card: then with `from`, a reason and a supervisor's PIN. Works without a line; central decides, once, within the programme's `claimDays`, also where the purchase reaches it after the claim, and the points come with the card; where it refuses, the card says so in `claims`. What is plain here is refused here. Idempotent by `id`. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/ClaimRequest" },
                  "example": {
                    "id": "m-1",
                    "till": "1",
                    "key": "card:900",
                    "of": { "till": "1", "receipt": "31198570044", "day": "2026-03-14" },
                    "cashier": "17"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Recorded, now or before; central decides.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ClaimAnswer" },
                    "example": {
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "pending": true,
                      "flags": []
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/ClaimConflict" },
              \#(StoreProblemsOpenAPI.byPerson)
            }
          }
        }
        """#

    static let responses = #"""
        "ClaimConflict": {
          "description": "Nothing was recorded. Codes: `idReused`: the id was another request's; `ambiguousKey`: several customers have this key, send `card`; `claimTooLate`: more than the programme's days ago; `alreadyTheirs`: it counts for this customer; `receiptTaken`: it counts for another, and `from` does not say for whom; `blocked`: the card is blocked.",
          \#(ProblemOpenAPI.content)
        },
        "UnknownPerson": {
          "description": "Nobody of this name has a PIN at this store. Codes: `unknownPerson`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "PinRequest": {
          "type": "object",
          "required": ["person", "pin"],
          "properties": {
            "person": {
              "type": "string",
              "description": "A cashier or supervisor, as receipts name them.",
              "minLength": 1,
              "maxLength": 200
            },
            "pin": { "type": "string", "minLength": 1, "maxLength": 200 }
          }
        },
        "Person": {
          "type": "object",
          "required": ["person", "role"],
          "properties": {
            "person": { "type": "string" },
            "role": { "type": "string", "enum": ["cashier", "supervisor"] }
          }
        },
        "ComplaintRequest": {
          "type": "object",
          "required": ["id", "text"],
          "properties": {
            \#(RequestOpenAPI.identity),
            \#(RequestOpenAPI.customer),
            "text": { "type": "string", "description": "At most 4,000 bytes.", "minLength": 1, "maxLength": 1000 },
            "cashier": { "type": "string", "maxLength": 200 }
          }
        },
        "ComplaintAnswer": {
          "type": "object",
          "required": ["event", "number"],
          "properties": {
            "event": { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
            "card": { "type": "string", "description": "Absent where this store does not know the customer." },
            "number": { "type": "string", "description": "Unique in this store.", "pattern": "^[0-9]{6}-[0-9A-Z]{4}$" }
          }
        },
        "ClaimRequest": {
          "type": "object",
          "required": ["id", "of"],
          "properties": {
            \#(RequestOpenAPI.identity),
            \#(RequestOpenAPI.customer),
            "of": {
              "type": "object",
              "required": ["till", "receipt", "day"],
              "properties": {
                "store": { "type": "string", "description": "Absent: this one.", "maxLength": 200 },
                "till": { "type": "string", "minLength": 1, "maxLength": 200 },
                "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
                "day": { "type": "string", "format": "date", "description": "Of the sale, in its store." }
              }
            },
            "from": {
              "type": "string",
              "description": "Whom it counts for wrongly: a card's id, or a key that this store knows.",
              "maxLength": 200
            },
            "reason": { "type": "string", "description": "Wanted with `from`.", "maxLength": 100 },
            \#(RequestOpenAPI.person)
          }
        },
        "ClaimAnswer": {
          "type": "object",
          "required": ["event", "pending", "flags"],
          "properties": {
            "event": { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
            "card": { "type": "string", "description": "Absent where this store does not know the customer." },
            "pending": { "type": "boolean", "const": true },
            "flags": { "type": "array", "items": { "type": "string", "enum": ["ownCard", "lateAdditions"] } }
          }
        }
        """#
}
