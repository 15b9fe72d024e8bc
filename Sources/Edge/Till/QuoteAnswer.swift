import JSON
import Loyalty

/// Writes a quote as tills see it: each discount and each point with what it is called.
extension Quote {
    func write(_ programme: Programme, to object: inout JSONWriter) {
        object.array("lines") { list in
            for line in lines { list.object { Self.write(line, programme, to: &$0) } }
        }
        object.field("totalMinor", totalMinor)
        object.field("discountMinor", discountMinor)
        object.field("points", points)
        object.array("earned") { list in
            for part in earned.rules { Self.write(part, tier, programme, to: &list) }
        }
        if !earned.pending.isEmpty {
            object.array("pending") { list in
                for part in earned.pending { Self.write(part, tier, programme, to: &list) }
            }
        }
        object.field(ifPresent: "memberPoints", memberPoints)
        object.field("offers", strings: offers)
        if !benefits.isEmpty {
            object.array("benefits") { list in
                for benefit in benefits { list.object { benefit.write(to: &$0) } }
            }
        }
    }

    private static func write(_ line: Line, _ programme: Programme, to object: inout JSONWriter) {
        object.field("sku", line.sku)
        object.field(ifPresent: "category", line.category)
        object.field("quantity", line.quantity)
        object.field("grossMinor", line.grossMinor)
        object.field("amountMinor", line.amountMinor)
        object.field("discountMinor", line.discountMinor)
        object.field("points", line.points)
        object.array("discounts") { discounts in
            for discount in line.discounts {
                discounts.object {
                    $0.field("kind", discount.kind)
                    $0.field("id", discount.id)
                    $0.field("amountMinor", discount.amountMinor)
                }
            }
        }
    }

    private static func write(
        _ part: Earned.Part, _ tier: TierID?, _ programme: Programme, to list: inout JSONWriter
    ) {
        list.object { object in
            object.field("rule", part.rule)
            let names = programme.names(of: part, tier: tier)
            if !names.isEmpty { names.write(to: &object) }
            object.field("points", part.points)
        }
    }
}

extension Redeemable {
    func write(_ programme: Programme, to object: inout JSONWriter) {
        object.object("redeemable") { inner in
            inner.field("points", points)
            inner.field("valueMinor", valueMinor)
            inner.field("limit", limit.rawValue)
            inner.field("as", programme.redemption.form.rawValue)
            inner.field("sharePercentMax", Double(programme.redemption.shareMaxBasisPoints) / 100)
        }
    }
}

extension TierBenefit {
    fileprivate func write(to object: inout JSONWriter) {
        object.field("benefit", id)
        object.field("kind", kind.name)
        names.write(to: &object)
        if case .earlyAccess(let from) = kind { object.field("from", from.description) }
    }
}

extension [String: String] {
    /// Texts by language, as a member.
    func write(to object: inout JSONWriter, as member: StaticString = "names") {
        object.object(member) { list in
            for language in Names.languages {
                guard let name = self[language] else { continue }
                list.key(dynamic: language)
                list.value(name)
            }
        }
    }
}
