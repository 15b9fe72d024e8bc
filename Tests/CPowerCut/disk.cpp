#include "disk.h"
#include <algorithm>

bool power_disk::strikes(power_moment at) {
    (at == POWER_AT_WRITE ? writes : syncs) += 1;
    if (!isArmed || at != moment || --countdown > 0) return false;
    hasStruck = true;
    if (--times <= 0) isArmed = false;
    return true;
}

void power_disk::write(Inode &file, const uint8_t *bytes, size_t count, size_t offset) {
    if (count == 0) return;
    if (file.live.size() < offset + count) file.live.resize(offset + count);
    std::copy(bytes, bytes + count, file.live.begin() + offset);
    for (size_t sector = offset / sectorBytes; sector <= (offset + count - 1) / sectorBytes; sector++)
        file.dirty.insert(sector);
}

void power_disk::truncate(Inode &file, size_t size) {
    file.sizeMin = std::min(file.sizeMin, size);
    file.live.resize(size);
    file.dirty.erase(file.dirty.lower_bound((size + sectorBytes - 1) / sectorBytes), file.dirty.end());
}

static void copySector(const std::vector<uint8_t> &from, std::vector<uint8_t> &to, size_t begin, size_t end) {
    end = std::min({end, from.size(), to.size()});
    if (begin < end) std::copy(from.begin() + begin, from.begin() + end, to.begin() + begin);
}

void power_disk::sync(Inode &file) {
    file.durable.resize(file.live.size());
    for (size_t sector : file.dirty)
        copySector(file.live, file.durable, sector * sectorBytes, (sector + 1) * sectorBytes);
    file.dirty.clear();
    file.sizeMin = SIZE_MAX;
}

void power_disk::failSync(Inode &file) {
    if (dice.below(2) == 0) file.durable.resize(file.live.size());
    for (size_t sector : file.dirty) {
        size_t begin = sector * sectorBytes, end = begin + sectorBytes;
        switch (dice.below(3)) {
        case 0: copySector(file.live, file.durable, begin, end); break;
        case 1: // The page is clean now: everyone reads it, and it never reaches the disk.
            break;
        default: // The page was thrown away: everyone reads what the disk has.
            std::fill(
                file.live.begin() + std::min(begin, file.live.size()),
                file.live.begin() + std::min(end, file.live.size()), 0);
            copySector(file.durable, file.live, begin, std::min(end, file.sizeMin));
        }
    }
    file.dirty.clear();
}

std::vector<uint8_t> power_disk::afterCut(const Inode &file) {
    size_t size = file.durable.size();
    if (size != file.live.size()) {
        size_t low = std::min(size, file.live.size()), high = std::max(size, file.live.size());
        switch (dice.below(3)) {
        case 0: break;
        case 1: size = file.live.size(); break;
        default: size = std::min(high, (low + dice.below(high - low + 1)) / sectorBytes * sectorBytes);
        }
        // A file that shrank has one size or the other; only growing is done step by step.
        if (file.live.size() < file.durable.size() && size != file.live.size()) size = file.durable.size();
        size = std::max(size, low);
    }
    std::vector<uint8_t> result(size);
    // What was never written is zeros, or on some file systems what lay there before.
    if (dice.below(4) == 0)
        for (uint8_t &byte : result) byte = uint8_t(dice.next());
    copySector(file.durable, result, 0, size);
    for (size_t sector : file.dirty) {
        size_t begin = sector * sectorBytes, middle = begin + sectorBytes / 2, end = begin + sectorBytes;
        switch (dice.below(4)) {
        case 0: break;
        case 1: copySector(file.live, result, begin, middle); break;
        case 2: copySector(file.live, result, middle, end); break;
        default: copySector(file.live, result, begin, end);
        }
    }
    return result;
}

void power_disk::cut() {
    isCut = true;
    generation += 1;
    std::set<std::string> names;
    for (auto &entry : live) names.insert(entry.first);
    for (auto &entry : durable) names.insert(entry.first);
    std::map<std::string, std::shared_ptr<Inode>> left;
    for (auto &name : names) {
        auto now = live.find(name), then = durable.find(name);
        auto file = now == live.end() ? nullptr : now->second;
        auto old = then == durable.end() ? nullptr : then->second;
        if (file != old && dice.below(2) == 0) file = old;
        if (!file) continue;
        auto kept = std::make_shared<Inode>();
        kept->live = kept->durable = afterCut(*file);
        left[name] = kept;
    }
    live = durable = left;
}

// What tests call

using Guard = std::lock_guard<std::recursive_mutex>;

void power_disk_arm(power_disk *disk, power_fault fault, power_moment at, int64_t n, int64_t times, uint64_t seed) {
    Guard guard(disk->mutex);
    disk->isArmed = true;
    disk->hasStruck = false;
    disk->fault = fault;
    disk->moment = at;
    disk->countdown = n;
    disk->times = fault == POWER_CUT ? 1 : times;
    disk->dice = Dice{seed};
}

void power_disk_heal(power_disk *disk) {
    Guard guard(disk->mutex);
    disk->isArmed = false;
}

bool power_disk_has_struck(const power_disk *disk) {
    Guard guard(disk->mutex);
    return disk->hasStruck;
}

bool power_disk_is_cut(const power_disk *disk) {
    Guard guard(disk->mutex);
    return disk->isCut;
}

void power_disk_restart(power_disk *disk) {
    Guard guard(disk->mutex);
    disk->isCut = false;
}

int64_t power_disk_writes(const power_disk *disk) {
    Guard guard(disk->mutex);
    return disk->writes;
}

int64_t power_disk_syncs(const power_disk *disk) {
    Guard guard(disk->mutex);
    return disk->syncs;
}

bool power_disk_damage(power_disk *disk, const char *path, int64_t offset, int64_t bytes) {
    Guard guard(disk->mutex);
    auto found = disk->live.find(path);
    if (found == disk->live.end() || int64_t(found->second->live.size()) < offset + bytes) return false;
    for (auto *content : {&found->second->live, &found->second->durable})
        for (int64_t at = offset; at < std::min(offset + bytes, int64_t(content->size())); at++) (*content)[at] ^= 0x5a;
    return true;
}

void power_disk_cut(power_disk *disk, uint64_t seed) {
    Guard guard(disk->mutex);
    disk->isArmed = false;
    disk->dice = Dice{seed};
    disk->cut();
}
