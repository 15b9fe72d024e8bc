/// What happened, as a journal has it.
enum EventsOpenAPI {
    static let schemas = #"""
        "Event": {
          "description": "An event's line: the very bytes that the store wrote first and that the chain goes over. Its order of members begins with `id`. No personal field, no sequence.",
          "oneOf": [
            { "$ref": "#/components/schemas/PurchaseEvent" },
            { "$ref": "#/components/schemas/EnrolmentEvent" },
            { "$ref": "#/components/schemas/PinTriedEvent" },
            { "$ref": "#/components/schemas/ComplaintEvent" },
            { "$ref": "#/components/schemas/CardBlockedEvent" },
            { "$ref": "#/components/schemas/CardReplacedEvent" },
            { "$ref": "#/components/schemas/ReceiptClaimedEvent" }
          ]
        },
        "EventID": {
          "type": "string",
          "description": "48 bits of time, 80 random bits, in hexadecimal.",
          "pattern": "^[0-9a-fA-F]{32}$"
        },
        "EnrolmentEvent": {
          "type": "object",
          "description": "A customer who joined at a till.",
          "required": ["id", "recordedAt", "kind", "card"],
          "properties": {
            "id": { "$ref": "#/components/schemas/EventID" },
            "recordedAt": {
              "allOf": [{ "$ref": "#/components/schemas/Instant" }],
              "description": "By the agent's clock."
            },
            "kind": { "type": "string", "const": "enrolment" },
            "card": { "type": "string", "description": "A card's id, opaque." },
            "till": { "type": "string", "description": "The subject of the till's token." },
            "maskedName": { "type": "string" },
            "consents": { "type": "array", "items": { "$ref": "#/components/schemas/Consent" } },
            "personal": { "$ref": "#/components/schemas/PersonalDigest" }
          },
          "examples": [
            {
              "id": "019ced94a2b002c77e915dd04ab63f18",
              "recordedAt": "2026-03-14T18:21:07.120Z",
              "kind": "enrolment",
              "card": "0c4d8b1fe2a95377d6013a5e",
              "till": "1",
              "maskedName": "Ana T.",
              "consents": [
                {
                  "purpose": "programme",
                  "granted": true,
                  "noticeVersion": "2026-01",
                  "language": "es",
                  "method": "till"
                }
              ],
              "personal": "01684c1e2c5663b46f31bb9a6237b785"
            }
          ]
        },
        "Consent": {
          "type": "object",
          "required": ["purpose", "granted"],
          "properties": {
            "purpose": { "type": "string", "minLength": 1 },
            "granted": { "type": "boolean" },
            "noticeVersion": { "type": "string", "default": "" },
            "language": { "type": "string", "default": "" },
            "method": { "type": "string", "default": "" }
          }
        },
        "Personal": {
          "type": "object",
          "description": "Personal fields of the event before; the line begins with `personal`.",
          "required": ["personal", "salt"],
          "properties": {
            "personal": {
              "$ref": "#/components/schemas/EventID",
              "description": "The event that it belongs to: the line before."
            },
            "salt": { "type": "string", "description": "Random; erased with the rest." },
            "key": { "type": "string", "description": "In its normal form where it has one." },
            "name": { "type": "string" },
            "text": { "type": "string", "description": "What somebody wrote: a complaint, a reason." }
          },
          "examples": [
            {
              "personal": "019ced94a2b002c77e915dd04ab63f18",
              "salt": "b6e0d2f47a915c38",
              "key": "phone:+525587654321",
              "name": "Ana Torres"
            }
          ]
        },
        "PersonalDigest": {
          "type": "string",
          "description": "Half of SHA-256 over `salt|key|name` of the personal line, in hexadecimal; absent where there is none.",
          "pattern": "^[0-9a-f]{32}$"
        },
        "PinTriedEvent": {
          "type": "object",
          "description": "Somebody typed a PIN at a till. What they typed is nowhere.",
          "required": ["id", "recordedAt", "kind", "outcome"],
          "properties": {
            "id": { "$ref": "#/components/schemas/EventID" },
            "recordedAt": { "$ref": "#/components/schemas/Instant" },
            "kind": { "type": "string", "const": "pinTried" },
            "person": { "type": "string", "description": "Absent where nobody of that name has a PIN there." },
            "till": { "type": "string" },
            "act": { "type": "string" },
            "outcome": { "type": "string", "enum": ["right", "wrong", "locked", "unknown"] },
            "triesLeft": { "type": "integer" }
          }
        },
        "ComplaintEvent": {
          "type": "object",
          "required": ["id", "recordedAt", "kind", "number"],
          "properties": {
            "id": { "$ref": "#/components/schemas/EventID" },
            "recordedAt": { "$ref": "#/components/schemas/Instant" },
            "kind": { "type": "string", "const": "complaint" },
            "number": { "type": "string", "description": "Unique in its store." },
            "card": { "type": "string" },
            "till": { "type": "string" },
            "cashier": { "type": "string" },
            "personal": { "$ref": "#/components/schemas/PersonalDigest" }
          }
        },
        "CardBlockedEvent": {
          "type": "object",
          "required": ["id", "recordedAt", "kind"],
          "properties": {
            "id": { "$ref": "#/components/schemas/EventID" },
            "recordedAt": { "$ref": "#/components/schemas/Instant" },
            "kind": { "type": "string", "const": "cardBlocked" },
            "card": {
              "type": "string",
              "description": "Absent where the store did not know it: the key is beside the event."
            },
            "till": { "type": "string" },
            "cashier": { "type": "string" },
            "supervisor": { "type": "string" },
            "personal": { "$ref": "#/components/schemas/PersonalDigest" }
          }
        },
        "CardReplacedEvent": {
          "type": "object",
          "required": ["id", "recordedAt", "kind", "card"],
          "properties": {
            "id": { "$ref": "#/components/schemas/EventID" },
            "recordedAt": { "$ref": "#/components/schemas/Instant" },
            "kind": { "type": "string", "const": "cardReplaced" },
            "card": { "type": "string" },
            "oldHash": {
              "type": "string",
              "description": "Of the number that ends; absent: all card numbers of the customer. The new one is beside the event."
            },
            "till": { "type": "string" },
            "cashier": { "type": "string" },
            "supervisor": { "type": "string" },
            "personal": { "$ref": "#/components/schemas/PersonalDigest" }
          }
        },
        "ReceiptClaimedEvent": {
          "type": "object",
          "required": ["id", "recordedAt", "kind", "of"],
          "properties": {
            "id": { "$ref": "#/components/schemas/EventID" },
            "recordedAt": { "$ref": "#/components/schemas/Instant" },
            "kind": { "type": "string", "const": "receiptClaimed" },
            "of": \#(EventsOpenAPI.receipt),
            "card": {
              "type": "string",
              "description": "Absent where the store did not know it: the key is beside the event."
            },
            "from": { "type": "string" },
            "till": { "type": "string" },
            "cashier": { "type": "string" },
            "supervisor": { "type": "string" },
            "flags": { "type": "array", "items": { "$ref": "#/components/schemas/Flag" } },
            "personal": { "$ref": "#/components/schemas/PersonalDigest" }
          }
        }
        """#

    /// Which receipt: of which store, till and day.
    static let receipt = #"""
        {
          "type": "object",
          "required": ["store", "till", "receipt", "day"],
          "properties": {
            "store": { "type": "string" },
            "till": { "type": "string" },
            "receipt": { "type": "string" },
            "day": { "type": "string", "format": "date" }
          }
        }
        """#
}
