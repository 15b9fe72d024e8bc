import HTTP

/// Baskets that are put aside.
enum BasketOpenAPI {
    static let paths = #"""
        "/v1/baskets": {
          "get": {
            "operationId": "baskets",
            "tags": ["till"],
            "summary": "Baskets that are put aside",
            "x-roles": ["till"],
            "responses": {
              "200": {
                "description": "Those that nobody has taken up, the oldest first, at most 500.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Baskets" },
                    "example": {
                      "baskets": [
                        {
                          "id": "k-1",
                          "till": "1",
                          "at": "2026-03-14T18:20:05Z",
                          "name": "María",
                          "lines": 2,
                          "totalMinor": 5600
                        }
                      ]
                    }
                  }
                }
              },
              "429": { "$ref": "#/components/responses/TooManyRequests" },
              \#(RefusalsOpenAPI.administrationRead)
            }
          },
          "post": {
            "operationId": "putBasket",
            "tags": ["till"],
            "summary": "Put a basket aside",
            "description": "It stays in this store, survives a restart and goes after two days. Idempotent by `id`. The body may have 256 KiB.",
            "x-roles": ["till"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/BasketPut" },
                  "example": {
                    "id": "k-1",
                    "till": "1",
                    "name": "María",
                    "basket": {
                      "card": "5f1c0e9a77b24d3c8e6a01bf",
                      "lines": [{ "sku": "7501055310883", "category": "LACTEOS", "quantity": 2, "amountMinor": 5600 }]
                    }
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "It was put aside before.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/BasketNoted" },
                    "example": { "id": "k-1", "till": "1", "lines": 1, "totalMinor": 5600 }
                  }
                }
              },
              "201": {
                "description": "Put aside.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/BasketNoted" },
                    "example": { "id": "k-1", "till": "1", "lines": 1, "totalMinor": 5600 }
                  }
                }
              },
              "409": { "$ref": "#/components/responses/BasketConflict" },
              \#(StoreProblemsOpenAPI.sale)
            }
          }
        },
        "/v1/baskets/{id}/take": {
          "post": {
            "operationId": "takeBasket",
            "tags": ["till"],
            "summary": "Take a basket up",
            "description": "Once, at any till; the same till may ask again. Quote it anew: prices, offers and the customer's card may have changed. The body may have 16 KiB.",
            "x-roles": ["till"],
            "parameters": [
              {
                "name": "id",
                "in": "path",
                "required": true,
                "description": "As the list has it.",
                "schema": { "type": "string" }
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/BasketTake" },
                  "example": { "till": "2" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The basket as it was sent.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/BasketTaken" },
                    "example": {
                      "id": "k-1",
                      "basket": {
                        "card": "5f1c0e9a77b24d3c8e6a01bf",
                        "lines": [{ "sku": "7501055310883", "category": "LACTEOS", "quantity": 2, "amountMinor": 5600 }]
                      }
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownBasket" },
              "409": { "$ref": "#/components/responses/BasketConflict" },
              \#(StoreProblemsOpenAPI.sale)
            }
          }
        }
        """#

    static let responses = #"""
        "UnknownBasket": {
          "description": "No basket of this id, or not any more. Codes: `unknownBasket`.",
          \#(ProblemOpenAPI.content)
        },
        "BasketConflict": {
          "description": "Codes: `idReused`: the id is another basket's; `tooManyBaskets`: 500 are put aside; `basketTaken`: another till has it.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "BasketPut": {
          "type": "object",
          "required": ["id", "basket"],
          "properties": {
            \#(RequestOpenAPI.identity),
            "name": {
              "type": "string",
              "description": "Whose it is, for the cashier; at most 60 characters are kept.",
              "maxLength": 200
            },
            "basket": {
              "allOf": [{ "$ref": "#/components/schemas/BasketContent" }],
              "description": "Given out as it came; whatever else the till puts in stays in. Best with the card's id, not the key."
            }
          }
        },
        "BasketContent": {
          "type": "object",
          "additionalProperties": true,
          "required": ["lines"],
          "properties": {
            "lines": { "type": "array", "maxItems": 2000, "items": { "$ref": "#/components/schemas/Line" } }
          }
        },
        "BasketNoted": {
          "type": "object",
          "required": ["id", "till", "lines", "totalMinor"],
          "properties": {
            "id": { "type": "string" },
            "till": { "type": "string" },
            "lines": { "type": "integer" },
            "totalMinor": { "type": "integer", "format": "int64", "description": "Σ `amountMinor` of the lines." }
          }
        },
        "Baskets": {
          "type": "object",
          "required": ["baskets"],
          "properties": {
            "baskets": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["id", "till", "at", "lines", "totalMinor"],
                "properties": {
                  "id": { "type": "string" },
                  "till": { "type": "string" },
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "name": { "type": "string" },
                  "lines": { "type": "integer" },
                  "totalMinor": { "type": "integer", "format": "int64" }
                }
              }
            }
          }
        },
        "BasketTake": {
          "type": "object",
          "required": [],
          "properties": { "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 } }
        },
        "BasketTaken": {
          "type": "object",
          "required": ["id", "basket"],
          "properties": { "id": { "type": "string" }, "basket": { "$ref": "#/components/schemas/BasketContent" } }
        }
        """#
}
