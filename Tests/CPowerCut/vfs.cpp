#include "disk.h"
#include <atomic>
#include <new>

using Guard = std::lock_guard<std::recursive_mutex>;

namespace {

/// An open file. SQLite gives the memory.
struct File {
    sqlite3_file base;
    power_disk *disk;
    std::shared_ptr<Inode> inode;
    uint64_t generation;
    /// As the operating system's VFS does: the first sync of a new journal or log is one of the folder too.
    bool mustSyncFolder;
    int lock;
    bool usesMemory;
    uint16_t sharedSlots, exclusiveSlots;

    bool isDead() const { return disk->isCut || generation != disk->generation; }
};

File *self(sqlite3_file *file) { return reinterpret_cast<File *>(file); }

void releaseSlots(File &file, uint16_t slots) {
    auto &memory = file.inode->memory;
    for (int slot = 0; slot < SQLITE_SHM_NLOCK; slot++) {
        uint16_t bit = uint16_t(1 << slot);
        if (!(slots & bit)) continue;
        if (file.sharedSlots & bit) memory.shared[slot] -= 1;
        if (file.exclusiveSlots & bit) memory.exclusive[slot] = false;
    }
    file.sharedSlots &= uint16_t(~slots);
    file.exclusiveSlots &= uint16_t(~slots);
}

int shmUnmap(sqlite3_file *base, int) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    if (!file.usesMemory) return SQLITE_OK;
    releaseSlots(file, 0xffff);
    file.usesMemory = false;
    auto &memory = file.inode->memory;
    if (--memory.users == 0) memory.regions.clear();
    return SQLITE_OK;
}

int unlock(sqlite3_file *base, int level) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    auto &inode = *file.inode;
    if (file.lock <= level) return SQLITE_OK;
    if (inode.exclusiveBy == &file) inode.exclusiveBy = nullptr;
    if (inode.pendingBy == &file) inode.pendingBy = nullptr;
    if (inode.reservedBy == &file) inode.reservedBy = nullptr;
    if (level == SQLITE_LOCK_NONE && file.lock >= SQLITE_LOCK_SHARED) inode.sharedLocks -= 1;
    file.lock = level;
    return SQLITE_OK;
}

int closeFile(sqlite3_file *base) {
    auto &file = *self(base);
    auto *disk = file.disk;
    bool isLast;
    {
        Guard guard(disk->mutex);
        shmUnmap(base, 0);
        unlock(base, SQLITE_LOCK_NONE);
        file.inode.~shared_ptr<Inode>();
        isLast = --disk->openFiles == 0 && disk->isAbandoned;
    }
    if (isLast) delete disk;
    return SQLITE_OK;
}

int readFile(sqlite3_file *base, void *target, int count, sqlite3_int64 offset) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    if (file.isDead()) return SQLITE_IOERR_READ;
    auto &bytes = file.inode->live;
    size_t here = size_t(offset) >= bytes.size() ? 0 : std::min(size_t(count), bytes.size() - size_t(offset));
    if (here > 0) memcpy(target, bytes.data() + offset, here);
    if (here == size_t(count)) return SQLITE_OK;
    memset(static_cast<char *>(target) + here, 0, size_t(count) - here);
    return SQLITE_IOERR_SHORT_READ;
}

int writeFile(sqlite3_file *base, const void *source, int count, sqlite3_int64 offset) {
    auto &file = *self(base);
    auto &disk = *file.disk;
    Guard guard(disk.mutex);
    if (file.isDead()) return SQLITE_IOERR_WRITE;
    auto *bytes = static_cast<const uint8_t *>(source);
    bool lengthens = size_t(offset) + size_t(count) > file.inode->live.size();
    // A full disk takes what needs no new space.
    bool isSpared = disk.fault == POWER_NO_SPACE && !lengthens;
    bool strikes = isSpared ? (disk.writes += 1, false) : disk.strikes(POWER_AT_WRITE);
    bool isWhole = !strikes || disk.fault == POWER_CUT || disk.fault == POWER_SYNC_FAILS;
    disk.write(*file.inode, bytes, isWhole ? size_t(count) : size_t(count) / 2, size_t(offset));
    if (!strikes) return SQLITE_OK;
    switch (disk.fault) {
    case POWER_CUT: disk.cut(); return SQLITE_IOERR_WRITE;
    case POWER_NO_SPACE: return SQLITE_FULL;
    case POWER_WRITE_FAILS: return SQLITE_IOERR_WRITE;
    case POWER_SYNC_FAILS: return SQLITE_OK;
    }
    return SQLITE_OK;
}

