/// What a basket costs and earns.
enum QuoteOpenAPI {
    static let paths = #"""
        "/v1/quotes": {
          "post": {
            "operationId": "quote",
            "tags": ["till"],
            "summary": "What a basket would cost and earn",
            "description": "The body may have 256 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/QuoteRequest" },
                  "example": {
                    "key": "phone:+52 55 1234 5678",
                    "lines": [{ "sku": "7501055310883", "category": "LACTEOS", "quantity": 2, "amountMinor": 5600 }]
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Every discount with its rule. Nothing was changed.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Quote" },
                    "example": {
                      "lines": [
                        {
                          "sku": "7501055310883",
                          "category": "LACTEOS",
                          "quantity": 2,
                          "grossMinor": 5600,
                          "amountMinor": 4889,
                          "discountMinor": 711,
                          "points": 4,
                          "discounts": [
                            { "kind": "tier", "id": "silver", "amountMinor": 168 },
                            { "kind": "offer", "id": "welcome-back", "amountMinor": 543 }
                          ]
                        }
                      ],
                      "totalMinor": 4889,
                      "discountMinor": 711,
                      "points": 4,
                      "earned": [{ "rule": "base", "points": 4 }],
                      "offers": ["welcome-back"],
                      "programme": 1,
                      "flags": [],
                      "redeemable": {
                        "points": 300,
                        "valueMinor": 3000,
                        "limit": "notEnoughHere",
                        "as": "discount",
                        "sharePercentMax": 100
                      },
                      "card": \#(MemberOpenAPI.example)
                    }
                  }
                }
              },
              \#(StoreProblemsOpenAPI.question)
            }
          }
        }
        """#

    static let schemas = #"""
        "QuoteRequest": {
          "type": "object",
          "required": ["lines"],
          "properties": {
            "lines": {
              "type": "array",
              "items": {
                "$ref": "#/components/schemas/Line",
                "description": "`amountMinor` is the price before discounts; `discountMinor` and `receipt` are not looked at."
              },
              "maxItems": 2000
            },
            "key": { "$ref": "#/components/schemas/Key" },
            "card": {
              "type": "string",
              "description": "A card's id, instead of `key` or besides it; the card counts first."
            },
            "at": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "Judge offers and rules by this instant's day and hour instead of now, for history."
            },
            "employeeSale": {
              "type": "boolean",
              "description": "The buyer is an employee, whose benefits the programme says.",
              "default": false
            },
            "cashier": {
              "type": "string",
              "description": "Who is logged in: their own card serves nobody. Base prices, no points, the flag `ownCard`.",
              "maxLength": 200
            },
            "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
            "receipt": {
              "type": "string",
              "description": "What is set aside for it counts as usable in `redeemable`, and as paying the basket where `points` says what it earns.",
              "maxLength": 200
            }
          }
        },
        "Line": {
          "type": "object",
          "description": "A row of a receipt.",
          "required": ["sku", "quantity", "amountMinor"],
          "properties": {
            "sku": { "type": "string", "description": "The article.", "maxLength": 200, "minLength": 1 },
            "category": { "type": "string", "maxLength": 200 },
            "supplier": {
              "type": "string",
              "description": "For rules of the programme that name suppliers.",
              "maxLength": 200
            },
            "quantity": {
              "type": "number",
              "description": "Negative for a returned line; weighed goods have fractions."
            },
            "amountMinor": {
              "type": "integer",
              "format": "int64",
              "description": "In a purchase: what the customer pays for the line, after discounts. In a quote: its price before discounts. Minor units of the programme's currency.",
              "minimum": -1000000000000,
              "maximum": 1000000000000
            },
            "discountMinor": {
              "type": "integer",
              "format": "int64",
              "description": "What was taken off, in minor units.",
              "minimum": -1000000000000,
              "maximum": 1000000000000,
              "default": 0
            },
            "taxMinor": {
              "type": "integer",
              "format": "int64",
              "description": "The tax that `amountMinor` contains, for a programme whose points are earned before tax. Minor units.",
              "minimum": -1000000000000,
              "maximum": 1000000000000,
              "default": 0
            },
            "receipt": {
              "type": "string",
              "description": "The receipt that a returned line was bought on; recorded, without effect yet.",
              "maxLength": 200
            }
          }
        },
        "Quote": {
          "type": "object",
          "description": "The tier's percentage comes first, then the tier's other discounts in the programme's order, then each usable offer in order of id, each on what is left. Percentages round half away from zero, per line; no line falls below zero. Points are those that the same purchase would earn.",
          "required": ["lines", "totalMinor", "discountMinor", "points", "earned", "offers", "programme", "flags"],
          "properties": {
            "lines": {
              "type": "array",
              "description": "In the basket's order.",
              "items": {
                "type": "object",
                "required": ["sku", "quantity", "grossMinor", "amountMinor", "discountMinor", "points", "discounts"],
                "properties": {
                  "sku": { "type": "string" },
                  "category": { "type": "string" },
                  "quantity": { "type": "number" },
                  "grossMinor": { "type": "integer", "format": "int64", "description": "Before discounts." },
                  "amountMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "To pay: `grossMinor` less `discountMinor`."
                  },
                  "discountMinor": { "type": "integer", "format": "int64", "description": "The sum of `discounts`." },
                  "points": {
                    "type": "integer",
                    "format": "int64",
                    "description": "The line's part of the quote's `points`."
                  },
                  "discounts": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["kind", "id", "amountMinor"],
                      "properties": {
                        "kind": {
                          "type": "string",
                          "description": "`benefit` is one of the tier's or of the employees'.",
                          "enum": ["tier", "benefit", "employee", "offer"]
                        },
                        "id": { "type": "string", "description": "The tier's, benefit's or offer's id." },
                        "amountMinor": {
                          "type": "integer",
                          "format": "int64",
                          "description": "Minor units.",
                          "minimum": 1
                        }
                      }
                    }
                  }
                }
              }
            },
            "totalMinor": { "type": "integer", "format": "int64", "description": "Σ `amountMinor`." },
            "discountMinor": { "type": "integer", "format": "int64", "description": "Σ `discountMinor`." },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "Points that a purchase of this total would earn: Σ of the lines' `points`, and of `earned`."
            },
            "earned": {
              "type": "array",
              "description": "By which rules, in the order of their application.",
              "items": { "$ref": "#/components/schemas/EarnedPart" }
            },
            "pending": {
              "type": "array",
              "description": "What is given once, by central: in a customer's life, where this turns out to be the first purchase, or in a calendar year, where no other of the year had it. Not in `points`. Absent where there is none.",
              "items": { "$ref": "#/components/schemas/EarnedPart" }
            },
            "memberPoints": {
              "type": "integer",
              "format": "int64",
              "description": "Where no one card is meant: what a member of the first tier would have earned."
            },
            "redeemable": { "$ref": "#/components/schemas/Redeemable" },
            "benefits": {
              "type": "array",
              "description": "What the cashier is told of this customer; absent where there is nothing.",
              "items": {
                "type": "object",
                "required": ["benefit", "kind", "names"],
                "properties": {
                  "benefit": { "type": "string", "description": "Its id in the programme." },
                  "kind": { "type": "string", "enum": ["gift", "earlyAccess", "service", "attention"] },
                  "names": { "$ref": "#/components/schemas/Names" },
                  "from": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "Of `earlyAccess`: from when this customer may buy it."
                  }
                }
              }
            },
            "offers": {
              "type": "array",
              "description": "Offers that took effect: the purchase's `offers`.",
              "items": { "type": "string" }
            },
            "programme": {
              "type": "integer",
              "format": "int64",
              "description": "The version that it was computed by."
            },
            "flags": {
              "type": "array",
              "items": { "type": "string", "enum": ["unknownKey", "unknownCard", "ambiguousKey", "blocked", "ownCard"] }
            },
            "card": {
              "$ref": "#/components/schemas/Card",
              "description": "Absent where no one card is meant: base prices, no points."
            }
          }
        },
        "EarnedPart": {
          "type": "object",
          "description": "Points and their reason.",
          "required": ["rule", "points"],
          "properties": {
            "rule": {
              "type": "string",
              "description": "A rule's id; `base` for the programme's `points`, `tier` for the tier's multiplier, `pointsMax` for the programme's cap."
            },
            "names": { "$ref": "#/components/schemas/Names" },
            "points": { "type": "integer", "format": "int64", "description": "Negative for what a cap takes." }
          }
        },
        "Redeemable": {
          "type": "object",
          "description": "How many points the customer may use for this basket in this store now; absent where no one card is meant. `limit` says why no more.\n- `basket`: it costs no more\n- `share`: points may pay `sharePercentMax` of it and no more\n- `notEnoughPoints`: the customer has no more that can be used\n- `notEnoughHere`: this store holds no more of theirs; `POST /v1/grants` asks for the rest\n- `denied`: the programme lets none be used\n- `blocked`: the card is blocked",
          "required": ["points", "valueMinor", "limit", "as", "sharePercentMax"],
          "properties": {
            "points": { "type": "integer", "format": "int64" },
            "valueMinor": { "type": "integer", "format": "int64", "description": "What they pay." },
            "limit": {
              "type": "string",
              "enum": ["basket", "share", "notEnoughPoints", "notEnoughHere", "denied", "blocked"]
            },
            "as": { "$ref": "#/components/schemas/PointsForm" },
            "sharePercentMax": { "type": "number", "description": "Of a receipt." }
          }
        },
        "PointsForm": {
          "type": "string",
          "description": "Whether points lower the receipt's total (an adjustment of the kind `points`, below zero) or pay it (a payment of the kind `points`): the fiscal receipt differs.",
          "enum": ["discount", "payment"]
        }
        """#
}
