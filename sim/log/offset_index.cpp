#include "sim/log/offset_index.h"

#include <algorithm>

namespace brokerscope::log {

std::optional<IndexRefusal> OffsetIndex::append(base::Offset offset, std::int64_t position) {
    if (is_full()) return IndexRefusal::full;
    if (!entries_.empty() && offset <= last_offset()) return IndexRefusal::offset_not_rising;
    if (!fits_relative_offset(base_offset_, offset)) return IndexRefusal::offset_out_of_range;
    entries_.push_back({offset, position});
    return std::nullopt;
}

OffsetPosition OffsetIndex::lookup(base::Offset offset) const {
    const auto above = std::upper_bound(
        entries_.begin(), entries_.end(), offset,
        [](base::Offset at, const OffsetPosition& entry) { return at < entry.offset; });
    return above == entries_.begin() ? OffsetPosition{base_offset_, 0} : *std::prev(above);
}

std::optional<OffsetPosition> OffsetIndex::first_at_or_behind(std::int64_t position) const {
    const auto found = std::lower_bound(
        entries_.begin(), entries_.end(), position,
        [](const OffsetPosition& entry, std::int64_t at) { return entry.position < at; });
    if (found == entries_.end()) return std::nullopt;
    return *found;
}

void OffsetIndex::truncate_to(base::Offset offset) {
    const auto first = std::lower_bound(
        entries_.begin(), entries_.end(), offset,
        [](const OffsetPosition& entry, base::Offset at) { return entry.offset < at; });
    entries_.erase(first, entries_.end());
}

}  // namespace brokerscope::log
