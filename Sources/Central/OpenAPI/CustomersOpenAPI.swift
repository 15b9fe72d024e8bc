import HTTP

/// Customers, listed and brought in.
enum CustomersOpenAPI {
    static let paths = #"""
        "/v1/customers": {
          "get": {
            "operationId": "customers",
            "tags": ["team"],
            "summary": "Customers, page by page, without contact data",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "after",
                "in": "query",
                "description": "The `next` of the page before.",
                "schema": { "type": "integer", "format": "int64", "default": 0, "minimum": 0 }
              },
              {
                "name": "segment",
                "in": "query",
                "description": "Only those in this segment.",
                "schema": { "$ref": "#/components/schemas/SegmentID" }
              }
            ],
            "responses": {
              "200": {
                "description": "At most 1,000, in the order of their numbers.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Customers" },
                    "example": {
                      "customers": [
                        {
                          "customer": 7,
                          "card": "5f1c0e9a77b24d3c8e6a01bf",
                          "tier": "silver",
                          "segment": "mid-mid",
                          "home": "042",
                          "purchases": 9,
                          "moneyMinor": 612000,
                          "lastAt": "2026-03-08T17:02:11Z",
                          "windowSpendMinor": 612000,
                          "windowVisits": 9,
                          "points": 609
                        }
                      ]
                    }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadQuery" },
              \#(RefusalsOpenAPI.read)
            }
          },
          "post": {
            "operationId": "importCustomers",
            "tags": ["team"],
            "summary": "Bring a piece of a customer base in",
            "description": "NDJSON, an `ImportRow` a line, at most 5,000 rows and 8 MiB; a larger base comes in pieces. Sending the same rows of the same source again adds nothing.",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "source",
                "in": "query",
                "description": "What the base is called; the same row of the same source is the same record.",
                "schema": { "type": "string", "default": "" }
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/x-ndjson": {
                  "schema": { "type": "string", "description": "A JSON object a line." },
                  "x-lines": { "then": [{ "$ref": "#/components/schemas/ImportRow" }] },
                  "example": "{\"reference\":\"C-1007\",\"phone\":\"+52 55 8765 4321\",\"given\":\"Ana\",\"surname\":\"Torres\"}\n"
                }
              }
            },
            "responses": {
              "200": {
                "description": "Taken. The next run joins the records with those that are the same person.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Imported" },
                    "example": { "added": 4980, "known": 18, "unreadableKeys": 3, "empty": 2 }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadRows" },
              \#(RefusalsOpenAPI.write)
            }
          }
        }
        """#

    static let responses = #"""
        "BadRows": {
          "description": "A row cannot be read (`field` is `rows[N]`, from 0), or there are too many; none was taken. Codes: `notJSON`, `numberOutOfRange`, `wrongType`, `tooManyRows`, `badGzip`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "Customers": {
          "type": "object",
          "required": ["customers"],
          "properties": {
            "customers": {
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "customer", "card", "tier", "purchases", "moneyMinor", "windowSpendMinor", "windowVisits", "points"
                ],
                "properties": {
                  "customer": { "type": "integer", "format": "int64", "description": "Central's number." },
                  "card": { "type": "string", "description": "The id of the card that lives on." },
                  "tier": { "type": "string" },
                  "segment": { "$ref": "#/components/schemas/SegmentID" },
                  "home": { "type": "string", "description": "The home store." },
                  "purchases": { "type": "integer", "format": "int64", "description": "Up to the last run." },
                  "moneyMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "Up to the last run, in minor units."
                  },
                  "lastAt": {
                    "allOf": [{ "$ref": "#/components/schemas/Instant" }],
                    "description": "Last purchase up to the last run."
                  },
                  "windowSpendMinor": {
                    "type": "integer",
                    "format": "int64",
                    "description": "In the programme's window, in minor units."
                  },
                  "windowVisits": { "type": "integer", "format": "int64", "description": "In the window." },
                  "points": { "type": "integer", "format": "int64", "description": "The balance now." }
                }
              },
              "maxItems": 1000
            },
            "next": {
              "type": "integer",
              "format": "int64",
              "description": "Send it as `after` for the next page; absent on the last."
            }
          }
        },
        "ImportRow": {
          "type": "object",
          "description": "A row of a customer base, a line each. At most 200 characters of each text are kept.",
          "properties": {
            "reference": {
              "type": "string",
              "description": "What the row is called in its own file; a row without one is known by its content."
            },
            "card": { "type": "string" },
            "phone": { "type": "string" },
            "email": { "type": "string" },
            "id": { "type": "string", "description": "National id." },
            "given": { "type": "string" },
            "surname": { "type": "string" },
            "secondSurname": { "type": "string" },
            "fullName": { "type": "string" },
            "birthDate": { "type": "string", "description": "Another form is passed over.", "format": "date" },
            "store": { "type": "string", "description": "The home store; one that is not registered is passed over." }
          },
          "examples": [
            {
              "reference": "C-1007",
              "phone": "+52 55 8765 4321",
              "given": "Ana",
              "surname": "Torres",
              "birthDate": "1980-03-14",
              "store": "042"
            }
          ]
        },
        "Imported": {
          "type": "object",
          "required": ["added", "known", "unreadableKeys", "empty"],
          "properties": {
            "added": { "type": "integer", "format": "int64", "description": "Records that are new." },
            "known": {
              "type": "integer",
              "format": "int64",
              "description": "Records that were here: the same reference, or content, of the same source."
            },
            "unreadableKeys": {
              "type": "integer",
              "format": "int64",
              "description": "Phones, e-mails, cards and ids that are none; the rest of their row was taken."
            },
            "empty": {
              "type": "integer",
              "format": "int64",
              "description": "Records without a name and without anything that a customer is found by: left out."
            }
          }
        }
        """#
}
