/// A sale, as a journal has it.
enum PurchaseEventOpenAPI {
    static let schemas = #"""
        "PurchaseEvent": {
          "type": "object",
          "description": "A receipt and what the store made of it.",
          "required": ["id", "recordedAt", "kind", "day", "purchase"],
          "properties": {
            "id": { "$ref": "#/components/schemas/EventID" },
            "recordedAt": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "By the agent's clock."
            },
            "kind": { "type": "string", "const": "purchase" },
            "day": {
              "type": "string",
              "description": "Day of sale in the store's zone; with store, till and receipt the purchase's identity.",
              "format": "date"
            },
            "programme": {
              "type": "integer",
              "format": "int64",
              "description": "Version that the store judged by; 0 where it had none."
            },
            "card": {
              "type": "string",
              "description": "The card as the store knew it; absent for a key that it did not know."
            },
            "purchase": { "$ref": "#/components/schemas/Purchase" },
            "points": { "type": "integer", "format": "int64", "description": "What the store gave." },
            "tier": { "type": "string", "description": "The card's tier at the store." },
            "flags": {
              "type": "array",
              "description": "Absent where there are none.",
              "items": { "$ref": "#/components/schemas/Flag" }
            },
            "clockOffsetMilliseconds": {
              "type": "integer",
              "format": "int64",
              "description": "By how much the agent's clock was ahead of central's when last measured; absent for 0."
            },
            "personal": { "$ref": "#/components/schemas/PersonalDigest" }
          },
          "examples": [
            {
              "id": "019ced93b4689b0e4d7721c35f68a4d2",
              "recordedAt": "2026-03-14T18:20:06.120Z",
              "kind": "purchase",
              "day": "2026-03-14",
              "programme": 1,
              "card": "5f1c0e9a77b24d3c8e6a01bf",
              "purchase": {
                "receipt": "31198570044",
                "till": "1",
                "at": "2026-03-14T18:20:05Z",
                "lines": [
                  {
                    "sku": "7501055310883",
                    "category": "LACTEOS",
                    "quantity": 2,
                    "amountMinor": 4889,
                    "discountMinor": 711
                  }
                ],
                "totalMinor": 4900,
                "offers": ["welcome-back"],
                "adjustments": [{ "kind": "rounding", "amountMinor": 11 }],
                "payments": [{ "kind": "cash", "amountMinor": 4900 }],
                "cashier": "17"
              },
              "points": 4,
              "tier": "silver"
            }
          ]
        },
        "Purchase": {
          "type": "object",
          "description": "A receipt, as the agent's own description has it, without the key.",
          "required": ["receipt", "till", "at", "lines", "totalMinor"],
          "properties": {
            "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
            "till": { "type": "string", "minLength": 1, "maxLength": 200 },
            "at": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "When it was sold, by the till's clock."
            },
            "card": { "type": "string", "description": "As the till sent it.", "maxLength": 200 },
            "lines": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["sku", "quantity", "amountMinor"],
                "properties": {
                  "sku": { "type": "string", "minLength": 1, "maxLength": 200 },
                  "category": { "type": "string", "maxLength": 200 },
                  "supplier": { "type": "string", "maxLength": 200 },
                  "quantity": { "type": "number", "description": "Negative for a returned line." },
                  "amountMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "After discounts, in minor units.",
                    "minimum": -1000000000000,
                    "maximum": 1000000000000
                  },
                  "discountMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Minor units.",
                    "minimum": -1000000000000,
                    "maximum": 1000000000000,
                    "default": 0
                  },
                  "taxMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "The tax that `amountMinor` contains, in minor units.",
                    "minimum": -1000000000000,
                    "maximum": 1000000000000,
                    "default": 0
                  },
                  "receipt": {
                    "type": "string",
                    "description": "The receipt that a returned line was bought on.",
                    "maxLength": 200
                  }
                }
              },
              "maxItems": 2000
            },
            "totalMinor": {
              "type": "integer",
              "format": "int64",
              "description": "The sum of lines and adjustments, in minor units; else flagged.",
              "minimum": -1000000000000,
              "maximum": 1000000000000
            },
            "offers": { "type": "array", "items": { "type": "string", "maxLength": 200 }, "maxItems": 100 },
            "adjustments": { "type": "array", "items": { "$ref": "#/components/schemas/Part" }, "maxItems": 100 },
            "payments": { "type": "array", "items": { "$ref": "#/components/schemas/Part" }, "maxItems": 100 },
            "cashier": { "type": "string", "maxLength": 200 },
            "supervisor": { "type": "string", "maxLength": 200 },
            "employeeSale": { "type": "boolean", "default": false },
            "training": { "type": "boolean", "description": "Never counted.", "default": false }
          }
        },
        "Part": {
          "type": "object",
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
        "Flag": {
          "type": "string",
          "description": "See the store agent's description; one that is not known here is passed over.\n- `ownCard`: the card is that of the cashier; it serves nobody\n- `overShare`: points paid more of the receipt than the programme lets them\n- `manyReceipts`, `manyPoints`, `muchRedeemed`, `manyReturns`: the card is beyond a limit of the programme for a day\n- `sameCashier`: beyond the limit of receipts of one card by one cashier on a day\n- `cashierReturns`, `lateAdditions`: the cashier is beyond a limit for a day",
          "enum": [
            "unknownKey", "unknownCard", "ambiguousKey", "blocked", "unknownOffer", "offerNotUsable", "totalsDiffer",
            "receiptReused", "ignoredFields", "notReady", "training", "ownCard", "overShare", "manyReceipts",
            "manyPoints", "muchRedeemed", "manyReturns", "sameCashier", "cashierReturns", "lateAdditions"
          ]
        }
        """#
}
