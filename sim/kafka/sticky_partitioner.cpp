#include "sim/kafka/sticky_partitioner.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::kafka {

std::optional<PartitionLoads> partition_loads(const std::vector<std::int32_t>& partitions,
                                              const std::vector<std::int64_t>& queue_sizes,
                                              std::int32_t known_partitions) {
    CHECK(partitions.size() == queue_sizes.size(), "each partition has a queue");
    if (partitions.empty() || known_partitions < 2) return std::nullopt;
    const auto [shortest, longest] = std::minmax_element(queue_sizes.begin(), queue_sizes.end());
    const bool none_left_out = partitions.size() == static_cast<std::size_t>(known_partitions);
    if (*shortest == *longest && none_left_out) return std::nullopt;
    PartitionLoads loads{partitions, {}};
    std::int64_t sum = 0;
    for (const std::int64_t queue_size : queue_sizes) {
        sum += *longest + 1 - queue_size;
        loads.cumulative.push_back(sum);
    }
    return loads;
}

std::int32_t choose_partition(const PartitionChoices& choices, std::int32_t draw) {
    CHECK(draw >= 0, "a draw is not negative");
    if (choices.loads) {
        const std::vector<std::int64_t>& cumulative = choices.loads->cumulative;
        const auto at =
            std::upper_bound(cumulative.begin(), cumulative.end(), draw % cumulative.back());
        return choices.loads->partitions[static_cast<std::size_t>(at - cumulative.begin())];
    }
    if (choices.with_leader.empty()) {
        CHECK(choices.partition_count > 0, "a topic has partitions");
        return draw % choices.partition_count;
    }
    return choices.with_leader[static_cast<std::size_t>(draw) % choices.with_leader.size()];
}

StickyPartitioner::StickyPartitioner(std::int64_t batch_size_bytes)
    // batch.size = 0 still means "one record a batch", not "switch before the first byte".
    : batch_size_bytes_(std::max<std::int64_t>(batch_size_bytes, 1)) {}

std::int32_t StickyPartitioner::partition() const {
    CHECK(partition_.has_value(), "a partition is chosen before it is asked for");
    return *partition_;
}

void StickyPartitioner::choose(const PartitionChoices& choices, std::int32_t draw) {
    partition_ = choose_partition(choices, draw);
    appended_bytes_ = 0;
}

bool StickyPartitioner::on_appended(std::int64_t bytes, bool newest_batch_is_full) {
    appended_bytes_ += bytes;
    return wants_switch(newest_batch_is_full) || appended_bytes_ >= 2 * batch_size_bytes_;
}

bool StickyPartitioner::wants_switch(bool newest_batch_is_full) const {
    return newest_batch_is_full && appended_bytes_ >= batch_size_bytes_;
}

}  // namespace brokerscope::kafka