int truncateFile(sqlite3_file *base, sqlite3_int64 size) {
    auto &file = *self(base);
    auto &disk = *file.disk;
    Guard guard(disk.mutex);
    if (file.isDead()) return SQLITE_IOERR_TRUNCATE;
    bool isSpared = disk.fault == POWER_NO_SPACE;
    bool strikes = isSpared ? (disk.writes += 1, false) : disk.strikes(POWER_AT_WRITE);
    if (strikes && disk.fault == POWER_WRITE_FAILS) return SQLITE_IOERR_TRUNCATE;
    disk.truncate(*file.inode, size_t(size));
    if (!strikes || disk.fault != POWER_CUT) return SQLITE_OK;
    disk.cut();
    return SQLITE_IOERR_TRUNCATE;
}

/// What a sync answers where the fault strikes at it.
int struckSync(power_disk &disk, Inode *inode) {
    switch (disk.fault) {
    case POWER_CUT: disk.cut(); return SQLITE_IOERR_FSYNC;
    case POWER_NO_SPACE: return SQLITE_FULL;
    default:
        if (inode) disk.failSync(*inode);
        return SQLITE_IOERR_FSYNC;
    }
}

int syncFile(sqlite3_file *base, int) {
    auto &file = *self(base);
    auto &disk = *file.disk;
    Guard guard(disk.mutex);
    if (file.isDead()) return SQLITE_IOERR_FSYNC;
    if (disk.strikes(POWER_AT_SYNC)) return struckSync(disk, file.inode.get());
    disk.sync(*file.inode);
    if (file.mustSyncFolder) {
        if (disk.strikes(POWER_AT_SYNC)) return struckSync(disk, nullptr);
        disk.syncFolder();
        file.mustSyncFolder = false;
    }
    return SQLITE_OK;
}

int fileSize(sqlite3_file *base, sqlite3_int64 *size) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    if (file.isDead()) return SQLITE_IOERR_FSTAT;
    *size = sqlite3_int64(file.inode->live.size());
    return SQLITE_OK;
}

int lockFile(sqlite3_file *base, int level) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    if (file.isDead()) return SQLITE_IOERR_LOCK;
    auto &inode = *file.inode;
    auto isAnothers = [&](const void *holder) { return holder && holder != &file; };
    if (file.lock >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
        if (isAnothers(inode.exclusiveBy) || isAnothers(inode.pendingBy)) return SQLITE_BUSY;
        inode.sharedLocks += 1;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (isAnothers(inode.reservedBy) || isAnothers(inode.exclusiveBy)) return SQLITE_BUSY;
        inode.reservedBy = &file;
    } else {
        if (isAnothers(inode.reservedBy) || isAnothers(inode.pendingBy)) return SQLITE_BUSY;
        inode.pendingBy = &file;
        if (inode.sharedLocks > 1) return SQLITE_BUSY;
        inode.exclusiveBy = &file;
    }
    file.lock = level;
    return SQLITE_OK;
}

int checkReserved(sqlite3_file *base, int *result) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    if (file.isDead()) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    *result = file.inode->reservedBy != nullptr;
    return SQLITE_OK;
}

int control(sqlite3_file *, int, void *) { return SQLITE_NOTFOUND; }
int sectorSize(sqlite3_file *base) { return int(self(base)->disk->sectorBytes); }
// What the operating system's VFS says too: a write touches nothing beside itself.
int characteristics(sqlite3_file *) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shmMap(sqlite3_file *base, int region, int bytes, int extends, void volatile **result) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    *result = nullptr;
    if (file.isDead()) return SQLITE_IOERR_SHMMAP;
    auto &memory = file.inode->memory;
    if (!file.usesMemory) {
        file.usesMemory = true;
        memory.users += 1;
    }
    if (size_t(region) >= memory.regions.size() && !extends) return SQLITE_OK;
    while (size_t(region) >= memory.regions.size()) {
        memory.regions.push_back(std::make_unique<char[]>(size_t(bytes)));
        memset(memory.regions.back().get(), 0, size_t(bytes));
    }
    *result = memory.regions[size_t(region)].get();
    return SQLITE_OK;
}

int shmLock(sqlite3_file *base, int offset, int count, int flags) {
    auto &file = *self(base);
    Guard guard(file.disk->mutex);
    auto &memory = file.inode->memory;
    uint16_t slots = uint16_t(((1 << count) - 1) << offset);
    if (flags & SQLITE_SHM_UNLOCK) {
        releaseSlots(file, slots);
        return SQLITE_OK;
    }
    if (file.isDead()) return SQLITE_IOERR_SHMLOCK;
    for (int slot = offset; slot < offset + count; slot++) {
        uint16_t bit = uint16_t(1 << slot);
        bool isExclusiveElsewhere = memory.exclusive[slot] && !(file.exclusiveSlots & bit);
        int sharedElsewhere = memory.shared[slot] - (file.sharedSlots & bit ? 1 : 0);
        if (isExclusiveElsewhere) return SQLITE_BUSY;
        if ((flags & SQLITE_SHM_EXCLUSIVE) && sharedElsewhere > 0) return SQLITE_BUSY;
    }
    for (int slot = offset; slot < offset + count; slot++) {
        uint16_t bit = uint16_t(1 << slot);
        if (flags & SQLITE_SHM_EXCLUSIVE) {
            memory.exclusive[slot] = true;
            file.exclusiveSlots |= bit;
        } else if (!(file.sharedSlots & bit)) {
            memory.shared[slot] += 1;
            file.sharedSlots |= bit;
        }
    }
    return SQLITE_OK;
}

