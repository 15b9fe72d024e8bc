/// What the requests of tills have in common.
enum RequestOpenAPI {
    static let identity = #"""
        "id": {
          "type": "string",
          "description": "The till's own, another one with each request.",
          "minLength": 1,
          "maxLength": 200
        },
        "till": { "type": "string", "description": "Absent: that of the token.", "maxLength": 200 }
        """#

    static let customer = #"""
        "key": { "$ref": "#/components/schemas/Key" },
        "card": {
          "type": "string",
          "description": "A card's id, instead of `key` or besides it; the card counts first.",
          "maxLength": 200
        }
        """#

    /// Who asks, and who answers for it.
    static let person = #"""
        "cashier": { "type": "string", "maxLength": 200 },
        "supervisor": { "type": "string", "description": "With `pin`: who answers for it.", "maxLength": 200 },
        "pin": { "type": "string", "maxLength": 200 }
        """#
}
