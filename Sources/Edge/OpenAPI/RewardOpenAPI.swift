import HTTP

/// Rewards of the catalogue.
enum RewardOpenAPI {
    static let paths = #"""
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
                  "example": {
                    "id": "w-1",
                    "till": "1",
                    "key": "phone:+52 55 1234 5678",
                    "reward": "mug",
                    "cashier": "17"
                  }
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
                      "card": \#(MemberOpenAPI.exampleAfterwards)
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownReward" },
              "409": { "$ref": "#/components/responses/RewardConflict" },
              \#(StoreProblemsOpenAPI.byPerson)
            }
          }
        }
        """#

    static let responses = #"""
        "UnknownReward": {
          "description": "Codes: `unknownReward`: the catalogue has none of this id; `unknownCard`: this store does not know the customer; `unknownPerson`: nobody of this name has a PIN at this store.",
          \#(ProblemOpenAPI.content)
        },
        "RewardConflict": {
          "description": "Nothing was given. Codes: `notEnoughHere`, with the numbers `here`, `total` and `wanted`; `rewardNotAvailable`: not open, of another tier, used up or out of stock; `redemptionDenied`, `blocked`, `ambiguousKey`, `idReused`, `keyRetired`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "RewardRequest": {
          "type": "object",
          "required": ["id", "reward"],
          "properties": {
            \#(RequestOpenAPI.identity),
            \#(RequestOpenAPI.customer),
            "reward": {
              "type": "string",
              "description": "One of those on the card.",
              "minLength": 1,
              "maxLength": 200
            },
            \#(RequestOpenAPI.person)
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
        }
        """#
}
