import HTTP

/// The agent's API, as it serves it at `/openapi.json`.
public enum StoreOpenAPI {
    public static let document = #"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Vuelve store agent",
            "version": "0.1.0",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "What the agent of one store serves to its tills and its administrator. It answers whether or not the line to head office is up.\n\n**Units.** Amounts (`…Minor`) are integers in minor units of the programme's currency (centavos; pesos in Chile), at most ±10¹² each. Points are integers. Instants are ISO 8601 and kept to the millisecond; days are those of the store's zone.\n\n**Tokens.** `Authorization: Bearer TOKEN`. `x-roles` names the roles that may call an operation.\n\n**Bodies** are JSON in UTF-8, gzipped or not (`Content-Encoding: gzip`). A key that stands twice is refused. A field that is null counts as absent; one that is not known is ignored.\n\n**Problems** are `application/problem+json`; decide by `code`. On every path: 404 `unknownPath`, 405 `wrongMethod` (with `Allow`), 413 `bodyTooLarge` where the body is beyond the operation's limit, as sent or unpacked, 400 `badGzip` where it claims gzip and is none, 400 `ambiguousLength` where a request says more than once how long it is (the connection ends), 429 `tooManyWithoutToken` (with `Retry-After`) where an address without a valid token asks too often."
          },
          "servers": [
            { "url": "http://127.0.0.1:8470", "description": "The default of `listen` in edge.json." }
          ],
          "security": [
            { "bearer": [] }
          ],
          "tags": [
            { "name": "till", "description": "Asked and told by tills." },
            { "name": "administration", "description": "Asked by `vuelve status`, `vuelve edge` and monitoring." }
          ],
          "paths": {
            \#(CounterOpenAPI.paths),
            \#(PointsOpenAPI.paths),
            "/v1/cards/lookup": {
              "post": {
                "operationId": "lookupCards",
                "tags": ["till"],
                "summary": "The cards of a key",
                "description": "A key stands in the body, never in an address. The body may have 16 KiB.",
                "x-roles": ["till"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/LookupRequest" },
                      "example": { "key": "phone:+52 55 1234 5678" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "The cards; none where the store does not know the key.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Cards" },
                        "example": {
                          "cards": [
                            {
                              "card": "5f1c0e9a77b24d3c8e6a01bf",
                              "name": "María G.",
                              "currency": "MXN",
                              "tier": { "id": "silver", "names": { "es": "Plata", "en": "Silver" } },
                              "benefits": { "discountPercent": 3 },
                              "points": { "here": 300, "total": 605, "pending": 0, "valueMinor": 6050 },
                              "rewards": {
                    "type": "array",
                    "description": "What of the catalogue is open to the customer's tier; absent where the programme has none.",
                    "items": {
                      "type": "object",
                      "required": ["reward", "names", "points", "usable"],
                      "properties": {
                        "reward": { "type": "string" },
                        "names": { "$ref": "#/components/schemas/Names" },
                        "points": { "type": "integer", "format": "int64", "description": "0 for one that is had by right." },
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
                                  "names": {
                                    "es": "Vuelve: 10 % en tu compra",
                                    "en": "Welcome back: 10% off your basket"
                                  },
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
                          ]
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/NotReady" }
                }
              }
            },
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
                          "card": {
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
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/NotReady" }
                }
              }
            },
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
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/customers": {
              "post": {
                "operationId": "enrolCustomer",
                "tags": ["till"],
                "summary": "Enrol a customer",
                "description": "Works without a line, once the store has the programme. The body may have 16 KiB.",
                "x-roles": ["till"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/EnrolmentRequest" },
                      "example": {
                        "key": "phone:+525587654321",
                        "name": "Ana Torres",
                        "consents": [
                          {
                            "purpose": "programme",
                            "granted": true,
                            "noticeVersion": "2026-01",
                            "language": "es",
                            "method": "till"
                          }
                        ]
                      }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "The key is known: its cards. Nothing was recorded, consents neither.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/EnrolmentAnswer" },
                        "example": {
                          "known": true,
                          "cards": [
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
                                  "names": {
                                    "es": "Vuelve: 10 % en tu compra",
                                    "en": "Welcome back: 10% off your basket"
                                  },
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
                          ]
                        }
                      }
                    }
                  },
                  "201": {
                    "description": "A new card, which works at once in this store.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/EnrolmentAnswer" },
                        "example": {
                          "known": false,
                          "cards": [
                            {
                              "card": "0c4d8b1fe2a95377d6013a5e",
                              "name": "Ana T.",
                              "currency": "MXN",
                              "tier": { "id": "bronze", "names": { "es": "Bronce", "en": "Bronze" } },
                              "benefits": { "discountPercent": 0 },
                              "points": { "here": 0, "total": 0, "pending": 0, "valueMinor": 0 },
                              "next": {
                                "tier": "silver",
                                "names": { "es": "Plata", "en": "Silver" },
                                "spendMinor": 500000,
                                "visits": 12
                              },
                              "keep": null,
                              "offers": [],
                              "home": "042",
                              "asOf": "2026-03-14T18:19:31.402Z",
                              "provisional": ["card"]
                            }
                          ]
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "409": { "$ref": "#/components/responses/KeyRetired" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/NotReadyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/status": {
              "get": {
                "operationId": "status",
                "tags": ["administration"],
                "summary": "How this store is",
                "x-roles": ["till", "admin"],
                "responses": {
                  "200": {
                    "description": "What is true now.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Status" },
                        "example": {
                          "store": "042",
                          "state": "offline",
                          "healthy": true,
                          "next": "no line: sales are kept and sent later",
                          "now": "2026-03-14T18:30:00Z",
                          "currency": "MXN",
                          "country": "MX",
                          "timeZone": "America/Mexico_City",
                          "lastSuccessAt": "2026-03-14T18:19:31.500Z",
                          "problemSince": "2026-03-14T18:19:58.020Z",
                          "clockOffsetMilliseconds": 0,
                          "report": {
                            "mode": "continuous",
                            "waiting": 3,
                            "oldestWaitingAt": "2026-03-14T18:20:06.120Z",
                            "lastSaleAt": "2026-03-14T18:28:40.007Z",
                            "cards": 18204,
                            "programme": 1,
                            "agent": "0.1.0",
                            "freeDiskBytes": 48318382080
                          },
                          "backup": { "scheduled": true, "lastAt": "2026-03-14T08:00:12Z" }
                        }
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
            "/v1/sync": {
              "post": {
                "operationId": "sync",
                "tags": ["administration"],
                "summary": "Synchronise now, whatever the mode",
                "description": "Answers when it is done or the time is over.",
                "x-roles": ["till", "admin"],
                "parameters": [
                  {
                    "name": "timeout",
                    "in": "query",
                    "description": "Seconds to try.",
                    "schema": { "type": "integer", "minimum": 1, "maximum": 600, "default": 60 }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "How it ended.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/SyncReport" },
                        "example": { "synced": true, "reason": "" }
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
            "/v1/tills": {
              "post": {
                "operationId": "addTill",
                "tags": ["administration"],
                "summary": "Give a till a token",
                "description": "The body may have 4 KiB.",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/TillRequest" },
                      "example": { "till": "1" }
                    }
                  }
                },
                "responses": {
                  "201": {
                    "description": "The till's token. Another call for the same till gives another token; both work.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/TillToken" },
                        "example": {
                          "till": "1",
                          "token": "vt_3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f"
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/tills/{till}/revoke": {
              "post": {
                "operationId": "revokeTill",
                "tags": ["administration"],
                "summary": "End all tokens of a till now",
                "description": "A token that was revoked stays so, also where it still lies in `till.token` at the next start.",
                "x-roles": ["admin"],
                "parameters": [
                  {
                    "name": "till",
                    "in": "path",
                    "required": true,
                    "description": "The till's id; `till` for the token in `till.token`.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "Ended. Its till gets another by `/v1/tills`.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/TillRevoked" },
                        "example": { "till": "1", "revoked": 1 }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownSubject" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/backups": {
              "post": {
                "operationId": "backup",
                "tags": ["administration"],
                "summary": "Write a verified copy of the data to a new file on this machine",
                "description": "The daemon writes it, for its own user only; sealed where a key is configured. Others are served meanwhile. Answers when it is done. The body may have 4 KiB.",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/BackupRequest" },
                      "example": { "file": "/var/lib/vuelve/store-042.backup" }
                    }
                  }
                },
                "responses": {
                  "201": {
                    "description": "Written, verified and on disk.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/BackupReceipt" },
                        "example": { "file": "/var/lib/vuelve/store-042.backup", "bytes": 48234496, "sealed": false }
                      }
                    }
                  },
                  "400": {
                    "description": "No new file can be written there. Codes: `backupNotWritable`, `notJSON`, `numberOutOfRange`, `missingField`, `badValue`, `badGzip`.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "409": {
                    "description": "Codes: `backupExists`: there is a file of this name; `backupUnderWay`: another backup is not done yet.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "500": {
                    "description": "Codes: `backupFailed`: the copy is damaged, or could not be made; `internal`. No file is left.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": {
                    "description": "Code: `backupNoSpace`: too little room. No file is left.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  }
                }
              }
            },
            "/v1/support": {
              "get": {
                "operationId": "support",
                "tags": ["administration"],
                "summary": "The shape of the database, for whoever helps",
                "description": "Versions, schema and how many rows each table has: nothing that is in them. Counts every row.",
                "x-roles": ["admin"],
                "responses": {
                  "200": {
                    "description": "The shape.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Support" },
                        "example": {
                          "version": "0.1.0",
                          "engine": "sqlite 3.40.1",
                          "pages": 4096,
                          "pageBytes": 4096,
                          "freeDiskBytes": 48318382080,
                          "migrations": [],
                          "rows": { "card": 18204 },
                          "schema": []
                        }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
                }
              }
            },
            "/healthz": {
              "get": {
                "operationId": "healthz",
                "tags": ["administration"],
                "summary": "Whether the agent answers",
                "security": [],
                "responses": {
                  "200": {
                    "description": "It does. Says nothing about the line: see `/v1/status`.",
                    "content": { "text/plain; charset=utf-8": { "schema": { "type": "string" }, "example": "ok\n" } }
                  },
                  "403": { "$ref": "#/components/responses/PlainHTTPRefused" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" }
                }
              }
            },
            "/metrics": {
              "get": {
                "operationId": "metrics",
                "tags": ["administration"],
                "summary": "Figures for Prometheus",
                "x-roles": ["till", "admin"],
                "responses": {
                  "200": {
                    "description": "Prometheus text.",
                    "content": {
                      "text/plain; version=0.0.4": {
                        "schema": { "type": "string" },
                        "example": "# TYPE vuelve_up gauge\nvuelve_up 1\n# TYPE vuelve_healthy gauge\nvuelve_healthy 1\n"
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/openapi.json": {
              "get": {
                "operationId": "openapi",
                "tags": ["administration"],
                "summary": "This description",
                "security": [],
                "responses": {
                  "200": {
                    "description": "OpenAPI 3.1.",
                    "content": { "application/json": { "schema": { "type": "object" } } }
                  },
                  "403": { "$ref": "#/components/responses/PlainHTTPRefused" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" }
                }
              }
            }
          },
          "components": {
            "securitySchemes": {
              "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "`vt_` and 64 hexadecimal digits; the agent keeps its hash only. Roles here: `till`, `admin`."
              }
            },
            "responses": {
              \#(CounterOpenAPI.responses),
              \#(PointsOpenAPI.responses),
              "BadInput": {
                "description": "What was sent cannot be read; nothing was recorded. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badInstant`, `badValue`, `tooLong`, `tooManyLines`, `badKey`, `badGzip`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadQuery": {
                "description": "A number of the query is none, or lies outside. Codes: `badQuery`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownSubject": {
                "description": "This till has no token. Codes: `unknownSubject`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Unauthorized": {
                "description": "No token, or one that is not known or was revoked. Codes: `noToken`, `unknownToken`.",
                "headers": { "WWW-Authenticate": { "description": "`Bearer`.", "schema": { "type": "string" } } },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Forbidden": {
                "description": "The token's role may not do this, or plain HTTP is not allowed from this address. Codes: `wrongRole`, `plainHTTPRefused`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "PlainHTTPRefused": {
                "description": "Plain HTTP is not allowed from this address. Codes: `plainHTTPRefused`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "TooManyRequests": {
                "description": "More than this token, or this address without a valid one, may ask at once (`limits` in the configuration). Codes: `tooManyRequests`, `tooManyWithoutToken`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BusyOrStopping": {
                "description": "Too many requests that have no reserved share are under way, or the daemon is stopping. Codes: `busy`, `stopping`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BodyTooLarge": {
                "description": "The body is too large, as sent or unpacked. Codes: `bodyTooLarge`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Internal": {
                "description": "Something went wrong in the agent; it was logged. Codes: `internal`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "NotReady": {
                "description": "The store has not received the programme yet; sales are recorded all the same. Codes: `notReady`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Stopping": {
                "description": "The agent is stopping. The request may have been recorded: send it again, that changes nothing. Codes: `stopping`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "NotReadyOrStopping": {
                "description": "The store has not received the programme yet, or the agent is stopping. Codes: `notReady`, `stopping`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "StorageFull": {
                "description": "The store's disk is full or fails: nothing was recorded. Free space, then send the same again. Codes: `storageFull`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              }
            },
            "schemas": {
              \#(CounterOpenAPI.schemas),
              \#(PointsOpenAPI.schemas),
              "Support": {
                "type": "object",
                "required": ["version", "engine", "pages", "pageBytes", "freeDiskBytes", "migrations", "rows", "schema"],
                "properties": {
                  "version": { "type": "string" },
                  "engine": { "type": "string", "description": "`sqlite` or `postgresql`, and its version." },
                  "pages": { "type": "integer" },
                  "pageBytes": { "type": "integer" },
                  "freeDiskBytes": { "type": "integer" },
                  "migrations": { "type": "array", "items": { "type": "string" } },
                  "rows": { "type": "object", "additionalProperties": { "type": "integer" } },
                  "schema": { "type": "array", "items": { "type": "string" } }
                }
              },
              "BackupRequest": {
                "type": "object",
                "required": ["file"],
                "properties": {
                  "file": { "type": "string", "maxLength": 1024, "description": "An absolute path of a file that is not there yet." }
                }
              },
              "BackupReceipt": {
                "type": "object",
                "required": ["file", "bytes", "sealed"],
                "properties": {
                  "file": { "type": "string" },
                  "bytes": { "type": "integer" },
                  "sealed": { "type": "boolean", "description": "Whether it is encrypted." }
                }
              },
              "BackupState": {
                "type": "object",
                "required": ["scheduled"],
                "properties": {
                  "scheduled": { "type": "boolean", "description": "Whether the configuration has backups made by themselves." },
                  "lastAt": { "type": "string", "format": "date-time", "description": "When the newest of those was made; absent where there is none." },
                  "problem": { "type": "string", "description": "Why the last try failed; absent where it did not." }
                }
              },
              "Problem": {
                "type": "object",
                "description": "What is wrong (RFC 9457).",
                "required": ["type", "title", "status", "code", "detail"],
                "properties": {
                  "type": { "type": "string", "description": "Always `about:blank`.", "const": "about:blank" },
                  "title": { "type": "string", "description": "The status in words." },
                  "status": { "type": "integer", "description": "The HTTP status." },
                  "code": {
                    "type": "string",
                    "description": "Stable: what programs decide by.",
                    "enum": [
                      "noToken",
                      "unknownToken",
                      "wrongRole",
                      "plainHTTPRefused",
                      "unknownPath",
                      "wrongMethod",
                      "tooManyRequests",
                      "tooManyWithoutToken",
                      "busy",
                      "bodyTooLarge",
                      "badGzip",
                      "ambiguousLength",
                      "notJSON",
                      "numberOutOfRange",
                      "missingField",
                      "wrongType",
                      "badInstant",
                      "badValue",
                      "tooLong",
                      "tooManyLines",
                      "badKey",
                      "badQuery",
                      "unknownSubject",
                      "notReady",
                      "notEnoughHere",
                      "offerNotHere",
                      "overShare",
                      "redemptionDenied",
                      "unknownReward",
                      "rewardNotAvailable",
                      "badPin",
                      "pinLocked",
                      "pinRequired",
                      "notSupervisor",
                      "unknownPerson",
                      "unknownCard",
                      "unknownBasket",
                      "idReused",
                      "ambiguousKey",
                      "numberTaken",
                      "keyRetired",
                      "claimTooLate",
                      "alreadyTheirs",
                      "receiptTaken",
                      "ownCard",
                      "blocked",
                      "tooManyBaskets",
                      "basketTaken",
                      "storageFull",
                      "backupExists",
                      "backupUnderWay",
                      "backupNoSpace",
                      "backupNotWritable",
                      "backupFailed",
                      "stopping",
                      "internal"
                    ]
                  },
                  "detail": { "type": "string", "description": "A sentence for people; it may change." },
                  "field": {
                    "type": "string",
                    "description": "The field, or the parameter of the query, that is wrong, such as `lines[3].amountMinor`; absent where it is none."
                  },
                  "next": { "type": "string", "description": "What to do; absent where it is plain." },
                  "triesLeft": { "type": "integer", "description": "With `badPin`: wrong tries until it locks." }
                }
              },
              "Instant": {
                "type": "string",
                "description": "ISO 8601 with seconds and a zone, milliseconds where there are any; answers are always in UTC (`Z`). Years 1970 to 9999.",
                "format": "date-time",
                "examples": ["2026-03-14T18:20:05Z", "2026-03-14T18:20:05.250Z"]
              },
              "Names": {
                "type": "object",
                "description": "Texts by language; a language that nobody wrote is absent.",
                "properties": { "es": { "type": "string" }, "en": { "type": "string" } },
                "additionalProperties": false
              },
              "Key": {
                "type": "string",
                "description": "How a customer is recognised: `phone:`, `email:`, `card:` or `id:` and the value, as people write it. It is put into one normal form (a phone without a country's code gets the programme's country) and looked up by HMAC. At most 200 bytes follow the colon.",
                "examples": ["phone:+52 55 1234 5678", "email:ana@example.mx", "card:900", "id:GOMA800101HDF"]
              },
              "Flag": {
                "type": "string",
                "description": "What the till is told besides. No flag refuses a receipt.\n- `unknownKey`: the store knows no card of this key (or it is none); central finds or opens one and gives the points\n- `unknownCard`: the store does not know the id in `card`\n- `ambiguousKey`: several cards have this key; send `card`. Nobody gets points\n- `blocked`: the card is blocked; it earns nothing\n- `unknownOffer`: an offer used is not on the card\n- `offerNotUsable`: an offer used is over, used up, or not held by this store; recorded all the same\n- `totalsDiffer`: `totalMinor` is not the sum of lines and adjustments\n- `receiptReused`: another content has this receipt, till and day; kept and set aside at central, earns nothing\n- `ignoredFields`: fields that this agent does not know; the answer names them\n- `notReady`: the store has no programme yet; recorded without card and points\n- `holdLapsed`: what was set aside for the receipt had lapsed; it was taken of what was there\n- `notHeld`: points were used that were not set aside\n- `overdraft`: points were used that the store does not hold; central reports it\n- `overShare`: points paid more of the receipt than the programme lets them\n- `training`: journalled, never counted\n- `ownCard`: the card is that of the cashier; it serves nobody\n- `manyReceipts`, `manyPoints`, `muchRedeemed`, `manyReturns`: the card is beyond a limit of the programme for a day\n- `sameCashier`: beyond the limit of receipts of one card by one cashier on a day\n- `cashierReturns`, `lateAdditions`: the cashier is beyond a limit for a day",
                "enum": [
                  "unknownKey",
                  "unknownCard",
                  "ambiguousKey",
                  "blocked",
                  "unknownOffer",
                  "offerNotUsable",
                  "totalsDiffer",
                  "receiptReused",
                  "ignoredFields",
                  "notReady",
                  "holdLapsed",
                  "notHeld",
                  "overdraft",
                  "overShare",
                  "training",
                  "ownCard",
                  "manyReceipts",
                  "manyPoints",
                  "muchRedeemed",
                  "manyReturns",
                  "sameCashier",
                  "cashierReturns",
                  "lateAdditions"
                ]
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
              "Purchase": {
                "type": "object",
                "description": "A receipt. Its identity is (store, till, receipt, local day of sale). A field that is null counts as absent; one that is not known here is flagged and named, never refused. Text is at most 200 bytes; an optional one that is empty counts as absent.",
                "required": ["receipt", "till", "at", "lines", "totalMinor"],
                "properties": {
                  "receipt": {
                    "type": "string",
                    "description": "The receipt's number.",
                    "minLength": 1,
                    "maxLength": 200
                  },
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
              "LookupRequest": {
                "type": "object",
                "required": ["key"],
                "properties": {
                  "key": { "$ref": "#/components/schemas/Key" },
                  "at": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "Judge offers and rules by this instant's day and hour instead of now, for history."
                  },
                  "employeeSale": {
                    "type": "boolean",
                    "description": "The buyer is an employee, whose benefits the programme says.",
                    "default": false
                  }
                }
              },
              "Cards": {
                "type": "object",
                "required": ["cards"],
                "properties": {
                  "cards": {
                    "type": "array",
                    "description": "Several where a key is shared, as a family's phone is; empty where the store knows none.",
                    "items": { "$ref": "#/components/schemas/Card" }
                  },
                  "asked": {
                    "type": "boolean",
                    "description": "Present, and true, where the store knows none, the line is up and central was asked: where it knows the customer, the same lookup finds the card in a moment.",
                    "const": true
                  }
                }
              },
              "Card": {
                "type": "object",
                "description": "What the store holds of one customer, with its own later events. No contact data.",
                "required": [
                  "card",
                  "name",
                  "currency",
                  "tier",
                  "benefits",
                  "points",
                  "next",
                  "keep",
                  "offers",
                  "provisional"
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
                      "valueMinor": {
                        "type": "integer",
                        "format": "int64",
                        "description": "What the balance is worth."
                      },
                      "expiring": {
                        "type": "object",
                        "description": "What ends next within the programme's `soonDays`, by central's last word; absent where nothing does.",
                        "required": ["points", "on"],
                        "properties": {
                          "points": { "type": "integer", "format": "int64" },
                          "on": { "type": "string", "description": "The last day on which they can be used.", "format": "date" }
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
              },
              "CardOffer": {
                "type": "object",
                "required": ["offer", "names", "benefit", "to", "usable"],
                "properties": {
                  "offer": {
                    "type": "string",
                    "description": "The campaign's id; send it back in a purchase's `offers`."
                  },
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
              "Benefit": {
                "type": "object",
                "description": "Either `percent` or `amountMinor`.",
                "properties": {
                  "percent": {
                    "type": "number",
                    "description": "Percentage off, 0.01 to 100, at most two decimals count.",
                    "minimum": 0.01,
                    "maximum": 100
                  },
                  "amountMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Amount off, in minor units; taken once, from the first lines that it applies to.",
                    "minimum": 1,
                    "maximum": 1000000000000
                  },
                  "categories": {
                    "type": "array",
                    "description": "Absent together with `skus`: on everything.",
                    "items": { "type": "string" }
                  },
                  "skus": { "type": "array", "items": { "type": "string" } }
                },
                "oneOf": [{ "required": ["percent"] }, { "required": ["amountMinor"] }]
              },
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
                    "description": "Who is logged in: their own card serves nobody.",
                    "maxLength": 200
                  },
                  "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
                  "receipt": {
                    "type": "string",
                    "description": "What is set aside for it counts as usable in `redeemable`.",
                    "maxLength": 200
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
                        "discountMinor": {
                          "type": "integer",
                          "format": "int64",
                          "description": "The sum of `discounts`."
                        },
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
              "EnrolmentRequest": {
                "type": "object",
                "required": ["key"],
                "properties": {
                  "key": { "$ref": "#/components/schemas/Key" },
                  "name": {
                    "type": "string",
                    "description": "The whole name; at most 120 characters are kept. Goes to central, the store keeps it masked."
                  },
                  "consents": {
                    "type": "array",
                    "description": "At most 50 are kept.",
                    "items": { "$ref": "#/components/schemas/Consent" }
                  }
                }
              },
              "Consent": {
                "type": "object",
                "description": "What the customer agreed to, or not, and how it was asked.",
                "required": ["purpose", "granted"],
                "properties": {
                  "purpose": {
                    "type": "string",
                    "description": "Such as `programme`, `profiling`, `email`, `sponsors`.",
                    "minLength": 1
                  },
                  "granted": { "type": "boolean" },
                  "noticeVersion": { "type": "string", "default": "" },
                  "language": { "type": "string", "default": "" },
                  "method": { "type": "string", "default": "" }
                }
              },
              "EnrolmentAnswer": {
                "type": "object",
                "required": ["known", "cards"],
                "properties": {
                  "known": {
                    "type": "boolean",
                    "description": "The store knew this key: nothing was recorded, its cards are these."
                  },
                  "cards": { "type": "array", "items": { "$ref": "#/components/schemas/Card" }, "minItems": 1 }
                }
              },
              "Status": {
                "type": "object",
                "required": [
                  "store", "state", "healthy", "now", "currency", "country", "timeZone", "clockOffsetMilliseconds",
                  "report", "backup"
                ],
                "properties": {
                  "store": { "type": "string" },
                  "state": {
                    "type": "string",
                    "description": "What is true now, worst first.\n- `storage`: the disk failed and the file could not be opened anew yet, or the file is damaged; `detail` says which. Sales are refused with 507\n- `auth`: central refused the token\n- `wrongCentral`: another central answers at this address\n- `certificate`: central's certificate is not believed\n- `clock`: more than 300 s away from central's clock, or so far off that certificates seem to be outside their dates\n- `diskLow`: less is left on the disk than `freeDiskMebibytesMin`; cards give way to sales before one is refused\n- `refused`: central refuses requests, or what answers in its place cannot be understood (`detail`)\n- `programmeTooNew`: this agent cannot evaluate central's programme and keeps its last\n- `feedUnread`: rows of central's feed cannot be read here (`unreadRows`); what they are about stays as it was, and is asked for again once a day and after an update\n- `neverSynced`: never spoke with central\n- `offline`: no line; sales are kept and sent later (healthy for an hour; nightly, for 26 hours)\n- `centralRestored`: central was put back from a copy and has not said yet what it lacks; more may wait than `waiting` counts (healthy)\n- `waiting`: events wait to be sent (healthy)\n- `ok`",
                    "enum": [
                      "storage",
                      "auth",
                      "wrongCentral",
                      "certificate",
                      "clock",
                      "diskLow",
                      "refused",
                      "programmeTooNew",
                      "feedUnread",
                      "neverSynced",
                      "offline",
                      "centralRestored",
                      "waiting",
                      "ok"
                    ]
                  },
                  "healthy": {
                    "type": "boolean",
                    "description": "True for `ok`, `waiting` and `centralRestored`; for `offline` while `lastSuccessAt` is at most an hour ago; nightly, 26 hours. Never outside the dates of `certificate`."
                  },
                  "next": { "type": "string", "description": "What to do; absent for `ok` and `waiting`." },
                  "detail": { "type": "string", "description": "What the line, or the disk, said of its problem; in English." },
                  "certificate": { "$ref": "#/components/schemas/Certificate" },
                  "now": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "By the agent's clock." },
                  "currency": {
                    "type": "string",
                    "description": "ISO 4217: that of all amounts; empty before the first programme."
                  },
                  "country": {
                    "type": "string",
                    "description": "ISO 3166-1: whose phones and documents tills take; empty before the first programme."
                  },
                  "timeZone": { "type": "string", "description": "The store's, of the IANA database." },
                  "lastSuccessAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When central last took events or gave changes; absent before the first time."
                  },
                  "problemSince": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "Since when the line does not work; absent while it does."
                  },
                  "clockOffsetMilliseconds": {
                    "type": "integer",
                    "format": "int64",
                    "description": "By how much this clock is ahead of central's, as last measured."
                  },
                  "report": { "$ref": "#/components/schemas/Report" },
                  "backup": { "$ref": "#/components/schemas/BackupState" }
                }
              },
              "Certificate": \#(CertificateReport.openAPI),
              "Report": {
                "type": "object",
                "description": "What the agent also tells central of itself.",
                "required": ["mode", "waiting", "cards", "programme", "agent", "freeDiskBytes"],
                "properties": {
                  "mode": { "type": "string", "enum": ["continuous", "nightly"] },
                  "waiting": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Events that central has not acknowledged."
                  },
                  "oldestWaitingAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When the oldest of them was recorded; absent where none waits."
                  },
                  "lastSaleAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When the last purchase was recorded; absent before the first."
                  },
                  "cards": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Cards held here, counted at most 10 s ago."
                  },
                  "programme": { "type": "integer", "format": "int64", "description": "Its version; 0 before the first." },
                  "agent": { "type": "string", "description": "The agent's version." },
                  "freeDiskBytes": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Left on the disk that holds the data."
                  },
                  "diskLow": {
                    "type": "boolean",
                    "description": "Less is left than `freeDiskMebibytesMin`; absent otherwise."
                  },
                  "unreadRows": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Rows of central's feed that could not be read, of kinds that this agent knows; absent where there are none."
                  }
                }
              },
              "SyncReport": {
                "type": "object",
                "required": ["synced", "reason"],
                "properties": {
                  "synced": {
                    "type": "boolean",
                    "description": "Central has applied, or set aside, every event recorded before the call, and the feed is drained."
                  },
                  "reason": { "type": "string", "description": "Why not; empty where it is." }
                }
              },
              "TillRequest": {
                "type": "object",
                "required": ["till"],
                "properties": {
                  "till": {
                    "type": "string",
                    "description": "Letters, digits, `-`, `_` and `.`, at most 40.",
                    "pattern": "^[A-Za-z0-9._-]{1,40}$"
                  }
                }
              },
              "TillRevoked": {
                "type": "object",
                "required": ["till", "revoked"],
                "properties": {
                  "till": { "type": "string" },
                  "revoked": { "type": "integer", "minimum": 1, "description": "How many tokens ended." }
                }
              },
              "TillToken": {
                "type": "object",
                "required": ["till", "token"],
                "properties": {
                  "till": { "type": "string" },
                  "token": {
                    "type": "string",
                    "description": "Shown once; the agent keeps its hash only.",
                    "pattern": "^vt_[0-9a-f]{64}$"
                  }
                }
              }
            }
          }
        }
        """#
}
