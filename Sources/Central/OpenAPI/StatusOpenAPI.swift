import HTTP

/// How central and its stores are.
enum StatusOpenAPI {
    static let paths = #"""
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
                      "totals": {
                        "stores": 1,
                        "unhealthy": 0,
                        "waiting": 0,
                        "aside": 1,
                        "asideAlarm": 100000,
                        "cards": 18204
                      },
                      "backup": { "scheduled": true, "lastAt": "2026-03-14T08:00:12Z" },
                      "attention": [],
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
                          "timeZone": "America/Mexico_City",
                          "isUsedFromTwoPlaces": false
                        }
                      ]
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          }
        }
        """#

    static let schemas = #"""
        "Status": {
          "type": "object",
          "required": [
            "healthy", "now", "programme", "currency", "customers", "points", "awaitedStores", "returnsWaiting",
            "totals", "backup", "attention", "stores"
          ],
          "properties": {
            "storageProblem": {
              "type": "string",
              "description": "What is wrong with the disk or the file, in English; absent where nothing is. Writes are refused with 507 until there is room again, or the file could be opened anew; of a damaged file reads are refused too."
            },
            "synchronousStandby": {
              "type": "boolean",
              "description": "Of PostgreSQL: whether commits wait for a standby. Without one a failover loses what only central knows: tokens, campaigns, imports. Absent where the data is in a file."
            },
            "healthy": { "type": "boolean", "description": "Every store is, the certificate is within its dates, and there is neither a `storageProblem` nor anything in `attention`." },
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
                "owed": {
                  "type": "integer",
                  "format": "int64",
                  "description": "Σ of customers' balances below zero, as a positive number."
                },
                "overdrawn": {
                  "type": "integer",
                  "format": "int64",
                  "description": "Of all times: points that customers used at stores that did not hold them."
                },
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
            "attention": {
              "type": "array",
              "description": "What is wrong with central besides its stores.",
              "items": { "$ref": "#/components/schemas/Attention" }
            },
            "stores": {
              "type": "array",
              "description": "Worst first.",
              "items": { "$ref": "#/components/schemas/StoreStatus" }
            }
          }
        },
        "StoreStatus": {
          "type": "object",
          "required": [
            "store", "name", "state", "healthy", "mode", "waiting", "aside", "asideReasons", "cards", "programme",
            "clockOffsetMilliseconds", "agent", "freeDiskBytes", "addresses", "isUsedFromTwoPlaces"
          ],
          "properties": {
            "store": { "type": "string" },
            "name": { "type": "string" },
            "state": {
              "type": "string",
              "description": "Worst first.\n- `revoked`: it has no valid token\n- `neverSynced`: it never succeeded\n- `silent`: no success for `silentMinutes`; nightly stores, for 26 hours\n- `clock`: more than 300 s away from central's clock\n- `diskLow`: less is left on its disk than its `freeDiskMebibytesMin`\n- `cloned`: within 7 days an earlier epoch went on after a later one had begun: two machines send as this store\n- `setAside`: within 7 days events of it could not be applied\n- `behind`: its oldest waiting event is older than an hour; nightly stores, 26 hours\n- `feedUnread`: its agent could not read some rows of its feed\n- `programmeOld`: it has not taken the newest programme yet (healthy)\n- `ok`",
              "enum": [
                "revoked", "neverSynced", "silent", "clock", "diskLow", "cloned", "setAside", "behind", "feedUnread",
                "programmeOld", "ok"
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
            "waiting": { "type": "integer", "format": "int64", "description": "Events not acknowledged, as it said." },
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
            "freeDiskBytes": { "type": "integer", "format": "int64" },
            "timeZone": { "type": "string", "description": "As it was registered, of the IANA database." },
            "agentTimeZone": {
              "type": "string",
              "description": "That in its edge.json, where it tells other days: then central and the store date sales differently. Absent otherwise."
            }
          }
        },
        "Certificate": \#(CertificateReport.openAPI)
        """#
}
