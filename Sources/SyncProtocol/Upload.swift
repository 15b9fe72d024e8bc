import Digest
import JSON
import Loyalty

/// The version of what store and central say to each other. Central serves agents of the two before.
public enum ProtocolVersion {
    public static let current: Int64 = 1
}

/// The first line of an upload; a line for each event follows, and one for its personal fields where it has any.
public struct UploadHeader: Sendable {
    public var store: StoreID
    public var epoch: EpochID
    /// Where the sender believes central to be.
    public var after: Position
    public var agentVersion: String
    public var clock: Instant
    public var report: AgentReport
    /// The central that the store belongs to; nil before the first exchange. Another one takes nothing.
    public var central: String?
    /// Earlier epochs whose events the store still keeps, each with the position that central acknowledged.
    public var earlier: [EpochID: Position] = [:]
    /// Epochs of this machine that are over, and how far they went.
    public var ended: [EpochID: EndedEpoch] = [:]
    /// The central that this file met first, by its incarnation: nothing was granted to it by one before.
    public var firstMet: String?
    /// How many events the current epoch began with, copied from those before.
    public var copied: Int64 = 0

    public init(
        store: StoreID, epoch: EpochID, after: Position, agentVersion: String, clock: Instant, report: AgentReport
    ) {
        self.store = store
        self.epoch = epoch
        self.after = after
        self.agentVersion = agentVersion
        self.clock = clock
        self.report = report
    }

    public static let eventsMax = 2_000
    /// Of the gzipped body; an agent that meets a lower bound halves its batches.
    public static let packedBytesMax = 4 * 1024 * 1024
    public static let unpackedBytesMax = 16 * 1024 * 1024
}

extension UploadHeader {
    public var line: [UInt8] {
        JSONWriter.object { object in
            object.field("protocol", ProtocolVersion.current)
            object.field("store", store.rawValue)
            object.field("epoch", epoch.rawValue)
            object.field("after", after.sequence)
            object.field("chain", after.chain.hex)
            object.field("agent", agentVersion)
            object.field("clock", clock.description)
            object.field(ifPresent: "central", central)
            if !earlier.isEmpty {
                object.object("earlier") { list in
                    for (epoch, position) in earlier.sorted(by: { $0.key < $1.key }) {
                        list.key(dynamic: epoch.rawValue)
                        list.object { inner in
                            inner.field("position", position.sequence)
                            inner.field("chain", position.chain.hex)
                        }
                    }
                }
            }
            object.field(ifPresent: "firstMet", firstMet)
            writeEnded(to: &object)
            object.key("report")
            report.write(to: &object)
        }
    }

    private func writeEnded(to object: inout JSONWriter) {
        guard !ended.isEmpty else { return }
        object.field("copied", copied)
        object.object("ended") { list in
            for (epoch, end) in ended.sorted(by: { $0.key < $1.key }) {
                list.key(dynamic: epoch.rawValue)
                list.object { inner in
                    inner.field("last", end.last)
                    if end.isWhole { inner.field("whole", true) }
                }
            }
        }
    }

    public init(json: JSONValue) throws {
        guard let store = json["store"]?.string else { throw BadInput.missing("store") }
        guard let epoch = json["epoch"]?.string, !epoch.isEmpty, epoch.utf8.count <= 64 else {
            throw BadInput.missing("epoch")
        }
        guard let after = json["after"]?.integer, after >= 0 else { throw BadInput.missing("after") }
        guard let chain = json["chain"]?.string.flatMap(Digest.init(hex:)) else { throw BadInput.missing("chain") }
        self.init(
            store: StoreID(store), epoch: EpochID(epoch), after: Position(sequence: after, chain: chain),
            agentVersion: json["agent"]?.string ?? "", clock: try Purchase.instant(json, "clock"),
            report: json["report"].map(AgentReport.init(json:)) ?? AgentReport())
        central = json["central"]?.string
        for (epoch, position) in (json["earlier"]?.members ?? []).prefix(Self.earlierMax) {
            guard let sequence = position["position"]?.integer,
                let chain = position["chain"]?.string.flatMap(Digest.init(hex:))
            else { throw BadInput.missing("earlier.\(epoch).position") }
            earlier[EpochID(epoch)] = Position(sequence: sequence, chain: chain)
        }
        firstMet = json["firstMet"]?.string
        ended = Self.ended(json)
        copied = max(0, json["copied"]?.integer ?? 0)
    }

    private static func ended(_ json: JSONValue) -> [EpochID: EndedEpoch] {
        (json["ended"]?.members ?? []).prefix(earlierMax).reduce(into: [:]) { ended, member in
            guard let last = member.value["last"]?.integer, last >= 0 else { return }
            ended[EpochID(member.key)] = EndedEpoch(
                last: last, isWhole: member.value["whole"]?.boolean ?? false)
        }
    }

