/// Receipts.
enum PurchaseOpenAPI {
    static let paths = #"""
        "/v1/purchases": {
          "post": {
            "operationId": "recordPurchase",
            "tags": ["till"],
            "summary": "Record a receipt",
            "description": "Idempotent by the receipt's identity: the same content sent again is answered as before, with `duplicate`. Nothing about loyalty refuses a receipt; only what cannot be read is refused. Answered after the commit, line or no line. The body may have 256 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/Purchase" },
                  "example": {
                    "receipt": "31198570044",
                    "till": "1",
                    "at": "2026-03-14T18:20:05Z",
                    "key": "phone:+52 55 1234 5678",
                    "lines": [
                      {
                        "sku": "7501055310883",
                        "category": "LACTEOS",
                        "quantity": 2,
                        "amountMinor": 4889,
                        "discountMinor": 711
                      }
                    ],
                    "offers": ["welcome-back"],
                    "adjustments": [{ "kind": "rounding", "amountMinor": 11 }],
                    "payments": [{ "kind": "cash", "amountMinor": 4900 }],
                    "cashier": "17",
                    "totalMinor": 4900
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Recorded and on disk, now or before.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PurchaseAnswer" },
                    "example": {
                      "receipt": "31198570044",
                      "till": "1",
                      "day": "2026-03-14",
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "duplicate": false,
                      "points": 4,
                      "flags": [],
                      "card": {
                        "card": "5f1c0e9a77b24d3c8e6a01bf",
                        "name": "María G.",
                        "currency": "MXN",
                        "tier": { "id": "silver", "names": { "es": "Plata", "en": "Silver" } },
                        "benefits": { "discountPercent": 3 },
                        "points": { "here": 300, "total": 609, "pending": 0, "valueMinor": 6090 },
                        "next": {
                          "tier": "gold",
                          "names": { "es": "Oro", "en": "Gold" },
                          "spendMinor": 1383111,
                          "visits": 30
                        },
                        "keep": null,
                        "offers": [
                          {
                            "offer": "welcome-back",
                            "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                            "benefit": { "percent": 10 },
                            "to": "2026-12-31",
                            "usesLeft": 0,
                            "usable": false,
                            "reason": "usedUp"
                          }
                        ],
                        "home": "042",
                        "asOf": "2026-03-14T18:19:31.402Z",
                        "provisional": ["points", "progress", "offers"]
                      }
                    }
                  }
                }
              },
              \#(StoreProblemsOpenAPI.sale)
            }
          }
        }
        """#

    static let schemas = #"""
        "Purchase": {
          "type": "object",
          "description": "A receipt. Its identity is (store, till, receipt, local day of sale). A field that is null counts as absent; one that is not known here is flagged and named, never refused. Text is at most 200 bytes; an optional one that is empty counts as absent.",
          "required": ["receipt", "till", "at", "lines", "totalMinor"],
          "properties": {
            "receipt": { "type": "string", "description": "The receipt's number.", "minLength": 1, "maxLength": 200 },
            "till": {
              "type": "string",
              "description": "The till's id, as receipts name it.",
              "minLength": 1,
              "maxLength": 200
            },
            "at": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "When it was sold, by the till's clock; with the store's zone it gives the day of sale."
            },
            "key": { "$ref": "#/components/schemas/Key", "maxLength": 200 },
            "card": {
              "type": "string",
              "description": "A card's id from an earlier answer, instead of `key` or besides it; the card counts first.",
              "maxLength": 200
            },
            "lines": {
              "type": "array",
              "description": "May be empty.",
              "items": { "$ref": "#/components/schemas/Line" },
              "maxItems": 2000
            },
            "offers": {
              "type": "array",
              "description": "Ids of the offers that were used.",
              "items": { "type": "string", "maxLength": 200 },
              "maxItems": 100
            },
            "adjustments": {
              "type": "array",
              "description": "Cash rounding, deposit, donation, tip, tax: part of the total, earn nothing. Points that are a discount lower the total by one of the kind `points`, below zero.",
              "items": { "$ref": "#/components/schemas/Part" },
              "maxItems": 100
            },
            "payments": {
              "type": "array",
              "description": "How it was paid; recorded. Points that are a means of payment are one of the kind `points`.",
              "items": { "$ref": "#/components/schemas/Part" },
              "maxItems": 100
            },
            "cashier": { "type": "string", "maxLength": 200 },
            "supervisor": { "type": "string", "maxLength": 200 },
            "employeeSale": { "type": "boolean", "description": "Recorded.", "default": false },
            "training": {
              "type": "boolean",
              "description": "A training receipt: journalled and answered, never counted; its number stays free.",
              "default": false
            },
            "redeemedPoints": {
              "type": "integer",
              "format": "int64",
              "description": "How many points were used for it. Absent: those that a payment of kind `points` stands for, or else those that are set aside for the receipt.",
              "minimum": 0,
              "maximum": 1000000000000
            },
            "totalMinor": {
              "type": "integer",
              "format": "int64",
              "description": "The sum of lines and adjustments, in minor units. Another total is flagged `totalsDiffer`.",
              "minimum": -1000000000000,
              "maximum": 1000000000000
            }
          }
        },
        "Part": {
          "type": "object",
          "description": "A part of the total or of its payment that is no line.",
          "required": ["kind", "amountMinor"],
          "properties": {
            "kind": { "type": "string", "minLength": 1, "maxLength": 200 },
            "amountMinor": {
              "type": "integer",
              "format": "int64",
              "description": "Minor units.",
              "minimum": -1000000000000,
              "maximum": 1000000000000
            }
          }
        },
        "PurchaseAnswer": {
          "type": "object",
          "description": "Sent after the commit; `card` is the card as it is now, null where the store knows none.",
          "required": ["receipt", "till", "day", "event", "duplicate", "points", "flags", "card"],
          "properties": {
            "receipt": { "type": "string" },
            "till": { "type": "string" },
            "day": { "type": "string", "description": "The day of sale in the store's zone.", "format": "date" },
            "event": {
              "type": "string",
              "description": "The journal's event: 32 hexadecimal digits.",
              "pattern": "^[0-9a-f]{32}$"
            },
            "duplicate": {
              "type": "boolean",
              "description": "This very receipt was recorded before: nothing was recorded now; points and flags are those of then."
            },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "Points that this purchase earned at the store."
            },
            "availableFrom": {
              "type": "string",
              "description": "The day from which they can be used, where that is a later one: they count as the card's `pending` until then. Absent where they can be used at once.",
              "format": "date"
            },
            "redeemed": {
              "type": "integer",
              "format": "int64",
              "description": "Points that the customer used; absent where there are none."
            },
            "flags": { "type": "array", "items": { "$ref": "#/components/schemas/Flag" } },
            "ignoredFields": {
              "type": "array",
              "description": "Absent where all were known; for a line `lines[0].colour`.",
              "items": { "type": "string" }
            },
            "card": { "oneOf": [{ "$ref": "#/components/schemas/Card" }, { "type": "null" }] }
          }
        },
        "Flag": {
          "type": "string",
          "description": "What the till is told besides. No flag refuses a receipt.\n- `unknownKey`: the store knows no card of this key (or it is none); central finds or opens one and gives the points\n- `unknownCard`: the store does not know the id in `card`\n- `ambiguousKey`: several cards have this key; send `card`. Nobody gets points\n- `blocked`: the card is blocked; it earns nothing\n- `unknownOffer`: an offer used is not on the card\n- `offerNotUsable`: an offer used is over, used up, or not held by this store; recorded all the same\n- `totalsDiffer`: `totalMinor` is not the sum of lines and adjustments\n- `receiptReused`: another content has this receipt, till and day; kept and set aside at central, earns nothing\n- `ignoredFields`: fields that this agent does not know; the answer names them\n- `notReady`: the store has no programme yet; recorded without card and points\n- `holdLapsed`: what was set aside for the receipt had lapsed; it was taken of what was there\n- `notHeld`: points were used that were not set aside\n- `overdraft`: points were used that the store does not hold; central reports it\n- `overShare`: points paid more of the receipt than the programme lets them\n- `training`: journalled, never counted\n- `ownCard`: the card is that of the cashier; it serves nobody\n- `manyReceipts`, `manyPoints`, `muchRedeemed`, `manyReturns`: the card is beyond a limit of the programme for a day\n- `sameCashier`: beyond the limit of receipts of one card by one cashier on a day\n- `cashierReturns`, `lateAdditions`: the cashier is beyond a limit for a day",
          "enum": [
            "unknownKey", "unknownCard", "ambiguousKey", "blocked", "unknownOffer", "offerNotUsable", "totalsDiffer",
            "receiptReused", "ignoredFields", "notReady", "holdLapsed", "notHeld", "overdraft", "overShare", "training",
            "ownCard", "manyReceipts", "manyPoints", "muchRedeemed", "manyReturns", "sameCashier", "cashierReturns",
            "lateAdditions"
          ]
        }
        """#
}
