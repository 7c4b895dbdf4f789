// Where a producer puts records without a key (rules PR-5, PR-6): it stays with one partition until
// about batch.size bytes went there, then draws another. Pure: it is told what was appended, says
// when to switch, and is given the random draw.
//
//     loop before an append:  if (sticky.wants_switch(newest_batch_is_full)) sticky.choose(...),
//     look again after an append:        if (sticky.on_appended(bytes, newest_batch_is_full))
//     sticky.choose(...)
//
// "Full" also means closed, or that there is no batch at all.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace brokerscope::kafka {

/// How likely each partition is drawn: a table of running sums of weights. A partition's weight is
/// the longest queue + 1 - its own queue, so the emptiest is drawn most (PR-6).
struct PartitionLoads {
    std::vector<std::int32_t> partitions;
    std::vector<std::int64_t> cumulative;

    friend bool operator==(const PartitionLoads&, const PartitionLoads&) = default;
};

/// The table for these queues of batches (`queue_sizes[i]` belongs to `partitions[i]`); absent when
/// the draw is uniform: all queues equal and no partition left out, or fewer than two partitions.
std::optional<PartitionLoads> partition_loads(const std::vector<std::int32_t>& partitions,
                                              const std::vector<std::int64_t>& queue_sizes,
                                              std::int32_t known_partitions);

struct PartitionChoices {
    std::int32_t partition_count = 0;
    std::vector<std::int32_t> with_leader;  // ascending
    std::optional<PartitionLoads> loads;
};

/// `draw` is a random integer in [0, 2^31). Without loads the choice is uniform among the
/// partitions with a leader, or among all when none has one.
std::int32_t choose_partition(const PartitionChoices& choices, std::int32_t draw);

class StickyPartitioner {
  public:
    explicit StickyPartitioner(std::int64_t batch_size_bytes);

    bool has_partition() const { return partition_.has_value(); }
    /// The partition that records go to now; choose() was called before.
    std::int32_t partition() const;

    /// Turns to another partition (perhaps the same again) and counts from 0.
    void choose(const PartitionChoices& choices, std::int32_t draw);

    /// Counts appended bytes, 61 more for each new batch; true when it is time to choose again.
    bool on_appended(std::int64_t bytes, bool newest_batch_is_full);

    /// True when the switch was only held back by a batch with room, and that is gone.
    bool wants_switch(bool newest_batch_is_full) const;

  private:
    std::int64_t batch_size_bytes_;
    std::int64_t appended_bytes_ = 0;
    std::optional<std::int32_t> partition_;
};

}  // namespace brokerscope::kafka
