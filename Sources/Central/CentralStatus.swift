import Backup
import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What is true of every store now, as far as central heard.
struct CentralStatus {
    struct Store {
        var id: StoreID
        var name: String
        /// As head office registered it.
        var timeZone: String
        var state: State
        var lastSeenAt: Instant?
        var lastUploadAt: Instant?
        var lastSaleAt: Instant?
        var clockOffsetMilliseconds: Int64
        var report: AgentReport
        var aside: [AsideReason]
        var hasToken: Bool
        /// Those that send at once; empty where there is one.
        var machines: [Machines.Epoch] = []
        /// An upload that was accepted, or a feed that was read.
        var lastSuccessAt: Instant?
        /// Where its token was used from within an hour.
        var places: [StoreAddresses.Place] = []

        /// The store and central tell the days of its sales differently.
        func hasOtherTimeZone(at now: Instant) -> Bool {
            guard let own = Zone(report.timeZone), let registered = Zone(timeZone) else { return false }
            return !own.tellsDays(as: registered, from: now)
        }

        var asideCount: Int64 { aside.reduce(0) { $0 + $1.count } }
    }

    /// Events that could not be applied, by the reason's code.
    struct AsideReason {
        let code: String
        let count: Int64
        let lastAt: Instant
    }

    /// Worst first; the raw value is the code that status shows.
    enum State: String, CaseIterable {
        case revoked, neverSynced, silent, clock, diskLow, cloned, setAside, behind, feedUnread, programmeOld, ok

        var isHealthy: Bool { [.ok, .programmeOld].contains(self) }

        func next(_ store: StoreID) -> String {
            switch self {
            case .revoked: "its token was revoked: vuelve central rotate-token \(store) gives it another"
            case .neverSynced: "install its agent, or check its line and token file"
            case .silent: "check its line and that vuelve edge serve runs there"
            case .clock: "its clock is far off: set it"
            case .diskLow: "its disk is nearly full: make room there, before sales must be refused"
            case .cloned: "two machines send as this store: find the copy"
            case .setAside: "events could not be applied: vuelve events list --store \(store) says why"
            case .behind: "its events arrive too slowly: check its line"
            case .feedUnread: "its agent cannot read some of its cards: update it"
            case .programmeOld: "it has not taken the newest programme yet"
            case .ok: ""
            }
        }
    }

    let stores: [Store]
    let now: Instant
    let programmeVersion: Int64
    let customers: Int64
    let lastRunAt: Instant?
    let currency: String
    let pointsOutstanding: Int64
    let pointsValueMinor: Int64
    /// Customers' balances below zero, as a positive number.
    let pointsOwed: Int64
    /// Of all times: used at stores that did not hold them.
    let pointsOverdrawn: Int64
    /// Until they have said what they were granted, nothing is: of a central that was put back from a copy.
    let awaitedStores: [StoreID]
    /// Returns whose purchase did not arrive yet.
    let returnsWaiting: Int64
    /// Nil where central serves plain HTTP.
    let certificate: CertificateReport?
    let backups: Backups
    /// What is wrong besides the stores' states.
    let attention: [Attention]
    let asideAlarm: Int64
    /// What is wrong with the disk or with the file; nil where nothing is.
    let storageProblem: String?
    /// Whether a failover would lose what central knows alone; nil where the data is in a file.
    let hasSynchronousStandby: Bool?

    var isHealthy: Bool {
        storageProblem == nil && attention.isEmpty && stores.allSatisfy(\.state.isHealthy)
            && certificate?.isHealthy != false
    }

