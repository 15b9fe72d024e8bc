import HTTP

/// Central's API, as it serves it at `/openapi.json`.
public enum CentralOpenAPI {
    public static let document = #"""
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Vuelve central",
            "version": "0.1.0",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "What central serves to stores, to the central team and to administrators.\n\n**Units.** Amounts (`…Minor`) are integers in minor units of the programme's currency (centavos; pesos in Chile). Points are integers. Instants are ISO 8601 and kept to the millisecond.\n\n**Tokens.** `Authorization: Bearer TOKEN`. `x-roles` names the roles that may call an operation; a store sees only its own feed.\n\n**Bodies** are in UTF-8, gzipped or not (`Content-Encoding: gzip`), and may have 256 KiB, as sent and unpacked, where nothing else is said. A key that stands twice is refused; a field that is null counts as absent. What machines send may have fields that are not known: they are ignored. What people write (campaigns) may not.\n\n**Problems** are `application/problem+json`; decide by `code`. On every path: 404 `unknownPath`, 405 `wrongMethod` (with `Allow`), 413 `bodyTooLarge` where the body is beyond the operation's limit, 400 `badGzip` where it claims gzip and is none, 400 `ambiguousLength` where a request says more than once how long it is (the connection ends), 429 `tooManyWithoutToken` (with `Retry-After`) where an address without a valid token asks too often."
          },
          "servers": [
            { "url": "http://127.0.0.1:8460", "description": "The default of `listen` in central.json." }
          ],
          "security": [
            { "bearer": [] }
          ],
          "tags": [
            { "name": "stores", "description": "Spoken by store agents." },
            { "name": "registry", "description": "Stores and tokens." },
            { "name": "team", "description": "Customers, segments, campaigns: the central team." },
            { "name": "administration", "description": "Status and monitoring." }
          ],
          "paths": {
            \#(CounterOpenAPI.paths),
            \#(PointsOpenAPI.paths),
            \#(SearchOpenAPI.paths),
            "/v1/stores/{store}/events": {
              "post": {
                "operationId": "uploadEvents",
                "tags": ["stores"],
                "summary": "Upload a piece of a journal",
                "description": "NDJSON, best gzipped, in the journal's order: an `UploadHeader`, then for each event its `Event` line and, where it has personal fields, its `Personal` line. Without events it only asks where central stands. At most 2,000 events, 4 MiB as sent and 16 MiB unpacked. An event that cannot be applied is set aside with a reason (`AsideReason`) and blocks nothing.",
                "x-roles": ["store"],
                "parameters": [{ "$ref": "#/components/parameters/store" }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/x-ndjson": {
                      "schema": { "type": "string", "description": "A JSON object a line." },
                      "x-lines": {
                        "first": { "$ref": "#/components/schemas/UploadHeader" },
                        "then": [{ "$ref": "#/components/schemas/Event" }, { "$ref": "#/components/schemas/Personal" }]
                      },
                      "example": "{\"protocol\":1,\"store\":\"042\",\"epoch\":\"7d2a90c4b1e35f68\",\"after\":0,\"chain\":\"9915072b66d649c42b9b28ae1fa1b8afbdbcc2237fc067885a512de278bd3bca\",\"agent\":\"0.1.0\",\"clock\":\"2026-03-14T18:20:06.340Z\",\"central\":\"c41d9f02ab7e6358\",\"report\":{\"mode\":\"continuous\",\"waiting\":1,\"oldestWaitingAt\":\"2026-03-14T18:20:06.120Z\",\"lastSaleAt\":\"2026-03-14T18:20:06.120Z\",\"cards\":18204,\"programme\":1,\"agent\":\"0.1.0\",\"freeDiskBytes\":48318382080}}\n{\"id\":\"019ced93b4689b0e4d7721c35f68a4d2\",\"recordedAt\":\"2026-03-14T18:20:06.120Z\",\"kind\":\"purchase\",\"day\":\"2026-03-14\",\"programme\":1,\"card\":\"5f1c0e9a77b24d3c8e6a01bf\",\"purchase\":{\"receipt\":\"31198570044\",\"till\":\"1\",\"at\":\"2026-03-14T18:20:05Z\",\"lines\":[{\"sku\":\"7501055310883\",\"category\":\"LACTEOS\",\"quantity\":2,\"amountMinor\":4889,\"discountMinor\":711}],\"totalMinor\":4900,\"offers\":[\"welcome-back\"],\"adjustments\":[{\"kind\":\"rounding\",\"amountMinor\":11}],\"payments\":[{\"kind\":\"cash\",\"amountMinor\":4900}],\"cashier\":\"17\"},\"points\":4,\"tier\":\"silver\"}\n"
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Taken, each event once for ever by its id; central's position is the last of them.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/UploadAnswer" },
                        "example": {
                          "central": "c41d9f02ab7e6358",
                          "incarnation": "1f60a2d49b83ce75",
                          "position": 1,
                          "chain": "a3188a879e68902cc476665f78523cd18293ac8b7ba3ebeeb29cb88eb18d6a46",
                          "aside": 0,
                          "clock": "2026-03-14T18:20:06.395Z"
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadUpload" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/ForbiddenStore" },
                  "409": {
                    "description": "Nothing was taken. `positionDiffers` (JSON): central stands elsewhere in this epoch's journal. `wrongCentral` (problem): the store belongs to another central.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/PositionDiffers" },
                        "example": {
                          "central": "c41d9f02ab7e6358",
                          "incarnation": "1f60a2d49b83ce75",
                          "position": 1,
                          "chain": "a3188a879e68902cc476665f78523cd18293ac8b7ba3ebeeb29cb88eb18d6a46",
                          "aside": 0,
                          "clock": "2026-03-14T18:20:06.395Z",
                          "code": "positionDiffers",
                          "status": 409,
                          "detail": "Central stands elsewhere in this journal; go on from there."
                        }
                      },
                      "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } }
                    }
                  },
                  "413": { "$ref": "#/components/responses/UploadTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/stores/{store}/changes": {
              "get": {
                "operationId": "changes",
                "tags": ["stores"],
                "summary": "What central publishes for a store",
                "description": "The latest state of each thing above the cursor, in the order of revisions; within a publication secret, programme, pin, card, alias, key, counters, then removals, so that every prefix is safe.",
                "x-roles": ["store"],
                "parameters": [
                  { "$ref": "#/components/parameters/store" },
                  {
                    "name": "after",
                    "in": "query",
                    "description": "The cursor of the page before. Empty, absent or not known here: everything from the start, with `reset`.",
                    "schema": { "$ref": "#/components/schemas/Cursor" }
                  },
                  {
                    "name": "wait",
                    "in": "query",
                    "description": "Seconds to wait for news where there is none.",
                    "schema": { "type": "integer", "minimum": 0, "maximum": 60, "default": 0 }
                  },
                  {
                    "name": "fresh",
                    "in": "query",
                    "description": "`1`: first publish some of what is still gathered, because a till waits; answers at once.",
                    "schema": { "type": "string", "enum": ["1"] }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "A page: at most 5,000 rows after the cursor. Gzipped where the client takes that and it is worth it.",
                    "content": {
                      "application/x-ndjson": {
                        "schema": { "type": "string", "description": "A JSON object a line." },
                        "x-lines": {
                          "first": { "$ref": "#/components/schemas/PageHeader" },
                          "then": [{ "$ref": "#/components/schemas/FeedRow" }]
                        },
                        "example": "{\"central\":\"c41d9f02ab7e6358\",\"incarnation\":\"1f60a2d49b83ce75\",\"clock\":\"2026-03-14T18:20:26.410Z\",\"cursor\":\"18261.9f3c05d1e27b\",\"more\":false,\"reset\":false}\n{\"kind\":\"card\",\"id\":\"5f1c0e9a77b24d3c8e6a01bf\",\"body\":{\"name\":\"María G.\",\"tier\":\"silver\",\"points\":609,\"spendMinor\":616889,\"visits\":10,\"home\":\"042\",\"offers\":[{\"offer\":\"welcome-back\",\"names\":{\"es\":\"Vuelve: 10 % en tu compra\",\"en\":\"Welcome back: 10% off your basket\"},\"benefit\":{\"percent\":10},\"from\":\"2026-01-01\",\"to\":\"2026-12-31\",\"usesLeft\":0}],\"includes\":{\"7d2a90c4b1e35f68\":1}}}\n"
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/ForbiddenStore" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/stores/{store}/report": {
              "post": {
                "operationId": "report",
                "tags": ["stores"],
                "summary": "How a store is",
                "description": "What an upload's header also carries, for when there is nothing to upload. The body may have 16 KiB.",
                "x-roles": ["store"],
                "parameters": [{ "$ref": "#/components/parameters/store" }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/Report" },
                      "example": {
                        "mode": "continuous",
                        "waiting": 1,
                        "oldestWaitingAt": "2026-03-14T18:20:06.120Z",
                        "lastSaleAt": "2026-03-14T18:20:06.120Z",
                        "cards": 18204,
                        "programme": 1,
                        "agent": "0.1.0",
                        "freeDiskBytes": 48318382080
                      }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Noted; `vuelve status` shows it.",
                    "content": {
                      "application/json": { "schema": { "$ref": "#/components/schemas/Noted" }, "example": { "noted": true } }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/ForbiddenStore" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" }
                }
              }
            },
            "/v1/stores/{store}/asked": {
              "post": {
                "operationId": "asked",
                "tags": ["stores"],
                "summary": "A till wants to know customers whom its store does not",
                "description": "The body may have 16 KiB.",
                "x-roles": ["store"],
                "parameters": [{ "$ref": "#/components/parameters/store" }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/Asked" },
                      "example": { "keys": ["1.1.7c9e2b04d15fa8336be07d21c4f98a50"] }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Cards of those whom central knows are in the store's feed, for 90 days.",
                    "content": {
                      "application/json": { "schema": { "$ref": "#/components/schemas/Noted" }, "example": { "noted": true } }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/ForbiddenStore" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/stores/{store}/grants": {
              "post": {
                "operationId": "wishForPoints",
                "tags": ["stores"],
                "summary": "A till waits for points of customers",
                "description": "What no store holds is granted to this one; what other stores hold they are asked for, for ten minutes. It comes with the feed. The body may have 16 KiB.",
                "x-roles": ["store"],
                "parameters": [{ "$ref": "#/components/parameters/store" }],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/PointsWishes" },
                      "example": { "cards": [{ "card": "5f1c0e9a77b24d3c8e6a01bf", "points": 600 }] }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Noted. A card that central does not know changes nothing.",
                    "content": {
                      "application/json": { "schema": { "$ref": "#/components/schemas/Noted" }, "example": { "noted": true } }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/ForbiddenStore" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/stores": {
              "post": {
                "operationId": "addStore",
                "tags": ["registry"],
                "summary": "Register a store",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/NewStore" },
                      "example": {
                        "id": "042",
                        "name": "Centro",
                        "timeZone": "America/Mexico_City",
                        "region": "CDMX",
                        "openingHours": "08:00-22:00"
                      }
                    }
                  }
                },
                "responses": {
                  "201": {
                    "description": "Its first token.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/StoreToken" },
                        "example": {
                          "store": "042",
                          "token": "vt_5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "409": { "$ref": "#/components/responses/StoreExists" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/tokens": {
              "post": {
                "operationId": "addToken",
                "tags": ["registry"],
                "summary": "Give a person or a machine of head office a token",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/NewToken" },
                      "example": { "role": "central", "subject": "ana" }
                    }
                  }
                },
                "responses": {
                  "201": {
                    "description": "The token.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/SubjectToken" },
                        "example": {
                          "subject": "ana",
                          "token": "vt_5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
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
            "/v1/tokens/{subject}/rotate": {
              "post": {
                "operationId": "rotateToken",
                "tags": ["registry"],
                "summary": "Another token",
                "description": "Also for a store whose tokens were all revoked.",
                "x-roles": ["admin"],
                "parameters": [{ "$ref": "#/components/parameters/subject" }],
                "responses": {
                  "201": {
                    "description": "The new token; the old ones work for 24 hours more.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/SubjectToken" },
                        "example": {
                          "subject": "042",
                          "token": "vt_5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
                        }
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
            "/v1/tokens/{subject}/revoke": {
              "post": {
                "operationId": "revokeTokens",
                "tags": ["registry"],
                "summary": "End all tokens of a store or person now",
                "description": "A token that was revoked stays so, also where it still lies in `admin.token` at the next start.",
                "x-roles": ["admin"],
                "parameters": [{ "$ref": "#/components/parameters/subject" }],
                "responses": {
                  "200": {
                    "description": "Ended.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Revoked" },
                        "example": { "subject": "042", "revoked": 2 }
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
            "/v1/run": {
              "post": {
                "operationId": "run",
                "tags": ["team"],
                "summary": "Run the pipeline: match, measure and tier, segment, expire, assign, publish",
                "description": "One at a time; answers at its end. A second run over the same facts changes nothing. Measures only those for whom something changed since the run before or whose windows moved; everyone where asked to, where the programme changed, where it is judged earlier than the run before, and after a restore: the result is the same. Reads programme.json and segmentation.json again. The body may have 4 KiB, or be absent.",
                "x-roles": ["central", "admin"],
                "requestBody": {
                  "required": false,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/RunRequest" },
                      "example": { "at": "2026-03-14T12:00:00Z" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "What came of it.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/RunSummary" },
                        "example": {
                          "at": "2026-03-14T12:00:00Z",
                          "customers": 1431,
                          "measured": 1431,
                          "all": true,
                          "merged": 12,
                          "changed": 1702,
                          "expired": 3120,
                          "segments": {
                            "high-high": 201,
                            "high-low": 88,
                            "high-mid": 104,
                            "low-high": 158,
                            "low-low": 174,
                            "low-mid": 243,
                            "mid-high": 121,
                            "mid-low": 152,
                            "mid-mid": 190
                          },
                          "tiers": { "bronze": 1240, "gold": 20, "silver": 171 },
                          "campaigns": { "welcome-back": { "assigned": 360, "control": 41 } },
                          "milliseconds": {
                            "match": 40,
                            "tiers": 95,
                            "segments": 12,
                            "expiry": 3,
                            "campaigns": 21,
                            "publish": 610
                          }
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadRun" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "409": { "$ref": "#/components/responses/RunUnderWay" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/segments": {
              "get": {
                "operationId": "segments",
                "tags": ["team"],
                "summary": "The segments and who is in them",
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "All nine, after the last run.",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Segments" } } }
                  },
                  "400": { "$ref": "#/components/responses/BadSegmentation" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/totals": {
              "get": {
                "operationId": "totals",
                "tags": ["team"],
                "summary": "What was counted, in all and per store",
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "Every purchase once.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Totals" },
                        "example": {
                          "purchases": 3,
                          "lines": 7,
                          "amountMinor": 14900,
                          "byStore": {
                            "041": { "purchases": 2, "lines": 6, "amountMinor": 10000 },
                            "042": { "purchases": 1, "lines": 1, "amountMinor": 4900 }
                          }
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
            "/v1/customers": {
              "get": {
                "operationId": "customers",
                "tags": ["team"],
                "summary": "Customers, page by page, without contact data",
                "x-roles": ["central", "admin"],
                "parameters": [
                  {
                    "name": "after",
                    "in": "query",
                    "description": "The `next` of the page before.",
                    "schema": { "type": "integer", "format": "int64", "default": 0, "minimum": 0 }
                  },
                  {
                    "name": "segment",
                    "in": "query",
                    "description": "Only those in this segment.",
                    "schema": { "$ref": "#/components/schemas/SegmentID" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "At most 1,000, in the order of their numbers.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Customers" },
                        "example": {
                          "customers": [
                            {
                              "customer": 7,
                              "card": "5f1c0e9a77b24d3c8e6a01bf",
                              "tier": "silver",
                              "segment": "mid-mid",
                              "home": "042",
                              "purchases": 9,
                              "moneyMinor": 612000,
                              "lastAt": "2026-03-08T17:02:11Z",
                              "windowSpendMinor": 612000,
                              "windowVisits": 9,
                              "points": 609
                            }
                          ]
                        }
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
              },
              "post": {
                "operationId": "importCustomers",
                "tags": ["team"],
                "summary": "Bring a piece of a customer base in",
                "description": "NDJSON, an `ImportRow` a line, at most 5,000 rows and 8 MiB; a larger base comes in pieces. Sending the same rows of the same source again adds nothing.",
                "x-roles": ["central", "admin"],
                "parameters": [
                  {
                    "name": "source",
                    "in": "query",
                    "description": "What the base is called; the same row of the same source is the same record.",
                    "schema": { "type": "string", "default": "" }
                  }
                ],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/x-ndjson": {
                      "schema": { "type": "string", "description": "A JSON object a line." },
                      "x-lines": { "then": [{ "$ref": "#/components/schemas/ImportRow" }] },
                      "example": "{\"reference\":\"C-1007\",\"phone\":\"+52 55 8765 4321\",\"given\":\"Ana\",\"surname\":\"Torres\"}\n"
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Taken. The next run joins the records with those that are the same person.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Imported" },
                        "example": { "added": 4980, "known": 18, "unreadableKeys": 3 }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadRows" },
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
            "/v1/campaigns": {
              "get": {
                "operationId": "campaigns",
                "tags": ["team"],
                "summary": "The campaigns that were pushed",
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "In the order of their ids.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Campaigns" },
                        "example": {
                          "campaigns": [
                            {
                              "campaign": "welcome-back",
                              "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                              "from": "2026-01-01",
                              "to": "2026-12-31",
                              "usesPerCustomer": 1,
                              "controlPercent": 10
                            }
                          ]
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
              },
              "post": {
                "operationId": "pushCampaign",
                "tags": ["team"],
                "summary": "Push a campaign",
                "description": "A campaign of the same id is replaced; what was used stays recorded.",
                "x-roles": ["central", "admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/Campaign" },
                      "example": {
                        "id": "welcome-back",
                        "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                        "audience": { "segments": ["low-mid", "low-high"], "tiers": [] },
                        "benefit": { "percent": 10, "categories": [], "skus": [] },
                        "from": "2026-01-01",
                        "to": "2026-12-31",
                        "usesPerCustomer": 1,
                        "controlPercent": 10
                      }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "Given to those who qualify by the last run, and published.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Pushed" },
                        "example": { "campaign": "welcome-back", "assigned": 360, "control": 41 }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadCampaign" },
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
            "/v1/programmes": {
              "get": {
                "operationId": "listProgrammes",
                "tags": ["team"],
                "summary": "The versions of the programme that were published",
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "The newest first.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/ProgrammeVersions" },
                        "example": {
                          "programmes": [
                            {
                              "version": 2,
                              "sha256": "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
                              "publishedAt": "2026-03-14T18:20:06.340Z",
                              "from": "2026-04-13",
                              "state": "announced"
                            },
                            {
                              "version": 1,
                              "sha256": "9915072b66d649c42b9b28ae1fa1b8afbdbcc2237fc067885a512de278bd3bca",
                              "publishedAt": "2026-01-02T09:00:00Z",
                              "state": "inForce"
                            }
                          ]
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
              },
              "post": {
                "operationId": "pushProgramme",
                "tags": ["team"],
                "summary": "Publish a version of the programme",
                "description": "The body is `programme.json`, whose keys central/README.md lists. A version never changes: sent again it is known, with other content or a number below the newest it is refused. With `from` on a day to come it is announced: stores hear of it at once, and go over to it on that day, line or no line. One that worsens a member's lot wants `from` so many days ahead as the programme in force has `noticeDays`.",
                "x-roles": ["central", "admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "type": "object", "description": "programme.json; an unknown key is refused, and named with the nearest right one." },
                      "example": {
                        "version": 2,
                        "currency": "MXN",
                        "timeZone": "America/Mexico_City",
                        "tiers": [{ "id": "bronze", "names": { "es": "Bronce", "en": "Bronze" } }],
                        "points": { "perAmountMinor": 1000, "points": 1, "valueMinor": 10 }
                      }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "It was published before, with the same content.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/PublishedProgramme" },
                        "example": {
                          "version": 2,
                          "sha256": "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
                          "new": false,
                          "state": "inForce",
                          "worse": []
                        }
                      }
                    }
                  },
                  "201": {
                    "description": "Published now.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/PublishedProgramme" },
                        "example": {
                          "version": 2,
                          "sha256": "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
                          "new": true,
                          "state": "announced",
                          "from": "2026-04-13",
                          "worse": [{ "place": "points", "message": "the same amount earns fewer points" }]
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadProgramme" },
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
            "/v1/programmes/{version}": {
              "get": {
                "operationId": "showProgramme",
                "tags": ["team"],
                "summary": "One version of the programme, as it was written",
                "x-roles": ["central", "admin"],
                "parameters": [
                  { "name": "version", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 1 }, "example": 1 }
                ],
                "responses": {
                  "200": {
                    "description": "It.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/ProgrammeVersion" },
                        "example": {
                          "version": 1,
                          "sha256": "9915072b66d649c42b9b28ae1fa1b8afbdbcc2237fc067885a512de278bd3bca",
                          "publishedAt": "2026-01-02T09:00:00Z",
                          "state": "inForce",
                          "source": "{\"version\":1,\"currency\":\"MXN\",\"timeZone\":\"America/Mexico_City\",\"tiers\":[{\"id\":\"bronze\"}],\"points\":{}}"
                        }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": {
                    "description": "No such version was published. Codes: `unknownProgramme`.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/campaigns/check": {
              "post": {
                "operationId": "checkCampaign",
                "tags": ["team"],
                "summary": "Check a campaign; changes nothing",
                "x-roles": ["central", "admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/Campaign" },
                      "example": {
                        "id": "welcome-back",
                        "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                        "audience": { "segments": ["low-mid", "low-high"], "tiers": [] },
                        "benefit": { "percent": 10, "categories": [], "skus": [] },
                        "from": "2026-01-01",
                        "to": "2026-12-31",
                        "usesPerCustomer": 1,
                        "controlPercent": 10
                      }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "It is right.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/CampaignID" },
                        "example": { "campaign": "welcome-back" }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadCampaign" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/campaigns/{campaign}/results": {
              "get": {
                "operationId": "campaignResults",
                "tags": ["team"],
                "summary": "What a campaign brought against its control group",
                "x-roles": ["central", "admin"],
                "parameters": [
                  {
                    "name": "campaign",
                    "in": "path",
                    "required": true,
                    "description": "The campaign's id.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "So far.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Results" },
                        "example": {
                          "campaign": "welcome-back",
                          "currency": "MXN",
                          "uses": 77,
                          "offered": { "customers": 360, "buyers": 171, "spendMinor": 7920000 },
                          "control": { "customers": 41, "buyers": 15, "spendMinor": 656000 },
                          "tooEarly": false,
                          "upliftMinor": 2160000
                        }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": { "$ref": "#/components/responses/UnknownCampaign" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/BusyOrStopping" }
                }
              }
            },
            "/v1/status": {
              "get": {
                "operationId": "status",
                "tags": ["administration"],
                "summary": "How every store is",
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "As far as central heard.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Status" },
                        "example": {
                          "healthy": true,
                          "now": "2026-03-14T18:30:00Z",
                          "programme": 1,
                          "currency": "MXN",
                          "customers": 1431,
                          "points": { "outstanding": 98214, "valueMinor": 982140, "owed": 300, "overdrawn": 500 },
                          "awaitedStores": [],
                          "returnsWaiting": 0,
                          "lastRunAt": "2026-03-14T12:00:00Z",
                          "totals": { "stores": 1, "unhealthy": 0, "waiting": 0, "aside": 1, "asideAlarm": 100000, "cards": 18204 },
                          "backup": { "scheduled": true, "lastAt": "2026-03-14T08:00:12Z" },
                          "stores": [
                            {
                              "store": "042",
                              "name": "Centro",
                              "state": "ok",
                              "healthy": true,
                              "mode": "continuous",
                              "lastSuccessAt": "2026-03-14T18:29:41.002Z",
                              "lastSeenAt": "2026-03-14T18:29:41.310Z",
                              "lastUploadAt": "2026-03-14T18:28:40.310Z",
                              "lastSaleAt": "2026-03-14T18:28:40.007Z",
                              "waiting": 0,
                              "aside": 1,
                              "asideReasons": { "receiptReused": 1 },
                              "cards": 18204,
                              "programme": 1,
                              "clockOffsetMilliseconds": -55,
                              "agent": "0.1.0",
                              "freeDiskBytes": 48318382080,
                              "addresses": ["10.20.42.5"],
                              "isUsedFromTwoPlaces": false
                            }
                          ]
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
            "/v1/stores/{store}/replace": {
              "post": {
                "operationId": "replaceStore",
                "tags": ["registry"],
                "summary": "A new machine takes a store over",
                "description": "It gets a token of its own. The tokens before may only send events, for 90 days: what the old disk still holds is accepted.",
                "x-roles": ["admin"],
                "parameters": [
                  {
                    "name": "store",
                    "in": "path",
                    "required": true,
                    "description": "The store's id.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "201": {
                    "description": "The new machine's token, shown once.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/StoreToken" },
                        "example": { "store": "042", "token": "vt_3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f" }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": {
                    "description": "Codes: `unknownStore`.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/stores/{store}/lost": {
              "post": {
                "operationId": "storeLost",
                "tags": ["registry"],
                "summary": "End a lost store's tokens now",
                "description": "Also those of machines that it replaced.",
                "x-roles": ["admin"],
                "parameters": [
                  {
                    "name": "store",
                    "in": "path",
                    "required": true,
                    "description": "The store's id.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "What was ended, and how many cards it held.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/StoreLoss" },
                        "example": { "store": "042", "revoked": 1, "cards": 18204 }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": {
                    "description": "Codes: `unknownStore`.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/stores/{store}/held": {
              "get": {
                "operationId": "heldCards",
                "tags": ["registry"],
                "summary": "Whose data a store holds",
                "description": "By card id, 1,000 at a time.",
                "x-roles": ["admin"],
                "parameters": [
                  {
                    "name": "store",
                    "in": "path",
                    "required": true,
                    "description": "The store's id.",
                    "schema": { "type": "string" }
                  },
                  {
                    "name": "after",
                    "in": "query",
                    "description": "The `next` of the page before.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The cards that are published to it.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/HeldCards" },
                        "example": { "cards": [{ "card": "5f1c0e9a77b24d3c8e6a01bf", "name": "María G." }] }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": {
                    "description": "Codes: `unknownStore`.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
                }
              }
            },
            "/v1/stores/{store}/epochs": {
              "get": {
                "operationId": "epochs",
                "tags": ["registry"],
                "summary": "The lives of a store's database files",
                "description": "The one that began last first, 200 at most.",
                "x-roles": ["central", "admin"],
                "parameters": [
                  {
                    "name": "store",
                    "in": "path",
                    "required": true,
                    "description": "The store's id.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The epochs.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Epochs" },
                        "example": { "epochs": [{ "epoch": "ee1e5d699dd3cf4b", "sequence": 17, "openedAt": "2026-03-01T09:00:00Z", "lastAt": "2026-03-14T10:00:00Z", "address": "10.20.42.5" }] }
                      }
                    }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": {
                    "description": "Codes: `unknownStore`.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
                }
              }
            },
            "/v1/stores/{store}/close-epoch": {
              "post": {
                "operationId": "closeEpoch",
                "tags": ["registry"],
                "summary": "Expect nothing of an epoch any more",
                "description": "What it still sends counts. The body may have 4 KiB.",
                "x-roles": ["admin"],
                "parameters": [
                  {
                    "name": "store",
                    "in": "path",
                    "required": true,
                    "description": "The store's id.",
                    "schema": { "type": "string" }
                  }
                ],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "type": "object", "required": ["epoch"], "properties": { "epoch": { "type": "string" } } },
                      "example": { "epoch": "ee1e5d699dd3cf4b" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "The epoch as it is now.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Epoch" },
                        "example": { "epoch": "ee1e5d699dd3cf4b", "sequence": 17, "openedAt": "2026-03-01T09:00:00Z", "lastAt": "2026-03-14T10:00:00Z", "address": "10.20.42.5", "closedAt": "2026-03-15T09:00:00Z" }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "404": {
                    "description": "Codes: `unknownStore`, `unknownEpoch`.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/events": {
              "get": {
                "operationId": "asideEvents",
                "tags": ["team"],
                "summary": "Events that could not be applied",
                "description": "By store, epoch and sequence, 500 at a time; those that were dismissed are left out.",
                "x-roles": ["central", "admin"],
                "parameters": [
                  { "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } },
                  {
                    "name": "after",
                    "in": "query",
                    "description": "The `next` of the page before.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The events.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/AsideEvents" },
                        "example": { "events": [{
                          "event": "042/ee1e5d699dd3cf4b/17",
                          "store": "042",
                          "epoch": "ee1e5d699dd3cf4b",
                          "sequence": 17,
                          "reason": "receiptReused",
                          "detail": "receipt 81 of till 1 on 2026-03-14 is here with other content",
                          "since": "2026-03-14T10:00:00Z" }] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
                }
              }
            },
            "/v1/events/show": {
              "get": {
                "operationId": "asideEvent",
                "tags": ["team"],
                "summary": "One of them whole, with what is personal masked",
                "x-roles": ["central", "admin"],
                "parameters": [
                  {
                    "name": "event",
                    "in": "query",
                    "required": true,
                    "description": "`STORE/EPOCH/SEQUENCE`, as the list has it.",
                    "schema": { "type": "string" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The event.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/AsideEvent" },
                        "example": {
                          "event": "042/ee1e5d699dd3cf4b/17",
                          "store": "042",
                          "epoch": "ee1e5d699dd3cf4b",
                          "sequence": 17,
                          "reason": "receiptReused",
                          "detail": "receipt 81 of till 1 on 2026-03-14 is here with other content",
                          "since": "2026-03-14T10:00:00Z",
                          "bytes": 21,
                          "body": { "kind": "purchase" }
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "404": {
                    "description": "Code: `unknownEvent`: nothing is set aside there.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
                  },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
                }
              }
            },
            "/v1/events/retry": {
              "post": {
                "operationId": "retryEvents",
                "tags": ["team"],
                "summary": "Apply events again, with the code and programme of now",
                "description": "What can be applied counts once, as of when it came, and is no longer set aside. The body may have 256 KiB.",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/EventsWish" },
                      "example": { "events": ["042/ee1e5d699dd3cf4b/17"] }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "What became of them.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/EventsOutcome" },
                        "example": { "applied": 1, "failed": 0, "failures": [], "unknown": [] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/events/dismiss": {
              "post": {
                "operationId": "dismissEvents",
                "tags": ["team"],
                "summary": "Take events off the list for good",
                "description": "They stay on record with the reason. With `all`, 1,000 at a time. The body may have 256 KiB.",
                "x-roles": ["admin"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/EventsWish" },
                      "example": { "events": ["042/ee1e5d699dd3cf4b/17"], "reason": "printed twice" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "What became of them.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/EventsOutcome" },
                        "example": { "dismissed": 1, "failed": 0, "failures": [], "unknown": [] }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            },
            "/v1/audit": {
              "get": {
                "operationId": "audit",
                "tags": ["administration"],
                "summary": "What administrators did",
                "description": "Oldest first, 500 at a time. Each row's `hash` is SHA-256 of the hash before it (32 bytes; before the first: SHA-256 of `vuelve audit`) and the row's other fields as one JSON object in the order given here, without spaces.",
                "x-roles": ["admin"],
                "parameters": [
                  {
                    "name": "after",
                    "in": "query",
                    "description": "The `next` of the page before.",
                    "schema": { "type": "integer", "minimum": 0, "default": 0 }
                  },
                  {
                    "name": "since",
                    "in": "query",
                    "description": "Only acts at or after this instant.",
                    "schema": { "$ref": "#/components/schemas/Instant" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The rows.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/AuditPage" },
                        "example": {
                          "rows": [
                            {
                              "n": 3,
                              "at": "2026-03-14T10:00:00Z",
                              "role": "admin",
                              "who": "ana",
                              "act": "tokenRotated",
                              "subject": "042",
                              "details": { "role": "store" },
                              "hash": "0c52a7f1e5a2f4e6d1a9c2b77d1b6a53a9a5b1cf4f6fd7b2b0b8c7a2f1e3d4c5"
                            }
                          ]
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
                }
              }
            },
            "/v1/audit/verify": {
              "get": {
                "operationId": "verifyAudit",
                "tags": ["administration"],
                "summary": "Whether the audit log is as it was written",
                "description": "Works out every hash anew. A log that was cut at its end looks whole by itself: keep `head` elsewhere and send it.",
                "x-roles": ["admin"],
                "parameters": [
                  {
                    "name": "head",
                    "in": "query",
                    "description": "The hash of a row that was there once.",
                    "schema": { "type": "string", "pattern": "^[0-9a-f]{64}$" }
                  }
                ],
                "responses": {
                  "200": {
                    "description": "What was found.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/AuditVerdict" },
                        "example": {
                          "ok": true,
                          "rows": 3,
                          "head": "0c52a7f1e5a2f4e6d1a9c2b77d1b6a53a9a5b1cf4f6fd7b2b0b8c7a2f1e3d4c5"
                        }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadQuery" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/Forbidden" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" }
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
                      "example": { "file": "/var/lib/vuelve/central.backup" }
                    }
                  }
                },
                "responses": {
                  "201": {
                    "description": "Written, verified and on disk.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/BackupReceipt" },
                        "example": { "file": "/var/lib/vuelve/central.backup", "bytes": 48234496, "sealed": false }
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
                    "description": "Codes: `backupExists`: there is a file of this name; `backupUnderWay`: another backup is not done yet; `dataElsewhere`: the data is on PostgreSQL, which has backups of its own.",
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
                "summary": "Whether central answers",
                "security": [],
                "responses": {
                  "200": {
                    "description": "It does. Says nothing about the stores: see `/v1/status`.",
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
                "x-roles": ["central", "admin"],
                "responses": {
                  "200": {
                    "description": "Prometheus text.",
                    "content": {
                      "text/plain; version=0.0.4": {
                        "schema": { "type": "string" },
                        "example": "# TYPE vuelve_up gauge\nvuelve_up 1\n# TYPE vuelve_stores gauge\nvuelve_stores 1\n"
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
                "description": "`vt_` and 64 hexadecimal digits; central keeps its hash only. Roles here: `store`, `central`, `admin`."
              }
            },
            "parameters": {
              "store": {
                "name": "store",
                "in": "path",
                "required": true,
                "description": "The store's id; its own token only.",
                "schema": { "type": "string" }
              },
              "subject": {
                "name": "subject",
                "in": "path",
                "required": true,
                "description": "A store's id or a person's name.",
                "schema": { "type": "string" }
              }
            },
            "responses": {
              \#(CounterOpenAPI.responses),
              "BadInput": {
                "description": "What was sent cannot be read; nothing was done. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badInstant`, `badValue`, `badGzip`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadUpload": {
                "description": "The upload's header or frame is wrong; nothing was taken. An event that cannot be read is no such case: it is set aside. Codes: `emptyUpload`, `notJSON`, `numberOutOfRange`, `missingField`, `badInstant`, `wrongType`, `strayPersonal`, `badGzip`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadCampaign": {
                "description": "The campaign is wrong; nothing was changed. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badValue`, `unknownKey`, `badGzip`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadProgramme": {
                "description": "The programme is wrong, its number is taken or passed over, or members have to be told earlier; nothing was changed. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badValue`, `unknownKey`, `programmeChanged`, `noticeTooShort`, `badGzip`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadRows": {
                "description": "A row cannot be read (`field` is `rows[N]`, from 0), or there are too many; none was taken. Codes: `notJSON`, `numberOutOfRange`, `wrongType`, `tooManyRows`, `badGzip`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadRun": {
                "description": "`at` is no instant, or central's own programme.json or segmentation.json is wrong. Codes: `notJSON`, `numberOutOfRange`, `badInstant`, `wrongType`, `badValue`, `missingField`, `unknownKey`, `missingFile`, `programmeChanged`, `noticeTooShort`, `badGzip`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadQuery": {
                "description": "A number of the query is none, or lies outside. Codes: `badQuery`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "BadSegmentation": {
                "description": "Central's own segmentation.json is wrong. Codes: `notJSON`, `numberOutOfRange`, `wrongType`, `badValue`, `missingField`, `unknownKey`, `missingFile`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Unauthorized": {
                "description": "No token, or one that is not known, revoked or past its overlap. Codes: `noToken`, `unknownToken`.",
                "headers": { "WWW-Authenticate": { "description": "`Bearer`.", "schema": { "type": "string" } } },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Forbidden": {
                "description": "The token's role may not do this, or plain HTTP is not allowed from this address. Codes: `wrongRole`, `plainHTTPRefused`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "ForbiddenStore": {
                "description": "Not this store's token (or upload), or plain HTTP is not allowed from this address. Codes: `wrongRole`, `otherStore`, `plainHTTPRefused`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "PlainHTTPRefused": {
                "description": "Plain HTTP is not allowed from this address. Codes: `plainHTTPRefused`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownSubject": {
                "description": "Nobody of this name has a token. Codes: `unknownSubject`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownCampaign": {
                "description": "There is no such campaign. Codes: `unknownCampaign`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "StoreExists": {
                "description": "The store is registered already; rotate its token for another. Codes: `storeExists`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "RunUnderWay": {
                "description": "A run is under way, or another process took this one over. Codes: `runUnderWay`, `runTakenOver`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
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
              "UploadTooLarge": {
                "description": "The upload is too large, as sent or unpacked, or has too many events: send it in smaller pieces. Codes: `bodyTooLarge`, `tooManyEvents`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "StorageFull": {
                "description": "Central's disk is full or fails: nothing was recorded. Free space, then send the same again. Codes: `storageFull`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Internal": {
                "description": "Something went wrong at central; it was logged. Codes: `internal`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "Stopping": {
                "description": "Central is stopping, or its database server is away; send the same again. Codes: `stopping`, `storageAway`.",
                "headers": {
                  "Retry-After": { "description": "Seconds to wait before trying again.", "schema": { "type": "integer" } }
                },
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              }
            },
            "schemas": {
              \#(CounterOpenAPI.schemas),
              \#(PointsOpenAPI.schemas),
              \#(SearchOpenAPI.schemas),
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
              "Epoch": {
                "type": "object",
                "required": ["epoch", "sequence", "openedAt", "lastAt"],
                "properties": {
                  "epoch": { "type": "string" },
                  "sequence": { "type": "integer", "description": "Central has it up to this event." },
                  "openedAt": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Its first upload." },
                  "lastAt": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Its last." },
                  "address": { "type": "string", "description": "Where that came from." },
                  "closedAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "Since when nothing is expected of it; absent while it is open."
                  }
                }
              },
              "Epochs": {
                "type": "object",
                "required": ["epochs"],
                "properties": { "epochs": { "type": "array", "items": { "$ref": "#/components/schemas/Epoch" } } }
              },
              "StoreLoss": {
                "type": "object",
                "required": ["store", "revoked", "cards"],
                "properties": {
                  "store": { "type": "string" },
                  "revoked": { "type": "integer", "description": "Tokens that ended." },
                  "cards": { "type": "integer", "description": "Cards that are published to it." }
                }
              },
              "HeldCards": {
                "type": "object",
                "required": ["cards"],
                "properties": {
                  "cards": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["card", "name"],
                      "properties": {
                        "card": { "type": "string" },
                        "name": { "type": "string", "description": "Masked, as the store has it." }
                      }
                    }
                  },
                  "next": { "type": "string", "description": "For `after`; absent on the last page." }
                }
              },
              "AsideEvents": {
                "type": "object",
                "required": ["events"],
                "properties": {
                  "events": { "type": "array", "items": { "$ref": "#/components/schemas/AsideEvent" } },
                  "next": { "type": "string", "description": "For `after`; absent on the last page." }
                }
              },
              "AsideEvent": {
                "type": "object",
                "required": ["event", "store", "epoch", "sequence", "reason", "detail", "since"],
                "properties": {
                  "event": { "type": "string", "description": "`STORE/EPOCH/SEQUENCE`: names it." },
                  "store": { "type": "string" },
                  "epoch": { "type": "string" },
                  "sequence": { "type": "integer" },
                  "reason": { "$ref": "#/components/schemas/AsideReason" },
                  "detail": { "type": "string" },
                  "since": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "When it came." },
                  "triedAt": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "When it was last tried again." },
                  "dismissedAt": { "$ref": "#/components/schemas/Instant" },
                  "dismissedBecause": { "type": "string" },
                  "bytes": { "type": "integer", "description": "Of the body, as it came; only where one is shown whole." },
                  "body": { "description": "As it came, personal members masked; a string where it is no JSON." },
                  "personal": { "description": "What lies beside it, masked." }
                }
              },
              "EventsWish": {
                "type": "object",
                "properties": {
                  "events": { "type": "array", "maxItems": 1000, "items": { "type": "string" } },
                  "all": { "type": "boolean", "description": "All that are open, instead of `events`." },
                  "store": { "type": "string", "description": "With `all`: only this store's." },
                  "reason": { "type": "string", "maxLength": 400, "description": "For dismissing." }
                }
              },
              "EventsOutcome": {
                "type": "object",
                "required": ["failed", "failures", "unknown"],
                "properties": {
                  "applied": { "type": "integer" },
                  "dismissed": { "type": "integer" },
                  "failed": { "type": "integer" },
                  "failures": {
                    "type": "array",
                    "maxItems": 100,
                    "items": {
                      "type": "object",
                      "required": ["event", "reason", "detail"],
                      "properties": {
                        "event": { "type": "string" },
                        "reason": { "$ref": "#/components/schemas/AsideReason" },
                        "detail": { "type": "string" }
                      }
                    }
                  },
                  "unknown": {
                    "type": "array",
                    "description": "Places at which nothing is set aside, or no longer.",
                    "items": { "type": "string" }
                  }
                }
              },
              "AuditPage": {
                "type": "object",
                "required": ["rows"],
                "properties": {
                  "rows": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["n", "at", "role", "who", "act", "subject", "details", "hash"],
                      "properties": {
                        "n": { "type": "integer", "description": "Counts from 1 without gaps." },
                        "at": { "$ref": "#/components/schemas/Instant" },
                        "role": { "type": "string", "description": "That of the token." },
                        "who": { "type": "string", "description": "The name of the token; `central`, in the role `system`, for what it does by itself." },
                        "act": { "type": "string", "enum": ["storeAdded", "tokenMade", "tokenRotated", "tokenRevoked", "programmePublished", "campaignPushed", "customersImported", "runStarted", "backupMade", "restored", "incarnationBegun", "eventsRetried", "eventDismissed", "storeReplaced", "storeLost", "epochClosed", "pinSet", "pinUnlocked", "pinRemoved", "cardUnblocked", "employeeMarked", "customersMerged", "customersUnmerged", "pointsAdjusted", "storeWaived"] },
                        "subject": { "type": "string" },
                        "details": { "type": "object" },
                        "hash": { "type": "string" }
                      }
                    }
                  },
                  "next": { "type": "integer", "description": "For `after`; absent on the last page." }
                }
              },
              "AuditVerdict": {
                "type": "object",
                "required": ["ok", "rows", "head"],
                "properties": {
                  "ok": { "type": "boolean" },
                  "rows": { "type": "integer", "description": "Rows that are as they were written, from the first on." },
                  "head": { "type": "string", "description": "The hash of the last of them." },
                  "bad": { "type": "integer", "description": "The first row that is not; absent where all are." },
                  "reason": {
                    "type": "string",
                    "enum": ["altered", "missing", "cut"],
                    "description": "`cut`: no row has the hash that was sent."
                  },
                  "keptAt": { "type": "integer", "description": "The row that has the hash that was sent." }
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
                      "otherStore",
                      "plainHTTPRefused",
                      "unknownPath",
                      "unknownCampaign",
                      "unknownSubject",
                      "unknownEvent",
                      "unknownStore",
                      "unknownEpoch",
                      "unknownPerson",
                      "unknownCard",
                      "idReused",
                      "notEnoughPoints",
                      "notMerged",
                      "replaced",
                      "wrongMethod",
                      "positionDiffers",
                      "wrongCentral",
                      "storeExists",
                      "runUnderWay",
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
                      "unknownKey",
                      "emptyUpload",
                      "strayPersonal",
                      "tooManyEvents",
                      "tooManyRows",
                      "missingFile",
                      "programmeChanged",
                      "noticeTooShort",
                      "unknownProgramme",
                      "badQuery",
                      "storageFull",
                      "backupExists",
                      "backupUnderWay",
                      "dataElsewhere",
                      "storageAway",
                      "runTakenOver",
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
                  "next": { "type": "string", "description": "What to do; absent where it is plain." }
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
              "Chain": {
                "type": "string",
                "description": "Running hash of a journal: chain(n) = SHA-256(chain(n-1) ‖ n as 8 bytes, big-endian ‖ SHA-256(body)), where body is the event's line; chain(0) = SHA-256(store ‖ epoch).",
                "pattern": "^[0-9a-f]{64}$"
              },
              "UploadHeader": {
                "type": "object",
                "description": "First line of an upload.",
                "required": ["store", "epoch", "after", "chain", "clock"],
                "properties": {
                  "protocol": {
                    "type": "integer",
                    "format": "int64",
                    "description": "The version of what store and central say to each other: 1."
                  },
                  "store": { "type": "string", "description": "The store's id; the same as in the address." },
                  "epoch": {
                    "type": "string",
                    "description": "The life of one database file of a store.",
                    "minLength": 1,
                    "maxLength": 64
                  },
                  "after": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Where the sender believes central to be: the first event below has the next sequence.",
                    "minimum": 0
                  },
                  "chain": { "$ref": "#/components/schemas/Chain" },
                  "agent": { "type": "string", "description": "The agent's version." },
                  "clock": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "The agent's clock." },
                  "central": {
                    "type": "string",
                    "description": "The id of the central that the store belongs to; absent before the first exchange. Another central takes nothing."
                  },
                  "earlier": {
                    "type": "object",
                    "description": "Earlier epochs whose events the store still keeps, each with the last position that central acknowledged; 16 at most count. Absent where there are none.",
                    "additionalProperties": {
                      "type": "object",
                      "required": ["position", "chain"],
                      "properties": {
                        "position": { "type": "integer", "format": "int64", "minimum": 0 },
                        "chain": { "$ref": "#/components/schemas/Chain" }
                      }
                    }
                  },
                  "report": { "$ref": "#/components/schemas/Report" }
                },
                "examples": [
                  {
                    "protocol": 1,
                    "store": "042",
                    "epoch": "7d2a90c4b1e35f68",
                    "after": 0,
                    "chain": "9915072b66d649c42b9b28ae1fa1b8afbdbcc2237fc067885a512de278bd3bca",
                    "agent": "0.1.0",
                    "clock": "2026-03-14T18:20:06.340Z",
                    "central": "c41d9f02ab7e6358",
                    "report": {
                      "mode": "continuous",
                      "waiting": 1,
                      "oldestWaitingAt": "2026-03-14T18:20:06.120Z",
                      "lastSaleAt": "2026-03-14T18:20:06.120Z",
                      "cards": 18204,
                      "programme": 1,
                      "agent": "0.1.0",
                      "freeDiskBytes": 48318382080
                    }
                  }
                ]
              },
              "Event": {
                "description": "An event's line: the very bytes that the store wrote first and that the chain goes over. Its order of members begins with `id`. No personal field, no sequence.",
                "oneOf": [
                  { "$ref": "#/components/schemas/PurchaseEvent" },
                  { "$ref": "#/components/schemas/EnrolmentEvent" },
                  { "$ref": "#/components/schemas/PinTriedEvent" },
                  { "$ref": "#/components/schemas/ComplaintEvent" },
                  { "$ref": "#/components/schemas/CardBlockedEvent" },
                  { "$ref": "#/components/schemas/CardReplacedEvent" },
                  { "$ref": "#/components/schemas/ReceiptClaimedEvent" }
                ]
              },
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
              "EnrolmentEvent": {
                "type": "object",
                "description": "A customer who joined at a till.",
                "required": ["id", "recordedAt", "kind", "card"],
                "properties": {
                  "id": { "$ref": "#/components/schemas/EventID" },
                  "recordedAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "By the agent's clock."
                  },
                  "kind": { "type": "string", "const": "enrolment" },
                  "card": { "type": "string", "description": "A card's id, opaque." },
                  "till": { "type": "string", "description": "The subject of the till's token." },
                  "maskedName": { "type": "string" },
                  "consents": { "type": "array", "items": { "$ref": "#/components/schemas/Consent" } },
                  "personal": { "$ref": "#/components/schemas/PersonalDigest" }
                },
                "examples": [
                  {
                    "id": "019ced94a2b002c77e915dd04ab63f18",
                    "recordedAt": "2026-03-14T18:21:07.120Z",
                    "kind": "enrolment",
                    "card": "0c4d8b1fe2a95377d6013a5e",
                    "till": "1",
                    "maskedName": "Ana T.",
                    "consents": [
                      {
                        "purpose": "programme",
                        "granted": true,
                        "noticeVersion": "2026-01",
                        "language": "es",
                        "method": "till"
                      }
                    ],
                    "personal": "01684c1e2c5663b46f31bb9a6237b785"
                  }
                ]
              },
              "Personal": {
                "type": "object",
                "description": "Personal fields of the event before; the line begins with `personal`.",
                "required": ["personal", "salt"],
                "properties": {
                  "personal": {
                    "$ref": "#/components/schemas/EventID",
                    "description": "The event that it belongs to: the line before."
                  },
                  "salt": { "type": "string", "description": "Random; erased with the rest." },
                  "key": { "type": "string", "description": "In its normal form where it has one." },
                  "name": { "type": "string" },
                  "text": { "type": "string", "description": "What somebody wrote: a complaint, a reason." }
                },
                "examples": [
                  {
                    "personal": "019ced94a2b002c77e915dd04ab63f18",
                    "salt": "b6e0d2f47a915c38",
                    "key": "phone:+525587654321",
                    "name": "Ana Torres"
                  }
                ]
              },
              "EventID": {
                "type": "string",
                "description": "48 bits of time, 80 random bits, in hexadecimal.",
                "pattern": "^[0-9a-fA-F]{32}$"
              },
              "PersonalDigest": {
                "type": "string",
                "description": "Half of SHA-256 over `salt|key|name` of the personal line, in hexadecimal; absent where there is none.",
                "pattern": "^[0-9a-f]{32}$"
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
                  "training",
                  "ownCard",
                  "overShare",
                  "manyReceipts",
                  "manyPoints",
                  "muchRedeemed",
                  "manyReturns",
                  "sameCashier",
                  "cashierReturns",
                  "lateAdditions"
                ]
              },
              "Consent": {
                "type": "object",
                "required": ["purpose", "granted"],
                "properties": {
                  "purpose": { "type": "string", "minLength": 1 },
                  "granted": { "type": "boolean" },
                  "noticeVersion": { "type": "string", "default": "" },
                  "language": { "type": "string", "default": "" },
                  "method": { "type": "string", "default": "" }
                }
              },
              "UploadAnswer": {
                "type": "object",
                "required": ["central", "incarnation", "position", "chain", "aside", "clock"],
                "properties": {
                  "central": {
                    "type": "string",
                    "description": "Central's id; a store that knows another shows `wrongCentral`."
                  },
                  "incarnation": { "type": "string", "description": "Changed by a restore of central." },
                  "position": {
                    "type": "integer",
                    "format": "int64",
                    "description": "How far central has this epoch's journal.",
                    "minimum": 0
                  },
                  "chain": { "$ref": "#/components/schemas/Chain" },
                  "aside": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Events of this upload that could not be applied and were set aside with a reason."
                  },
                  "clock": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Central's clock." },
                  "lacksEarlier": {
                    "type": "boolean",
                    "description": "Central is behind what `earlier` says, so it was put back from a copy: the store sends again. Absent for false.",
                    "const": true
                  }
                }
              },
              "PositionDiffers": {
                "description": "Nothing was taken: go on after this position, or in a new epoch where it is not in the journal.",
                "allOf": [
                  { "$ref": "#/components/schemas/UploadAnswer" },
                  {
                    "type": "object",
                    "required": ["code", "status", "detail"],
                    "properties": {
                      "code": { "type": "string", "const": "positionDiffers" },
                      "status": { "type": "integer", "const": 409 },
                      "detail": { "type": "string" }
                    }
                  }
                ]
              },
              "Report": {
                "type": "object",
                "description": "What an agent says of itself.",
                "properties": {
                  "mode": { "type": "string", "enum": ["continuous", "nightly"], "default": "continuous" },
                  "waiting": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Events that central has not acknowledged.",
                    "default": 0
                  },
                  "oldestWaitingAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When the oldest of them was recorded."
                  },
                  "lastSaleAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When the last purchase was recorded."
                  },
                  "cards": { "type": "integer", "format": "int64", "description": "Cards held.", "default": 0 },
                  "programme": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Version in force at the store; 0 before the first.",
                    "default": 0
                  },
                  "agent": { "type": "string", "description": "The agent's version.", "default": "" },
                  "freeDiskBytes": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Left on the store's disk.",
                    "default": 0
                  },
                  "diskLow": {
                    "type": "boolean",
                    "description": "Less is left than the store's configuration wants.",
                    "default": false
                  },
                  "unreadRows": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Rows of its feed that it could not read.",
                    "default": 0
                  }
                },
                "examples": [
                  {
                    "mode": "continuous",
                    "waiting": 1,
                    "oldestWaitingAt": "2026-03-14T18:20:06.120Z",
                    "lastSaleAt": "2026-03-14T18:20:06.120Z",
                    "cards": 18204,
                    "programme": 1,
                    "agent": "0.1.0",
                    "freeDiskBytes": 48318382080
                  }
                ]
              },
              "Cursor": {
                "type": "string",
                "description": "REVISION.MARK: a place in a store's feed and the random mark of the publication that wrote it.",
                "pattern": "^[0-9]+\\.[0-9a-f]*$",
                "examples": ["18261.9f3c05d1e27b"]
              },
              "PageHeader": {
                "type": "object",
                "description": "First line of a page of changes.",
                "required": ["central", "incarnation", "clock", "cursor", "more", "reset"],
                "properties": {
                  "central": { "type": "string" },
                  "incarnation": { "type": "string" },
                  "clock": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Central's clock." },
                  "cursor": { "$ref": "#/components/schemas/Cursor", "description": "Where to go on." },
                  "more": { "type": "boolean", "description": "There is another page already." },
                  "reset": {
                    "type": "boolean",
                    "description": "The cursor that was sent is not known here: everything comes anew, from this page on."
                  }
                },
                "examples": [
                  {
                    "central": "c41d9f02ab7e6358",
                    "incarnation": "1f60a2d49b83ce75",
                    "clock": "2026-03-14T18:20:26.410Z",
                    "cursor": "18261.9f3c05d1e27b",
                    "more": false,
                    "reset": false
                  }
                ]
              },
              "FeedRow": {
                "description": "The latest state of one thing that the store holds, or its removal. A kind that is not known is to be passed over.",
                "oneOf": [
                  { "$ref": "#/components/schemas/SecretRow" },
                  { "$ref": "#/components/schemas/ProgrammeRow" },
                  { "$ref": "#/components/schemas/CardRow" },
                  { "$ref": "#/components/schemas/AliasRow" },
                  { "$ref": "#/components/schemas/KeyRow" },
                  { "$ref": "#/components/schemas/CountersRow" },
                  { "$ref": "#/components/schemas/PinRow" },
                  { "$ref": "#/components/schemas/Tombstone" }
                ]
              },
              "CountersRow": {
                "type": "object",
                "description": "What the store may let the customer use of a card, by lot and by the store's epochs. It stays in force when the card's own row goes.",
                "required": ["kind", "id", "body"],
                "properties": {
                  "kind": { "type": "string", "const": "counters" },
                  "id": { "type": "string", "description": "The card that it counts for." },
                  "body": {
                    "type": "object",
                    "required": ["lots"],
                    "properties": {
                      "lots": {
                        "type": "object",
                        "additionalProperties": {
                          "type": "object",
                          "additionalProperties": {
                            "type": "object",
                            "required": ["granted"],
                            "properties": {
                              "granted": { "type": "integer", "format": "int64", "description": "In all; it only grows." },
                              "wanted": {
                                "type": "integer",
                                "format": "int64",
                                "description": "What the store is to release, in all; it may fall again. Absent for 0."
                              }
                            }
                          }
                        }
                      }
                    }
                  }
                }
              },
              "SecretRow": {
                "type": "object",
                "required": ["kind", "id", "body"],
                "properties": {
                  "kind": { "type": "string", "const": "secret" },
                  "id": { "type": "string", "const": "secret" },
                  "body": {
                    "type": "object",
                    "required": ["version", "secret"],
                    "properties": {
                      "version": { "type": "integer", "format": "int64" },
                      "secret": {
                        "type": "string",
                        "description": "The key under which the chain hashes its customers' keys.",
                        "pattern": "^[0-9a-f]{64}$"
                      }
                    }
                  }
                }
              },
              "ProgrammeVersion": {
                "type": "object",
                "required": ["version", "sha256", "publishedAt", "state"],
                "properties": {
                  "version": { "type": "integer", "format": "int64" },
                  "sha256": { "type": "string", "description": "Of the document as written.", "pattern": "^[0-9a-f]{64}$" },
                  "publishedAt": { "$ref": "#/components/schemas/Instant" },
                  "from": { "type": "string", "description": "Its first day; absent where it began at once.", "format": "date" },
                  "state": { "type": "string", "enum": ["inForce", "announced", "past"] },
                  "source": { "type": "string", "description": "The document; absent in a list." }
                }
              },
              "ProgrammeVersions": {
                "type": "object",
                "required": ["programmes"],
                "properties": {
                  "programmes": { "type": "array", "items": { "$ref": "#/components/schemas/ProgrammeVersion" } }
                }
              },
              "PublishedProgramme": {
                "type": "object",
                "required": ["version", "sha256", "new", "state", "worse"],
                "properties": {
                  "version": { "type": "integer", "format": "int64" },
                  "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
                  "new": { "type": "boolean" },
                  "state": { "type": "string", "enum": ["inForce", "announced", "past"] },
                  "from": { "type": "string", "format": "date" },
                  "worse": {
                    "type": "array",
                    "description": "What is worse for a member than by the programme in force, or than was announced.",
                    "items": {
                      "type": "object",
                      "required": ["place", "message"],
                      "properties": { "place": { "type": "string" }, "message": { "type": "string" } }
                    }
                  }
                }
              },
              "ProgrammeRow": {
                "type": "object",
                "required": ["kind", "id", "body"],
                "properties": {
                  "kind": { "type": "string", "const": "programme" },
                  "id": { "type": "string", "const": "programme" },
                  "body": {
                    "type": "object",
                    "required": ["version", "source"],
                    "properties": {
                      "version": { "type": "integer", "format": "int64" },
                      "source": { "type": "string", "description": "programme.json as written." },
                      "next": {
                        "type": "object",
                        "description": "The version that takes its place on the day that its `from` says, in the store's zone.",
                        "required": ["version", "source"],
                        "properties": {
                          "version": { "type": "integer", "format": "int64" },
                          "source": { "type": "string" }
                        }
                      }
                    }
                  }
                }
              },
              "CardRow": {
                "type": "object",
                "required": ["kind", "id", "body"],
                "properties": {
                  "kind": { "type": "string", "const": "card" },
                  "id": { "type": "string", "description": "A card's id, opaque." },
                  "body": { "$ref": "#/components/schemas/PublishedCard" }
                },
                "examples": [
                  {
                    "kind": "card",
                    "id": "5f1c0e9a77b24d3c8e6a01bf",
                    "body": {
                      "name": "María G.",
                      "tier": "silver",
                      "points": 609,
                      "spendMinor": 616889,
                      "visits": 10,
                      "home": "042",
                      "offers": [
                        {
                          "offer": "welcome-back",
                          "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                          "benefit": { "percent": 10 },
                          "from": "2026-01-01",
                          "to": "2026-12-31",
                          "usesLeft": 0
                        }
                      ],
                      "includes": { "7d2a90c4b1e35f68": 1 }
                    }
                  }
                ]
              },
              "AliasRow": {
                "type": "object",
                "description": "A card whose customer is another card's.",
                "required": ["kind", "id", "body"],
                "properties": {
                  "kind": { "type": "string", "const": "alias" },
                  "id": { "type": "string", "description": "A card's id, opaque." },
                  "body": {
                    "type": "object",
                    "required": ["card"],
                    "properties": { "card": { "type": "string", "description": "The card that lives on." } }
                  }
                }
              },
              "KeyHash": {
                "type": "string",
                "description": "SECRETVERSION.NORMALISERVERSION.HMAC, half of HMAC-SHA-256 of a key in its normal form, in hexadecimal.",
                "pattern": "^[0-9]+\\.[0-9]+\\.[0-9a-f]{32}$"
              },
              "KeyRow": {
                "type": "object",
                "description": "The cards that a key may mean.",
                "required": ["kind", "id", "body"],
                "properties": {
                  "kind": { "type": "string", "const": "key" },
                  "id": { "$ref": "#/components/schemas/KeyHash" },
                  "body": {
                    "type": "object",
                    "required": ["cards"],
                    "properties": { "cards": { "type": "array", "items": { "type": "string" } } }
                  }
                }
              },
              "Tombstone": {
                "type": "object",
                "description": "No longer published to this store.",
                "required": ["kind", "id", "removed"],
                "properties": {
                  "kind": { "type": "string", "enum": ["pin", "card", "alias", "key"] },
                  "id": { "type": "string" },
                  "removed": { "type": "boolean", "const": true }
                }
              },
              "PublishedCard": {
                "type": "object",
                "description": "A card as central publishes it to one store.",
                "required": ["name", "tier", "points", "spendMinor", "visits", "includes"],
                "properties": {
                  "name": { "type": "string", "description": "Masked." },
                  "tier": { "type": "string" },
                  "points": { "type": "integer", "format": "int64" },
                  "pending": { "type": "integer", "format": "int64", "description": "Absent for 0." },
                  "spendMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "In the programme's window, in minor units."
                  },
                  "visits": { "type": "integer", "format": "int64", "description": "In the window." },
                  "nextBy": {
                    "type": "string",
                    "description": "The last day on which all of that still counts towards a better tier; absent where no day ends it.",
                    "format": "date"
                  },
                  "keep": {
                    "type": "object",
                    "description": "By when the tier is lost, if nothing more is bought, and what will count for it then; absent where nothing takes it away.",
                    "required": ["by", "spendMinor", "visits"],
                    "properties": {
                      "by": { "type": "string", "format": "date" },
                      "spendMinor": { "type": "integer", "format": "int64" },
                      "visits": { "type": "integer", "format": "int64" }
                    }
                  },
                  "home": { "type": "string", "description": "The home store; absent where there is none." },
                  "birthMonth": {
                    "type": "integer",
                    "description": "For rules of birthdays; absent where it is not known.",
                    "minimum": 1,
                    "maximum": 12
                  },
                  "blocked": { "type": "boolean", "description": "Absent for false." },
                  "employee": { "type": "string", "description": "Who of those who work at tills it belongs to." },
                  "claims": {
                    "type": "array",
                    "description": "Receipts that the customer claimed and central refused, of the last 30 days, the newest first; absent where there are none. A `state` that a store does not know is left out.",
                    "maxItems": 5,
                    "items": {
                      "type": "object",
                      "required": ["of", "state", "refusal", "decided"],
                      "properties": {
                        "of": {
                          "type": "object",
                          "required": ["store", "till", "receipt", "day"],
                          "properties": {
                            "store": { "type": "string" },
                            "till": { "type": "string" },
                            "receipt": { "type": "string" },
                            "day": { "type": "string", "format": "date" }
                          }
                        },
                        "state": { "type": "string", "const": "refused" },
                        "refusal": { "type": "string", "description": "As in `/v1/claims`." },
                        "decided": { "type": "string", "format": "date" }
                      }
                    }
                  },
                  "offers": {
                    "type": "array",
                    "description": "Absent where there are none.",
                    "items": {
                      "type": "object",
                      "required": ["offer", "names", "benefit", "from", "to"],
                      "properties": {
                        "offer": { "type": "string", "description": "The campaign's id." },
                        "names": { "$ref": "#/components/schemas/Names" },
                        "benefit": { "$ref": "#/components/schemas/Benefit" },
                        "from": { "type": "string", "description": "First day, in the store's zone.", "format": "date" },
                        "to": { "type": "string", "description": "Last day, inclusive.", "format": "date" },
                        "usesLeft": {
                          "type": "integer",
                          "format": "int64",
                          "description": "Absent where uses are not limited.",
                          "minimum": 0
                        }
                      }
                    }
                  },
                  "includes": {
                    "type": "object",
                    "description": "By epoch of this store: the sequence of the last event of this card that is counted in it.",
                    "additionalProperties": { "type": "integer", "format": "int64" }
                  }
                }
              },
              "NewStore": {
                "type": "object",
                "required": ["id"],
                "properties": {
                  "id": {
                    "type": "string",
                    "description": "Letters, digits, `-`, `_` and `.`, at most 40.",
                    "pattern": "^[A-Za-z0-9._-]{1,40}$"
                  },
                  "name": { "type": "string", "description": "The id where absent." },
                  "timeZone": {
                    "type": "string",
                    "description": "A zone of the IANA database; the programme's where absent or empty."
                  },
                  "region": { "type": "string", "default": "" },
                  "openingHours": { "type": "string", "default": "" }
                }
              },
              "StoreToken": {
                "type": "object",
                "required": ["store", "token"],
                "properties": { "store": { "type": "string" }, "token": { "$ref": "#/components/schemas/Token" } }
              },
              "NewToken": {
                "type": "object",
                "required": ["role"],
                "properties": {
                  "role": {
                    "type": "string",
                    "description": "Stores and tills get their tokens when they are added.",
                    "enum": ["central", "admin"]
                  },
                  "subject": {
                    "type": "string",
                    "description": "Whose it is; the role where absent. Letters, digits, `-`, `_` and `.`, at most 40; no store's id.",
                    "pattern": "^[A-Za-z0-9._-]{1,40}$"
                  }
                }
              },
              "SubjectToken": {
                "type": "object",
                "required": ["subject", "token"],
                "properties": { "subject": { "type": "string" }, "token": { "$ref": "#/components/schemas/Token" } }
              },
              "Token": {
                "type": "string",
                "description": "Shown once; central keeps its hash only.",
                "pattern": "^vt_[0-9a-f]{64}$"
              },
              "RunRequest": {
                "type": "object",
                "properties": {
                  "at": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "Purchases up to here count; windows, tiers and what each store gets are judged here. Now where absent."
                  },
                  "all": {
                    "type": "boolean",
                    "default": false,
                    "description": "Whether to measure and tier all customers, also where that can come to nothing new."
                  }
                }
              },
              "RunSummary": {
                "type": "object",
                "required": ["at", "customers", "measured", "all", "merged", "changed", "expired", "segments", "tiers", "campaigns", "milliseconds"],
                "properties": {
                  "at": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "What it was judged at." },
                  "customers": {
                    "type": "integer",
                    "format": "int64",
                    "description": "All, those without purchases included."
                  },
                  "measured": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Customers who were measured and tiered: those for whom something changed or whose windows moved, or all."
                  },
                  "all": { "type": "boolean", "description": "Whether all were measured." },
                  "merged": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Customers that became part of another."
                  },
                  "changed": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Changes of measures, segments and tiers; 0 when nothing did."
                  },
                  "expired": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Points that were taken because their last day is over. What a store still holds of them is taken by a later run, after the store has let go of it."
                  },
                  "segments": {
                    "type": "object",
                    "description": "Customers by segment; those who never bought are in none.",
                    "propertyNames": { "$ref": "#/components/schemas/SegmentID" },
                    "additionalProperties": { "type": "integer", "format": "int64" }
                  },
                  "tiers": {
                    "type": "object",
                    "description": "Customers by tier.",
                    "additionalProperties": { "type": "integer", "format": "int64" }
                  },
                  "campaigns": {
                    "type": "object",
                    "description": "By campaign that is not over.",
                    "additionalProperties": { "$ref": "#/components/schemas/Assigned" }
                  },
                  "milliseconds": {
                    "type": "object",
                    "description": "What each step took: `match`, `tiers`, `segments`, `expiry`, `campaigns`, `publish`.",
                    "additionalProperties": { "type": "integer", "format": "int64" }
                  }
                }
              },
              "Assigned": {
                "type": "object",
                "required": ["assigned", "control"],
                "properties": {
                  "assigned": { "type": "integer", "format": "int64", "description": "Customers who have the offer." },
                  "control": { "type": "integer", "format": "int64", "description": "Customers left out for measuring." }
                }
              },
              "SegmentID": {
                "type": "string",
                "description": "Captivity, then potential.",
                "enum": [
                  "low-low",
                  "low-mid",
                  "low-high",
                  "mid-low",
                  "mid-mid",
                  "mid-high",
                  "high-low",
                  "high-mid",
                  "high-high"
                ]
              },
              "Segments": {
                "type": "object",
                "required": ["unsegmented", "segments"],
                "properties": {
                  "at": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "What the last run was judged at; absent before the first."
                  },
                  "unsegmented": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Customers in no segment: they never bought, or no run has seen them."
                  },
                  "segments": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["segment", "names", "customers", "purchases", "moneyMinor"],
                      "properties": {
                        "segment": { "$ref": "#/components/schemas/SegmentID" },
                        "names": {
                          "$ref": "#/components/schemas/Names",
                          "description": "From segmentation.json; the segment's id where it names none."
                        },
                        "customers": { "type": "integer", "format": "int64" },
                        "purchases": { "type": "integer", "format": "int64", "description": "Theirs, ever." },
                        "moneyMinor": {
                          "type": "integer",
                          "format": "int64",
                          "description": "Theirs, ever, in minor units."
                        }
                      }
                    },
                    "minItems": 9,
                    "maxItems": 9
                  }
                }
              },
              "Sum": {
                "type": "object",
                "required": ["purchases", "lines", "amountMinor"],
                "properties": {
                  "purchases": { "type": "integer", "format": "int64" },
                  "lines": { "type": "integer", "format": "int64" },
                  "amountMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Σ `totalMinor`, in minor units."
                  }
                }
              },
              "Totals": {
                "type": "object",
                "required": ["purchases", "lines", "amountMinor", "byStore"],
                "properties": {
                  "purchases": { "type": "integer", "format": "int64" },
                  "lines": { "type": "integer", "format": "int64" },
                  "amountMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Σ `totalMinor`, in minor units."
                  },
                  "byStore": {
                    "type": "object",
                    "description": "Stores that sold, by id.",
                    "additionalProperties": { "$ref": "#/components/schemas/Sum" }
                  }
                }
              },
              "Customers": {
                "type": "object",
                "required": ["customers"],
                "properties": {
                  "customers": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": [
                        "customer",
                        "card",
                        "tier",
                        "purchases",
                        "moneyMinor",
                        "windowSpendMinor",
                        "windowVisits",
                        "points"
                      ],
                      "properties": {
                        "customer": { "type": "integer", "format": "int64", "description": "Central's number." },
                        "card": { "type": "string", "description": "The id of the card that lives on." },
                        "tier": { "type": "string" },
                        "segment": { "$ref": "#/components/schemas/SegmentID" },
                        "home": { "type": "string", "description": "The home store." },
                        "purchases": { "type": "integer", "format": "int64", "description": "Up to the last run." },
                        "moneyMinor": {
                          "type": "integer",
                          "format": "int64",
                          "description": "Up to the last run, in minor units."
                        },
                        "lastAt": {
                          "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                          "description": "Last purchase up to the last run."
                        },
                        "windowSpendMinor": {
                          "type": "integer",
                          "format": "int64",
                          "description": "In the programme's window, in minor units."
                        },
                        "windowVisits": { "type": "integer", "format": "int64", "description": "In the window." },
                        "points": { "type": "integer", "format": "int64", "description": "The balance now." }
                      }
                    },
                    "maxItems": 1000
                  },
                  "next": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Send it as `after` for the next page; absent on the last."
                  }
                }
              },
              "ImportRow": {
                "type": "object",
                "description": "A row of a customer base, a line each. At most 200 characters of each text are kept.",
                "properties": {
                  "reference": {
                    "type": "string",
                    "description": "What the row is called in its own file; a row without one is known by its content."
                  },
                  "card": { "type": "string" },
                  "phone": { "type": "string" },
                  "email": { "type": "string" },
                  "id": { "type": "string", "description": "National id." },
                  "given": { "type": "string" },
                  "surname": { "type": "string" },
                  "secondSurname": { "type": "string" },
                  "fullName": { "type": "string" },
                  "birthDate": { "type": "string", "description": "Another form is passed over.", "format": "date" },
                  "store": {
                    "type": "string",
                    "description": "The home store; one that is not registered is passed over."
                  }
                },
                "examples": [
                  {
                    "reference": "C-1007",
                    "phone": "+52 55 8765 4321",
                    "given": "Ana",
                    "surname": "Torres",
                    "birthDate": "1980-03-14",
                    "store": "042"
                  }
                ]
              },
              "Imported": {
                "type": "object",
                "required": ["added", "known", "unreadableKeys"],
                "properties": {
                  "added": { "type": "integer", "format": "int64", "description": "Records that are new." },
                  "known": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Records that were here: the same reference, or content, of the same source."
                  },
                  "unreadableKeys": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Phones, e-mails, cards and ids that are none; the rest of their row was taken."
                  }
                }
              },
              "Campaign": {
                "type": "object",
                "description": "A file of `campaigns/`. A key that is not known is refused, with the nearest right one.",
                "required": ["id", "benefit", "from", "to"],
                "properties": {
                  "id": {
                    "type": "string",
                    "description": "Letters, digits, `-`, `_` and `.`, at most 40.",
                    "pattern": "^[A-Za-z0-9._-]{1,40}$"
                  },
                  "names": { "$ref": "#/components/schemas/Names" },
                  "audience": {
                    "type": "object",
                    "description": "In one of the segments and in one of the tiers; an empty list means all.",
                    "properties": {
                      "segments": { "type": "array", "items": { "$ref": "#/components/schemas/SegmentID" } },
                      "tiers": {
                        "type": "array",
                        "items": { "type": "string", "description": "A tier's id of the programme." }
                      }
                    },
                    "additionalProperties": false
                  },
                  "benefit": { "$ref": "#/components/schemas/Benefit" },
                  "from": { "type": "string", "description": "First day.", "format": "date" },
                  "to": {
                    "type": "string",
                    "description": "Last day, inclusive, in each store's zone.",
                    "format": "date"
                  },
                  "usesPerCustomer": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Absent: without limit. A limited offer can be used at the home store only.",
                    "minimum": 1,
                    "maximum": 1000000
                  },
                  "controlPercent": {
                    "type": "number",
                    "description": "Share of those who qualify that is left out for measuring.",
                    "minimum": 0,
                    "maximum": 90,
                    "default": 0
                  }
                },
                "additionalProperties": false
              },
              "CampaignID": { "type": "object", "required": ["campaign"], "properties": { "campaign": { "type": "string" } } },
              "Pushed": {
                "allOf": [{ "$ref": "#/components/schemas/CampaignID" }, { "$ref": "#/components/schemas/Assigned" }]
              },
              "Campaigns": {
                "type": "object",
                "required": ["campaigns"],
                "properties": {
                  "campaigns": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["campaign", "names", "from", "to", "controlPercent"],
                      "properties": {
                        "campaign": { "type": "string" },
                        "names": { "$ref": "#/components/schemas/Names" },
                        "from": { "type": "string", "description": "First day.", "format": "date" },
                        "to": { "type": "string", "description": "Last day, inclusive.", "format": "date" },
                        "usesPerCustomer": {
                          "type": "integer",
                          "format": "int64",
                          "description": "Absent: without limit."
                        },
                        "controlPercent": { "type": "number" }
                      }
                    }
                  }
                }
              },
              "Results": {
                "type": "object",
                "required": ["campaign", "currency", "uses", "offered", "control", "tooEarly", "upliftMinor"],
                "properties": {
                  "campaign": { "type": "string" },
                  "currency": { "type": "string", "description": "ISO 4217: that of all amounts." },
                  "uses": { "type": "integer", "format": "int64", "description": "Purchases that used the offer." },
                  "offered": { "$ref": "#/components/schemas/Group" },
                  "control": { "$ref": "#/components/schemas/Group" },
                  "tooEarly": {
                    "type": "boolean",
                    "description": "Either group has fewer than 30 customers: that says nothing yet."
                  },
                  "upliftMinor": {
                    "type": ["integer", "null"],
                    "format": "int64",
                    "description": "Difference in spend per customer times the customers offered, in minor units; null while too early."
                  }
                }
              },
              "Group": {
                "type": "object",
                "required": ["customers", "buyers", "spendMinor"],
                "properties": {
                  "customers": { "type": "integer", "format": "int64", "description": "Everyone who was ever in it." },
                  "buyers": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Of them, those who bought in the campaign's window."
                  },
                  "spendMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Their spend in the window, in minor units."
                  }
                }
              },
              "Status": {
                "type": "object",
                "required": ["healthy", "now", "programme", "currency", "customers", "points", "awaitedStores", "returnsWaiting", "totals", "backup", "stores"],
                "properties": {
                  "storageProblem": {
                    "type": "string",
                    "description": "What is wrong with the disk or the file, in English; absent where nothing is. Writes are refused with 507 until the file could be opened anew; of a damaged file reads are too."
                  },
                  "synchronousStandby": {
                    "type": "boolean",
                    "description": "Of PostgreSQL: whether commits wait for a standby. Without one a failover loses what only central knows: tokens, campaigns, imports. Absent where the data is in a file."
                  },
                  "healthy": { "type": "boolean", "description": "Every store is, and the certificate is within its dates." },
                  "certificate": { "$ref": "#/components/schemas/Certificate" },
                  "now": { "allOf": [{ "$ref": "#/components/schemas/Instant" }], "description": "Central's clock." },
                  "programme": { "type": "integer", "format": "int64", "description": "Version in force." },
                  "currency": { "type": "string", "description": "ISO 4217: that of all amounts." },
                  "customers": { "type": "integer", "format": "int64" },
                  "returnsWaiting": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Returns whose purchase did not arrive yet: `GET /v1/returns`."
                  },
                  "awaitedStores": {
                    "type": "array",
                    "description": "Of a central that was put back from a copy: stores that have not said what they were granted. While there are any, no points are granted.",
                    "items": { "type": "string" }
                  },
                  "points": {
                    "type": "object",
                    "required": ["outstanding", "valueMinor", "owed", "overdrawn"],
                    "properties": {
                      "owed": { "type": "integer", "format": "int64", "description": "Σ of balances below zero, as a positive number." },
                      "overdrawn": { "type": "integer", "format": "int64", "description": "Of all times: points that customers used at stores that did not hold them." },
                      "outstanding": { "type": "integer", "format": "int64", "description": "Σ of all balances." },
                      "valueMinor": {
                        "type": "integer",
                        "format": "int64",
                        "description": "What they are worth by the programme, in minor units."
                      }
                    }
                  },
                  "lastRunAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "What the last run was judged at; absent before the first."
                  },
                  "totals": {
                    "type": "object",
                    "required": ["stores", "unhealthy", "waiting", "aside", "asideAlarm", "cards"],
                    "properties": {
                      "stores": { "type": "integer", "format": "int64" },
                      "unhealthy": { "type": "integer", "format": "int64", "description": "Stores that are not healthy." },
                      "waiting": {
                        "type": "integer",
                        "format": "int64",
                        "description": "Events not acknowledged, as stores said."
                      },
                      "aside": { "type": "integer", "format": "int64", "description": "Events set aside and not dismissed." },
                      "asideAlarm": {
                        "type": "integer",
                        "format": "int64",
                        "description": "From so many of one store on it stays `setAside`, however old they are, until somebody has looked."
                      },
                      "cards": {
                        "type": "integer",
                        "format": "int64",
                        "description": "Cards held in stores, a customer counted once a store."
                      }
                    }
                  },
                  "backup": { "$ref": "#/components/schemas/BackupState" },
                  "stores": {
                    "type": "array",
                    "description": "Worst first.",
                    "items": { "$ref": "#/components/schemas/StoreStatus" }
                  }
                }
              },
              "Certificate": \#(CertificateReport.openAPI),
              "StoreStatus": {
                "type": "object",
                "required": [
                  "store",
                  "name",
                  "state",
                  "healthy",
                  "mode",
                  "waiting",
                  "aside",
                  "asideReasons",
                  "cards",
                  "programme",
                  "clockOffsetMilliseconds",
                  "agent",
                  "freeDiskBytes",
                  "addresses",
                  "isUsedFromTwoPlaces"
                ],
                "properties": {
                  "store": { "type": "string" },
                  "name": { "type": "string" },
                  "state": {
                    "type": "string",
                    "description": "Worst first.\n- `revoked`: it has no valid token\n- `neverSynced`: it never succeeded\n- `silent`: no success for `silentMinutes`; nightly stores, for 26 hours\n- `clock`: more than 300 s away from central's clock\n- `diskLow`: less is left on its disk than its `freeDiskMebibytesMin`\n- `cloned`: within 7 days an earlier epoch went on after a later one had begun: two machines send as this store\n- `setAside`: within 7 days events of it could not be applied\n- `behind`: its oldest waiting event is older than an hour; nightly stores, 26 hours\n- `feedUnread`: its agent could not read some rows of its feed\n- `programmeOld`: it has not taken the newest programme yet (healthy)\n- `ok`",
                    "enum": [
                      "revoked",
                      "neverSynced",
                      "silent",
                      "clock",
                      "diskLow",
                      "cloned",
                      "setAside",
                      "behind",
                      "feedUnread",
                      "programmeOld",
                      "ok"
                    ]
                  },
                  "healthy": { "type": "boolean", "description": "True for `ok` and `programmeOld`." },
                  "next": { "type": "string", "description": "What to do; absent for `ok`." },
                  "mode": { "type": "string", "enum": ["continuous", "nightly"] },
                  "lastSuccessAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When central last accepted an upload of it, also one without events, or it last read its feed; absent before the first time."
                  },
                  "lastSeenAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When it last uploaded or reported, accepted or not; absent before the first time."
                  },
                  "lastUploadAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When central last took events of it."
                  },
                  "lastSaleAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "Last sale heard of."
                  },
                  "waiting": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Events not acknowledged, as it said."
                  },
                  "oldestWaitingAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "When the oldest of them was recorded."
                  },
                  "aside": { "type": "integer", "format": "int64", "description": "Events set aside and not dismissed." },
                  "machines": {
                    "type": "array",
                    "description": "Epochs that send at once, where `state` is `cloned`.",
                    "items": { "$ref": "#/components/schemas/Epoch" }
                  },
                  "asideReasons": {
                    "type": "object",
                    "description": "How many of them, by reason.",
                    "propertyNames": { "$ref": "#/components/schemas/AsideReason" },
                    "additionalProperties": { "type": "integer", "format": "int64", "minimum": 1 }
                  },
                  "cards": { "type": "integer", "format": "int64" },
                  "programme": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Version in force there; 0 before the first."
                  },
                  "clockOffsetMilliseconds": {
                    "type": "integer",
                    "format": "int64",
                    "description": "By how much its clock is ahead of central's."
                  },
                  "agent": { "type": "string", "description": "The agent's version; empty before the first word." },
                  "addresses": {
                    "type": "array",
                    "items": { "type": "string" },
                    "description": "Where its token was used from within an hour, the last one first; at most 8."
                  },
                  "isUsedFromTwoPlaces": {
                    "type": "boolean",
                    "description": "Two of `addresses` were in use at once: a copied token, a clone, or a store with two lines."
                  },
                  "freeDiskBytes": { "type": "integer", "format": "int64" }
                }
              },
              "AsideReason": {
                "type": "string",
                "description": "Why an event could not be applied: it could not be read, or\n- `unknownKind`: a newer agent wrote it\n- `receiptReused`: another content is here under its receipt's identity\n- `unknownCard`: a card to be blocked is no one customer's\n- `numberTaken`: a new card number is another customer's\n- `cannotApply`: the rest",
                "enum": [
                  "notJSON",
                  "missingField",
                  "wrongType",
                  "badInstant",
                  "numberOutOfRange",
                  "tooLong",
                  "tooManyLines",
                  "unknownKind",
                  "receiptReused",
                  "unknownCard",
                  "numberTaken",
                  "cannotApply"
                ]
              },
              "PointsWishes": {
                "type": "object",
                "required": ["cards"],
                "properties": {
                  "cards": {
                    "type": "array",
                    "description": "At most 100 count.",
                    "items": {
                      "type": "object",
                      "required": ["card", "points"],
                      "properties": {
                        "card": { "type": "string" },
                        "points": { "type": "integer", "format": "int64", "minimum": 0, "maximum": 1000000000000 }
                      }
                    }
                  }
                }
              },
              "Asked": {
                "type": "object",
                "required": ["keys"],
                "properties": {
                  "keys": {
                    "type": "array",
                    "description": "The first 100 count.",
                    "items": { "$ref": "#/components/schemas/KeyHash" }
                  }
                }
              },
              "Noted": {
                "type": "object",
                "required": ["noted"],
                "properties": { "noted": { "type": "boolean", "const": true } }
              },
              "Revoked": {
                "type": "object",
                "required": ["subject", "revoked"],
                "properties": {
                  "subject": { "type": "string" },
                  "revoked": { "type": "integer", "minimum": 1, "description": "How many tokens ended." }
                }
              }
            }
          }
        }
        """#
}
