// What the creation of topics and later changes of them have in common: why a request is refused,
// which brokers may get replicas, and the record of a new partition. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/controller/placement.h"
#include "sim/kafka/errors.h"
#include "sim/kafka/version.h"
#include "sim/node/metadata_image.h"

namespace brokerscope::controller {

struct Refusal {
    kafka::ErrorCode error = kafka::ErrorCode::none;
    std::string message;
};

/// All that a topic would set for itself: INVALID_CONFIG with the message of check_topic_configs.
Refusal judge_topic_configs(const std::map<std::string, std::string>& configs,
                            kafka::KafkaVersion version);

/// Brokers that may be given replicas: registered, and not on their way out.
std::vector<UsableBroker> usable_brokers(const node::MetadataImage& image);

/// Whether so many replicas find brokers.
Refusal judge_replication(std::int32_t replication, const std::vector<UsableBroker>& brokers,
                          kafka::KafkaVersion version);

/// A new partition: its ISR is what is active of its replicas, the first of them leads.
node::PartitionRecord partition_record(base::TopicId topic, std::int32_t index,
                                       std::vector<base::NodeId> replicas,
                                       const node::MetadataImage& image);

}  // namespace brokerscope::controller