    init(_ aggregator: Aggregator, _ connection: Connection) throws {
        let now = aggregator.clock.now()
        self.now = now
        certificate = aggregator.servedCertificate?.report(at: now)
        backups = aggregator.backups
        attention = [Attention(.witness, aggregator.witnessing.problem), aggregator.backups.attention].compactMap { $0 }
        asideAlarm = aggregator.asideAlarm
        storageProblem = aggregator.database.storageHealth.problem
        hasSynchronousStandby =
            connection.engine == .sqlite
            ? nil : try connection.first("SELECT current_setting('synchronous_standby_names') <> ''") { $0.boolean(0) }
        programmeVersion = aggregator.programme.version
        customers = try connection.integer("SELECT COUNT(*) FROM customer")
        pointsOutstanding =
            try connection.first(
                "SELECT COALESCE(SUM(points / 1000000000), 0), COALESCE(SUM(points % 1000000000), 0) FROM card_fact"
            ) { Int64(saturatingBillions: $0.integer(0), rest: $0.integer(1)) } ?? 0
        pointsOwed = try PointsLiability.owed(connection)
        pointsOverdrawn = try PointsLiability.overdrawn(connection)
        awaitedStores = try PointsLedger(connection: connection).awaitedStores()
        returnsWaiting = try ReturnList.waitingCount(connection)
        currency = aggregator.programme.currency
        pointsValueMinor = aggregator.programme.valueMinor(ofPoints: pointsOutstanding)
        lastRunAt = try connection.first("SELECT at FROM run WHERE finished_at IS NOT NULL ORDER BY n DESC LIMIT 1") {
            Instant(milliseconds: $0.integer(0))
        }
        stores = try Self.stores(aggregator, connection)
    }

    /// Every store as it is, worst first. Passes over the stores, not over what they sold.
    static func stores(_ aggregator: Aggregator, _ connection: Connection) throws -> [Store] {
        let now = aggregator.clock.now()
        let judge = Judge(
            now: now, silentSeconds: aggregator.configuration.silentMinutes * 60,
            programmeVersion: aggregator.programme.version, asideAlarm: aggregator.asideAlarm)
        return try rows(connection, now).map { row in
            var row = row
            row.aside = try aside(row.id, connection)
            row.places = aggregator.addresses.places(of: row.id, at: now)
            row.machines = try Machines(connection: connection).atOnce(
                row.id, since: now.adding(seconds: -Judge.newsSeconds))
            row.state = judge.state(of: row)
            return row
        }.sorted { a, b in
            let (left, right) = (
                State.allCases.firstIndex(of: a.state) ?? 0, State.allCases.firstIndex(of: b.state) ?? 0
            )
            return (left, a.id) < (right, b.id)
        }
    }

    private static func rows(_ connection: Connection, _ now: Instant) throws -> [Store] {
        try connection.query(
            """
            SELECT id, name, last_seen_at, last_upload_at, last_sale_at, clock_offset, report,
                last_success_at,
                (SELECT COUNT(*) FROM token WHERE role = 'store' AND subject = store.id
                    AND is_former = 0 AND (expires_at IS NULL OR expires_at > $1)),
                time_zone
            FROM store
            """, now.milliseconds
        ) { row in
            let report = row.optionalText(6).flatMap { try? JSONDocument($0).root }.map(AgentReport.init(json:))
            return Store(
                id: StoreID(row.text(0)), name: row.text(1), timeZone: row.text(9), state: .ok,
                lastSeenAt: row.optionalInteger(2).map(Instant.init(milliseconds:)),
                lastUploadAt: row.optionalInteger(3).map(Instant.init(milliseconds:)),
                lastSaleAt: row.optionalInteger(4).map(Instant.init(milliseconds:)),
                clockOffsetMilliseconds: row.integer(5), report: report ?? AgentReport(), aside: [],
                hasToken: row.integer(8) > 0, lastSuccessAt: row.optionalInteger(7).map(Instant.init(milliseconds:)))
        }
    }

    private static func aside(_ store: StoreID, _ connection: Connection) throws -> [AsideReason] {
        try connection.query(
            """
            SELECT reason, COUNT(*), MAX(received_at) FROM aside WHERE store = $1 AND dismissed_at IS NULL
            GROUP BY reason ORDER BY reason
            """, store.rawValue
        ) { AsideReason(code: $0.text(0), count: $0.integer(1), lastAt: Instant(milliseconds: $0.integer(2))) }
    }

    struct Judge {
        let now: Instant
        let silentSeconds: Int64
        let programmeVersion: Int64
        let asideAlarm: Int64

        /// A store that speaks at night may be silent for a day and a bit.
        static let nightlySilentSeconds: Int64 = 26 * 3600
        static let behindSeconds: Int64 = 3600
        /// What was set aside, or sent by two machines, longer ago is on record still, but is no news.
        static let newsSeconds: Int64 = 7 * 86_400

