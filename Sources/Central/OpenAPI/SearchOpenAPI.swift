import HTTP

/// Customers found by a key.
enum SearchOpenAPI {
    static let paths = #"""
        "/v1/customers/find": {
          "post": {
            "operationId": "findCustomers",
            "tags": ["team"],
            "summary": "The customers who have a key, each with all its cards",
            "description": "Other calls name customers by a card. A phone may be a family's.",
            "x-roles": ["central", "admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "required": ["key"],
                    "properties": {
                      "key": {
                        "type": "string",
                        "maxLength": 400,
                        "description": "`phone:`, `email:`, `card:` or `id:` and what a person says."
                      }
                    }
                  },
                  "example": { "key": "phone:5512345678" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "In the order of their numbers; none where nobody has the key.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/FoundCustomers" },
                    "example": {
                      "customers": [
                        {
                          "customer": 7,
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "tier": "silver",
                          "purchases": 9,
                          "moneyMinor": 612000,
                          "windowSpendMinor": 612000,
                          "windowVisits": 9,
                          "points": 609,
                          "cards": [
                            {
                              "card": "5f1c0e9a77b24d3c8e6a01bf",
                              "name": "María G.",
                              "blocked": false,
                              "hasKey": true
                            }
                          ]
                        }
                      ]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              \#(RefusalsOpenAPI.read)
            }
          }
        }
        """#

    static let schemas = #"""
        "FoundCustomers": {
          "type": "object",
          "required": ["customers"],
          "properties": {
            "more": { "type": "boolean", "description": "There are more than these; absent where there are not.", "const": true },
            "customers": {
              "type": "array",
              "maxItems": 100,
              "items": {
                "allOf": [
                  { "$ref": "#/components/schemas/Customers/properties/customers/items" },
                  {
                    "type": "object",
                    "required": ["cards"],
                    "properties": {
                      "cards": {
                        "type": "array",
                        "description": "The oldest first.",
                        "items": {
                          "type": "object",
                          "required": ["card", "name", "blocked", "hasKey"],
                          "properties": {
                            "card": { "type": "string" },
                            "name": { "type": "string", "description": "Masked." },
                            "blocked": { "type": "boolean" },
                            "hasKey": { "type": "boolean", "description": "Whether it is this one that has the key." }
                          }
                        }
                      }
                    }
                  }
                ]
              }
            }
          }
        }
        """#
}
