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
          "from": null,
          "noticeDays": 0,
          "currency": "MXN",
          "country": "MX",
          "timeZone": "America/Mexico_City",
          "windowDays": 365,
          "tierRules": { "period": "rolling", "downgrade": "byMerit", "downgradeAt": "once", "graceDays": 0 },
          "tiers": [
            {
              "id": "bronze",
              "names": { "es": "Bronce", "en": "Bronze" },
              "texts": {},
              "color": "#B08D57",
              "discountPercent": 0,
              "pointsMultiplier": 1,
              "benefits": []
            },
            {
              "id": "silver",
              "names": { "es": "Plata", "en": "Silver" },
              "texts": {},
              "color": "#C0C0C0",
              "spendMinor": 500000,
              "visits": 12,
              "needs": "either",
              "discountPercent": 3,
              "pointsMultiplier": 1,
              "benefits": []
            },
            {
              "id": "gold",
              "names": { "es": "Oro", "en": "Gold" },
              "texts": {},
              "color": "#D4AF37",
              "spendMinor": 2000000,
              "visits": 40,
              "needs": "either",
              "discountPercent": 5,
              "pointsMultiplier": 1,
              "benefits": []
            }
          ],
          "points": {
            "perAmountMinor": 1000,
            "points": 1,
            "valueMinor": 10,
            "pendingDays": 0,
            "expiry": null,
            "soonDays": 30
          },
          "earning": {
            "discounts": "after",
            "tax": "included",
            "multipliers": "best",
            "multiplied": "base",
            "exclude": { "categories": [], "skus": [], "suppliers": [] },
            "pointsMax": null,
            "rules": []
          },
          "rewards": [],
          "redemption": {
            "points": "escrow",
            "offers": "escrow",
            "rewards": "escrow",
            "capMinor": 0,
            "as": "discount",
            "pinAboveMinor": null,
            "holdMinutes": 30,
            "pointsMin": 1,
            "pointsStep": 1,
            "sharePercentMax": 100,
            "earnsOnPoints": false
          },
          "returns": { "policy": "within-balance", "sameDayVoid": true, "pinWithoutReceipt": false, "daysMax": null },
          "limits": {
            "receiptsPerCardDay": null,
            "pointsPerCardDay": null,
            "returnsPerCardDay": null,
            "redeemedPerCardDayMinor": null,
            "sameCardPerCashierDay": null,
            "lateAdditionsPerCashierDay": null,
            "returnsPerCashierDay": null,
            "claimDays": 30
          },
          "employees": null
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
