/// The part of the agent's OpenAPI document that is about the counter: see `StoreOpenAPI`.
enum CounterOpenAPI {
    static let paths = #"""
        "/v1/pins/verify": {
              "post": {
                "operationId": "verifyPin",
                "tags": ["till"],
                "summary": "Whether a person's PIN is this one",
                "description": "Works without a line. After five wrong tries the PIN is locked until central says otherwise. Every try is on record at central, without what was typed. The body may have 16 KiB.",
                "x-roles": ["till"],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": { "$ref": "#/components/schemas/PinRequest" },
                      "example": { "person": "17", "pin": "4711" }
                    }
                  }
                },
                "responses": {
                  "200": {
                    "description": "It is; wrong tries count anew.",
                    "content": {
                      "application/json": {
                        "schema": { "$ref": "#/components/schemas/Person" },
                        "example": { "person": "17", "role": "supervisor" }
                      }
                    }
                  },
                  "400": { "$ref": "#/components/responses/BadInput" },
                  "401": { "$ref": "#/components/responses/Unauthorized" },
                  "403": { "$ref": "#/components/responses/ForbiddenOrPin" },
                  "404": { "$ref": "#/components/responses/UnknownPerson" },
                  "413": { "$ref": "#/components/responses/BodyTooLarge" },
                  "429": { "$ref": "#/components/responses/TooManyRequests" },
                  "500": { "$ref": "#/components/responses/Internal" },
                  "503": { "$ref": "#/components/responses/Stopping" },
                  "507": { "$ref": "#/components/responses/StorageFull" }
                }
              }
            }
        """#

    static let responses = #"""
        "ForbiddenOrPin": {
                "description": "The token's role may not do this, plain HTTP is not allowed from this address, or a PIN is missing or not right (`badPin` has `triesLeft`). Codes: `wrongRole`, `plainHTTPRefused`, `badPin`, `pinLocked`, `pinRequired`, `notSupervisor`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              },
              "UnknownPerson": {
                "description": "Nobody of this name has a PIN at this store. Codes: `unknownPerson`.",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
              }
        """#

    static let schemas = #"""
        "PinRequest": {
                "type": "object",
                "required": ["person", "pin"],
                "properties": {
                  "person": { "type": "string", "description": "A cashier or supervisor, as receipts name them.", "minLength": 1, "maxLength": 200 },
                  "pin": { "type": "string", "minLength": 1, "maxLength": 200 }
                }
              },
              "Person": {
                "type": "object",
                "required": ["person", "role"],
                "properties": {
                  "person": { "type": "string" },
                  "role": { "type": "string", "enum": ["cashier", "supervisor"] }
                }
              }
        """#
}
