import CPowerCut
import Foundation

/// A disk in memory whose power can be cut, and whose device may fail; SQLite's name for it is `vfs`.
final class PowerDisk: @unchecked Sendable {
    /// Where a fault strikes.
    enum Moment: CaseIterable, Sendable {
        case write, sync

        fileprivate var code: power_moment { self == .write ? POWER_AT_WRITE : POWER_AT_SYNC }
    }

    enum Fault: CaseIterable, Sendable {
        /// The power goes: every later call fails until the restart.
        case cut
        case noSpace, writeFails, syncFails

        fileprivate var code: power_fault {
            switch self {
            case .cut: POWER_CUT
            case .noSpace: POWER_NO_SPACE
            case .writeFails: POWER_WRITE_FAILS
            case .syncFails: POWER_SYNC_FAILS
            }
        }
    }

    let vfs = "power-\(UUID().uuidString)"
    fileprivate let handle: OpaquePointer

    init(sectorBytes: Int32 = 512) {
        guard let handle = power_disk_make(vfs, sectorBytes) else { preconditionFailure("`new` does not answer null") }
        self.handle = handle
    }

    deinit { power_disk_free(handle) }

    func arm(_ fault: Fault, at moment: Moment, number: Int64, times: Int64 = 1, seed: UInt64) {
        power_disk_arm(handle, fault.code, moment.code, number, times, seed)
    }

    /// There is space again, and the device works.
    func heal() { power_disk_heal(handle) }
    var hasStruck: Bool { power_disk_has_struck(handle) }
    var isCut: Bool { power_disk_is_cut(handle) }
    func restart() { power_disk_restart(handle) }

    func count(_ moment: Moment) -> Int64 {
        moment == .write ? power_disk_writes(handle) : power_disk_syncs(handle)
    }

    func damage(_ path: String, at offset: Int64, bytes: Int64) -> Bool {
        power_disk_damage(handle, path, offset, bytes)
    }
}

extension PowerDisk {
    /// The power goes while nobody writes.
    func cutNow(seed: UInt64) { power_disk_cut(handle, seed) }
}
