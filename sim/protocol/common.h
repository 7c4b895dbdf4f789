// Words that several API families share. Field names are Kafka's (the shapes flatten topic and
// partition into one list `partitions`, as the recordings of real clusters do).
#pragma once

#include <cstdint>
#include <tuple>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/kafka/api_keys.h"
#include "sim/kafka/errors.h"

namespace brokerscope::protocol {

using base::BrokerEpoch;
using base::Bytes;
using base::field;
using base::GenerationId;
using base::LeaderEpoch;
using base::NodeId;
using base::Offset;
using base::PartitionEpoch;
using base::PartitionId;
using base::TopicId;
using kafka::ApiKey;
using kafka::ErrorCode;

struct LeaderIdAndEpoch {
    NodeId leader_id{base::no_node};
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    friend bool operator==(const LeaderIdAndEpoch&, const LeaderIdAndEpoch&) = default;
    static constexpr auto fields() {
        return std::tuple{field("leaderId", &LeaderIdAndEpoch::leader_id),
                          field("leaderEpoch", &LeaderIdAndEpoch::leader_epoch)};
    }
};

/// A partition and what went wrong with it: the answer of many requests.
struct PartitionError {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &PartitionError::topic),
                          field("partition", &PartitionError::partition),
                          field("errorCode", &PartitionError::error)};
    }
};

}  // namespace brokerscope::protocol
