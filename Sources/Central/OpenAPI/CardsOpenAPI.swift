import HTTP

/// Cards: joined, taken apart, blocked, marked as an employee's.
enum CardsOpenAPI {
    static let paths = #"""
        "/v1/cards/blocked": {
          "get": {
            "operationId": "blockedCards",
            "tags": ["team"],
            "summary": "Cards that tills blocked",
            "description": "The newest first, 500 at a time; those that were unblocked are left out.",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "before",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 1 }
              }
            ],
            "responses": {
              "200": {
                "description": "The blocks.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Blocked" },
                    "example": {
                      "blocked": [
                        {
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "store": "042",
                          "till": "1",
                          "cashier": "17",
                          "at": "2026-03-14T18:20:05Z",
                          "reason": "stolen"
                        }
                      ]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/cards/{card}/unblock": {
          "post": {
            "operationId": "unblockCard",
            "tags": ["team"],
            "summary": "Unblock a customer",
            "description": "Ends the blocks that central knows. One that a store made and has not sent yet blocks anew when it comes. The body, if any, is not looked at.",
            "x-roles": ["admin"],
            "parameters": [\#(CardsOpenAPI.parameter)],
            "responses": {
              "200": {
                "description": "Published to all stores that hold the card.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Unblocked" },
                    "example": { "card": "5f1c0e9a77b24d3c8e6a01bf", "ended": 1 }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        },
        "/v1/cards/{card}/merge": {
          "post": {
            "operationId": "mergeCards",
            "tags": ["team"],
            "summary": "Join the customers of two cards",
            "description": "Whatever speaks against it. The oldest card lives on, the others lead to it.",
            "x-roles": ["admin"],
            "parameters": [\#(CardsOpenAPI.parameter)],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/Merge" },
                  "example": { "with": "0a4be1c2d3f405162738495a", "reason": "showed both cards" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Published to the stores that hold the cards.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Merged" },
                    "example": { "cards": ["0a4be1c2d3f405162738495a", "5f1c0e9a77b24d3c8e6a01bf"] }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        },
        "/v1/cards/{card}/unmerge": {
          "post": {
            "operationId": "unmergeCard",
            "tags": ["team"],
            "summary": "Undo the last merge of a card",
            "description": "The card, with those that were one customer with it before, is a customer of its own again: with all that is recorded under these cards, and the tier of before until the next run. No run joins the two again.",
            "x-roles": ["admin"],
            "parameters": [\#(CardsOpenAPI.parameter)],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/Unmerge" },
                  "example": { "reason": "mother and daughter" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Published to the stores that hold the cards.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Unmerged" },
                    "example": { "cards": ["5f1c0e9a77b24d3c8e6a01bf"], "rest": ["0a4be1c2d3f405162738495a"] }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              "409": { "$ref": "#/components/responses/NotMerged" },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        },
        "/v1/cards/{card}/employee": {
          "post": {
            "operationId": "markEmployee",
            "tags": ["team"],
            "summary": "Say that a card is an employee's",
            "description": "It has the programme's benefits for employees, stays out of segments from the next run on, and serves nobody at a till where that person is logged in. The body may have 4 KiB.",
            "x-roles": ["admin"],
            "parameters": [\#(CardsOpenAPI.parameter)],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/EmployeeMark" },
                  "example": { "person": "17" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Published to all stores that hold the card.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/EmployeeMarked" },
                    "example": { "card": "5f1c0e9a77b24d3c8e6a01bf", "person": "17" }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": { "$ref": "#/components/responses/UnknownCard" },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        }
        """#

    static let responses = #"""
        "UnknownCard": {
          "description": "There is no such card. Codes: `unknownCard`.",
          \#(ProblemOpenAPI.content)
        },
        "NotMerged": {
          "description": "The card became part of no other customer. Codes: `notMerged`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "Blocked": {
          "type": "object",
          "required": ["blocked"],
          "properties": {
            "blocked": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["card", "store", "till", "at"],
                "properties": {
                  "card": { "type": "string" },
                  "store": { "type": "string" },
                  "till": { "type": "string" },
                  "cashier": { "type": "string" },
                  "supervisor": { "type": "string" },
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "reason": { "type": "string" }
                }
              }
            },
            "next": { "type": "integer", "description": "For `before`; absent on the last page." }
          }
        },
        "Unblocked": {
          "type": "object",
          "required": ["card", "ended"],
          "properties": {
            "card": { "type": "string" },
            "ended": { "type": "integer", "description": "Blocks that ended; 0: it was not blocked." }
          }
        },
        "Merge": {
          "type": "object",
          "required": ["with", "reason"],
          "properties": {
            "with": { "type": "string", "description": "The other card's id." },
            "reason": { "type": "string", "minLength": 1, "maxLength": 400, "description": "Stands in the audit log." }
          }
        },
        "Merged": {
          "type": "object",
          "required": ["cards"],
          "properties": {
            "cards": {
              "type": "array",
              "items": { "type": "string" },
              "description": "Of the one customer; the first lives on."
            }
          }
        },
        "Unmerge": {
          "type": "object",
          "required": ["reason"],
          "properties": {
            "reason": { "type": "string", "minLength": 1, "maxLength": 400, "description": "Stands in the audit log." }
          }
        },
        "Unmerged": {
          "type": "object",
          "required": ["cards", "rest"],
          "properties": {
            "cards": {
              "type": "array",
              "items": { "type": "string" },
              "description": "Those that are a customer of their own again."
            },
            "rest": {
              "type": "array",
              "items": { "type": "string" },
              "description": "Those of the customer that they were part of."
            }
          }
        },
        "EmployeeMark": {
          "type": "object",
          "required": [],
          "properties": {
            "person": {
              "allOf": [{ "$ref": "#/components/schemas/PersonID" }],
              "description": "Absent: nobody's any more."
            }
          }
        },
        "EmployeeMarked": {
          "type": "object",
          "required": ["card"],
          "properties": { "card": { "type": "string" }, "person": { "type": "string" } }
        }
        """#

    static let parameter = #"""
        {
          "name": "card",
          "in": "path",
          "required": true,
          "description": "A card's id.",
          "schema": { "type": "string" }
        }
        """#
}
