import HTTP

/// Points and offers that are set aside, and points that are asked of other stores.
enum HoldOpenAPI {
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
                  "example": {
                    "till": "1",
                    "receipt": "00012346",
                    "key": "phone:+52 55 1234 5678",
                    "points": 300,
                    "totalMinor": 4889
                  }
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
              "404": { "$ref": "#/components/responses/UnknownCardOrPerson" },
              "409": { "$ref": "#/components/responses/NotHere" },
              \#(StoreProblemsOpenAPI.byPerson)
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
                    "example": {
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "here": 300,
                      "total": 605,
                      "wanted": 600,
                      "asked": true
                    }
                  }
                }
              },
              \#(StoreProblemsOpenAPI.ofCard)
            }
          }
        }
        """#

    static let responses = #"""
        "NotHere": {
          "description": "Nothing was set aside. Codes: `notEnoughHere`, with the numbers `here`, `total` and `wanted`: this store may let the customer use less; `offerNotHere`: a limited offer cannot be used here now; `overShare`, with the numbers `most` and `wanted`: points may pay less of `totalMinor`; `redemptionDenied`: the programme does not let points or offers be used; `blocked`: the card is blocked; `ambiguousKey`: several customers have this key, send `card`; `keyRetired`: the number was replaced.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "HoldRequest": {
          "type": "object",
          "required": ["receipt"],
          "properties": {
            "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 },
            "receipt": { "type": "string", "minLength": 1, "maxLength": 200 },
            \#(RequestOpenAPI.customer),
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
            \#(RequestOpenAPI.person)
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
        "GrantRequest": {
          "type": "object",
          "required": ["points"],
          "properties": {
            \#(RequestOpenAPI.customer),
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
        }
        """#
}
