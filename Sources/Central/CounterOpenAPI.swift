/// The part of central's OpenAPI document that is about stores' counters: see `CentralOpenAPI`.
enum CounterOpenAPI {
    static let paths = #"""
        "/v1/pins": {
              "get": {
                "operationId": "pins",
                "tags": ["registry"],
                "summary": "Who has a PIN where",
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "By person; never the PIN, nor its hash.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Pins" },
                        "example": { "pins": [{ "person": "17", "store": "042", "role": "supervisor", "has": true, "setAt": "2026-03-14T10:00:00Z" }] }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              },
              "post": {
                "operationId": "setPin",
                "tags": ["registry"],
                "summary": "Give a person a PIN, or another one",
                "description": "Kept and published as a salted slow hash. Another one unlocks. With `all` it is in force at every store, also at those that come later. The body may have 4 KiB.",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/PinRequest" },
                      "example": { "person": "17", "store": "042", "role": "supervisor", "pin": "471193" }
                    }
                  }
                },
                "responses": {
                  "201": {
                    "description": "Published; online stores have it in a second or two.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/PinDone" },
                        "example": { "person": "17", "store": "042", "set": true }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownPin" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/pins/unlock": {
              "post": {
                "operationId": "unlockPin",
                "tags": ["registry"],
                "summary": "Let a PIN be tried again",
                "description": "The PIN stays what it is. The body may have 4 KiB.",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/PinPlace" },
                      "example": { "person": "17", "store": "042" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Wrong tries count anew there, once the store heard of it.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/PinDone" },
                        "example": { "person": "17", "store": "042", "unlocked": true }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownPin" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/pins/remove": {
              "post": {
                "operationId": "removePin",
                "tags": ["registry"],
                "summary": "Take a person's PIN away",
                "description": "The body may have 4 KiB.",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/PinPlace" },
                      "example": { "person": "17", "all": true }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Gone there, once the store heard of it.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/PinDone" },
                        "example": { "person": "17", "all": true, "removed": true }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownPin" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/pins/tries": {
              "get": {
                "operationId": "pinTries",
                "tags": ["registry"],
                "summary": "Who typed a PIN, where and what for",
                "description": "The newest first, 1,000 at a time; what was typed is nowhere.",
                "x-roles": ["central", "admin"],
                "parameters": [
                  { "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } },
                  {
                    "name": "before",
                    "in": "query",
                    "description": "The `next` of the page before.",
                    "schema": { "type": "integer", "minimum": 1 }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The tries.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/PinTries" },
                        "example": { "tries": [{ "at": "2026-03-14T10:00:00Z", "store": "042", "till": "1", "person": "17", "act": "return", "outcome": "wrong", "triesLeft": 4 }] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/complaints": {
              "get": {
                "operationId": "complaints",
                "tags": ["team"],
                "summary": "Complaints noted at tills",
                "description": "The newest first, 500 at a time.",
                "x-roles": ["central", "admin"],
                "parameters": [{ "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } }, { "name": "before", "in": "query", "description": "The `next` of the page before.", "schema": { "type": "integer", "minimum": 1 } }],
                "responses": {
                  "200": {
                    "description": "The complaints.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Complaints" },
                        "example": { "complaints": [{ "number": "260314-K7QM", "store": "042", "till": "1", "cashier": "17", "at": "2026-03-14T18:20:05Z", "card": "5f1c0e9a77b24d3c8e6a01bf", "text": "The yoghurt was off." }] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/cards/blocked": {
              "get": {
                "operationId": "blockedCards",
                "tags": ["team"],
                "summary": "Cards that tills blocked",
                "description": "The newest first, 500 at a time; those that were unblocked are left out.",
                "x-roles": ["central", "admin"],
                "parameters": [{ "name": "before", "in": "query", "description": "The `next` of the page before.", "schema": { "type": "integer", "minimum": 1 } }],
                "responses": {
                  "200": {
                    "description": "The blocks.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Blocked" },
                        "example": { "blocked": [{ "card": "5f1c0e9a77b24d3c8e6a01bf", "store": "042", "till": "1", "cashier": "17", "at": "2026-03-14T18:20:05Z", "reason": "stolen" }] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/cards/{card}/unblock": {
              "post": {
                "operationId": "unblockCard",
                "tags": ["team"],
                "summary": "Unblock a customer",
                "description": "Ends the blocks that central knows. One that a store made and has not sent yet blocks anew when it comes. The body, if any, is not looked at.",
                "x-roles": ["admin"],
                "parameters": [{ "name": "card", "in": "path", "required": true, "description": "A card's id.", "schema": { "type": "string" } }],
                "responses": {
                  "200": {
                    "description": "Published to all stores that hold the card.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Unblocked" },
                        "example": { "card": "5f1c0e9a77b24d3c8e6a01bf", "ended": 1 }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownCard" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/cards/{card}/unmerge": {
              "post": {
                "operationId": "unmergeCard",
                "tags": ["team"],
                "summary": "Undo the last merge of a card",
                "description": "The card, with those that were one customer with it before, is a customer of its own again: with all that is recorded under these cards, and the tier of before until the next run. No run joins the two again.",
                "x-roles": ["admin"],
                "parameters": [{ "name": "card", "in": "path", "required": true, "description": "A card's id.", "schema": { "type": "string" } }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/Unmerge" },
                      "example": { "reason": "mother and daughter" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Published to the stores that hold the cards.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Unmerged" },
                        "example": { "cards": ["5f1c0e9a77b24d3c8e6a01bf"], "rest": ["0a4be1c2d3f405162738495a"] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownCard" },
                  "409": { "$ref": "#/components/responses/NotMerged" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/cards/{card}/merge": {
              "post": {
                "operationId": "mergeCards",
                "tags": ["team"],
                "summary": "Join the customers of two cards",
                "description": "Whatever speaks against it. The oldest card lives on, the others lead to it.",
                "x-roles": ["admin"],
                "parameters": [{ "name": "card", "in": "path", "required": true, "description": "A card's id.", "schema": { "type": "string" } }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/Merge" },
                      "example": { "with": "0a4be1c2d3f405162738495a", "reason": "showed both cards" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Published to the stores that hold the cards.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Merged" },
                        "example": { "cards": ["0a4be1c2d3f405162738495a", "5f1c0e9a77b24d3c8e6a01bf"] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownCard" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/claims": {
              "get": {
                "operationId": "claims",
                "tags": ["team"],
                "summary": "Receipts that were claimed or moved afterwards",
                "description": "The newest first, 500 at a time, with what came of them.",
                "x-roles": ["central", "admin"],
                "parameters": [{ "name": "store", "in": "query", "description": "Only what this store asked.", "schema": { "type": "string" } }, { "name": "before", "in": "query", "description": "The `next` of the page before.", "schema": { "type": "integer", "minimum": 1 } }],
                "responses": {
                  "200": {
                    "description": "The claims.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Claims" },
                        "example": { "claims": [{ "at": "2026-03-15T10:00:00Z", "store": "042", "till": "1", "cashier": "17", "of": { "store": "042", "till": "1", "receipt": "31198570044", "day": "2026-03-14" }, "card": "5f1c0e9a77b24d3c8e6a01bf", "state": "given", "points": 48, "decidedAt": "2026-03-15T10:00:20Z" }] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/returns": {
              "get": {
                "operationId": "returns",
                "tags": ["team"],
                "summary": "Goods that came back",
                "description": "First those that wait for a purchase which did not arrive, the longest first, at most 500 and with the first page alone; then those that are settled, the newest first, 500 at a time.",
                "x-roles": ["central", "admin"],
                "parameters": [{ "name": "store", "in": "query", "description": "Only what came back to this store.", "schema": { "type": "string" } }, { "name": "before", "in": "query", "description": "The `next` of the page before.", "schema": { "type": "integer", "minimum": 1 } }],
                "responses": {
                  "200": {
                    "description": "The returns.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Returns" },
                        "example": { "waiting": [{ "store": "007", "till": "1", "id": "r-1", "cashier": "17", "since": "2026-03-15T10:00:00Z", "of": { "store": "042", "till": "1", "receipt": "31198570044", "day": "2026-03-14" }, "points": 0 }], "returns": [{ "at": "2026-03-14T19:02:11Z", "store": "042", "till": "2", "id": "r-9", "of": { "store": "042", "till": "1", "receipt": "31198570031", "day": "2026-03-14" }, "card": "5f1c0e9a77b24d3c8e6a01bf", "void": false, "amountMinor": 2490, "points": 2, "restored": 0 }] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/rewards": {
              "get": {
                "operationId": "rewards",
                "tags": ["team"],
                "summary": "What customers took of the catalogue, and what draws have cost of their budgets",
                "description": "In the catalogue's order, then rewards that were in it before. Counts what stores have sent; stores keep to their part of a budget by themselves, line or no line.",
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "By reward.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Rewards" },
                        "example": { "rewards": [{ "reward": "raffle", "given": 12, "points": 1200, "prizesMinor": 40000, "budgetMinor": 500000, "budgetLeftMinor": 460000, "prizes": [{ "given": 10, "prizesMinor": 0 }, { "prize": "mug", "given": 2, "prizesMinor": 40000 }] }] }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/flags": {
              "get": {
                "operationId": "flags",
                "tags": ["team"],
                "summary": "What was beyond the programme's limits",
                "description": "Receipts and late additions that stores flagged, the newest first, 500 at a time. The first page of all stores also has the cards with more receipts on a day than `limits.receiptsPerCardDay`, whichever stores they are of; that passes over all purchases.",
                "x-roles": ["central", "admin"],
                "parameters": [{ "name": "from", "in": "query", "description": "The first day; absent: six days ago.", "schema": { "type": "string", "format": "date" } }, { "name": "to", "in": "query", "description": "The last day; absent: tomorrow.", "schema": { "type": "string", "format": "date" } }, { "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } }, { "name": "before", "in": "query", "description": "The `next` of the page before.", "schema": { "type": "integer", "minimum": 1 } }],
                "responses": {
                  "200": {
                    "description": "For people to look at: nothing was refused.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Flags" },
                        "example": { "flags": [{ "day": "2026-03-14", "store": "042", "till": "1", "receipt": "31198570044", "card": "5f1c0e9a77b24d3c8e6a01bf", "cashier": "17", "flags": ["ownCard"] }], "cards": [{ "day": "2026-03-14", "card": "5f1c0e9a77b24d3c8e6a01bf", "receipts": 11, "stores": 3 }] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/cards/{card}/employee": {
              "post": {
                "operationId": "markEmployee",
                "tags": ["team"],
                "summary": "Say that a card is an employee's",
                "description": "It has the programme's benefits for employees, stays out of segments from the next run on, and serves nobody at a till where that person is logged in. The body may have 4 KiB.",
                "x-roles": ["admin"],
                "parameters": [{ "name": "card", "in": "path", "required": true, "description": "A card's id.", "schema": { "type": "string" } }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/EmployeeMark" },
                      "example": { "person": "17" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Published to all stores that hold the card.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/EmployeeMarked" },
                        "example": { "card": "5f1c0e9a77b24d3c8e6a01bf", "person": "17" }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownCard" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            }
        """#

    static let responses = #"""
        "UnknownPin": {
                "description": "Codes: `unknownStore`; `unknownPerson`: there is no PIN of theirs.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "PinsBusyOrStopping": {
                "description": "Too many requests that have no reserved share are under way, central is stopping, or its database server is away. Codes: `busy`, `stopping`, `storageAway`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "NotMerged": {
                "description": "The card became part of no other customer. Codes: `notMerged`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownCard": {
                "description": "There is no such card. Codes: `unknownCard`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              }
        """#

    static let schemas = #"""
        "Unmerge": {
                "type": "object",
                "required": ["reason"],
                "properties": { "reason": { "type": "string", "minLength": 1, "maxLength": 400, "description": "Stands in the audit log." } }
              },
              "Unmerged": {
                "type": "object",
                "required": ["cards", "rest"],
                "properties": {
                  "cards": { "type": "array", "items": { "type": "string" }, "description": "Those that are a customer of their own again." },
                  "rest": { "type": "array", "items": { "type": "string" }, "description": "Those of the customer that they were part of." }
                }
              },
              "Merge": {
                "type": "object",
                "required": ["with", "reason"],
                "properties": {
                  "with": { "type": "string", "description": "The other card's id." },
                  "reason": { "type": "string", "minLength": 1, "maxLength": 400, "description": "Stands in the audit log." }
                }
              },
              "Merged": {
                "type": "object",
                "required": ["cards"],
                "properties": { "cards": { "type": "array", "items": { "type": "string" }, "description": "Of the one customer; the first lives on." } }
              },
              "PersonID": {
                "type": "string",
                "description": "A cashier or supervisor, as receipts name them.",
                "pattern": "^[A-Za-z0-9._-]{1,40}$"
              },
              "PinRequest": {
                "type": "object",
                "required": ["person", "role", "pin"],
                "properties": {
                  "person": { "$ref": "#/components/schemas/PersonID" },
                  "store": { "type": "string", "description": "Where; absent with `all`." },
                  "all": { "type": "boolean", "description": "At every store, whatever is in force at one." },
                  "role": { "type": "string", "enum": ["cashier", "supervisor"] },
                  "pin": {
                    "type": "string",
                    "description": "Digits; not all the same, and no plain row such as 1234.",
                    "pattern": "^[0-9]{4,12}$"
                  }
                }
              },
              "PinPlace": {
                "type": "object",
                "required": ["person"],
                "properties": {
                  "person": { "$ref": "#/components/schemas/PersonID" },
                  "store": { "type": "string", "description": "Where; absent with `all`." },
                  "all": { "type": "boolean", "description": "At every store." }
                }
              },
              "PinDone": {
                "type": "object",
                "required": ["person"],
                "properties": {
                  "person": { "type": "string" },
                  "store": { "type": "string" },
                  "all": { "type": "boolean", "const": true },
                  "set": { "type": "boolean", "const": true },
                  "unlocked": { "type": "boolean", "const": true },
                  "removed": { "type": "boolean", "const": true }
                }
              },
              "Pins": {
                "type": "object",
                "required": ["pins"],
                "properties": {
                  "pins": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["person", "role", "has", "setAt"],
                      "properties": {
                        "person": { "type": "string" },
                        "store": { "type": "string", "description": "Absent with `all`." },
                        "all": { "type": "boolean", "const": true, "description": "At every store that has no row of its own." },
                        "role": { "type": "string", "enum": ["cashier", "supervisor"] },
                        "has": { "type": "boolean", "description": "False: taken away at this store, whatever is in force at all." },
                        "setAt": { "$ref": "#/components/schemas/Instant" }
                      }
                    }
                  }
                }
              },
              "PinTries": {
                "type": "object",
                "required": ["tries"],
                "properties": {
                  "tries": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["at", "store", "till", "act", "outcome", "triesLeft"],
                      "properties": {
                        "at": { "$ref": "#/components/schemas/Instant" },
                        "store": { "type": "string" },
                        "till": { "type": "string" },
                        "person": { "type": "string", "description": "Absent where nobody of that name has a PIN there." },
                        "act": { "type": "string", "description": "What it was wanted for, such as `return`." },
                        "outcome": { "type": "string", "enum": ["right", "wrong", "locked", "unknown"] },
                        "triesLeft": { "type": "integer", "description": "Wrong tries until it locks." }
                      }
                    }
                  },
                  "next": { "type": "integer", "description": "For `before`; absent on the last page." }
                }
              },
              "PinTriedEvent": {
                "type": "object",
                "description": "Somebody typed a PIN at a till. What they typed is nowhere.",
                "required": ["id", "recordedAt", "kind", "outcome"],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EventID" },
                  "recordedAt": { "$ref": "#/components/schemas/Instant" },
                  "kind": { "type": "string", "const": "pinTried" },
                  "person": { "type": "string", "description": "Absent where nobody of that name has a PIN there." },
                  "till": { "type": "string" },
                  "act": { "type": "string" },
                  "outcome": { "type": "string", "enum": ["right", "wrong", "locked", "unknown"] },
                  "triesLeft": { "type": "integer" }
                }
              },
              "PinRow": {
                "type": "object",
                "required": ["kind", "id", "body"],
                "properties": {
                  "kind": { "type": "string", "const": "pin" },
                  "id": { "type": "string", "description": "The person." },
                  "body": {
                    "type": "object",
                    "required": ["role", "hash", "stamp"],
                    "properties": {
                      "role": { "type": "string", "enum": ["cashier", "supervisor"] },
                      "hash": { "type": "string", "description": "`pbkdf2-sha256$ROUNDS$SALT$HASH`, the last two in hexadecimal." },
                      "stamp": { "type": "string", "description": "Another one at each word of central: wrong tries count from there." }
                    }
                  }
                }
              },
              "Complaints": {
                "type": "object",
                "required": ["complaints"],
                "properties": {
                  "complaints": { "type": "array", "items": { "type": "object", "required": ["number", "store", "till", "at"], "properties": { "number": { "type": "string" }, "store": { "type": "string" }, "till": { "type": "string" }, "cashier": { "type": "string" }, "at": { "$ref": "#/components/schemas/Instant" }, "card": { "type": "string" }, "text": { "type": "string", "description": "Absent where it was erased." } } } },
                  "next": { "type": "integer", "description": "For `before`; absent on the last page." }
                }
              },
              "Blocked": {
                "type": "object",
                "required": ["blocked"],
                "properties": {
                  "blocked": { "type": "array", "items": { "type": "object", "required": ["card", "store", "till", "at"], "properties": { "card": { "type": "string" }, "store": { "type": "string" }, "till": { "type": "string" }, "cashier": { "type": "string" }, "supervisor": { "type": "string" }, "at": { "$ref": "#/components/schemas/Instant" }, "reason": { "type": "string" } } } },
                  "next": { "type": "integer", "description": "For `before`; absent on the last page." }
                }
              },
              "Unblocked": {
                "type": "object",
                "required": ["card", "ended"],
                "properties": {
                  "card": { "type": "string" },
                  "ended": { "type": "integer", "description": "Blocks that ended; 0: it was not blocked." }
                }
              },
              "ComplaintEvent": {
                "type": "object",
                "required": ["id", "recordedAt", "kind", "number"],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EventID" },
                  "recordedAt": { "$ref": "#/components/schemas/Instant" },
                  "kind": { "type": "string", "const": "complaint" },
                  "number": { "type": "string", "description": "Unique in its store." },
                  "card": { "type": "string" },
                  "till": { "type": "string" },
                  "cashier": { "type": "string" },
                  "personal": { "$ref": "#/components/schemas/PersonalDigest" }
                }
              },
              "CardBlockedEvent": {
                "type": "object",
                "required": ["id", "recordedAt", "kind"],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EventID" },
                  "recordedAt": { "$ref": "#/components/schemas/Instant" },
                  "kind": { "type": "string", "const": "cardBlocked" },
                  "card": { "type": "string", "description": "Absent where the store did not know it: the key is beside the event." },
                  "till": { "type": "string" },
                  "cashier": { "type": "string" },
                  "supervisor": { "type": "string" },
                  "personal": { "$ref": "#/components/schemas/PersonalDigest" }
                }
              },
              "CardReplacedEvent": {
                "type": "object",
                "required": ["id", "recordedAt", "kind", "card"],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EventID" },
                  "recordedAt": { "$ref": "#/components/schemas/Instant" },
                  "kind": { "type": "string", "const": "cardReplaced" },
                  "card": { "type": "string" },
                  "oldHash": { "type": "string", "description": "Of the number that ends; absent: all card numbers of the customer. The new one is beside the event." },
                  "till": { "type": "string" },
                  "cashier": { "type": "string" },
                  "supervisor": { "type": "string" },
                  "personal": { "$ref": "#/components/schemas/PersonalDigest" }
                }
              },
              "Rewards": {
                "type": "object",
                "required": ["rewards"],
                "properties": {
                  "rewards": { "type": "array", "items": { "$ref": "#/components/schemas/RewardTotal" } }
                }
              },
              "RewardTotal": {
                "type": "object",
                "required": ["reward", "given", "points"],
                "properties": {
                  "reward": { "type": "string" },
                  "given": { "type": "integer", "format": "int64" },
                  "points": { "type": "integer", "format": "int64", "description": "That customers paid." },
                  "prizesMinor": { "type": "integer", "format": "int64", "description": "What the prizes drawn cost; of a mystery, as what follows." },
                  "budgetMinor": { "type": "integer", "format": "int64" },
                  "budgetLeftMinor": { "type": "integer", "format": "int64", "description": "Below zero where stores without parts of their own drew more." },
                  "prizes": { "type": "array", "items": { "type": "object", "required": ["given", "prizesMinor"], "properties": { "prize": { "type": "string", "description": "Absent for draws that left none." }, "given": { "type": "integer", "format": "int64" }, "prizesMinor": { "type": "integer", "format": "int64" } } } }
                }
              },
              "Returns": {
                "type": "object",
                "required": ["returns"],
                "properties": {
                  "waiting": { "type": "array", "description": "Of the first page.", "items": { "$ref": "#/components/schemas/WaitingReturn" } },
                  "returns": { "type": "array", "items": { "$ref": "#/components/schemas/SettledReturn" } },
                  "next": { "type": "integer", "description": "For `before`; absent on the last page." }
                }
              },
              "WaitingReturn": {
                "type": "object",
                "required": ["store", "till", "since", "of", "points"],
                "properties": {
                  "store": { "type": "string", "description": "Where the goods came back." },
                  "till": { "type": "string" },
                  "id": { "type": "string", "description": "The till's own." },
                  "cashier": { "type": "string" },
                  "since": { "$ref": "#/components/schemas/Instant" },
                  "of": { "type": "object", "required": ["store", "till", "receipt", "day"], "properties": { "store": { "type": "string" }, "till": { "type": "string" }, "receipt": { "type": "string" }, "day": { "type": "string", "format": "date" } } },
                  "card": { "type": "string" },
                  "points": { "type": "integer", "format": "int64", "description": "That its store took back already." }
                }
              },
              "SettledReturn": {
                "type": "object",
                "required": ["at", "store", "till", "id", "void", "amountMinor", "points", "restored"],
                "properties": {
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "store": { "type": "string", "description": "Where the goods came back." },
                  "till": { "type": "string" },
                  "id": { "type": "string", "description": "The till's own." },
                  "of": { "type": "object", "required": ["store", "till", "receipt", "day"], "properties": { "store": { "type": "string" }, "till": { "type": "string" }, "receipt": { "type": "string" }, "day": { "type": "string", "format": "date" } } },
                  "card": { "type": "string" },
                  "void": { "type": "boolean", "description": "A receipt that was cancelled on its day." },
                  "amountMinor": { "type": "integer", "format": "int64", "description": "What had been paid for the goods." },
                  "points": { "type": "integer", "format": "int64", "description": "Taken back." },
                  "restored": { "type": "integer", "format": "int64", "description": "Given back of those that it was paid with." }
                }
              },
              "Claims": {
                "type": "object",
                "required": ["claims"],
                "properties": {
                  "claims": { "type": "array", "items": { "$ref": "#/components/schemas/Claim" } },
                  "next": { "type": "integer", "description": "For `before`; absent on the last page." }
                }
              },
              "Claim": {
                "type": "object",
                "required": ["at", "store", "till", "of", "card", "state", "points"],
                "properties": {
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "store": { "type": "string", "description": "Where it was asked." },
                  "till": { "type": "string" },
                  "cashier": { "type": "string" },
                  "supervisor": { "type": "string" },
                  "of": { "type": "object", "required": ["store", "till", "receipt", "day"], "properties": { "store": { "type": "string" }, "till": { "type": "string" }, "receipt": { "type": "string" }, "day": { "type": "string", "format": "date" } } },
                  "card": { "type": "string", "description": "Whose it is to be." },
                  "from": { "type": "string", "description": "Whose it was said to be wrongly; absent for a claim." },
                  "state": { "type": "string", "enum": ["waiting", "given", "moved", "refused"] },
                  "refusal": { "type": "string", "description": "- `tooLate`: after the programme's days\n- `taken`: it counts for another customer\n- `alreadyTheirs`\n- `notTheirs`: it does not count for `from`\n- `pointsUsed`: points of `from` were used for it\n- `cancelled`: the receipt was cancelled\n- `ownCard`: the cashier claimed it for their own card\n- `blocked`: the card is blocked\n- `noPurchase`: it never came", "enum": ["tooLate", "taken", "alreadyTheirs", "notTheirs", "pointsUsed", "cancelled", "ownCard", "blocked", "noPurchase"] },
                  "points": { "type": "integer", "format": "int64", "description": "That came with it." },
                  "decidedAt": { "$ref": "#/components/schemas/Instant" },
                  "reason": { "type": "string", "description": "What the till wrote." }
                }
              },
              "ReceiptClaimedEvent": {
                "type": "object",
                "required": ["id", "recordedAt", "kind", "of"],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EventID" },
                  "recordedAt": { "$ref": "#/components/schemas/Instant" },
                  "kind": { "type": "string", "const": "receiptClaimed" },
                  "of": { "type": "object", "required": ["store", "till", "receipt", "day"], "properties": { "store": { "type": "string" }, "till": { "type": "string" }, "receipt": { "type": "string" }, "day": { "type": "string", "format": "date" } } },
                  "card": { "type": "string", "description": "Absent where the store did not know it: the key is beside the event." },
                  "from": { "type": "string" },
                  "till": { "type": "string" },
                  "cashier": { "type": "string" },
                  "supervisor": { "type": "string" },
                  "flags": { "type": "array", "items": { "$ref": "#/components/schemas/Flag" } },
                  "personal": { "$ref": "#/components/schemas/PersonalDigest" }
                }
              },
              "EmployeeMark": {
                "type": "object",
                "required": [],
                "properties": {
                  "person": { "allOf": [{ "$ref": "#/components/schemas/PersonID" }], "description": "Absent: nobody's any more." }
                }
              },
              "EmployeeMarked": {
                "type": "object",
                "required": ["card"],
                "properties": {
                  "card": { "type": "string" },
                  "person": { "type": "string" }
                }
              },
              "Flags": {
                "type": "object",
                "required": ["flags"],
                "properties": {
                  "flags": { "type": "array", "items": { "type": "object", "required": ["day", "store", "till", "receipt", "flags"], "properties": { "day": { "type": "string", "format": "date" }, "store": { "type": "string" }, "till": { "type": "string" }, "receipt": { "type": "string", "description": "Of a late addition: store, till and receipt that it is about." }, "card": { "type": "string" }, "cashier": { "type": "string" }, "flags": { "type": "array", "items": { "type": "string" } } } } },
                  "cards": { "type": "array", "items": { "type": "object", "required": ["day", "card", "receipts", "stores"], "properties": { "day": { "type": "string", "format": "date" }, "card": { "type": "string" }, "receipts": { "type": "integer" }, "stores": { "type": "integer" } } } },
                  "next": { "type": "integer", "description": "For `before`; absent on the last page." }
                }
              }
        """#
}
