// MetadataImage: the cluster as the metadata log describes it up to some offset. The controller and
// every broker build one by applying the same records in the same order
// (org.apache.kafka.image.MetadataImage); they differ only in how far they have come. apply()
// cannot decide anything.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"
#include "sim/node/metadata_records.h"

namespace brokerscope::node {

using base::Offset;
using base::PartitionId;

struct BrokerImage {
    BrokerEpoch epoch;
    std::int64_t incarnation_id = 0;
    std::string rack;
    bool fenced = true;
    bool in_controlled_shutdown = false;
    std::set<PartitionId> offline_replicas;  // in log directories that it cannot use
    /// May lead and may be in an ISR.
    bool active() const { return !fenced && !in_controlled_shutdown; }
    /// The same of one of its replicas.
    bool active(PartitionId replica) const {
        return active() && offline_replicas.count(replica) == 0;
    }
};

struct PartitionImage {
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    std::vector<NodeId> elr;  // eligible leader replicas (KIP-966; 4.3 only)
    std::vector<NodeId> last_known_elr;
    NodeId leader{base::no_node};
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    journal::PartitionChangeReason reason = journal::PartitionChangeReason::created;
    bool has_replica(NodeId broker) const;
    bool in_isr(NodeId broker) const;
    friend bool operator==(const PartitionImage&, const PartitionImage&) = default;
};

struct TopicImage {
    TopicId id;
    std::string name;
    std::int32_t partitions = 0;
    std::map<std::string, std::string> configs;
};

class MetadataImage {
  public:
    void apply(const MetadataRecord& record);

    /// The next offset of the metadata log to apply.
    Offset next_offset() const { return next_offset_; }
    void set_next_offset(Offset offset) { next_offset_ = offset; }

    const std::map<NodeId, BrokerImage>& brokers() const { return brokers_; }
    const std::map<TopicId, TopicImage>& topics() const { return topics_; }
    const std::map<PartitionId, PartitionImage>& partitions() const { return partitions_; }
    /// Where the next block of producer ids begins.
    base::ProducerId next_producer_id() const { return next_producer_id_; }
    const BrokerImage* broker(NodeId id) const;
    const TopicImage* topic(TopicId id) const;
    const TopicImage* topic(std::string_view name) const;
    const PartitionImage* partition(PartitionId id) const;

  private:
    void apply_one(const RegisterBrokerRecord& record);
    void apply_one(const BrokerRegistrationChangeRecord& record);
    void apply_one(const TopicRecord& record);
    void apply_one(const ConfigRecord& record);
    void apply_one(const PartitionRecord& record);
    void apply_one(const PartitionChangeRecord& record);
    void apply_one(const NoOpRecord&) {}
    void apply_one(const RemoveTopicRecord& record);
    void apply_one(const ProducerIdsRecord& record);

    Offset next_offset_{0};
    std::map<NodeId, BrokerImage> brokers_;
    std::map<TopicId, TopicImage> topics_;
    std::map<std::string, TopicId, std::less<>> topic_ids_;
    std::map<PartitionId, PartitionImage> partitions_;
    base::ProducerId next_producer_id_{0};
};

}  // namespace brokerscope::node
