import JSON
import Loyalty

/// What a chain chooses for its tills: `till.json`.
public struct TillSettings: Sendable, Equatable {
    /// Empty: by the country of the programme.
    public var language = ""
    public var receiptColumns = 42
    /// The printer knows nothing but ASCII.
    public var ascii = false
    /// At the top of each receipt.
    public var receiptHead: [String] = []
    /// A device or file that receipts are written to; empty: they are only shown.
    public var printer = ""
    public var cardPrefixes: [String] = []
    /// Of the privacy notice that is accepted with an enrolment.
    public var noticeVersion = "1"
    /// What a customer may agree to besides the programme, with one key.
    public var consents = ["profiling", "messages"]

    public init() {}

    /// Reads `till.json`; unknown keys are named with the nearest right one. `texts` is read by `TillTexts`.
    public init(_ json: JSONValue) throws {
        var object = try StrictObject(json)
        if let language = try object.choice("language", of: [""] + TillLanguage.allCases.map(\.rawValue)) {
            self.language = language
        }
        if let columns = try object.integer("receiptColumns", in: 32...48) {
            guard SlipText.columnsChoices.contains(Int(columns)) else {
                throw BadInput(code: "badValue", field: "receiptColumns", message: "wants 32, 42 or 48")
            }
            receiptColumns = Int(columns)
        }
        ascii = try object.boolean("ascii") ?? false
        receiptHead = try object.strings("receiptHead")?.map(ShownText.clean) ?? []
        printer = try object.string("printer") ?? ""
        cardPrefixes = try object.strings("cardPrefixes") ?? []
        for prefix in cardPrefixes where prefix.isEmpty || CheckDigit.values(of: prefix) == nil {
            throw BadInput(code: "badValue", field: "cardPrefixes", message: "wants digits, such as \"29\"")
        }
        noticeVersion = try object.string("noticeVersion") ?? noticeVersion
        consents = try object.strings("consents") ?? consents
        _ = object.value("texts")
        try object.finish()
    }

    /// As it is written for whoever begins.
    public var json: String {
        let words = { (list: [String]) in "[" + list.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
        return """
            {
              "language": "\(language)",
              "receiptColumns": \(receiptColumns),
              "ascii": \(ascii),
              "receiptHead": \(words(receiptHead)),
              "printer": "\(printer)",
              "cardPrefixes": \(words(cardPrefixes)),
              "noticeVersion": "\(noticeVersion)",
              "consents": \(words(consents)),
              "texts": {}
            }

            """
    }
}

/// What a till knows of its store, also from its last time.
public struct StoreFacts: Sendable, Equatable {
    public var store: String
    public var country: String
    public var currency: String
    public var zone: Zone

    public init(store: String, country: String, currency: String, zone: Zone) {
        self.store = store
        self.country = country
        self.currency = currency
        self.zone = zone
    }

    /// From the agent's status, or from what was kept of it. A store without a programme has no country or currency yet.
    public init?(_ json: JSONValue) {
        guard let store = json["store"]?.string, let zone = json["timeZone"]?.string.flatMap({ Zone($0) }) else {
            return nil
        }
        self.init(
            store: store, country: json["country"]?.string ?? "", currency: json["currency"]?.string ?? "", zone: zone)
    }

    public var json: [UInt8] {
        JSONWriter.object { object in
            object.field("store", store)
            object.field("country", country)
            object.field("currency", currency)
            object.field("timeZone", zone.name)
        }
    }
}
