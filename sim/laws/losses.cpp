#include "sim/laws/losses.h"

#include <algorithm>

namespace brokerscope::laws {

namespace {

/// The part of `range` that holds the numbers [begin, end).
LossRange part(const LossRange& range, std::int64_t begin, std::int64_t end) {
    LossRange one = range;
    one.first_number = begin;
    one.count = end - begin;
    one.first_offset = range.offset_of(begin);
    return one;
}

bool goes_on(const LossRange& a, const LossRange& b) {
    return a.end() == b.first_number && a.cause == b.cause && a.strand == b.strand &&
           a.offset_of(a.end()) == b.first_offset;
}

}  // namespace

base::Offset LossRange::offset_of(std::int64_t number) const {
    return first_offset == base::no_offset ? first_offset : first_offset + (number - first_number);
}

void Losses::add(const LossRange& range) {
    if (range.count <= 0) return;
    size_ += range.count;
    auto behind = std::upper_bound(
        ranges_.begin(), ranges_.end(), range.first_number,
        [](std::int64_t number, const LossRange& one) { return number < one.first_number; });
    if (behind != ranges_.begin() && goes_on(*std::prev(behind), range)) {
        std::prev(behind)->count += range.count;
    } else {
        ranges_.insert(behind, range);
    }
}

void Losses::remove(std::int64_t begin, std::int64_t end) {
    if (ranges_.empty() || ranges_.back().end() <= begin) return;
    std::vector<LossRange> rest;
    size_ = 0;
    for (const LossRange& one : ranges_) {
        const std::int64_t head_end = std::min(one.end(), begin);
        const std::int64_t tail_begin = std::max(one.first_number, end);
        if (one.first_number < head_end) rest.push_back(part(one, one.first_number, head_end));
        if (tail_begin < one.end()) rest.push_back(part(one, tail_begin, one.end()));
    }
    for (const LossRange& one : rest)
        size_ += one.count;
    ranges_ = std::move(rest);
}

}  // namespace brokerscope::laws
