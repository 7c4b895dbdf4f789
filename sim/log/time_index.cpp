#include "sim/log/time_index.h"

#include <algorithm>

namespace brokerscope::log {

std::optional<IndexRefusal> TimeIndex::maybe_append(TimestampOffsetEntry entry, bool closing) {
    if (!closing && is_full()) return IndexRefusal::full;
    const TimestampOffsetEntry last = last_entry();
    if (!entries_.empty()) {
        if (entry.offset < last.offset) return IndexRefusal::offset_not_rising;
        if (entry.timestamp_ms < last.timestamp_ms) return IndexRefusal::timestamp_not_rising;
    }
    if (entry.timestamp_ms <= last.timestamp_ms) return std::nullopt;
    if (static_cast<std::int64_t>(entries_.size()) >= max_entries_) return IndexRefusal::no_room;
    if (!fits_relative_offset(base_offset_, entry.offset)) return IndexRefusal::offset_out_of_range;
    entries_.push_back(entry);
    return std::nullopt;
}

TimestampOffsetEntry TimeIndex::lookup(std::int64_t timestamp_ms) const {
    const auto above = std::upper_bound(
        entries_.begin(), entries_.end(), timestamp_ms,
        [](std::int64_t at, const TimestampOffsetEntry& entry) { return at < entry.timestamp_ms; });
    return above == entries_.begin() ? TimestampOffsetEntry{no_timestamp_ms, base_offset_}
                                     : *std::prev(above);
}

// Kafka's own binary search: among entries of the same offset it is the middle that decides, and
// the ones before it stay.
void TimeIndex::truncate_to(base::Offset offset) {
    if (entries_.empty() || entries_.front().offset > offset) {
        entries_.clear();
        return;
    }
    std::size_t low = 0;
    std::size_t high = entries_.size() - 1;
    while (low < high) {
        const std::size_t middle = (low + high + 1) / 2;
        if (entries_[middle].offset > offset) {
            high = middle - 1;
        } else {
            low = middle;
            if (entries_[middle].offset == offset) break;
        }
    }
    entries_.resize(entries_[low].offset == offset ? low : low + 1);
}

}  // namespace brokerscope::log
