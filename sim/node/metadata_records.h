// The records of `__cluster_metadata`, with Kafka's names. The controller decides them, appends
// them to the log and only then applies them; brokers fetch the same log and apply the same
// records. A record travels as the value of a log record (encode_record / decode_record).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/journal/fact_enums.h"
#include "sim/log/record.h"

namespace brokerscope::node {

using base::BrokerEpoch;
using base::field;
using base::LeaderEpoch;
using base::NodeId;
using base::PartitionEpoch;
using base::TopicId;

struct RegisterBrokerRecord {
    static constexpr std::string_view name = "RegisterBrokerRecord";
    NodeId broker_id;
    std::int64_t incarnation_id = 0;
    BrokerEpoch broker_epoch;
    std::string rack;
    bool fenced = true;
    bool in_controlled_shutdown = false;
    static constexpr auto fields() {
        return std::tuple{
            field("brokerId", &RegisterBrokerRecord::broker_id),
            field("incarnationId", &RegisterBrokerRecord::incarnation_id),
            field("brokerEpoch", &RegisterBrokerRecord::broker_epoch),
            field("rack", &RegisterBrokerRecord::rack),
            field("fenced", &RegisterBrokerRecord::fenced),
            field("inControlledShutdown", &RegisterBrokerRecord::in_controlled_shutdown)};
    }
};

/// fenced: -1 unfence, 0 no change, 1 fence; inControlledShutdown: 0 no change, 1 begins;
/// offlineReplicas: those that went offline with a log directory.
struct BrokerRegistrationChangeRecord {
    static constexpr std::string_view name = "BrokerRegistrationChangeRecord";
    NodeId broker_id;
    BrokerEpoch broker_epoch;
    std::int8_t fenced = 0;
    std::int8_t in_controlled_shutdown = 0;
    std::vector<base::PartitionId> offline_replicas = {};
    static constexpr auto fields() {
        return std::tuple{
            field("brokerId", &BrokerRegistrationChangeRecord::broker_id),
            field("brokerEpoch", &BrokerRegistrationChangeRecord::broker_epoch),
            field("fenced", &BrokerRegistrationChangeRecord::fenced),
            field("inControlledShutdown", &BrokerRegistrationChangeRecord::in_controlled_shutdown),
            field("offlineReplicas", &BrokerRegistrationChangeRecord::offline_replicas)};
    }
};

struct TopicRecord {
    static constexpr std::string_view name = "TopicRecord";
    std::string topic_name;
    TopicId topic_id;
    static constexpr auto fields() {
        return std::tuple{field("name", &TopicRecord::topic_name),
                          field("topicId", &TopicRecord::topic_id)};
    }
};

/// resourceType 2 = topic, 4 = broker; value absent: the key is deleted.
struct ConfigRecord {
    static constexpr std::string_view name = "ConfigRecord";
    std::int8_t resource_type = 2;
    std::string resource_name;
    std::string config_name;
    std::optional<std::string> value;
    static constexpr auto fields() {
        return std::tuple{field("resourceType", &ConfigRecord::resource_type),
                          field("resourceName", &ConfigRecord::resource_name),
                          field("name", &ConfigRecord::config_name),
                          field("value", &ConfigRecord::value)};
    }
};

struct PartitionRecord {
    static constexpr std::string_view name = "PartitionRecord";
    TopicId topic_id;
    std::int32_t partition_id = 0;
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    NodeId leader{base::no_node};
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    static constexpr auto fields() {
        return std::tuple{field("topicId", &PartitionRecord::topic_id),
                          field("partitionId", &PartitionRecord::partition_id),
                          field("replicas", &PartitionRecord::replicas),
                          field("isr", &PartitionRecord::isr),
                          field("leader", &PartitionRecord::leader),
                          field("leaderEpoch", &PartitionRecord::leader_epoch),
                          field("partitionEpoch", &PartitionRecord::partition_epoch)};
    }
};

/// Only what changes is present. A leader that is present bumps the leader epoch; every change
/// bumps the partition epoch. `reason` is ours: it is for people and has no part in the state.
struct PartitionChangeRecord {
    static constexpr std::string_view name = "PartitionChangeRecord";
    TopicId topic_id;
    std::int32_t partition_id = 0;
    std::optional<std::vector<NodeId>> isr;
    std::optional<NodeId> leader;
    std::optional<std::vector<NodeId>> elr;
    std::optional<std::vector<NodeId>> last_known_elr;
    journal::PartitionChangeReason reason = journal::PartitionChangeReason::isr_shrink;
    static constexpr auto fields() {
        return std::tuple{field("topicId", &PartitionChangeRecord::topic_id),
                          field("partitionId", &PartitionChangeRecord::partition_id),
                          field("isr", &PartitionChangeRecord::isr),
                          field("leader", &PartitionChangeRecord::leader),
                          field("eligibleLeaderReplicas", &PartitionChangeRecord::elr),
                          field("lastKnownElr", &PartitionChangeRecord::last_known_elr),
                          field("reason", &PartitionChangeRecord::reason)};
    }
};

/// The topic is gone, with its partitions and configs.
struct RemoveTopicRecord {
    static constexpr std::string_view name = "RemoveTopicRecord";
    TopicId topic_id;
    static constexpr auto fields() {
        return std::tuple{field("topicId", &RemoveTopicRecord::topic_id)};
    }
};

/// A broker got a block of producer ids; the next block begins at nextProducerId.
struct ProducerIdsRecord {
    static constexpr std::string_view name = "ProducerIdsRecord";
    NodeId broker_id;
    BrokerEpoch broker_epoch;
    base::ProducerId next_producer_id{0};
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &ProducerIdsRecord::broker_id),
                          field("brokerEpoch", &ProducerIdsRecord::broker_epoch),
                          field("nextProducerId", &ProducerIdsRecord::next_producer_id)};
    }
};

struct NoOpRecord {
    static constexpr std::string_view name = "NoOpRecord";
    static constexpr auto fields() { return std::tuple<>{}; }
};

// New alternatives go to the end: the index is part of the encoding.
using MetadataRecord =
    std::variant<RegisterBrokerRecord, BrokerRegistrationChangeRecord, TopicRecord, ConfigRecord,
                 PartitionRecord, PartitionChangeRecord, NoOpRecord, RemoveTopicRecord,
                 ProducerIdsRecord>;

std::string_view name_of_record(const MetadataRecord& record);
log::Record encode_record(const MetadataRecord& record, std::int64_t timestamp_ms);
/// CHECKs that the record holds a metadata record: only the controller writes this log.
MetadataRecord decode_record(const log::Record& record);

}  // namespace brokerscope::node
