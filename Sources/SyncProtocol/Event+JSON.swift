import Digest
import JSON
import Loyalty

extension Event {
    /// The body's bytes. Called once for an event; after that the bytes themselves are kept and sent.
    public func body(personal: Personal?) -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        writer.object { object in
            object.field("id", id.hex)
            object.field("recordedAt", recordedAt.description)
            switch content {
            case .purchase(let recorded): recorded.write(to: &object)
            case .enrolment(let enrolment): enrolment.write(to: &object)
            case .release(let release): release.write(to: &object)
            case .holdings(let holdings): holdings.write(to: &object)
            case .goodsReturn(let goods): goods.write(to: &object)
            case .reward(let given): given.write(to: &object)
            case .service(let service): service.write(to: &object)
            }
            if let personal { object.field("personal", personal.digest) }
        }
        return writer.bytes
    }

    /// About as many bytes as the body has.
    private var capacity: Int {
        guard case .purchase(let recorded) = content, let purchase = recorded.purchaseJSON else { return 1024 }
        return purchase.count + recorded.linePoints.count * 4 + 512
    }

    /// Reads a body. Fields of a newer agent are ignored.
    /// - Throws: `BadInput`, with the code `unknownKind` for an event of a newer agent.
    public init(json: JSONValue) throws {
        guard let id = json["id"]?.string.flatMap(EventID.init(hex:)) else { throw BadInput.missing("id") }
        self.id = id
        recordedAt = try Purchase.instant(json, "recordedAt")
        switch json["kind"]?.string {
        case "purchase": content = .purchase(try RecordedPurchase(json: json))
        case "enrolment": content = .enrolment(try Enrolment(json: json))
        case "release": content = .release(try Release(json: json))
        case "holdings": content = .holdings(try Holdings(json: json))
        case "reward": content = .reward(try RewardGiven(json: json))
        case "return": content = .goodsReturn(try GoodsReturn(json: json))
        case let kind:
            guard let service = try kind.flatMap({ try Service(kind: $0, json: json) }) else {
                throw BadInput(
                    code: "unknownKind", field: "kind", message: "\"\(kind ?? "")\" is not known to this central")
            }
            content = .service(service)
        }
    }
}

extension RecordedPurchase {
    fileprivate func write(to object: inout JSONWriter) {
        object.field("kind", "purchase")
        object.field("day", day.description)
        object.field("programme", programmeVersion)
        object.field(ifPresent: "card", card?.rawValue)
        object.key("purchase")
        if let purchaseJSON { object.raw(purchaseJSON) } else { purchase.write(to: &object, includingKey: false) }
        object.field("points", points)
        if lot != .plain, points > 0 { object.field("lot", lot.description) }
        if points > 0, !linePoints.isEmpty {
            object.array("linePoints") { list in for points in linePoints { list.value(points) } }
        }
        counting?.write(to: &object)
        object.field(ifPresent: "tier", tier?.rawValue)
        if !flags.isEmpty { object.field("flags", strings: flags.map(\.rawValue)) }
        if clockOffsetMilliseconds != 0 { object.field("clockOffsetMilliseconds", clockOffsetMilliseconds) }
    }

    fileprivate init(json: JSONValue) throws {
        guard let purchase = json["purchase"] else { throw BadInput.missing("purchase") }
        guard let day = json["day"]?.string.flatMap(LocalDay.init) else { throw BadInput.missing("day") }
        let points = try bounded(json, "points", 0...Money.amountMinorMax)
        let offsetMax = Self.clockOffsetMillisecondsMax
        let offset = try bounded(json, "clockOffsetMilliseconds", -offsetMax...offsetMax)
        self.init(
            purchase: try Purchase(json: purchase), day: day, programmeVersion: json["programme"]?.integer ?? 0,
            card: json["card"]?.string.map(CardID.init(rawValue:)), points: points,
            tier: json["tier"]?.string.map(TierID.init(rawValue:)),
            flags: (json["flags"]?.array ?? []).compactMap { $0.string.flatMap(PurchaseFlag.init(rawValue:)) },
            clockOffsetMilliseconds: offset)
        lot = try Lot(json["lot"], "lot")
        // What cannot be divided among the lines is not divided; the points stand.
        let byLine = (json["linePoints"]?.array ?? []).compactMap(\.integer)
        if byLine.count == self.purchase.lines.count, byLine.allSatisfy((0...points).contains) { linePoints = byLine }
        counting = try Counting(of: json)
    }
}

extension Lot {
    fileprivate init(_ json: JSONValue?, _ field: String) throws {
        guard let json else {
            self = .plain
            return
        }
        guard let lot = json.string.flatMap(Lot.init) else {
            throw BadInput(code: "badValue", field: field, message: "is no lot that this version knows")
        }
        self = lot
    }
}

