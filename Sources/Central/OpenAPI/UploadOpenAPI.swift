import HTTP

/// How stores send what happened, and how they are.
enum UploadOpenAPI {
    static let paths = #"""
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
              \#(CentralProblemsOpenAPI.agent)
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
                  "example": \#(UploadOpenAPI.reportExample)
                }
              }
            },
            "responses": {
              "200": { "description": "Noted; `vuelve status` shows it.", "content": \#(FeedOpenAPI.noted) },
              "400": { "$ref": "#/components/responses/BadInput" },
              "401": { "$ref": "#/components/responses/Unauthorized" },
              "403": { "$ref": "#/components/responses/ForbiddenStore" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              "500": { "$ref": "#/components/responses/Internal" }
            }
          }
        }
        """#

    static let responses = #"""
        "BadUpload": {
          "description": "The upload's header or frame is wrong; nothing was taken. An event that cannot be read is no such case: it is set aside. Codes: `emptyUpload`, `notJSON`, `numberOutOfRange`, `missingField`, `badInstant`, `wrongType`, `strayPersonal`, `badGzip`.",
          \#(ProblemOpenAPI.content)
        },
        "ForbiddenStore": {
          "description": "Not this store's token (or upload), or plain HTTP is not allowed from this address. Codes: `wrongRole`, `otherStore`, `plainHTTPRefused`.",
          \#(ProblemOpenAPI.content)
        },
        "UploadTooLarge": {
          "description": "The upload is too large, as sent or unpacked, or has too many events: send it in smaller pieces. Codes: `bodyTooLarge`, `tooManyEvents`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
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
              "report": \#(UploadOpenAPI.reportExample)
            }
          ]
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
        "Chain": {
          "type": "string",
          "description": "Running hash of a journal: chain(n) = SHA-256(chain(n-1) ‖ n as 8 bytes, big-endian ‖ SHA-256(body)), where body is the event's line; chain(0) = SHA-256(store ‖ epoch).",
          "pattern": "^[0-9a-f]{64}$"
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
            },
            "timeZone": {
              "type": "string",
              "description": "By which it tells the days of sales; of the IANA database.",
              "default": ""
            }
          },
          "examples": [\#(UploadOpenAPI.reportExample)]
        }
        """#

    static let reportExample = #"""
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
        """#
}
