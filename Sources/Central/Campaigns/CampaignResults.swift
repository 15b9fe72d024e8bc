import Database
import JSON
import Loyalty

/// What a campaign brought: those who had its offer against those who were left out.
struct CampaignResults: Sendable {
    let campaign: Campaign
    var offered: Group
    var control: Group
    var uses: Int64
    private let currency: String

    struct Group: Sendable {
        var customers: Int64 = 0
        /// Customers who bought in the window.
        var buyers: Int64 = 0
        var spendMinor: Int64 = 0

        var spendPerCustomer: Double { customers == 0 ? 0 : Double(spendMinor) / Double(customers) }
    }

    /// Fewer customers than this on either side say nothing yet.
    static let groupSizeMin: Int64 = 30

    var isTooEarly: Bool { offered.customers < Self.groupSizeMin || control.customers < Self.groupSizeMin }

    /// Difference in spend per customer times the customers who had the offer; in minor units.
    var upliftMinor: Int64? {
        isTooEarly
            ? nil
            : Int64(saturating: (offered.spendPerCustomer - control.spendPerCustomer) * Double(offered.customers))
    }

    init(_ campaign: Campaign, programme: Programme, _ connection: Connection) throws {
        self.campaign = campaign
        currency = programme.currency
        let zone = Zone(programme.timeZone) ?? .utc
        let from = Self.start(of: campaign.from, zone), to = Self.start(of: campaign.to.adding(days: 1), zone)
        offered = try Self.group(campaign, isControl: false, from, to, connection)
        control = try Self.group(campaign, isControl: true, from, to, connection)
        uses = try connection.integer("SELECT COUNT(*) FROM offer_use WHERE campaign = $1", campaign.id.rawValue)
    }

    private static func start(of day: LocalDay, _ zone: Zone) -> Int64 {
        let midnight = Instant(milliseconds: Int64(day.number) * 86_400_000)
        return midnight.milliseconds - Int64(zone.offsetSeconds(at: midnight)) * 1000
    }

    /// Passes over the purchases of the campaign's customers.
    private static func group(
        _ campaign: Campaign, isControl: Bool, _ from: Int64, _ to: Int64, _ connection: Connection
    ) throws -> Group {
        try connection.first(
            """
            SELECT COUNT(*), COUNT(billions), COALESCE(SUM(billions), 0), COALESCE(SUM(rest), 0) FROM (
                SELECT a.customer, SUM(p.lines_minor / 1000000000) AS billions, SUM(p.lines_minor % 1000000000) AS rest
                FROM assignment a LEFT JOIN card c ON c.customer = a.customer
                LEFT JOIN purchase p ON p.card = c.n AND p.at >= $3 AND p.at < $4
                WHERE a.campaign = $1 AND a.is_control = $2 GROUP BY a.customer) AS customers
            """, campaign.id.rawValue, isControl, from, to
        ) { row in
            Group(
                customers: row.integer(0), buyers: row.integer(1),
                spendMinor: Int64(saturatingBillions: row.integer(2), rest: row.integer(3)))
        } ?? Group()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.field("campaign", campaign.id.rawValue)
            object.field("currency", currency)
            object.field("uses", uses)
            write(offered, "offered", to: &object)
            write(control, "control", to: &object)
            object.field("tooEarly", isTooEarly)
            object.key("upliftMinor")
            if let upliftMinor { object.value(upliftMinor) } else { object.null() }
        }
    }

    private func write(_ group: Group, _ name: StaticString, to object: inout JSONWriter) {
        object.object(name) { inner in
            inner.field("customers", group.customers)
            inner.field("buyers", group.buyers)
            inner.field("spendMinor", group.spendMinor)
        }
    }
}
