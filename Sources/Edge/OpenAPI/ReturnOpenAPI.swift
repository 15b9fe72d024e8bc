/// Goods that come back, and receipts that are cancelled.
enum ReturnOpenAPI {
    private static let goodsBack = #"""
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": { "$ref": "#/components/schemas/ReturnRequest" },
              "example": {
                "id": "r-1",
                "till": "1",
                "key": "phone:+52 55 1234 5678",
                "of": { "store": "042", "till": "1", "receipt": "00012345", "day": "2026-03-14" },
                "lines": [{ "sku": "7501000111", "quantity": 1, "amountMinor": 2490 }],
                "cashier": "17"
              }
            }
          }
        }
        """#

    static let paths = #"""
        "/v1/returns": {
          "post": {
            "operationId": "returnGoods",
            "tags": ["till"],
            "summary": "Take goods back",
            "description": "At any store, line or no line. A receipt of this store is taken back line by line at once, as far as anything of it is left; for any other, central finds the purchase, now or when it arrives. While the line is up central is asked for the receipt, two seconds at most: what points paid of it, and what came back elsewhere, are known then. Without a receipt (`of` absent) by card and article, or else with a supervisor's PIN. A second identical return gives and takes nothing. Idempotent by `id`. The body may have 16 KiB.",
            "x-roles": ["till"],
            \#(goodsBack),
            "responses": {
              "200": {
                "description": "Recorded, now or before.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ReturnAnswer" },
                    "example": {
                      "id": "r-1",
                      "receipt": "00012345",
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "points": -2,
                      "restored": 0,
                      "restoredMinor": 0,
                      "found": true,
                      "pending": false,
                      "flags": [],
                      "card": \#(MemberOpenAPI.exampleAfterwards)
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
        "/v1/returns/check": {
          "post": {
            "operationId": "checkReturn",
            "tags": ["till"],
            "summary": "What a return would come to",
            "description": "Before money is paid back: what was paid for the goods, what of it with points, and whether anything is left to return. Records nothing; the answer to a return that is recorded already, by its `id`, is given again. The body may have 16 KiB.",
            "x-roles": ["till"],
            \#(goodsBack),
            "responses": {
              "200": {
                "description": "As of a return, with `event` null.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ReturnAnswer" },
                    "example": {
                      "id": "r-1",
                      "receipt": "00012345",
                      "event": null,
                      "points": 0,
                      "restored": 50,
                      "restoredMinor": 500,
                      "amountMinor": 2490,
                      "found": true,
                      "pending": true,
                      "flags": ["decidedByCentral"],
                      "card": null
                    }
                  }
                }
              },
              "409": { "$ref": "#/components/responses/ServiceConflict" },
              \#(StoreProblemsOpenAPI.byPerson)
            }
          }
        },
        "/v1/voids": {
          "post": {
            "operationId": "voidReceipt",
            "tags": ["till"],
            "summary": "Cancel a receipt",
            "description": "On its own day, as if it had never been: what it earned is taken back, and central gives back what was used for it. On a later day its goods come back instead (`notSameDay`). A receipt that is not recorded has only its hold to give back; `event` is null then. Idempotent by `id`. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/VoidRequest" },
                  "example": {
                    "id": "v-1",
                    "till": "1",
                    "receipt": "00012346",
                    "cashier": "17",
                    "reason": "wrong customer"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Recorded, now or before.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/ReturnAnswer" },
                    "example": {
                      "id": "v-1",
                      "receipt": "00012346",
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "points": -42,
                      "restored": 300,
                      "restoredMinor": 3000,
                      "found": true,
                      "pending": true,
                      "flags": [],
                      "card": \#(MemberOpenAPI.exampleAfterwards)
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/ServiceConflict" },
              \#(StoreProblemsOpenAPI.byPerson)
            }
          }
        }
        """#

    static let schemas = #"""
        "ReturnRequest": {
          "type": "object",
          "required": ["id", "lines"],
          "properties": {
            \#(RequestOpenAPI.identity),
            "at": { "$ref": "#/components/schemas/Instant" },
            \#(RequestOpenAPI.customer),
            "of": { "$ref": "#/components/schemas/Origin" },
            "lines": {
              "type": "array",
              "items": { "$ref": "#/components/schemas/Line" },
              "minItems": 1,
              "maxItems": 2000
            },
            "reason": { "type": "string", "maxLength": 100 },
            \#(RequestOpenAPI.person)
          }
        },
        "Origin": {
          "type": "object",
          "description": "The receipt that the goods were bought on.",
          "required": ["till", "receipt"],
          "properties": {
            "store": { "type": "string", "description": "Absent: this store.", "maxLength": 40 },
            "till": { "type": "string", "minLength": 1, "maxLength": 200 },
            "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
            "day": {
              "type": "string",
              "description": "Such as 2026-03-14, in the store's zone.",
              "format": "date",
              "maxLength": 10
            }
          }
        },
        "VoidRequest": {
          "type": "object",
          "required": ["id", "receipt"],
          "properties": {
            \#(RequestOpenAPI.identity),
            "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
            "day": {
              "type": "string",
              "description": "Such as 2026-03-14, in the store's zone.",
              "format": "date",
              "maxLength": 10
            },
            "at": { "$ref": "#/components/schemas/Instant" },
            \#(RequestOpenAPI.customer),
            "reason": { "type": "string", "maxLength": 100 },
            \#(RequestOpenAPI.person)
          }
        },
        "ReturnAnswer": {
          "type": "object",
          "required": ["id", "points", "restored", "restoredMinor", "pending", "flags"],
          "properties": {
            "id": { "type": "string" },
            "receipt": { "type": "string" },
            "event": {
              "oneOf": [
                { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
                { "type": "null" }
              ]
            },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "What left the balance here, or what is pending: 0 or below.",
              "maximum": 0
            },
            "availableFrom": {
              "type": "string",
              "description": "The day from which they could have been used, where that is a later one: they left the card's `pending`.",
              "format": "date"
            },
            "restored": {
              "type": "integer",
              "format": "int64",
              "description": "Points that central gives back of those that the purchase was paid with."
            },
            "restoredMinor": {
              "type": "integer",
              "format": "int64",
              "description": "What points paid of the goods, by the receipt's payments or adjustments: so much less comes back as money, also where `tooLate` gives the points back no more. 0 where the receipt's lines were without it already."
            },
            "amountMinor": {
              "type": "integer",
              "format": "int64",
              "description": "What was paid for what comes back, with money or points. Absent where the purchase is not known."
            },
            "found": {
              "type": "boolean",
              "description": "Whether the purchase is known: this store has it, or central told it. Where it is not, nobody at the till can say what was paid, or came back before; absent in what was answered before this field was there."
            },
            "pending": { "type": "boolean", "description": "Central decides the rest." },
            "flags": { "type": "array", "items": { "$ref": "#/components/schemas/ReturnFlag" } },
            "card": { "oneOf": [{ "$ref": "#/components/schemas/Card" }, { "type": "null" }] }
          }
        },
        "ReturnFlag": {
          "type": "string",
          "description": "- `decidedByCentral`: bought elsewhere, or too long ago for this store to know: central finds it; or its points have ended, and central knows which of them were used\n- `withoutReceipt`: central takes the customer's latest purchase of the article\n- `capped`: more than is left of what was bought; the rest is no part of it\n- `nothingLeft`: all of it came back before: it gives and takes nothing\n- `notSameDay`: a receipt of another day is not cancelled, its goods come back\n- `tooLate`: the purchase is older than the programme lets a return change points (`returns.daysMax`): none are taken, and none given back; the goods still count as returned\n- `unknownCard`: this store does not know the customer\n- `blocked`: the card is blocked\n- `manyReturns`, `cashierReturns`: more than the programme's `limits` of a card, or of a cashier, on a day",
          "enum": [
            "decidedByCentral", "withoutReceipt", "capped", "nothingLeft", "notSameDay", "tooLate", "unknownCard",
            "blocked", "manyReturns", "cashierReturns"
          ]
        }
        """#
}
