// The bytes that a consumer puts into JOIN_GROUP and SYNC_GROUP: ConsumerProtocolSubscription and
// ConsumerProtocolAssignment in Kafka's own encoding (the coordinator does not look inside).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/kafka/assignors/assignment.h"

namespace brokerscope::kafka {

struct ConsumerSubscription {
    std::vector<std::string> topics;
    std::vector<TopicPartition> owned;  // version 1 and later
    std::int32_t generation = -1;       // version 2 and later
    friend bool operator==(const ConsumerSubscription&, const ConsumerSubscription&) = default;
};

/// Version 3, as Kafka's consumers of 3.9 and 4.3 send it, without a rack.
base::Bytes encode_subscription(const ConsumerSubscription& subscription);
/// Any version from 0 to 3; nothing when the bytes are no subscription.
std::optional<ConsumerSubscription> decode_subscription(const base::Bytes& bytes);

base::Bytes encode_assignment(const std::vector<TopicPartition>& partitions);
/// Empty bytes are an empty assignment.
std::optional<std::vector<TopicPartition>> decode_assignment(const base::Bytes& bytes);

}  // namespace brokerscope::kafka
