#include "sim/laws/interval_set.h"

#include <algorithm>
#include <limits>

namespace brokerscope::laws {

namespace {
auto at(std::vector<Interval>& intervals, std::size_t index) {
    return intervals.begin() + static_cast<std::ptrdiff_t>(index);
}
}  // namespace

std::size_t IntervalSet::first_ending_after(std::int64_t number) const {
    // Nearly all questions are about the newest numbers.
    if (!intervals_.empty() && intervals_.back().begin <= number) {
        return intervals_.back().end > number ? intervals_.size() - 1 : intervals_.size();
    }
    const auto found =
        std::upper_bound(intervals_.begin(), intervals_.end(), number,
                         [](std::int64_t n, const Interval& one) { return n < one.end; });
    return static_cast<std::size_t>(found - intervals_.begin());
}

void IntervalSet::add(std::int64_t begin, std::int64_t end) {
    if (begin >= end) return;
    // Intervals that touch [begin, end) become one with it.
    std::size_t first = first_ending_after(begin);
    if (first > 0 && intervals_[first - 1].end == begin) --first;
    std::size_t last = first;
    Interval merged{begin, end};
    while (last < intervals_.size() && intervals_[last].begin <= end) {
        merged.begin = std::min(merged.begin, intervals_[last].begin);
        merged.end = std::max(merged.end, intervals_[last].end);
        size_ -= intervals_[last].size();
        ++last;
    }
    size_ += merged.size();
    if (first == last) {
        intervals_.insert(at(intervals_, first), merged);
        return;
    }
    intervals_[first] = merged;
    intervals_.erase(at(intervals_, first + 1), at(intervals_, last));
}

void IntervalSet::remove(std::int64_t begin, std::int64_t end) {
    if (begin >= end) return;
    const std::size_t first = first_ending_after(begin);
    std::size_t last = first;
    std::vector<Interval> rest;
    while (last < intervals_.size() && intervals_[last].begin < end) {
        const Interval& one = intervals_[last];
        size_ -= std::min(one.end, end) - std::max(one.begin, begin);
        if (one.begin < begin) rest.push_back({one.begin, begin});
        if (one.end > end) rest.push_back({end, one.end});
        ++last;
    }
    if (first == last) return;
    intervals_.erase(at(intervals_, first), at(intervals_, last));
    intervals_.insert(at(intervals_, first), rest.begin(), rest.end());
}

void IntervalSet::remove_from(std::int64_t begin) {
    remove(begin, std::numeric_limits<std::int64_t>::max());
}

bool IntervalSet::contains(std::int64_t number) const {
    const std::size_t index = first_ending_after(number);
    return index < intervals_.size() && intervals_[index].begin <= number;
}

bool IntervalSet::intersects(std::int64_t begin, std::int64_t end) const {
    if (begin >= end) return false;
    const std::size_t index = first_ending_after(begin);
    return index < intervals_.size() && intervals_[index].begin < end;
}

std::vector<Interval> IntervalSet::within(std::int64_t begin, std::int64_t end) const {
    std::vector<Interval> parts;
    if (begin >= end) return parts;
    for (std::size_t i = first_ending_after(begin);
         i < intervals_.size() && intervals_[i].begin < end; ++i) {
        parts.push_back({std::max(begin, intervals_[i].begin), std::min(end, intervals_[i].end)});
    }
    return parts;
}

std::vector<Interval> IntervalSet::missing_within(std::int64_t begin, std::int64_t end) const {
    std::vector<Interval> gaps;
    std::int64_t from = begin;
    for (const Interval& part : within(begin, end)) {
        if (from < part.begin) gaps.push_back({from, part.begin});
        from = part.end;
    }
    if (from < end) gaps.push_back({from, end});
    return gaps;
}

std::int64_t IntervalSet::size_from(std::int64_t begin) const {
    std::int64_t total = 0;
    for (auto one = intervals_.rbegin(); one != intervals_.rend() && one->end > begin; ++one) {
        total += one->end - std::max(one->begin, begin);
    }
    return total;
}

}  // namespace brokerscope::laws
