#pragma once
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A disk in memory that SQLite uses as a VFS of its own name. What was not synchronised is lost, kept or torn when the
/// power goes. It promises no more than the operating system's VFS does on a Linux file system.
typedef struct power_disk power_disk;

typedef enum power_fault {
    /// The power goes: every later call fails until the disk is restarted.
    POWER_CUT = 0,
    /// SQLITE_FULL: a write that lengthens a file finds no space, and leaves half of itself.
    POWER_NO_SPACE = 1,
    /// SQLITE_IOERR_WRITE: a write fails, and leaves half of itself.
    POWER_WRITE_FAILS = 2,
    /// SQLITE_IOERR_FSYNC: some of what was written is lost, and a second fsync says that all is well.
    POWER_SYNC_FAILS = 3,
} power_fault;

typedef enum power_moment { POWER_AT_WRITE = 0, POWER_AT_SYNC = 1 } power_moment;

/// Registers the VFS. Its name is free again once the disk is freed.
power_disk *power_disk_make(const char *name, int sector_bytes);
void power_disk_free(power_disk *disk);

/// The fault strikes at the nth write or sync from now, and at the `times - 1` after it. A cut strikes once.
void power_disk_arm(power_disk *disk, power_fault fault, power_moment at, int64_t n, int64_t times, uint64_t seed);
/// There is space, and the device works again.
void power_disk_heal(power_disk *disk);
bool power_disk_has_struck(const power_disk *disk);
bool power_disk_is_cut(const power_disk *disk);
/// The power goes at once.
void power_disk_cut(power_disk *disk, uint64_t seed);
/// The power is back: what is durable can be opened.
void power_disk_restart(power_disk *disk);

/// Since the disk was made.
int64_t power_disk_writes(const power_disk *disk);
int64_t power_disk_syncs(const power_disk *disk);

/// Overwrites part of a file where nobody notices, as a failing device does.
/// @return false where there is no such file, or it is shorter
bool power_disk_damage(power_disk *disk, const char *path, int64_t offset, int64_t bytes);

#ifdef __cplusplus
}
#endif
