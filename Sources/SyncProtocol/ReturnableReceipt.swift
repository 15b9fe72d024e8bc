import JSON
import Loyalty

/// What a store needs to know of a purchase to take goods of it back: central has every purchase, and every return that
/// arrived.
///
/// As JSON `{"lines":[{"sku","quantity","amountMinor"}],"redeemed","redeemedMinor","returned":[{"sku","quantity"}],
/// "counted":[{"till","id"}]}`.
public struct ReturnableReceipt: Sendable, Equatable {
    public let lines: [Purchase.Line]
    /// Points that it was paid with, and what they paid.
    public let redeemedPoints: Int64
    public let redeemedMinor: Int64
    /// What came back before, in its order.
    public let returned: [ReturnedPurchase.Item]
    /// The asking store's own returns that are counted there, also those that gave nothing: whatever else it recorded is
    /// still on its way, or was lost with central's disk.
    public let counted: Set<Return>

    /// A return, by the till's own id of it.
    public struct Return: Hashable, Sendable {
        public let till: String
        public let id: String

        public init(till: String, id: String) {
            self.till = till
            self.id = id
        }
    }

    public init(of recorded: RecordedPurchase, returned: [ReturnedPurchase.Item], counted: Set<Return>) {
        lines = recorded.purchase.lines
        redeemedPoints = recorded.counting?.redeemedPoints ?? 0
        redeemedMinor = recorded.purchase.paidWithPointsMinor
        self.returned = returned
        self.counted = counted
    }

    /// Nothing of it has come back yet.
    public var purchase: ReturnedPurchase {
        ReturnedPurchase(lines: lines, linePoints: [], redeemedPoints: redeemedPoints, redeemedMinor: redeemedMinor)
    }
}

extension ReturnableReceipt {
    public init(json: JSONValue) throws {
        guard let lines = json["lines"] else { throw BadInput.missing("lines") }
        self.lines = try Purchase.lines(lines)
        redeemedPoints = json["redeemed"]?.integer ?? 0
        redeemedMinor = json["redeemedMinor"]?.integer ?? 0
        returned = try ReturnedPurchase.Item.list(json["returned"])
        counted = Set(
            (json["counted"]?.array ?? []).compactMap { item in
                guard let till = item["till"]?.string, let id = item["id"]?.string else { return nil }
                return Return(till: till, id: id)
            })
    }

    public func write(to object: inout JSONWriter) {
        object.array("lines") { list in
            for line in lines {
                list.object {
                    $0.field("sku", line.sku)
                    $0.field("quantity", line.quantity)
                    $0.field("amountMinor", line.amountMinor)
                    $0.field(ifPresent: "receipt", line.receipt)
                }
            }
        }
        object.field("redeemed", redeemedPoints)
        object.field("redeemedMinor", redeemedMinor)
        object.array("returned") { ReturnedPurchase.Item.write(returned, to: &$0) }
        object.array("counted") { list in
            for item in counted.sorted(by: { ($0.till, $0.id) < ($1.till, $1.id) }) {
                list.object {
                    $0.field("till", item.till)
                    $0.field("id", item.id)
                }
            }
        }
    }
}

extension ReturnedPurchase.Item {
    /// None where there is no list.
    /// - Throws: `BadInput` `missingField`
    public static func list(_ json: JSONValue?) throws -> [Self] {
        try (json?.array ?? []).prefix(GoodsReturn.itemsMax).map { value in
            guard let sku = value["sku"]?.string else { throw BadInput.missing("items.sku") }
            guard let quantity = value["quantity"]?.number, quantity.isFinite else {
                throw BadInput.missing("items.quantity")
            }
            return ReturnedPurchase.Item(sku: sku, quantity: quantity)
        }
    }

    public static func write(_ items: [Self], to list: inout JSONWriter) {
        for item in items {
            list.object {
                $0.field("sku", item.sku)
                $0.field("quantity", item.quantity)
            }
        }
    }
}
