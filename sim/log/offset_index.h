// A segment's offset index: sparse entries (last offset of a batch, where that batch begins in the
// file), strictly rising (rule ST-14; Kafka's OffsetIndex). A lookup finds where to begin to read.
// It has room for segment.index.bytes / 8 entries; a segment whose index is full is closed.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "sim/base/ids.h"

namespace brokerscope::log {

/// Why an index did not take an entry. None of these happens to a healthy log.
enum class IndexRefusal {
    full,
    no_room,  // not even in the slot that is kept free for the last entry
    offset_not_rising,
    timestamp_not_rising,
    offset_out_of_range,  // below the base offset, or further from it than 32 bits reach
};

/// Offsets in a segment's indexes are 32 bits wide, relative to its base.
constexpr bool fits_relative_offset(base::Offset base_offset, base::Offset offset) {
    return offset >= base_offset &&
           offset - base_offset <= std::numeric_limits<std::int32_t>::max();
}

struct OffsetPosition {
    base::Offset offset;
    std::int64_t position = 0;

    friend bool operator==(const OffsetPosition&, const OffsetPosition&) = default;
};

class OffsetIndex {
  public:
    static constexpr std::int64_t entry_size_bytes = 8;

    OffsetIndex(base::Offset base_offset, std::int64_t max_size_bytes)
        : base_offset_(base_offset), max_entries_(max_size_bytes / entry_size_bytes) {}

    const std::vector<OffsetPosition>& entries() const { return entries_; }
    std::int64_t max_entries() const { return max_entries_; }
    std::int64_t size_bytes() const {
        return static_cast<std::int64_t>(entries_.size()) * entry_size_bytes;
    }
    bool is_full() const { return static_cast<std::int64_t>(entries_.size()) >= max_entries_; }
    /// The offset of the last entry; the base offset while there is none.
    base::Offset last_offset() const {
        return entries_.empty() ? base_offset_ : entries_.back().offset;
    }

    std::optional<IndexRefusal> append(base::Offset offset, std::int64_t position);
    /// The entry with the largest offset not above `offset`; (base offset, 0) when there is none.
    OffsetPosition lookup(base::Offset offset) const;
    /// The first entry at or behind `position`.
    std::optional<OffsetPosition> first_at_or_behind(std::int64_t position) const;
    /// Drops the entries at or above `offset`.
    void truncate_to(base::Offset offset);
    void clear() { entries_.clear(); }
    /// A changed segment.index.bytes counts from the next truncation or restart on.
    void set_max_size_bytes(std::int64_t bytes) { max_entries_ = bytes / entry_size_bytes; }

    friend bool operator==(const OffsetIndex&, const OffsetIndex&) = default;

  private:
    base::Offset base_offset_;
    std::int64_t max_entries_;
    std::vector<OffsetPosition> entries_;
};

}  // namespace brokerscope::log
