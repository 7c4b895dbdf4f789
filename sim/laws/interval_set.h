// A set of integers kept as sorted half-open intervals: record numbers, offsets. What arrives in
// order costs one interval however many numbers it holds, so that a ledger of a million records can
// be copied with every keyframe. Adding at the end is constant; anywhere else it is linear in the
// number of intervals behind.
#pragma once

#include <cstdint>
#include <vector>

namespace brokerscope::laws {

/// [begin, end)
struct Interval {
    std::int64_t begin = 0;
    std::int64_t end = 0;

    friend bool operator==(const Interval&, const Interval&) = default;
    std::int64_t size() const { return end - begin; }
};

class IntervalSet {
  public:
    /// Adds [begin, end); what is in it already stays. An empty interval adds nothing.
    void add(std::int64_t begin, std::int64_t end);
    void remove(std::int64_t begin, std::int64_t end);
    /// Removes everything from `begin` on.
    void remove_from(std::int64_t begin);

    bool contains(std::int64_t number) const;
    bool intersects(std::int64_t begin, std::int64_t end) const;
    /// The parts of [begin, end) that are in the set, ascending.
    std::vector<Interval> within(std::int64_t begin, std::int64_t end) const;
    /// The parts of [begin, end) that are not in the set, ascending.
    std::vector<Interval> missing_within(std::int64_t begin, std::int64_t end) const;
    /// How many numbers at or above `begin` are in the set; linear in the intervals behind it.
    std::int64_t size_from(std::int64_t begin) const;

    std::int64_t size() const { return size_; }
    bool empty() const { return intervals_.empty(); }
    /// One past the largest number, or 0 when the set is empty.
    std::int64_t end() const { return intervals_.empty() ? 0 : intervals_.back().end; }
    const std::vector<Interval>& intervals() const { return intervals_; }

    friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

  private:
    /// Index of the first interval that ends behind `number`.
    std::size_t first_ending_after(std::int64_t number) const;

    std::vector<Interval> intervals_;  // ascending, neither empty nor touching
    std::int64_t size_ = 0;
};

}  // namespace brokerscope::laws