        func state(of store: Store) -> State {
            if !store.hasToken { return .revoked }
            guard let success = store.lastSuccessAt else { return .neverSynced }
            let isNightly = store.report.mode == "nightly"
            if now.seconds(since: success) > (isNightly ? Self.nightlySilentSeconds : silentSeconds) { return .silent }
            if abs(store.clockOffsetMilliseconds) > 300_000 { return .clock }
            if store.report.isDiskLow { return .diskLow }
            if !store.machines.isEmpty { return .cloned }
            if store.asideCount >= asideAlarm { return .setAside }
            if store.aside.contains(where: { now.seconds(since: $0.lastAt) < Self.newsSeconds }) { return .setAside }
            let limit = isNightly ? Self.nightlySilentSeconds : Self.behindSeconds
            if let oldest = store.report.oldestWaitingAt, now.seconds(since: oldest) > limit { return .behind }
            if store.report.unreadRows > 0 { return .feedUnread }
            if store.report.programmeVersion != programmeVersion { return .programmeOld }
            return .ok
        }
    }

    var json: [UInt8] {
        JSONWriter.object { object in
            object.field("healthy", isHealthy)
            object.field(ifPresent: "storageProblem", storageProblem)
            if let hasSynchronousStandby { object.field("synchronousStandby", hasSynchronousStandby) }
            object.field("now", now.description)
            object.field("programme", programmeVersion)
            object.field("currency", currency)
            object.field("customers", customers)
            object.object("points") {
                $0.field("outstanding", pointsOutstanding)
                $0.field("valueMinor", pointsValueMinor)
                $0.field("owed", pointsOwed)
                $0.field("overdrawn", pointsOverdrawn)
            }
            object.field("awaitedStores", strings: awaitedStores.map(\.rawValue))
            object.field("returnsWaiting", returnsWaiting)
            object.field(ifPresent: "lastRunAt", lastRunAt?.description)
            object.object("totals") { totals in
                totals.field("stores", stores.count)
                totals.field("unhealthy", stores.count { !$0.state.isHealthy })
                totals.field("waiting", stores.reduce(Int64(0)) { $0 + $1.report.waiting })
                totals.field("aside", stores.reduce(Int64(0)) { $0 + $1.asideCount })
                totals.field("asideAlarm", asideAlarm)
                totals.field("cards", stores.reduce(Int64(0)) { $0 + $1.report.cards })
            }
            if let certificate {
                object.key("certificate")
                certificate.write(to: &object)
            }
            backups.write(to: &object)
            Attention.write(attention, to: &object)
            object.array("stores") { list in for store in stores { write(store, to: &list) } }
        }
    }

    private func write(_ store: Store, to list: inout JSONWriter) {
        list.object { object in
            object.field("store", store.id.rawValue)
            object.field("name", store.name)
            object.field("state", store.state.rawValue)
            object.field("healthy", store.state.isHealthy)
            if store.state != .ok { object.field("next", store.state.next(store.id)) }
            object.field("mode", store.report.mode)
            object.field(ifPresent: "lastSuccessAt", store.lastSuccessAt?.description)
            object.field(ifPresent: "lastSeenAt", store.lastSeenAt?.description)
            object.field(ifPresent: "lastUploadAt", store.lastUploadAt?.description)
            object.field(ifPresent: "lastSaleAt", (store.report.lastSaleAt ?? store.lastSaleAt)?.description)
            object.field("waiting", store.report.waiting)
            object.field(ifPresent: "oldestWaitingAt", store.report.oldestWaitingAt?.description)
            object.field("aside", store.asideCount)
            object.object("asideReasons") { list in
                for reason in store.aside {
                    list.key(dynamic: reason.code)
                    list.value(reason.count)
                }
            }
            if !store.machines.isEmpty {
                object.array("machines") { list in for epoch in store.machines { list.object { epoch.write(to: &$0) } }
                }
            }
            object.field("cards", store.report.cards)
            object.field("programme", store.report.programmeVersion)
            object.field("clockOffsetMilliseconds", store.clockOffsetMilliseconds)
            object.field("agent", store.report.agentVersion)
            object.field("freeDiskBytes", store.report.freeDiskBytes)
            object.field("addresses", strings: store.places.map(\.address.description))
            object.field("timeZone", store.timeZone)
            if store.hasOtherTimeZone(at: now) { object.field("agentTimeZone", store.report.timeZone) }
            object.field("isUsedFromTwoPlaces", StoreAddresses.areAtOnce(store.places))
        }
    }
}
