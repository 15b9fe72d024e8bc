import HTTP

/// The files that `central init` writes, each with every key.
public enum CentralDefaults {
    public static let configuration = #"""
        {
          "listen": "127.0.0.1:8460",
          "certificateFile": "",
          "keyFile": "",
          "storage": "data/central.db",
          "storageConnectionsMax": 8,
          "plainHTTPFrom": [],
          "trustedProxies": [],
          "limits": \#(ServerLimits.central.text(indentation: "  ")),
          "publishSeconds": 20,
          "silentMinutes": 15,
          "runAt": "",
          "witness": "",
          "backup": { "folder": "", "schedule": "02:00", "keep": 7, "keyFile": "" },
          "webhook": { "url": "", "secretFile": "", "groupSeconds": 30 }
        }

        """#

    public static let programme = #"""
        {
          "version": 1,
          "currency": "MXN",
          "country": "MX",
          "timeZone": "America/Mexico_City",
          "windowDays": 365,
          "tiers": [
            {
              "id": "bronze",
              "names": { "es": "Bronce", "en": "Bronze" },
              "discountPercent": 0
            },
            {
              "id": "silver",
              "names": { "es": "Plata", "en": "Silver" },
              "spendMinor": 500000,
              "visits": 12,
              "discountPercent": 3
            },
            {
              "id": "gold",
              "names": { "es": "Oro", "en": "Gold" },
              "spendMinor": 2000000,
              "visits": 40,
              "discountPercent": 5
            }
          ],
          "points": { "perAmountMinor": 1000, "points": 1, "valueMinor": 10 }
        }

        """#

    public static let segmentation = #"""
        {
          "captivity": { "midFrom": 5, "highFrom": 8 },
          "potential": { "midFrom": 3, "highFrom": 5 },
          "names": {
            "low-low": { "es": "De paso", "en": "Passing by" },
            "low-mid": { "es": "Por conocer", "en": "To get to know" },
            "low-high": { "es": "Gran comprador que se aleja", "en": "Big spender drifting away" },
            "mid-low": { "es": "Ocasional", "en": "Occasional" },
            "mid-mid": { "es": "Habitual", "en": "Regular" },
            "mid-high": { "es": "Por fidelizar", "en": "Worth winning over" },
            "high-low": { "es": "Fiel de canasta chica", "en": "Loyal, small basket" },
            "high-mid": { "es": "Fiel", "en": "Loyal" },
            "high-high": { "es": "Estrella", "en": "Star" }
          }
        }

        """#

    /// By file name in `campaigns/`.
    public static let campaigns = [
        "welcome-back.json": #"""
        {
          "id": "welcome-back",
          "names": { "es": "Vuelve: 10 % en tu compra", "en": "Welcome back: 10% off your basket" },
          "audience": { "segments": ["low-mid", "low-high"], "tiers": [] },
          "benefit": { "percent": 10, "categories": [], "skus": [] },
          "from": "2026-01-01",
          "to": "2026-12-31",
          "usesPerCustomer": 1,
          "controlPercent": 10
        }

        """#
    ]
}
