import HTTP

/// What the agent refuses with, and the lists of it that operations name.
enum StoreProblemsOpenAPI {
    static let responses = #"""
        "BadInput": {
          "description": "What was sent cannot be read; nothing was recorded. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badInstant`, `badValue`, `tooLong`, `tooManyLines`, `badKey`, `badGzip`.",
          \#(ProblemOpenAPI.content)
        },
        "Unauthorized": {
          "description": "No token, or one that is not known or was revoked. Codes: `noToken`, `unknownToken`.",
          "headers": {
            "WWW-Authenticate": { "description": "`Bearer`.", "schema": { "type": "string" } }
          },
          \#(ProblemOpenAPI.content)
        },
        "ForbiddenOrPin": {
          "description": "The token's role may not do this, plain HTTP is not allowed from this address, or a PIN is missing or not right (`badPin` has `triesLeft`). Codes: `wrongRole`, `plainHTTPRefused`, `badPin`, `pinLocked`, `pinRequired`, `notSupervisor`.",
          \#(ProblemOpenAPI.content)
        },
        "UnknownCard": {
          "description": "This store does not know the customer. Codes: `unknownCard`.",
          \#(ProblemOpenAPI.content)
        },
        "UnknownCardOrPerson": {
          "description": "Codes: `unknownCard`: this store does not know the customer; `unknownPerson`: nobody of this name has a PIN at this store.",
          \#(ProblemOpenAPI.content)
        },
        "AmbiguousKey": {
          "description": "Several customers have this key. Codes: `ambiguousKey`, `keyRetired`.",
          \#(ProblemOpenAPI.content)
        },
        "ServiceConflict": {
          "description": "Nothing was done. Codes: `idReused`: the id was another request's; `ambiguousKey`: several customers have this key, send `card`; `numberTaken`: the number is another customer's; `keyRetired`: the number was replaced.",
          \#(ProblemOpenAPI.content)
        },
        "Internal": {
          "description": "Something went wrong in the agent; it was logged. Codes: `internal`.",
          \#(ProblemOpenAPI.content)
        },
        "NotReady": {
          "description": "The store has not received the programme yet; sales are recorded all the same. Codes: `notReady`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        },
        "Stopping": {
          "description": "The agent is stopping. The request may have been recorded: send it again, that changes nothing. Codes: `stopping`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        },
        "NotReadyOrStopping": {
          "description": "The store has not received the programme yet, or the agent is stopping. Codes: `notReady`, `stopping`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        },
        "StorageFull": {
          "description": "The store's disk is full or fails: nothing was recorded. Free space, then send the same again. Codes: `storageFull`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "Problem": {
          "type": "object",
          "description": "What is wrong (RFC 9457).",
          "required": ["type", "title", "status", "code", "detail"],
          "properties": {
            \#(ProblemOpenAPI.properties),
            "code": {
              "type": "string",
              "description": "Stable: what programs decide by.",
              "enum": [
                "noToken", "unknownToken", "wrongRole", "plainHTTPRefused", "unknownPath", "wrongMethod",
                "tooManyRequests", "tooManyWithoutToken", "busy", "bodyTooLarge", "badGzip", "ambiguousLength",
                "notJSON", "numberOutOfRange", "missingField", "wrongType", "badInstant", "badValue", "tooLong",
                "tooManyLines", "badKey", "badQuery", "unknownSubject", "notReady", "notEnoughHere", "offerNotHere",
                "overShare", "redemptionDenied", "unknownReward", "rewardNotAvailable", "badPin", "pinLocked",
                "pinRequired", "notSupervisor", "unknownPerson", "unknownCard", "unknownBasket", "idReused",
                "ambiguousKey", "numberTaken", "keyRetired", "claimTooLate", "alreadyTheirs", "receiptTaken", "ownCard",
                "blocked", "tooManyBaskets", "basketTaken", "storageFull", "backupExists", "backupUnderWay",
                "backupNoSpace", "backupNotWritable", "backupFailed", "stopping", "internal"
              ]
            },
            "triesLeft": { "type": "integer", "description": "With `badPin`: wrong tries until it locks." },
            "pointsMin": {
              "type": "integer",
              "format": "int64",
              "description": "With `badValue` of a hold's `points`: the fewest that can be used."
            },
            "pointsStep": {
              "type": "integer",
              "format": "int64",
              "description": "With `badValue` of a hold's `points`: they are used in multiples of it."
            }
          }
        }
        """#

    /// What a till asks.
    static let question = #"""
        \#(RefusalsOpenAPI.token),
        "400": { "$ref": "#/components/responses/BadInput" },
        "413": { "$ref": "#/components/responses/BodyTooLarge" },
        "429": { "$ref": "#/components/responses/TooManyRequests" },
        "500": { "$ref": "#/components/responses/Internal" },
        "503": { "$ref": "#/components/responses/NotReady" }
        """#

    /// What is asked about one card.
    static let ofCard = #"""
        \#(RefusalsOpenAPI.token),
        "400": { "$ref": "#/components/responses/BadInput" },
        "404": { "$ref": "#/components/responses/UnknownCard" },
        "409": { "$ref": "#/components/responses/AmbiguousKey" },
        "413": { "$ref": "#/components/responses/BodyTooLarge" },
        "429": { "$ref": "#/components/responses/TooManyRequests" },
        "500": { "$ref": "#/components/responses/Internal" },
        "503": { "$ref": "#/components/responses/NotReadyOrStopping" }
        """#

    /// What is recorded whether or not the programme is here.
    static let sale = #"""
        \#(RefusalsOpenAPI.administrationWrite),
        "400": { "$ref": "#/components/responses/BadInput" },
        "429": { "$ref": "#/components/responses/TooManyRequests" }
        """#

    /// For which a person may have to answer with a PIN.
    static let byPerson = #"""
        "400": { "$ref": "#/components/responses/BadInput" },
        "401": { "$ref": "#/components/responses/Unauthorized" },
        "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
        "413": { "$ref": "#/components/responses/BodyTooLarge" },
        "429": { "$ref": "#/components/responses/TooManyRequests" },
        "500": { "$ref": "#/components/responses/Internal" },
        "503": { "$ref": "#/components/responses/NotReadyOrStopping" },
        "507": { "$ref": "#/components/responses/StorageFull" }
        """#
}
