import HTTP

/// New customers.
enum EnrolmentOpenAPI {
    static let paths = #"""
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
                    "example": { "known": true, "cards": [\#(MemberOpenAPI.example)] }
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
        }
        """#

    static let responses = #"""
        "KeyRetired": {
          "description": "The number was replaced: it leads to nobody any more. Codes: `keyRetired`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
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
        }
        """#
}
