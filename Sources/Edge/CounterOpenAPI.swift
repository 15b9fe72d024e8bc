/// The part of the agent's OpenAPI document that is about the counter: see `StoreOpenAPI`.
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
                      "example": { "id": "c-1", "till": "1", "key": "phone:+52 55 1234 5678", "text": "The yoghurt was off.", "cashier": "17" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Noted, now or before: print the number.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/ComplaintAnswer" },
                        "example": { "event": "019ced93b4689b0e4d7721c35f68a4d2", "card": "5f1c0e9a77b24d3c8e6a01bf", "number": "260314-K7QM" }
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
            "/v1/cards/block": {
              "post": {
                "operationId": "blockCard",
                "tags": ["till"],
                "summary": "Block a card",
                "description": "At once in this store, line or no line; everywhere once central has heard of it. Nothing older undoes it, only central unblocks. A customer whom this store does not know is blocked by central, by the key. Idempotent by `id`. The body may have 16 KiB.",
                "x-roles": ["till"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/BlockRequest" },
                      "example": { "id": "b-1", "till": "1", "key": "card:900", "reason": "stolen", "cashier": "17" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Recorded, now or before.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/BlockAnswer" },
                        "example": { "event": "019ced93b4689b0e4d7721c35f68a4d2", "card": "5f1c0e9a77b24d3c8e6a01bf", "blocked": true }
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
            "/v1/cards/replace": {
              "post": {
                "operationId": "replaceCard",
                "tags": ["till"],
                "summary": "Give a card another number",
                "description": "The plastic was lost: the old number leads to nobody any more, the new one to the card, at once in this store, line or no line. `old` (or `key`, where it is a card number) says which number ends; without one the store cannot know, and all card numbers of the customer end once central has heard of it. Where the old number is not shown as `key`, a supervisor's PIN is wanted. Idempotent by `id`. The body may have 16 KiB.",
                "x-roles": ["till"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/ReplaceRequest" },
                      "example": { "id": "r-1", "till": "1", "key": "phone:+52 55 1234 5678", "number": "901", "old": "900", "cashier": "17", "supervisor": "3", "pin": "471193" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Recorded, now or before.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/ReplaceAnswer" },
                        "example": { "event": "019ced93b4689b0e4d7721c35f68a4d2", "card": "5f1c0e9a77b24d3c8e6a01bf", "replaced": true }
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
            "/v1/baskets": {
              "get": {
                "operationId": "baskets",
                "tags": ["till"],
                "summary": "Baskets that are put aside",
                "x-roles": ["till"],
                "responses": {
                  "200": {
                    "description": "Those that nobody has taken up, the oldest first, at most 500.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Baskets" },
                        "example": { "baskets": [{ "id": "k-1", "till": "1", "at": "2026-03-14T18:20:05Z", "name": "María", "lines": 2, "totalMinor": 5600 }] }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
                }
              },
              "post": {
                "operationId": "putBasket",
                "tags": ["till"],
                "summary": "Put a basket aside",
                "description": "It stays in this store, survives a restart and goes after two days. Idempotent by `id`. The body may have 256 KiB.",
                "x-roles": ["till"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/BasketPut" },
                      "example": { "id": "k-1", "till": "1", "name": "María", "basket": { "card": "5f1c0e9a77b24d3c8e6a01bf", "lines": [{ "sku": "7501055310883", "category": "LACTEOS", "quantity": 2, "amountMinor": 5600 }] } }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "It was put aside before.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/BasketNoted" },
                        "example": { "id": "k-1", "till": "1", "lines": 1, "totalMinor": 5600 }
                      }
                    }
                  },
                  "201": {
                    "description": "Put aside.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/BasketNoted" },
                        "example": { "id": "k-1", "till": "1", "lines": 1, "totalMinor": 5600 }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "409": { "$ref": "#/components/responses/BasketConflict" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/baskets/{id}/take": {
              "post": {
                "operationId": "takeBasket",
                "tags": ["till"],
                "summary": "Take a basket up",
                "description": "Once, at any till; the same till may ask again. Quote it anew: prices, offers and the customer's card may have changed. The body may have 16 KiB.",
                "x-roles": ["till"],
                "parameters": [{ "name": "id", "in": "path", "required": true, "description": "As the list has it.", "schema": { "type": "string" } }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/BasketTake" },
                      "example": { "till": "2" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "The basket as it was sent.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/BasketTaken" },
                        "example": { "id": "k-1", "basket": { "card": "5f1c0e9a77b24d3c8e6a01bf", "lines": [{ "sku": "7501055310883", "category": "LACTEOS", "quantity": 2, "amountMinor": 5600 }] } }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownBasket" },
                  "409": { "$ref": "#/components/responses/BasketConflict" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
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
                      "example": { "id": "m-1", "till": "1", "key": "card:900", "of": { "till": "1", "receipt": "31198570044", "day": "2026-03-14" }, "cashier": "17" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Recorded, now or before; central decides.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/ClaimAnswer" },
                        "example": { "event": "019ced93b4689b0e4d7721c35f68a4d2", "card": "5f1c0e9a77b24d3c8e6a01bf", "pending": true, "flags": [] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
                  "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
                  "409": { "$ref": "#/components/responses/ClaimConflict" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/NotReadyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            }
        """#

    static let responses = #"""
        "ForbiddenOrPin": {
                "description": "The token's role may not do this, plain HTTP is not allowed from this address, or a PIN is missing or not right (`badPin` has `triesLeft`). Codes: `wrongRole`, `plainHTTPRefused`, `badPin`, `pinLocked`, `pinRequired`, `notSupervisor`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownPerson": {
                "description": "Nobody of this name has a PIN at this store. Codes: `unknownPerson`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownCardOrPerson": {
                "description": "Codes: `unknownCard`: this store does not know the customer; `unknownPerson`: nobody of this name has a PIN at this store.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "ServiceConflict": {
                "description": "Nothing was done. Codes: `idReused`: the id was another request's; `ambiguousKey`: several customers have this key, send `card`; `numberTaken`: the number is another customer's; `keyRetired`: the number was replaced.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BasketConflict": {
                "description": "Codes: `idReused`: the id is another basket's; `tooManyBaskets`: 500 are put aside; `basketTaken`: another till has it.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownBasket": {
                "description": "No basket of this id, or not any more. Codes: `unknownBasket`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "KeyRetired": {
                "description": "The number was replaced: it leads to nobody any more. Codes: `keyRetired`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "ClaimConflict": {
                "description": "Nothing was recorded. Codes: `idReused`: the id was another request's; `ambiguousKey`: several customers have this key, send `card`; `claimTooLate`: more than the programme's days ago; `alreadyTheirs`: it counts for this customer; `receiptTaken`: it counts for another, and `from` does not say for whom; `blocked`: the card is blocked.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              }
        """#

    static let schemas = #"""
        "PinRequest": {
                "type": "object",
                "required": ["person", "pin"],
                "properties": {
                  "person": { "type": "string", "description": "A cashier or supervisor, as receipts name them.", "minLength": 1, "maxLength": 200 },
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
                  "id": { "type": "string", "description": "The till's own, another one with each request.", "minLength": 1, "maxLength": 200 },
                  "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
                  "key": { "$ref": "#/components/schemas/Key" }, "card": { "type": "string", "description": "A card's id, instead of `key` or besides it; the card counts first.", "maxLength": 200 },
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
              "BlockRequest": {
                "type": "object",
                "required": ["id", "reason"],
                "properties": {
                  "id": { "type": "string", "description": "The till's own, another one with each request.", "minLength": 1, "maxLength": 200 },
                  "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
                  "key": { "$ref": "#/components/schemas/Key" }, "card": { "type": "string", "description": "A card's id, instead of `key` or besides it; the card counts first.", "maxLength": 200 },
                  "reason": { "type": "string", "minLength": 1, "maxLength": 100 },
                  "cashier": { "type": "string", "maxLength": 200 },
                  "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 }, "pin": { "type": "string", "maxLength": 200 }
                }
              },
              "BlockAnswer": {
                "type": "object",
                "required": ["event", "blocked"],
                "properties": {
                  "event": { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
                  "card": { "type": "string", "description": "Absent where this store does not know the customer." },
                  "blocked": { "type": "boolean", "description": "False where this store does not know the customer: central blocks the card." }
                }
              },
              "ReplaceRequest": {
                "type": "object",
                "required": ["id", "number"],
                "properties": {
                  "id": { "type": "string", "description": "The till's own, another one with each request.", "minLength": 1, "maxLength": 200 },
                  "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
                  "key": { "$ref": "#/components/schemas/Key" }, "card": { "type": "string", "description": "A card's id, instead of `key` or besides it; the card counts first.", "maxLength": 200 },
                  "number": { "type": "string", "description": "The new one, with `card:` or without.", "minLength": 1, "maxLength": 200 },
                  "old": { "type": "string", "description": "The one that ends.", "maxLength": 200 },
                  "reason": { "type": "string", "maxLength": 100 },
                  "cashier": { "type": "string", "maxLength": 200 },
                  "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 }, "pin": { "type": "string", "maxLength": 200 }
                }
              },
              "ReplaceAnswer": {
                "type": "object",
                "required": ["event", "card", "replaced"],
                "properties": {
                  "event": { "type": "string", "description": "The event's id.", "pattern": "^[0-9a-f]{32}$" },
                  "card": { "type": "string" },
                  "replaced": { "type": "boolean", "const": true }
                }
              },
              "BasketContent": {
                "type": "object",
                "required": ["lines"],
                "properties": {
                  "lines": { "type": "array", "maxItems": 2000, "items": { "$ref": "#/components/schemas/Line" } }
                }
              },
              "BasketPut": {
                "type": "object",
                "required": ["id", "basket"],
                "properties": {
                  "id": { "type": "string", "description": "The till's own, another one with each request.", "minLength": 1, "maxLength": 200 },
                  "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
                  "name": { "type": "string", "description": "Whose it is, for the cashier; at most 60 characters are kept.", "maxLength": 200 },
                  "basket": { "allOf": [{ "$ref": "#/components/schemas/BasketContent" }], "description": "Given out as it came; whatever else the till puts in stays in. Best with the card's id, not the key." }
                }
              },
              "BasketNoted": {
                "type": "object",
                "required": ["id", "till", "lines", "totalMinor"],
                "properties": {
                  "id": { "type": "string" },
                  "till": { "type": "string" },
                  "lines": { "type": "integer" },
                  "totalMinor": { "type": "integer", "format": "int64", "description": "Σ `amountMinor` of the lines." }
                }
              },
              "Baskets": {
                "type": "object",
                "required": ["baskets"],
                "properties": {
                  "baskets": { "type": "array", "items": { "type": "object", "required": ["id", "till", "at", "lines", "totalMinor"], "properties": { "id": { "type": "string" }, "till": { "type": "string" }, "at": { "$ref": "#/components/schemas/Instant" }, "name": { "type": "string" }, "lines": { "type": "integer" }, "totalMinor": { "type": "integer", "format": "int64" } } } }
                }
              },
              "BasketTake": {
                "type": "object",
                "required": [],
                "properties": {
                  "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 }
                }
              },
              "BasketTaken": {
                "type": "object",
                "required": ["id", "basket"],
                "properties": {
                  "id": { "type": "string" },
                  "basket": { "$ref": "#/components/schemas/BasketContent" }
                }
              },
              "ClaimRequest": {
                "type": "object",
                "required": ["id", "of"],
                "properties": {
                  "id": { "type": "string", "description": "The till's own, another one with each request.", "minLength": 1, "maxLength": 200 },
                  "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
                  "key": { "$ref": "#/components/schemas/Key" }, "card": { "type": "string", "description": "A card's id, instead of `key` or besides it; the card counts first.", "maxLength": 200 },
                  "of": { "type": "object", "required": ["till", "receipt", "day"], "properties": { "store": { "type": "string", "description": "Absent: this one.", "maxLength": 200 }, "till": { "type": "string", "minLength": 1, "maxLength": 200 }, "receipt": { "type": "string", "minLength": 1, "maxLength": 200 }, "day": { "type": "string", "format": "date", "description": "Of the sale, in its store." } } },
                  "from": { "type": "string", "description": "Whom it counts for wrongly: a card's id, or a key that this store knows.", "maxLength": 200 },
                  "reason": { "type": "string", "description": "Wanted with `from`.", "maxLength": 100 },
                  "cashier": { "type": "string", "maxLength": 200 },
                  "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 }, "pin": { "type": "string", "maxLength": 200 }
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
