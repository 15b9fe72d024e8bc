import HTTP

/// PINs of cashiers and supervisors.
enum PinsOpenAPI {
    static let paths = #"""
        "/v1/pins": {
          "get": {
            "operationId": "pins",
            "tags": ["registry"],
            "summary": "Who has a PIN where",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "By person; never the PIN, nor its hash.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Pins" },
                    "example": {
                      "pins": [
                        {
                          "person": "17",
                          "store": "042",
                          "role": "supervisor",
                          "has": true,
                          "setAt": "2026-03-14T10:00:00Z"
                        }
                      ]
                    }
                  }
                }
              },
              \#(RefusalsOpenAPI.read)
            }
          },
          "post": {
            "operationId": "setPin",
            "tags": ["registry"],
            "summary": "Give a person a PIN, or another one",
            "description": "Kept and published as a salted slow hash. Another one unlocks. With `all` it is in force at every store, also at those that come later. The body may have 4 KiB.",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/PinRequest" },
                  "example": { "person": "17", "store": "042", "role": "supervisor", "pin": "471193" }
                }
              }
            },
            "responses": {
              "201": {
                "description": "Published; online stores have it in a second or two.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PinDone" },
                    "example": { "person": "17", "store": "042", "set": true }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": { "$ref": "#/components/responses/UnknownPin" },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        },
        "/v1/pins/unlock": {
          "post": {
            "operationId": "unlockPin",
            "tags": ["registry"],
            "summary": "Let a PIN be tried again",
            "description": "The PIN stays what it is. The body may have 4 KiB.",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/PinPlace" },
                  "example": { "person": "17", "store": "042" }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Wrong tries count anew there, once the store heard of it.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PinDone" },
                    "example": { "person": "17", "store": "042", "unlocked": true }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": { "$ref": "#/components/responses/UnknownPin" },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        },
        "/v1/pins/remove": {
          "post": {
            "operationId": "removePin",
            "tags": ["registry"],
            "summary": "Take a person's PIN away",
            "description": "The body may have 4 KiB.",
            "x-roles": ["admin"],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": { "$ref": "#/components/schemas/PinPlace" },
                  "example": { "person": "17", "all": true }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Gone there, once the store heard of it.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PinDone" },
                    "example": { "person": "17", "all": true, "removed": true }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadInput" },
              "404": { "$ref": "#/components/responses/UnknownPin" },
              \#(CentralProblemsOpenAPI.teamWrite)
            }
          }
        },
        "/v1/pins/tries": {
          "get": {
            "operationId": "pinTries",
            "tags": ["registry"],
            "summary": "Who typed a PIN, where and what for",
            "description": "The newest first, 1,000 at a time; what was typed is nowhere.",
            "x-roles": ["central", "admin"],
            "parameters": [
              { "name": "store", "in": "query", "description": "Only this store's.", "schema": { "type": "string" } },
              {
                "name": "before",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "minimum": 1 }
              }
            ],
            "responses": {
              "200": {
                "description": "The tries.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/PinTries" },
                    "example": {
                      "tries": [
                        {
                          "at": "2026-03-14T10:00:00Z",
                          "store": "042",
                          "till": "1",
                          "person": "17",
                          "act": "return",
                          "outcome": "wrong",
                          "triesLeft": 4
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
        }
        """#

    static let responses = #"""
        "UnknownPin": {
          "description": "Codes: `unknownStore`; `unknownPerson`: there is no PIN of theirs.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "PersonID": {
          "type": "string",
          "description": "A cashier or supervisor, as receipts name them.",
          "pattern": "^[A-Za-z0-9._-]{1,40}$"
        },
        "PinRequest": {
          "type": "object",
          "required": ["person", "role", "pin"],
          "properties": {
            "person": { "$ref": "#/components/schemas/PersonID" },
            "store": { "type": "string", "description": "Where; absent with `all`." },
            "all": { "type": "boolean", "description": "At every store, whatever is in force at one." },
            "role": { "type": "string", "enum": ["cashier", "supervisor"] },
            "pin": {
              "type": "string",
              "description": "Digits; not all the same, and no plain row such as 1234.",
              "pattern": "^[0-9]{4,12}$"
            }
          }
        },
        "PinPlace": {
          "type": "object",
          "required": ["person"],
          "properties": {
            "person": { "$ref": "#/components/schemas/PersonID" },
            "store": { "type": "string", "description": "Where; absent with `all`." },
            "all": { "type": "boolean", "description": "At every store." }
          }
        },
        "PinDone": {
          "type": "object",
          "required": ["person"],
          "properties": {
            "person": { "type": "string" },
            "store": { "type": "string" },
            "all": { "type": "boolean", "const": true },
            "set": { "type": "boolean", "const": true },
            "unlocked": { "type": "boolean", "const": true },
            "removed": { "type": "boolean", "const": true }
          }
        },
        "Pins": {
          "type": "object",
          "required": ["pins"],
          "properties": {
            "pins": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["person", "role", "has", "setAt"],
                "properties": {
                  "person": { "type": "string" },
                  "store": { "type": "string", "description": "Absent with `all`." },
                  "all": {
                    "type": "boolean",
                    "const": true,
                    "description": "At every store that has no row of its own."
                  },
                  "role": { "type": "string", "enum": ["cashier", "supervisor"] },
                  "has": {
                    "type": "boolean",
                    "description": "False: taken away at this store, whatever is in force at all."
                  },
                  "setAt": { "$ref": "#/components/schemas/Instant" }
                }
              }
            }
          }
        },
        "PinTries": {
          "type": "object",
          "required": ["tries"],
          "properties": {
            "tries": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["at", "store", "till", "act", "outcome", "triesLeft"],
                "properties": {
                  "at": { "$ref": "#/components/schemas/Instant" },
                  "store": { "type": "string" },
                  "till": { "type": "string" },
                  "person": { "type": "string", "description": "Absent where nobody of that name has a PIN there." },
                  "act": { "type": "string", "description": "What it was wanted for, such as `return`." },
                  "outcome": { "type": "string", "enum": ["right", "wrong", "locked", "unknown"] },
                  "triesLeft": { "type": "integer", "description": "Wrong tries until it locks." }
                }
              }
            },
            "next": { "type": "integer", "description": "For `before`; absent on the last page." }
          }
        },
        "PinRow": {
          "type": "object",
          "required": ["kind", "id", "body"],
          "properties": {
            "kind": { "type": "string", "const": "pin" },
            "id": { "type": "string", "description": "The person." },
            "body": {
              "type": "object",
              "required": ["role", "hash", "stamp"],
              "properties": {
                "role": { "type": "string", "enum": ["cashier", "supervisor"] },
                "hash": {
                  "type": "string",
                  "description": "`pbkdf2-sha256$ROUNDS$SALT$HASH`, the last two in hexadecimal."
                },
                "stamp": {
                  "type": "string",
                  "description": "Another one at each word of central: wrong tries count from there."
                }
              }
            }
          }
        }
        """#
}
