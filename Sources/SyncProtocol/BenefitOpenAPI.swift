/// What an offer gives, as central says it to stores, and stores to tills.
public enum BenefitOpenAPI {
    public static let schemas = #"""
        "Benefit": {
          "type": "object",
          "description": "Either `percent` or `amountMinor`.",
          "properties": {
            "percent": {
              "type": "number",
              "description": "Percentage off, 0.01 to 100, at most two decimals count.",
              "minimum": 0.01,
              "maximum": 100
            },
            "amountMinor": {
              "type": "integer",
              "format": "int64",
              "description": "Amount off, in minor units; taken once, from the first lines that it applies to.",
              "minimum": 1,
              "maximum": 1000000000000
            },
            "categories": {
              "type": "array",
              "description": "Absent together with `skus`: on everything.",
              "items": { "type": "string" }
            },
            "skus": { "type": "array", "items": { "type": "string" } }
          },
          "oneOf": [{ "required": ["percent"] }, { "required": ["amountMinor"] }]
        }
        """#
}
