// A segment's time index: sparse entries (largest timestamp so far, last offset of the batch that
// brought it), rising (rule ST-14; Kafka's TimeIndex). An entry comes with an entry of the offset
// index, and a last one when the segment is closed; one slot is kept free for that one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/log/offset_index.h"
#include "sim/log/record.h"

namespace brokerscope::log {

struct TimestampOffsetEntry {
    std::int64_t timestamp_ms = no_timestamp_ms;
    base::Offset offset;

    friend bool operator==(const TimestampOffsetEntry&, const TimestampOffsetEntry&) = default;
};

class TimeIndex {
  public:
    static constexpr std::int64_t entry_size_bytes = 12;

    TimeIndex(base::Offset base_offset, std::int64_t max_size_bytes)
        : base_offset_(base_offset), max_entries_(max_size_bytes / entry_size_bytes) {}

    const std::vector<TimestampOffsetEntry>& entries() const { return entries_; }
    std::int64_t max_entries() const { return max_entries_; }
    std::int64_t size_bytes() const {
        return static_cast<std::int64_t>(entries_.size()) * entry_size_bytes;
    }
    bool is_full() const { return static_cast<std::int64_t>(entries_.size()) >= max_entries_ - 1; }
    /// (-1, base offset) while there is none.
    TimestampOffsetEntry last_entry() const {
        return entries_.empty() ? TimestampOffsetEntry{no_timestamp_ms, base_offset_}
                                : entries_.back();
    }

    /// Takes the entry if its timestamp is larger than the last one's. `closing` may use the slot
    /// that is kept free.
    std::optional<IndexRefusal> maybe_append(TimestampOffsetEntry entry, bool closing = false);
    /// The entry with the largest timestamp not above `timestamp_ms`; (-1, base offset) when there
    /// is none.
    TimestampOffsetEntry lookup(std::int64_t timestamp_ms) const;
    /// Drops the entries at or above `offset`.
    void truncate_to(base::Offset offset);
    void clear() { entries_.clear(); }
    void set_max_size_bytes(std::int64_t bytes) { max_entries_ = bytes / entry_size_bytes; }

    friend bool operator==(const TimeIndex&, const TimeIndex&) = default;

  private:
    base::Offset base_offset_;
    std::int64_t max_entries_;
    std::vector<TimestampOffsetEntry> entries_;
};

}  // namespace brokerscope::log