void shmBarrier(sqlite3_file *) { std::atomic_thread_fence(std::memory_order_seq_cst); }

const sqlite3_io_methods methods = {
    2, closeFile, readFile, writeFile, truncateFile, syncFile, fileSize, lockFile, unlock, checkReserved, control,
    sectorSize, characteristics, shmMap, shmLock, shmBarrier, shmUnmap, nullptr, nullptr,
};

power_disk &diskOf(sqlite3_vfs *vfs) { return *static_cast<power_disk *>(vfs->pAppData); }

int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *outFlags) {
    auto &disk = diskOf(vfs);
    Guard guard(disk.mutex);
    base->pMethods = nullptr;
    if (disk.isCut) return SQLITE_CANTOPEN;
    std::shared_ptr<Inode> inode;
    bool isNew = false;
    auto found = name ? disk.live.find(name) : disk.live.end();
    if (found != disk.live.end()) {
        inode = found->second;
    } else {
        if (name && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
        inode = std::make_shared<Inode>();
        isNew = true;
        if (name) disk.live[name] = inode;
    }
    int isJournal = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL);
    new (base) File{{&methods}, &disk, inode, disk.generation, isNew && isJournal != 0, SQLITE_LOCK_NONE, false, 0, 0};
    disk.openFiles += 1;
    if (outFlags) *outFlags = flags;
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs *vfs, const char *name, int syncsFolder) {
    auto &disk = diskOf(vfs);
    Guard guard(disk.mutex);
    if (disk.isCut) return SQLITE_IOERR_DELETE;
    if (disk.live.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
    if (!syncsFolder) return SQLITE_OK;
    if (disk.strikes(POWER_AT_SYNC)) {
        int code = struckSync(disk, nullptr);
        return code == SQLITE_IOERR_FSYNC ? SQLITE_IOERR_DIR_FSYNC : code;
    }
    disk.syncFolder();
    return SQLITE_OK;
}

int accessFile(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
    auto &disk = diskOf(vfs);
    Guard guard(disk.mutex);
    if (disk.isCut) return SQLITE_IOERR_ACCESS;
    auto found = disk.live.find(name);
    // An empty file counts as none, as for the operating system's VFS.
    *result = found != disk.live.end() && (flags != SQLITE_ACCESS_EXISTS || !found->second->live.empty());
    return SQLITE_OK;
}

int fullPath(sqlite3_vfs *, const char *name, int count, char *result) {
    sqlite3_snprintf(count, result, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs *vfs, int count, char *result) {
    auto *system = diskOf(vfs).system;
    return system->xRandomness(system, count, result);
}
int sleepFor(sqlite3_vfs *vfs, int microseconds) {
    auto *system = diskOf(vfs).system;
    return system->xSleep(system, microseconds);
}
int currentTime(sqlite3_vfs *vfs, double *result) {
    auto *system = diskOf(vfs).system;
    return system->xCurrentTime(system, result);
}
int currentMilliseconds(sqlite3_vfs *vfs, sqlite3_int64 *result) {
    auto *system = diskOf(vfs).system;
    return system->xCurrentTimeInt64(system, result);
}
int lastError(sqlite3_vfs *, int, char *) { return 0; }

} // namespace

power_disk *power_disk_make(const char *name, int sector_bytes) {
    auto *disk = new power_disk;
    disk->name = name;
    disk->sectorBytes = size_t(sector_bytes);
    disk->system = sqlite3_vfs_find(nullptr);
    auto &vfs = disk->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(File);
    vfs.mxPathname = 512;
    vfs.zName = disk->name.c_str();
    vfs.pAppData = disk;
    vfs.xOpen = openFile;
    vfs.xDelete = deleteFile;
    vfs.xAccess = accessFile;
    vfs.xFullPathname = fullPath;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleepFor;
    vfs.xCurrentTime = currentTime;
    vfs.xCurrentTimeInt64 = currentMilliseconds;
    vfs.xGetLastError = lastError;
    sqlite3_vfs_register(&vfs, 0);
    return disk;
}

void power_disk_free(power_disk *disk) {
    sqlite3_vfs_unregister(&disk->vfs);
    bool isUnused;
    {
        Guard guard(disk->mutex);
        disk->isAbandoned = true;
        isUnused = disk->openFiles == 0;
    }
    if (isUnused) delete disk;
}
