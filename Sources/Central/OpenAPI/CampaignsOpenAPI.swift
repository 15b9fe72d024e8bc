import HTTP

/// Campaigns and what came of them.
enum CampaignsOpenAPI {
    static let paths = #"""
        "/v1/campaigns": {
          "get": {
            "operationId": "campaigns",
            "tags": ["team"],
            "summary": "The campaigns that were pushed",
            "x-roles": ["central", "admin"],
            "responses": {
              "200": {
                "description": "In the order of their ids.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Campaigns" },
                    "example": {
                      "campaigns": [
                        {
                          "campaign": "welcome-back",
                          "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                          "from": "2026-01-01",
                          "to": "2026-12-31",
                          "usesPerCustomer": 1,
                          "controlPercent": 10
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
            "operationId": "pushCampaign",
            "tags": ["team"],
            "summary": "Push a campaign",
            "description": "A campaign of the same id is replaced; what was used stays recorded.",
            "x-roles": ["central", "admin"],
            \#(CampaignsOpenAPI.sent),
            "responses": {
              "200": {
                "description": "Given to those who qualify by the last run, and published.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Pushed" },
                    "example": { "campaign": "welcome-back", "assigned": 360, "control": 41 }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadCampaign" },
              \#(RefusalsOpenAPI.write)
            }
          }
        },
        "/v1/campaigns/check": {
          "post": {
            "operationId": "checkCampaign",
            "tags": ["team"],
            "summary": "Check a campaign; changes nothing",
            "x-roles": ["central", "admin"],
            \#(CampaignsOpenAPI.sent),
            "responses": {
              "200": {
                "description": "It is right.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/CampaignID" },
                    "example": { "campaign": "welcome-back" }
                  }
                }
              },
              "400": { "$ref": "#/components/responses/BadCampaign" },
              "413": { "$ref": "#/components/responses/BodyTooLarge" },
              \#(RefusalsOpenAPI.read)
            }
          }
        },
        "/v1/campaigns/{campaign}/results": {
          "get": {
            "operationId": "campaignResults",
            "tags": ["team"],
            "summary": "What a campaign brought against its control group",
            "x-roles": ["central", "admin"],
            "parameters": [
              {
                "name": "campaign",
                "in": "path",
                "required": true,
                "description": "The campaign's id.",
                "schema": { "type": "string" }
              }
            ],
            "responses": {
              "200": {
                "description": "So far.",
                "content": {
                  "application/json": {
                    "schema": { "$ref": "#/components/schemas/Results" },
                    "example": {
                      "campaign": "welcome-back",
                      "currency": "MXN",
                      "uses": 77,
                      "offered": { "customers": 360, "buyers": 171, "spendMinor": 7920000 },
                      "control": { "customers": 41, "buyers": 15, "spendMinor": 656000 },
                      "tooEarly": false,
                      "upliftMinor": 2160000
                    }
                  }
                }
              },
              "404": { "$ref": "#/components/responses/UnknownCampaign" },
              \#(RefusalsOpenAPI.read)
            }
          }
        }
        """#

    static let responses = #"""
        "BadCampaign": {
          "description": "The campaign is wrong; nothing was changed. Codes: `notJSON`, `numberOutOfRange`, `missingField`, `wrongType`, `badValue`, `unknownKey`, `badGzip`.",
          \#(ProblemOpenAPI.content)
        },
        "UnknownCampaign": {
          "description": "There is no such campaign. Codes: `unknownCampaign`.",
          \#(ProblemOpenAPI.content)
        }
        """#

    static let schemas = #"""
        "Campaign": {
          "type": "object",
          "description": "A file of `campaigns/`. A key that is not known is refused, with the nearest right one.",
          "required": ["id", "benefit", "from", "to"],
          "properties": {
            "id": {
              "type": "string",
              "description": "Letters, digits, `-`, `_` and `.`, at most 40.",
              "pattern": "^[A-Za-z0-9._-]{1,40}$"
            },
            "names": { "$ref": "#/components/schemas/Names" },
            "audience": {
              "type": "object",
              "description": "In one of the segments and in one of the tiers; an empty list means all.",
              "properties": {
                "segments": { "type": "array", "items": { "$ref": "#/components/schemas/SegmentID" } },
                "tiers": {
                  "type": "array",
                  "items": { "type": "string", "description": "A tier's id of the programme." }
                }
              },
              "additionalProperties": false
            },
            "benefit": { "$ref": "#/components/schemas/Benefit" },
            "from": { "type": "string", "description": "First day.", "format": "date" },
            "to": { "type": "string", "description": "Last day, inclusive, in each store's zone.", "format": "date" },
            "usesPerCustomer": {
              "type": "integer",
              "format": "int64",
              "description": "Absent: without limit. A limited offer can be used at the home store only.",
              "minimum": 1,
              "maximum": 1000000
            },
            "controlPercent": {
              "type": "number",
              "description": "Share of those who qualify that is left out for measuring.",
              "minimum": 0,
              "maximum": 90,
              "default": 0
            }
          },
          "additionalProperties": false
        },
        "CampaignID": {
          "type": "object",
          "required": ["campaign"],
          "properties": { "campaign": { "type": "string" } }
        },
        "Pushed": {
          "allOf": [{ "$ref": "#/components/schemas/CampaignID" }, { "$ref": "#/components/schemas/Assigned" }]
        },
        "Campaigns": {
          "type": "object",
          "required": ["campaigns"],
          "properties": {
            "campaigns": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["campaign", "names", "from", "to", "controlPercent"],
                "properties": {
                  "campaign": { "type": "string" },
                  "names": { "$ref": "#/components/schemas/Names" },
                  "from": { "type": "string", "description": "First day.", "format": "date" },
                  "to": { "type": "string", "description": "Last day, inclusive.", "format": "date" },
                  "usesPerCustomer": { "type": "integer", "format": "int64", "description": "Absent: without limit." },
                  "controlPercent": { "type": "number" }
                }
              }
            }
          }
        },
        "Results": {
          "type": "object",
          "required": ["campaign", "currency", "uses", "offered", "control", "tooEarly", "upliftMinor"],
          "properties": {
            "campaign": { "type": "string" },
            "currency": { "type": "string", "description": "ISO 4217: that of all amounts." },
            "uses": { "type": "integer", "format": "int64", "description": "Purchases that used the offer." },
            "offered": { "$ref": "#/components/schemas/Group" },
            "control": { "$ref": "#/components/schemas/Group" },
            "tooEarly": {
              "type": "boolean",
              "description": "Either group has fewer than 30 customers: that says nothing yet."
            },
            "upliftMinor": {
              "type": ["integer", "null"],
              "format": "int64",
              "description": "Difference in spend per customer times the customers offered, in minor units; null while too early."
            }
          }
        },
        "Group": {
          "type": "object",
          "required": ["customers", "buyers", "spendMinor"],
          "properties": {
            "customers": { "type": "integer", "format": "int64", "description": "Everyone who was ever in it." },
            "buyers": {
              "type": "integer",
              "format": "int64",
              "description": "Of them, those who bought in the campaign's window."
            },
            "spendMinor": {
              "type": "integer",
              "format": "int64",
              "description": "Their spend in the window, in minor units."
            }
          }
        }
        """#

    /// A campaign as its file has it.
    static let sent = #"""
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": { "$ref": "#/components/schemas/Campaign" },
              "example": {
                "id": "welcome-back",
                "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
                "audience": { "segments": ["low-mid", "low-high"], "tiers": [] },
                "benefit": { "percent": 10, "categories": [], "skus": [] },
                "from": "2026-01-01",
                "to": "2026-12-31",
                "usesPerCustomer": 1,
                "controlPercent": 10
              }
            }
          }
        }
        """#
}