    /// How many earlier epochs a store speaks of.
    public static let earlierMax = 16
}

/// How an epoch ended, as its machine knows.
public struct EndedEpoch: Sendable, Equatable {
    /// Its last sequence, by the journal or the witness.
    public var last: Int64
    /// The file that goes on has all of it, so central has it once it has what was copied.
    public var isWhole: Bool

    public init(last: Int64, isWhole: Bool) {
        self.last = last
        self.isWhole = isWhole
    }
}

/// What an agent says of itself whenever it speaks to central.
public struct AgentReport: Sendable, Equatable {
    public var mode = "continuous"
    /// Events that central has not acknowledged.
    public var waiting: Int64 = 0
    public var oldestWaitingAt: Instant?
    public var lastSaleAt: Instant?
    public var cards: Int64 = 0
    public var programmeVersion: Int64 = 0
    public var agentVersion = ""
    public var freeDiskBytes: Int64 = 0
    /// Less is left than the store's configuration wants.
    public var isDiskLow = false
    /// Rows of the feed that it could not read.
    public var unreadRows: Int64 = 0
    /// By which it tells the days of sales; empty of an agent that does not say.
    public var timeZone = ""

    public init() {}

    public func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.field("mode", mode)
            object.field("waiting", waiting)
            object.field(ifPresent: "oldestWaitingAt", oldestWaitingAt?.description)
            object.field(ifPresent: "lastSaleAt", lastSaleAt?.description)
            object.field("cards", cards)
            object.field("programme", programmeVersion)
            object.field("agent", agentVersion)
            object.field("freeDiskBytes", freeDiskBytes)
            if isDiskLow { object.field("diskLow", true) }
            if unreadRows > 0 { object.field("unreadRows", unreadRows) }
            if !timeZone.isEmpty { object.field("timeZone", timeZone) }
        }
    }

    public init(json: JSONValue) {
        mode = json["mode"]?.string ?? "continuous"
        waiting = Self.bounded(json["waiting"])
        oldestWaitingAt = json["oldestWaitingAt"]?.string.flatMap(Instant.init)
        lastSaleAt = json["lastSaleAt"]?.string.flatMap(Instant.init)
        cards = Self.bounded(json["cards"])
        programmeVersion = Self.bounded(json["programme"])
        agentVersion = String((json["agent"]?.string ?? "").prefix(40))
        freeDiskBytes = Self.bounded(json["freeDiskBytes"])
        isDiskLow = json["diskLow"]?.boolean ?? false
        unreadRows = Self.bounded(json["unreadRows"])
        timeZone = String((json["timeZone"]?.string ?? "").prefix(40))
    }

    /// What an agent says is added up at central, so it must stay within what can be true.
    private static func bounded(_ value: JSONValue?) -> Int64 { min(max(value?.integer ?? 0, 0), 1 << 50) }
}

/// Who a central is: its id, and an incarnation that a restore changes.
public struct CentralIdentity: Sendable, Equatable {
    public var id: String
    public var incarnation: String

    public init(id: String, incarnation: String) {
        self.id = id
        self.incarnation = incarnation
    }
}

/// Central's answer to an upload, accepted (200) or not (409): where it stands for this epoch.
public struct UploadAnswer: Sendable {
    public var central: CentralIdentity
    public var position: Position
    /// Of this batch, set aside with a reason.
    public var aside: Int64
    public var clock: Instant
    /// Central lacks events of an earlier epoch that it had acknowledged: it was put back from a copy.
    public var lacksEarlier: Bool

    public init(
        central: CentralIdentity, position: Position, aside: Int64, clock: Instant, lacksEarlier: Bool = false
    ) {
        self.lacksEarlier = lacksEarlier
        self.central = central
        self.position = position
        self.aside = aside
        self.clock = clock
    }

    public func write(to object: inout JSONWriter) {
        object.field("central", central.id)
        object.field("incarnation", central.incarnation)
        object.field("position", position.sequence)
        object.field("chain", position.chain.hex)
        object.field("aside", aside)
        object.field("clock", clock.description)
        if lacksEarlier { object.field("lacksEarlier", true) }
    }

    public init(json: JSONValue) throws {
        guard let id = json["central"]?.string, let incarnation = json["incarnation"]?.string,
            let sequence = json["position"]?.integer, let chain = json["chain"]?.string.flatMap(Digest.init(hex:))
        else { throw BadInput.missing("position") }
        guard Position.sequences.contains(sequence) else {
            throw BadInput(code: "numberOutOfRange", field: "position", message: "is no position of a journal")
        }
        self.init(
            central: CentralIdentity(id: id, incarnation: incarnation),
            position: Position(sequence: sequence, chain: chain), aside: json["aside"]?.integer ?? 0,
            clock: try Purchase.instant(json, "clock"), lacksEarlier: json["lacksEarlier"]?.boolean ?? false)
    }
}
