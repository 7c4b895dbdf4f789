#include "sim/laws/origin.h"

#include <algorithm>

namespace brokerscope::laws {

using base::Offset;

void Origin::log(const LoggedBatch& batch) {
    const std::int64_t begin = batch.first_number;
    const std::int64_t end = begin + batch.count;
    const std::int64_t highest = logged_.end();
    const Offset base = batch.base_offset;
    if (logged_.intersects(begin, end)) {
        for (const Interval& again : logged_.within(begin, end)) {
            for (std::int64_t number = again.begin; number < again.end; ++number)
                repeats_[number].push_back(base + (number - begin));
            duplicated_ += again.size();
        }
    }
    for (const Interval& fresh : logged_.missing_within(begin, end)) {
        const std::int64_t late_end = std::min(fresh.end, highest);
        reordered_.add(base.value + (fresh.begin - begin), base.value + (late_end - begin));
    }
    logged_.add(begin, end);
}

bool Origin::is_repeat(std::int64_t number, Offset offset) const {
    const auto found = repeats_.find(number);
    if (found == repeats_.end()) return false;
    return std::find(found->second.begin(), found->second.end(), offset) != found->second.end();
}

void Origin::unlog(const LoggedBatch& batch) {
    const std::int64_t begin = batch.first_number;
    const std::int64_t end = begin + batch.count;
    reordered_.remove(batch.base_offset.value, batch.end().value);
    if (repeats_.empty()) {
        logged_.remove(begin, end);
        return;
    }
    for (std::int64_t number = begin; number < end; ++number) {
        const Offset offset = batch.base_offset + (number - begin);
        if (!is_repeat(number, offset)) {
            logged_.remove(number, number + 1);
            continue;
        }
        std::vector<Offset>& copies = repeats_[number];
        copies.erase(std::find(copies.begin(), copies.end(), offset));
        --duplicated_;
        if (copies.empty()) repeats_.erase(number);
    }
}

std::int64_t Origin::first_copies(const LoggedBatch& batch, Offset from, Offset to) const {
    const Offset begin = std::max(from, batch.base_offset);
    const Offset end = std::min(to, batch.end());
    if (begin >= end) return 0;
    if (repeats_.empty()) return end - begin;
    std::int64_t copies = 0;
    for (Offset offset = begin; offset < end; offset = offset + 1) {
        if (!is_repeat(batch.number_at(offset), offset)) ++copies;
    }
    return copies;
}

}  // namespace brokerscope::laws
