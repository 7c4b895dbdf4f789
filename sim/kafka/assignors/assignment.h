// What goes into and comes out of a partition assignor: pure functions that the leader of a classic
// consumer group runs over its members' subscriptions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/base/fields.h"

namespace brokerscope::kafka {

/// A partition as clients name it.
struct TopicPartition {
    std::string topic;
    std::int32_t partition = 0;

    friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("topic", &TopicPartition::topic),
                          base::field("partition", &TopicPartition::partition)};
    }
};

struct MemberSubscription {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::vector<std::string> topics;
};

/// Number of partitions of each topic that exists.
using PartitionCounts = std::map<std::string, std::int32_t>;

/// Member id -> its partitions, in the order in which the assignor dealt them. Every member is in
/// it.
using GroupAssignment = std::map<std::string, std::vector<TopicPartition>>;

}  // namespace brokerscope::kafka
