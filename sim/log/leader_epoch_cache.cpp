#include "sim/log/leader_epoch_cache.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::log {

void LeaderEpochCache::assign(base::LeaderEpoch epoch, base::Offset start_offset) {
    CHECK(epoch.value >= 0, "an epoch in the cache is not negative");
    CHECK(start_offset.value >= 0, "an epoch begins at an offset");
    if (!entries_.empty() && entries_.back().epoch == epoch &&
        entries_.back().start_offset <= start_offset) {
        return;
    }
    // Entries increase in both, so those in the way are at the end.
    while (!entries_.empty() &&
           (entries_.back().epoch >= epoch || entries_.back().start_offset >= start_offset)) {
        entries_.pop_back();
    }
    entries_.push_back({epoch, start_offset});
}

EpochEndOffset LeaderEpochCache::end_offset_for(base::LeaderEpoch asked,
                                                base::Offset log_end_offset) const {
    if (asked.value < 0 || entries_.empty() || asked > entries_.back().epoch) return {};
    if (asked == entries_.back().epoch) return {asked, log_end_offset};
    const auto next = std::upper_bound(
        entries_.begin(), entries_.end(), asked,
        [](base::LeaderEpoch epoch, const EpochEntry& entry) { return epoch < entry.epoch; });
    // Below everything known: nothing of that epoch is here, so it ended where the first one
    // begins.
    if (next == entries_.begin()) return {asked, next->start_offset};
    return {std::prev(next)->epoch, next->start_offset};
}

std::optional<base::LeaderEpoch> LeaderEpochCache::epoch_for_offset(base::Offset offset) const {
    const auto next = std::upper_bound(
        entries_.begin(), entries_.end(), offset,
        [](base::Offset at, const EpochEntry& entry) { return at < entry.start_offset; });
    if (next == entries_.begin()) return std::nullopt;
    return std::prev(next)->epoch;
}

std::optional<base::LeaderEpoch> LeaderEpochCache::latest_epoch() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.back().epoch;
}

std::optional<base::LeaderEpoch> LeaderEpochCache::previous_epoch() const {
    if (entries_.size() < 2) return std::nullopt;
    return entries_[entries_.size() - 2].epoch;
}

void LeaderEpochCache::truncate_from_end(base::Offset end_offset) {
    while (!entries_.empty() && entries_.back().start_offset >= end_offset)
        entries_.pop_back();
}

void LeaderEpochCache::truncate_from_start(base::Offset start_offset) {
    const auto first_later = std::upper_bound(
        entries_.begin(), entries_.end(), start_offset,
        [](base::Offset at, const EpochEntry& entry) { return at < entry.start_offset; });
    if (first_later == entries_.begin()) return;
    const auto current = std::prev(first_later);
    current->start_offset = start_offset;
    entries_.erase(entries_.begin(), current);
}

}  // namespace brokerscope::log
