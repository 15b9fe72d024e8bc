/// A card as tills see it.
enum MemberOpenAPI {
    static let schemas = #"""
        "Key": {
          "type": "string",
          "description": "How a customer is recognised: `phone:`, `email:`, `card:` or `id:` and the value, as people write it. It is put into one normal form (a phone without a country's code gets the programme's country) and looked up by HMAC. At most 200 bytes follow the colon.",
          "examples": ["phone:+52 55 1234 5678", "email:ana@example.mx", "card:900", "id:GOMA800101HDF"]
        },
        "Card": {
          "type": "object",
          "description": "What the store holds of one customer, with its own later events. No contact data.",
          "required": [
            "card", "name", "currency", "tier", "benefits", "points", "next", "keep", "offers", "provisional"
          ],
          "properties": {
            "card": {
              "type": "string",
              "description": "The card's id, opaque; send it back as `card` to choose among several."
            },
            "name": { "type": "string", "description": "Masked, enough to confirm; empty where none is known." },
            "currency": { "type": "string", "description": "ISO 4217: that of all amounts." },
            "tier": {
              "type": "object",
              "required": ["id", "names"],
              "properties": { "id": { "type": "string" }, "names": { "$ref": "#/components/schemas/Names" } }
            },
            "benefits": {
              "type": "object",
              "required": ["discountPercent"],
              "properties": {
                "discountPercent": {
                  "type": "number",
                  "description": "The tier's percentage off every line.",
                  "minimum": 0,
                  "maximum": 100
                }
              }
            },
            "points": {
              "type": "object",
              "required": ["here", "total", "pending"],
              "properties": {
                "here": {
                  "type": "integer",
                  "format": "int64",
                  "description": "What this store may let the customer use now, line or no line, less what is set aside for receipts."
                },
                "total": {
                  "type": "integer",
                  "format": "int64",
                  "description": "The balance, with this store's own purchases since central's last word."
                },
                "pending": {
                  "type": "integer",
                  "format": "int64",
                  "description": "Points that can be used on a later day."
                },
                "valueMinor": { "type": "integer", "format": "int64", "description": "What the balance is worth." },
                "expiring": {
                  "type": "object",
                  "description": "What ends next within the programme's `soonDays`, by central's last word and what was used here since: at most `total`. Absent where nothing does.",
                  "required": ["points", "on"],
                  "properties": {
                    "points": { "type": "integer", "format": "int64" },
                    "on": {
                      "type": "string",
                      "description": "The last day on which they can be used.",
                      "format": "date"
                    }
                  }
                }
              }
            },
            "rewards": {
              "type": "array",
              "description": "What of the catalogue is open to the customer's tier; absent where the programme has none.",
              "items": {
                "type": "object",
                "required": ["reward", "names", "points", "usable"],
                "properties": {
                  "reward": { "type": "string" },
                  "names": { "$ref": "#/components/schemas/Names" },
                  "points": {
                    "type": "integer",
                    "format": "int64",
                    "description": "0 for one that is had by right."
                  },
                  "usable": { "type": "boolean" },
                  "reason": {
                    "type": "string",
                    "description": "Why it cannot be had; absent where it can, or the card is blocked.",
                    "enum": ["usedUp", "outOfStock", "notEnoughPoints", "notEnoughHere"]
                  }
                }
              }
            },
            "next": {
              "oneOf": [
                {
                  "$ref": "#/components/schemas/Missing",
                  "description": "What is missing for the tier above; null for the highest, or where it is reached."
                },
                { "type": "null" }
              ]
            },
            "keep": {
              "oneOf": [
                {
                  "$ref": "#/components/schemas/Missing",
                  "description": "What is missing to keep this tier after a day: what counts until then is taken into account. Null where nothing takes it away, or enough is bought."
                },
                { "type": "null" }
              ]
            },
            "offers": {
              "type": "array",
              "description": "Those that are open on the day.",
              "items": { "$ref": "#/components/schemas/CardOffer" }
            },
            "claims": {
              "type": "array",
              "description": "Receipts that were claimed for this customer afterwards, or to be moved to them, here or at another store, and that central refused: for 30 days, the newest first. Absent where there are none; what central gave is in the points.",
              "maxItems": 5,
              "items": { "$ref": "#/components/schemas/CardClaim" }
            },
            "blocked": {
              "type": "boolean",
              "description": "Present, and true, where the card is blocked.",
              "const": true
            },
            "employee": {
              "type": "boolean",
              "description": "Present, and true, where it is an employee's: the programme's benefits for employees.",
              "const": true
            },
            "ownCard": {
              "type": "boolean",
              "description": "Present, and true, where it is that of the `cashier` whom the request names: it serves nobody at their till, so that no offer and no reward is usable.",
              "const": true
            },
            "home": {
              "type": "string",
              "description": "The store where a limited offer can be used; absent where there is none."
            },
            "asOf": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "When this store last had read all that central publishes for it, by central's clock; absent before the first time."
            },
            "provisional": {
              "type": "array",
              "description": "What in this card central has not confirmed: the card itself (opened here), the points, what is missing for tiers, the tier, the uses of offers.",
              "items": { "type": "string", "enum": ["card", "points", "progress", "tier", "offers"] }
            }
          }
        },
        "CardOffer": {
          "type": "object",
          "required": ["offer", "names", "benefit", "to", "usable"],
          "properties": {
            "offer": { "type": "string", "description": "The campaign's id; send it back in a purchase's `offers`." },
            "names": { "$ref": "#/components/schemas/Names" },
            "benefit": { "$ref": "#/components/schemas/Benefit" },
            "to": {
              "type": "string",
              "description": "Its last day, inclusive, in the store's zone.",
              "format": "date"
            },
            "usesLeft": {
              "type": "integer",
              "format": "int64",
              "description": "Absent where uses are not limited.",
              "minimum": 0
            },
            "usable": { "type": "boolean", "description": "Whether it can be used here and now." },
            "reason": {
              "type": "string",
              "description": "Why it cannot be used; absent where it can, or the card is blocked.\n- `usedUp`: no use is left\n- `notEnoughHere`: this store holds no use of a limited offer",
              "enum": ["usedUp", "notEnoughHere"]
            }
          }
        },
        "CardClaim": {
          "type": "object",
          "required": ["of", "state", "refusal", "decided"],
          "properties": {
            "of": {
              "type": "object",
              "description": "The receipt.",
              "required": ["store", "till", "receipt", "day"],
              "properties": {
                "store": { "type": "string" },
                "till": { "type": "string" },
                "receipt": { "type": "string" },
                "day": { "type": "string", "format": "date" }
              }
            },
            "state": { "type": "string", "const": "refused" },
            "refusal": {
              "type": "string",
              "description": "- `tooLate`: after the programme's days\n- `taken`: it counts for another customer\n- `notTheirs`: it does not count for whom it was to be moved from\n- `pointsUsed`: it was paid with points of that customer\n- `cancelled`: the receipt was cancelled\n- `ownCard`: the cashier claimed it for their own card\n- `blocked`: the card was blocked\n- `noPurchase`: central never got it\n\nA newer central may know others."
            },
            "decided": { "type": "string", "description": "The day on which central decided.", "format": "date" }
          }
        },
        "Missing": {
          "type": "object",
          "description": "What is missing for a tier; either of the two would do.",
          "required": ["tier", "names"],
          "properties": {
            "tier": { "type": "string" },
            "names": { "$ref": "#/components/schemas/Names" },
            "spendMinor": {
              "type": "integer",
              "format": "int64",
              "description": "Spend still missing in the programme's window, in minor units; absent where the tier asks for none.",
              "minimum": 0
            },
            "visits": {
              "type": "integer",
              "format": "int64",
              "description": "Visits still missing in the window; absent where the tier asks for none.",
              "minimum": 0
            },
            "by": {
              "type": "string",
              "description": "The last day for it, in the programme's zone: after it some of what was counted counts no more. Absent where there is none, or the store does not know it.",
              "format": "date"
            }
          }
        }
        """#

    /// A card with an offer.
    static let example = #"""
        {
          "card": "5f1c0e9a77b24d3c8e6a01bf",
          "name": "María G.",
          "currency": "MXN",
          "tier": { "id": "silver", "names": { "es": "Plata", "en": "Silver" } },
          "benefits": { "discountPercent": 3 },
          "points": { "here": 300, "total": 605, "pending": 0, "valueMinor": 6050 },
          "next": {
            "tier": "gold",
            "names": { "es": "Oro", "en": "Gold" },
            "spendMinor": 1388000,
            "visits": 31,
            "by": "2026-05-02"
          },
          "keep": null,
          "offers": [
            {
              "offer": "welcome-back",
              "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
              "benefit": { "percent": 10 },
              "to": "2026-12-31",
              "usesLeft": 1,
              "usable": true
            }
          ],
          "home": "042",
          "asOf": "2026-03-14T18:19:31.402Z",
          "provisional": []
        }
        """#

    /// Without the offer, which was used.
    static let exampleAfterwards = #"""
        {
          "card": "5f1c0e9a77b24d3c8e6a01bf",
          "name": "María G.",
          "currency": "MXN",
          "tier": { "id": "silver", "names": { "es": "Plata", "en": "Silver" } },
          "benefits": { "discountPercent": 3 },
          "points": { "here": 300, "total": 605, "pending": 0, "valueMinor": 6050 },
          "next": { "tier": "gold", "names": { "es": "Oro", "en": "Gold" }, "spendMinor": 1388000, "visits": 31 },
          "keep": null,
          "offers": [],
          "home": "042",
          "asOf": "2026-03-14T18:19:31.402Z",
          "provisional": []
        }
        """#
}
