#pragma once
#include "CPowerCut.h"
#include <sqlite3.h>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

/// One seeded stream of chance (SplitMix64).
struct Dice {
    uint64_t state;
    uint64_t next() {
        uint64_t z = (state += 0x9E3779B97F4A7C15ull);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    uint64_t below(uint64_t limit) { return next() % limit; }
};

/// The wal-index that the connections of one process share; gone with the power.
struct SharedMemory {
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<int, SQLITE_SHM_NLOCK> shared{};
    std::array<bool, SQLITE_SHM_NLOCK> exclusive{};
    int users = 0;
};

/// A file: what processes see, and what is on the platters.
struct Inode {
    std::vector<uint8_t> live, durable;
    /// Sectors that were written since the last sync.
    std::set<size_t> dirty;
    /// The least size since the last sync: what processes read beyond it is not what is on the platters.
    size_t sizeMin = SIZE_MAX;
    int sharedLocks = 0;
    const void *reservedBy = nullptr, *pendingBy = nullptr, *exclusiveBy = nullptr;
    SharedMemory memory;
};

struct power_disk {
    std::string name;
    size_t sectorBytes;
    sqlite3_vfs vfs{};
    sqlite3_vfs *system = nullptr;
    mutable std::recursive_mutex mutex;
    /// The folder as processes see it, and as it is after a power cut: entries become durable with the folder's sync.
    std::map<std::string, std::shared_ptr<Inode>> live, durable;
    /// Grows at a cut: files that were opened before it are dead.
    uint64_t generation = 0;
    bool isCut = false;
    /// A disk that its owner let go of lasts until the last file on it is closed.
    int openFiles = 0;
    bool isAbandoned = false;
    int64_t writes = 0, syncs = 0;

    // The armed fault.
    bool isArmed = false, hasStruck = false;
    power_fault fault = POWER_CUT;
    power_moment moment = POWER_AT_SYNC;
    int64_t countdown = 0, times = 0;
    Dice dice{0};

    /// Counts a write or sync; answers whether the fault strikes at it.
    bool strikes(power_moment at);
    void cut();
    void syncFolder() { durable = live; }
    /// A sync that works.
    void sync(Inode &file);
    /// A sync that fails: some pages reached the disk, some are lost at once, some are lost when nobody looks.
    void failSync(Inode &file);
    void write(Inode &file, const uint8_t *bytes, size_t count, size_t offset);
    void truncate(Inode &file, size_t size);

private:
    std::vector<uint8_t> afterCut(const Inode &file);
};
