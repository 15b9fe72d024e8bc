/// What can go wrong in a simulated chain; each can be switched by its name.
public enum Fault: String, CaseIterable, Sendable {
    /// A request that never arrives.
    case drop
    /// A request that arrives twice.
    case double
    /// A request that its sender has given up, and which arrives later, behind others.
    case delay
    /// Central acted, and the answer is lost.
    case lostAnswer = "lost-answer"
    /// A store's line is down for hours or days, in one direction or both.
    case cut
    /// Weeks pass in which some stores are out of reach, while the others sell and points end.
    case weeks
    /// A store's process dies before or after a commit.
    case storeCrash = "store-crash"
    case centralCrash = "central-crash"
    /// A store is put back from an older copy of its disk.
    case storeRestore = "store-restore"
    case centralRestore = "central-restore"
    /// A store's disk is copied to a second machine, and both go on.
    case clone
    /// A store's clock is an hour off, in 1970, in 2038, or goes backwards.
    case clock
    /// A clock so wrong that central's certificate seems outside its dates.
    case certificate
    case diskFull = "disk-full"
    /// An event that central cannot apply.
    case unknownEvent = "unknown-event"
    /// An agent of another release: fields that are missing, or not known yet.
    case release

    /// Reads `all`, `none`, or names between commas.
    /// - Returns: nil for a name that is none
    public static func list(_ text: String) -> Set<Fault>? {
        if text == "all" { return Set(allCases) }
        if text == "none" { return [] }
        let names = text.split(separator: ",")
        let faults = names.compactMap { Fault(rawValue: String($0)) }
        return faults.count == names.count ? Set(faults) : nil
    }
}
