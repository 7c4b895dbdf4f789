// What a client knows of the cluster: brokers, and of the topics it uses their ids, partitions and
// leaders with leader epochs. A leader is only replaced by news of at least the same epoch (rule
// MD-4), so a stale broker cannot take a client back in time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/rng.h"
#include "sim/protocol/metadata.h"

namespace brokerscope::client {

struct KnownTopic {
    base::TopicId id{base::no_topic};
    std::int32_t partitions = 0;
    protocol::ErrorCode error = protocol::ErrorCode::none;
};

struct KnownPartition {
    base::NodeId leader{base::no_node};
    base::LeaderEpoch leader_epoch{base::no_leader_epoch};
};

class ClientMetadata {
  public:
    explicit ClientMetadata(std::vector<base::NodeId> bootstrap)
        : bootstrap_(std::move(bootstrap)) {}

    void want(const std::string& topic) { wanted_.insert(topic); }
    protocol::MetadataRequest request() const;
    void update(const protocol::MetadataResponse& response);
    /// A broker that refused a request says who leads (KIP-951): believed when it is news.
    void learn_leader(base::PartitionId partition, const protocol::LeaderIdAndEpoch& leader);

    /// Brokers to ask, in order: those of the last answer, otherwise the bootstrap servers.
    const std::vector<base::NodeId>& nodes() const {
        return brokers_.empty() ? bootstrap_ : brokers_;
    }
    bool answered() const { return answered_; }
    /// Null until an answer named this topic without an error.
    const KnownTopic* topic(const std::string& name) const;
    /// Why the topic is not usable, as of the last answer.
    protocol::ErrorCode topic_error(const std::string& name) const;
    KnownPartition partition(base::PartitionId id) const;
    /// Partitions of the topic that have a leader, ascending.
    std::vector<std::int32_t> with_leader(const std::string& name) const;
    const std::map<std::string, KnownTopic>& topics() const { return topics_; }

  private:
    std::vector<base::NodeId> bootstrap_;
    std::vector<base::NodeId> brokers_;
    std::set<std::string> wanted_;
    std::map<std::string, KnownTopic> topics_;
    std::map<base::PartitionId, KnownPartition> partitions_;
    bool answered_ = false;
};

}  // namespace brokerscope::client
