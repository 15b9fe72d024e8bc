/// The part of the agent's OpenAPI document that is about points: see `StoreOpenAPI`.
enum PointsOpenAPI {
    static let paths = #"""
        "/v1/holds": {
          "post": {
            "operationId": "holdPoints",
            "tags": ["till"],
            "summary": "Set points and limited offers aside for a receipt",
            "description": "Before it is paid. The purchase of the same till and receipt captures what is set aside; `POST /v1/voids` gives it back, and so does its lapse after the programme's `holdMinutes`. Asked again for the same receipt, the new wish replaces the old. Above the programme's `pinAboveMinor` a supervisor's PIN is wanted. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/HoldRequest" },
                  "example": { "till": "1", "receipt": "00012346", "key": "phone:+52 55 1234 5678", "points": 300, "totalMinor": 4889 }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Set aside.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/HoldAnswer" },
                    "example": {
                      "till": "1",
                      "receipt": "00012346",
                      "points": 300,
                      "valueMinor": 3000,
                      "as": "discount",
                      "offers": [],
                      "expiresAt": "2026-03-14T18:50:05Z",
                      "here": 5
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/NotHere" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" },
              "503": { "$ref": "#/components/responses/NotReadyOrStopping" },
              "507": { "$ref": "#/components/responses/StorageFull" }
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
                  "example": { "id": "v-1", "till": "1", "receipt": "00012346", "cashier": "17", "reason": "wrong customer" }
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
                      "pending": true,
                      "flags": [],
                      "card": {
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
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/ServiceConflict" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" },
              "503": { "$ref": "#/components/responses/NotReadyOrStopping" },
              "507": { "$ref": "#/components/responses/StorageFull" }
            }
          }
        },
        "/v1/returns": {
          "post": {
            "operationId": "returnGoods",
            "tags": ["till"],
            "summary": "Take goods back",
            "description": "At any store, line or no line. A receipt of this store is taken back line by line at once, as far as anything of it is left; for any other, central finds the purchase, now or when it arrives. Without a receipt (`of` absent) by card and article, or else with a supervisor's PIN. A second identical return gives and takes nothing. Idempotent by `id`. The body may have 16 KiB.",
            "x-roles": ["till"],
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
            },
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
                      "pending": false,
                      "flags": [],
                      "card": {
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
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/ServiceConflict" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" },
              "503": { "$ref": "#/components/responses/NotReadyOrStopping" },
              "507": { "$ref": "#/components/responses/StorageFull" }
            }
          }
        },
        "/v1/rewards": {
          "post": {
            "operationId": "giveReward",
            "tags": ["till"],
            "summary": "Give a reward of the catalogue",
            "description": "For points that this store holds, or by right. A mystery is drawn now, and what it was drawn with is kept. Idempotent by `id`. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/RewardRequest" },
                  "example": { "id": "w-1", "till": "1", "key": "phone:+52 55 1234 5678", "reward": "mug", "cashier": "17" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Given, now or before.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/RewardAnswer" },
                    "example": {
                      "id": "w-1",
                      "event": "019ced93b4689b0e4d7721c35f68a4d2",
                      "reward": "mug",
                      "code": "K7QM2X9D",
                      "points": 300,
                      "names": { "es": "Taza", "en": "Mug" },
                      "texts": {},
                      "card": {
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
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
              "404": { "$ref": "#/components/responses/UnknownReward" },
              "409": { "$ref": "#/components/responses/RewardConflict" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" },
              "503": { "$ref": "#/components/responses/NotReadyOrStopping" },
              "507": { "$ref": "#/components/responses/StorageFull" }
            }
          }
        },
        "/v1/grants": {
          "post": {
            "operationId": "askForPoints",
            "tags": ["till"],
            "summary": "Ask for a customer's points to be brought here",
            "description": "With the line up, points that central has, or other stores that are online, are here in seconds: ask again. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/GrantRequest" },
                  "example": { "key": "phone:+52 55 1234 5678", "points": 600 }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is here now.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/GrantAnswer" },
                    "example": { "card": "5f1c0e9a77b24d3c8e6a01bf", "here": 300, "total": 605, "wanted": 600, "asked": true }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/Forbidden" },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              "409": { "$ref": "#/components/responses/AmbiguousKey" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" },
              "503": { "$ref": "#/components/responses/NotReadyOrStopping" }
            }
          }
        },
        "/v1/cards/history": {
          "post": {
            "operationId": "cardHistory",
            "tags": ["till"],
            "summary": "The customer's last movements known here",
            "description": "The newest ten of this store, for as long as it keeps their events. The body may have 16 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/HistoryRequest" },
                  "example": { "key": "phone:+52 55 1234 5678" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The newest first.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/HistoryAnswer" },
                    "example": {
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "movements": [{ "kind": "purchase", "at": "2026-03-14T18:20:05Z", "points": 4, "receipt": "00012345", "till": "1" }]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/Forbidden" },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              "409": { "$ref": "#/components/responses/AmbiguousKey" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" },
              "503": { "$ref": "#/components/responses/NotReadyOrStopping" }
            }
          }
        }
        """#

    static let responses = #"""
        "NotHere": {
          "description": "Nothing was set aside. Codes: `notEnoughHere`, with the numbers `here`, `total` and `wanted`: this store may let the customer use less; `offerNotHere`: a limited offer cannot be used here now; `overShare`, with the numbers `most` and `wanted`: points may pay less of `totalMinor`; `redemptionDenied`: the programme does not let points or offers be used; `blocked`: the card is blocked; `ambiguousKey`: several customers have this key, send `card`; `keyRetired`: the number was replaced.",
          "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        },
        "UnknownReward": {
          "description": "Codes: `unknownReward`: the catalogue has none of this id; `unknownCard`: this store does not know the customer; `unknownPerson`: nobody of this name has a PIN at this store.",
          "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        },
        "RewardConflict": {
          "description": "Nothing was given. Codes: `notEnoughHere`, with the numbers `here`, `total` and `wanted`; `rewardNotAvailable`: not open, of another tier, used up or out of stock; `redemptionDenied`, `blocked`, `ambiguousKey`, `idReused`, `keyRetired`.",
          "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        },
        "UnknownCard": {
          "description": "This store does not know the customer. Codes: `unknownCard`.",
          "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        },
        "AmbiguousKey": {
          "description": "Several customers have this key. Codes: `ambiguousKey`, `keyRetired`.",
          "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        }
        """#

    static let schemas = #"""
        "PointsForm": {
          "type": "string",
          "description": "Whether points lower the receipt's total (an adjustment of the kind `points`, below zero) or pay it (a payment of the kind `points`): the fiscal receipt differs.",
          "enum": ["discount", "payment"]
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
        "HoldRequest": {
          "type": "object",
          "required": ["receipt"],
          "properties": {
            "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
            "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
            "key": { "$ref": "#/components/schemas/Key" },
            "card": {
              "type": "string",
              "description": "A card's id, instead of `key` or besides it; the card counts first.",
              "maxLength": 200
            },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "Points to be used.",
              "minimum": 0,
              "maximum": 1000000000000
            },
            "offers": {
              "type": "array",
              "description": "Limited offers to be used.",
              "items": { "type": "string" },
              "maxItems": 100
            },
            "totalMinor": {
              "type": "integer",
              "format": "int64",
              "description": "What is to be paid before points. With it, more points than may pay of it are refused (`overShare`); without it nobody can know yet.",
              "minimum": 0,
              "maximum": 1000000000000
            },
            "cashier": { "type": "string", "maxLength": 200 },
            "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 },
            "pin": { "type": "string", "maxLength": 200 }
          }
        },
        "HoldAnswer": {
          "type": "object",
          "required": ["till", "receipt", "points", "valueMinor", "as", "offers", "expiresAt", "here"],
          "properties": {
            "till": { "type": "string" },
            "receipt": { "type": "string" },
            "points": { "type": "integer", "format": "int64", "description": "Set aside." },
            "valueMinor": { "type": "integer", "format": "int64", "description": "What they are worth." },
            "as": { "$ref": "#/components/schemas/PointsForm" },
            "offers": { "type": "array", "items": { "type": "string" } },
            "expiresAt": { "$ref": "#/components/schemas/Instant" },
            "here": { "type": "integer", "format": "int64", "description": "What can still be used here besides." }
          }
        },
        "VoidRequest": {
          "type": "object",
          "required": ["id", "receipt"],
          "properties": {
            "id": {
              "type": "string",
              "description": "The till's own, another one with each request.",
              "minLength": 1,
              "maxLength": 200
            },
            "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
            "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
            "day": {
              "type": "string",
              "description": "Such as 2026-03-14, in the store's zone.",
              "format": "date",
              "maxLength": 10
            },
            "at": { "$ref": "#/components/schemas/Instant" },
            "key": { "$ref": "#/components/schemas/Key" },
            "card": {
              "type": "string",
              "description": "A card's id, instead of `key` or besides it; the card counts first.",
              "maxLength": 200
            },
            "reason": { "type": "string", "maxLength": 100 },
            "cashier": { "type": "string", "maxLength": 200 },
            "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 },
            "pin": { "type": "string", "maxLength": 200 }
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
        "ReturnRequest": {
          "type": "object",
          "required": ["id", "lines"],
          "properties": {
            "id": {
              "type": "string",
              "description": "The till's own, another one with each request.",
              "minLength": 1,
              "maxLength": 200
            },
            "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
            "at": { "$ref": "#/components/schemas/Instant" },
            "key": { "$ref": "#/components/schemas/Key" },
            "card": {
              "type": "string",
              "description": "A card's id, instead of `key` or besides it; the card counts first.",
              "maxLength": 200
            },
            "of": { "$ref": "#/components/schemas/Origin" },
            "lines": { "type": "array", "items": { "$ref": "#/components/schemas/Line" }, "minItems": 1, "maxItems": 2000 },
            "reason": { "type": "string", "maxLength": 100 },
            "cashier": { "type": "string", "maxLength": 200 },
            "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 },
            "pin": { "type": "string", "maxLength": 200 }
          }
        },
        "ReturnFlag": {
          "type": "string",
          "description": "- `decidedByCentral`: bought elsewhere, or too long ago for this store to know: central finds it; or its points have ended, and central knows which of them were used\n- `withoutReceipt`: central takes the customer's latest purchase of the article\n- `capped`: more than is left of what was bought; the rest is no part of it\n- `nothingLeft`: all of it came back before: it gives and takes nothing\n- `notSameDay`: a receipt of another day is not cancelled, its goods come back\n- `tooLate`: the purchase is older than the programme lets a return change points (`returns.daysMax`): none are taken, and none given back; the goods still count as returned\n- `unknownCard`: this store does not know the customer\n- `blocked`: the card is blocked\n- `manyReturns`, `cashierReturns`: more than the programme's `limits` of a card, or of a cashier, on a day",
          "enum": [
            "decidedByCentral", "withoutReceipt", "capped", "nothingLeft", "notSameDay", "tooLate", "unknownCard", "blocked",
            "manyReturns", "cashierReturns"
          ]
        },
        "ReturnAnswer": {
          "type": "object",
          "required": ["id", "points", "restored", "restoredMinor", "pending", "flags"],
          "properties": {
            "id": { "type": "string" },
            "receipt": { "type": "string" },
            "event": {
              "oneOf": [{ "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" }, { "type": "null" }]
            },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "What left the balance here: 0 or below.",
              "maximum": 0
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
            "pending": { "type": "boolean", "description": "Central decides the rest." },
            "flags": { "type": "array", "items": { "$ref": "#/components/schemas/ReturnFlag" } },
            "card": { "oneOf": [{ "$ref": "#/components/schemas/Card" }, { "type": "null" }] }
          }
        },
        "RewardRequest": {
          "type": "object",
          "required": ["id", "reward"],
          "properties": {
            "id": {
              "type": "string",
              "description": "The till's own, another one with each request.",
              "minLength": 1,
              "maxLength": 200
            },
            "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
            "key": { "$ref": "#/components/schemas/Key" },
            "card": {
              "type": "string",
              "description": "A card's id, instead of `key` or besides it; the card counts first.",
              "maxLength": 200
            },
            "reward": { "type": "string", "description": "One of those on the card.", "minLength": 1, "maxLength": 200 },
            "cashier": { "type": "string", "maxLength": 200 },
            "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 },
            "pin": { "type": "string", "maxLength": 200 }
          }
        },
        "RewardAnswer": {
          "type": "object",
          "required": ["id", "event", "reward", "code", "points", "names", "texts"],
          "properties": {
            "id": { "type": "string" },
            "event": { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
            "reward": { "type": "string" },
            "code": { "type": "string", "description": "What the customer shows, or the store writes down." },
            "points": { "type": "integer", "format": "int64", "description": "Used." },
            "names": { "$ref": "#/components/schemas/Names" },
            "texts": { "$ref": "#/components/schemas/Names" },
            "prize": {
              "description": "Of a mystery; null where the draw left none.",
              "oneOf": [
                {
                  "type": "object",
                  "required": ["prize", "names"],
                  "properties": { "prize": { "type": "string" }, "names": { "$ref": "#/components/schemas/Names" } }
                },
                { "type": "null" }
              ]
            },
            "card": { "$ref": "#/components/schemas/Card" }
          }
        },
        "GrantRequest": {
          "type": "object",
          "required": ["points"],
          "properties": {
            "key": { "$ref": "#/components/schemas/Key" },
            "card": {
              "type": "string",
              "description": "A card's id, instead of `key` or besides it; the card counts first.",
              "maxLength": 200
            },
            "points": {
              "type": "integer",
              "format": "int64",
              "description": "That the customer wants to use, in all.",
              "minimum": 0,
              "maximum": 1000000000000
            }
          }
        },
        "GrantAnswer": {
          "type": "object",
          "required": ["card", "here", "total", "wanted", "asked"],
          "properties": {
            "card": { "type": "string" },
            "here": { "type": "integer", "format": "int64", "description": "What can be used here now." },
            "total": { "type": "integer", "format": "int64", "description": "The balance." },
            "wanted": { "type": "integer", "format": "int64", "description": "As asked." },
            "asked": {
              "type": "boolean",
              "description": "Central is being asked for the rest; false where nothing is missing, or the line is down."
            }
          }
        },
        "HistoryRequest": {
          "type": "object",
          "properties": {
            "key": { "$ref": "#/components/schemas/Key" },
            "card": {
              "type": "string",
              "description": "A card's id, instead of `key` or besides it; the card counts first.",
              "maxLength": 200
            }
          }
        },
        "HistoryAnswer": {
          "type": "object",
          "required": ["card", "movements"],
          "properties": {
            "card": { "type": "string" },
            "movements": {
              "type": "array",
              "maxItems": 10,
              "items": {
                "type": "object",
                "required": ["kind", "at", "points"],
                "properties": {
                  "kind": { "type": "string", "enum": ["purchase", "return", "reward"] },
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "points": { "type": "integer", "format": "int64", "description": "Earned, or used where below zero." },
                  "receipt": { "type": "string" },
                  "till": { "type": "string" },
                  "reward": { "type": "string" }
                }
              }
            }
          }
        }
        """#
}
