import HTTP

/// What central refuses with, and the lists of it that operations name.
enum CentralProblemsOpenAPI {
    static let responses = #"""
        "BadInput": {
          "description": "What was sent cannot be read; nothing was done. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badInstant`, `badValue`, `badGzip`.",
          \#(ProblemOpenAPI.content)
        },
        "Unauthorized": {
          "description": "No token, or one that is not known, revoked or past its overlap. Codes: `noToken`, `unknownToken`.",
          "headers": {
            "WWW-Authenticate": { "description": "`Bearer`.", "schema": { "type": "string" } }
          },
          \#(ProblemOpenAPI.content)
        },
        "StorageFull": {
          "description": "Central's disk is full or fails: nothing was recorded. Free space, then send the same again. Codes: `storageFull`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        },
        "Internal": {
          "description": "Something went wrong at central; it was logged. Codes: `internal`.",
          \#(ProblemOpenAPI.content)
        },
        "Stopping": {
          "description": "Central is stopping, or its database server is away; send the same again. Codes: `stopping`, `storageAway`.",
          \#(ProblemOpenAPI.retryAfter),
          \#(ProblemOpenAPI.content)
        },
        "PinsBusyOrStopping": {
          "description": "Too many requests that have no reserved share are under way, central is stopping, or its database server is away. Codes: `busy`, `stopping`, `storageAway`.",
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
                "noToken", "unknownToken", "wrongRole", "otherStore", "plainHTTPRefused", "unknownPath",
                "unknownCampaign", "unknownSubject", "unknownEvent", "unknownStore", "unknownEpoch", "unknownPerson",
                "unknownCard", "idReused", "notEnoughPoints", "notMerged", "replaced", "wrongMethod", "positionDiffers",
                "wrongCentral", "storeExists", "runUnderWay", "tooManyRequests", "tooManyWithoutToken", "busy",
                "bodyTooLarge", "badGzip", "ambiguousLength", "notJSON", "numberOutOfRange", "missingField",
                "wrongType", "badInstant", "badValue", "tooLong", "unknownKey", "emptyUpload", "strayPersonal",
                "tooManyEvents", "tooManyRows", "missingFile", "programmeChanged", "noticeTooShort", "unknownProgramme",
                "badQuery", "storageFull", "backupExists", "backupUnderWay", "dataElsewhere", "storageAway",
                "runTakenOver", "backupNoSpace", "backupNotWritable", "backupFailed", "stopping", "internal"
              ]
            }
          }
        }
        """#

    /// What the central team changes of cards, points and PINs.
    static let teamWrite = #"""
        \#(RefusalsOpenAPI.token),
        "413": { "$ref": "#/components/responses/BodyTooLarge" },
        "429": { "$ref": "#/components/responses/TooManyRequests" },
        "500": { "$ref": "#/components/responses/Internal" },
        "503": { "$ref": "#/components/responses/PinsBusyOrStopping" },
        "507": { "$ref": "#/components/responses/StorageFull" }
        """#

    /// What a store's agent sends or fetches.
    static let agent = #"""
        "401": { "$ref": "#/components/responses/Unauthorized" },
        "403": { "$ref": "#/components/responses/ForbiddenStore" },
        "429": { "$ref": "#/components/responses/TooManyRequests" },
        "500": { "$ref": "#/components/responses/Internal" },
        "503": { "$ref": "#/components/responses/Stopping" },
        "507": { "$ref": "#/components/responses/StorageFull" }
        """#

    /// The same, with a small JSON body.
    static let agentTelling = #"""
        "400": { "$ref": "#/components/responses/BadInput" },
        "413": { "$ref": "#/components/responses/BodyTooLarge" },
        \#(agent)
        """#
}