extension RecordedPurchase {
    /// A hundred years: what an agent may measure at most, and central believe.
    public static let clockOffsetMillisecondsMax: Int64 = 3_155_760_000_000
}

/// A number of an event, 0 where it is absent: what is beyond any meaning must not reach arithmetic.
private func bounded(_ json: JSONValue, _ field: String, _ range: ClosedRange<Int64>) throws -> Int64 {
    guard let value = json[field] else { return 0 }
    guard let number = value.integer else { throw BadInput.wrongType(field, wanted: "integer", got: value) }
    guard range.contains(number) else {
        throw BadInput(
            code: "numberOutOfRange", field: field, message: "is outside \(range.lowerBound)...\(range.upperBound)")
    }
    return number
}

extension Release {
    fileprivate func write(to object: inout JSONWriter) {
        object.field("kind", "release")
        object.field("reason", reason.rawValue)
        counting.write(to: &object)
    }

    fileprivate init(json: JSONValue) throws {
        guard let counting = try Counting(of: json) else { throw BadInput.missing("counting") }
        self.init(reason: json["reason"]?.string.flatMap(Reason.init(rawValue:)) ?? .wanted, counting: counting)
    }
}

extension Holdings {
    fileprivate func write(to object: inout JSONWriter) {
        object.field("kind", "holdings")
        object.field("incarnation", incarnation)
        object.field("epoch", epoch.rawValue)
        granted.write(as: "granted", to: &object)
        object.field("last", isLast)
    }

    fileprivate init(json: JSONValue) throws {
        guard let incarnation = json["incarnation"]?.string else { throw BadInput.missing("incarnation") }
        guard let epoch = json["epoch"]?.string, !epoch.isEmpty, epoch.utf8.count <= 64 else {
            throw BadInput.missing("epoch")
        }
        self.init(
            incarnation: incarnation, epoch: EpochID(epoch),
            granted: try [LotAmount](json["granted"], "granted", upTo: LotAmount.totalMax),
            isLast: json["last"]?.boolean ?? true)
    }
}

extension Enrolment {
    fileprivate func write(to object: inout JSONWriter) {
        object.field("kind", "enrolment")
        object.field("card", card.rawValue)
        object.field("till", till)
        object.field("maskedName", maskedName)
        object.array("consents") { list in
            for consent in consents { consent.write(to: &list) }
        }
    }

    fileprivate init(json: JSONValue) throws {
        guard let card = json["card"]?.string else { throw BadInput.missing("card") }
        self.init(
            card: CardID(card), till: json["till"]?.string ?? "", maskedName: json["maskedName"]?.string ?? "",
            consents: try (json["consents"]?.array ?? []).map(Consent.init(json:)))
    }
}

extension Consent {
    public func write(to list: inout JSONWriter) {
        list.object { object in
            object.field("purpose", purpose)
            object.field("granted", granted)
            object.field("noticeVersion", noticeVersion)
            object.field("language", language)
            object.field("method", method)
        }
    }

    public init(json: JSONValue) throws {
        guard let purpose = json["purpose"]?.string, !purpose.isEmpty else {
            throw BadInput.missing("consents.purpose")
        }
        guard let granted = json["granted"]?.boolean else { throw BadInput.missing("consents.granted") }
        self.init(
            purpose: purpose, granted: granted, noticeVersion: json["noticeVersion"]?.string ?? "",
            language: json["language"]?.string ?? "", method: json["method"]?.string ?? "")
    }
}

extension Personal {
    /// Half of SHA-256 over salt and fields, in hexadecimal: enough to show that they belong to the body.
    public var digest: String {
        let rest = text.map { "|\($0)" } ?? ""
        return Hex.encode(Digest.sha256("\(salt)|\(key ?? "")|\(name ?? "")\(rest)").bytes.prefix(16))
    }

    /// The line that follows the event's own in an upload.
    public func line(for event: EventID) -> [UInt8] {
        JSONWriter.object { object in
            object.field("personal", event.hex)
            object.field("salt", salt)
            object.field(ifPresent: "key", key)
            object.field(ifPresent: "name", name)
            object.field(ifPresent: "text", text)
        }
    }

    /// How such a line begins; an event's own line begins with its id.
    public static let lineStart = Array("{\"personal\":".utf8)

    public init?(json: JSONValue) {
        guard let salt = json["salt"]?.string else { return nil }
        self.init(
            salt: salt, key: json["key"]?.string, name: json["name"]?.string, text: json["text"]?.string)
    }
}
