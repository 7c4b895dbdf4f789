// Stage: the simulated cluster that a story is played on. It builds the cluster that the story
// describes, lets simulated time pass, sends requests as the recording's clients, and looks into
// the nodes. It compares nothing and knows no verbs.
//
// Promises: the cluster is up and its topics have leaders when the constructor is done; the same
// story gives the same run. What the model cannot build is thrown as NotModelled.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/conform/story/names.h"
#include "cli/conform/story/stops.h"
#include "sim/journal/journal.h"
#include "sim/world/world.h"

namespace brokerscope::cli::conform {

using base::Duration;
using base::NodeId;
using base::PartitionId;

class Stage : public Names {
  public:
    Stage(const Json& story, kafka::KafkaVersion version);
    ~Stage() override;

    kafka::KafkaVersion version() const { return version_; }

    // --- time
    base::SimTime now() const { return world_->now(); }
    /// What the clocks say.
    std::int64_t now_ms() const;
    void run(Duration duration);
    /// Runs until it holds, looked at after every event or every `every`. False when `longest` has
    /// passed without.
    bool run_until(const std::function<bool()>& holds, Duration longest,
                   Duration every = base::milliseconds(1));

    // --- doing
    void give(const commands::Command& command);
    /// The number by which outcome() finds what became of it.
    std::int64_t ask(NodeId to, protocol::RequestBody body, std::int32_t version,
                     const std::string& client_id);
    const client::RawOutcome& outcome(std::int64_t number) const;
    void create_topic(const std::string& name, const Json& about);

    // --- looking
    NodeId controller() const { return controller_; }
    const std::vector<NodeId>& brokers() const { return brokers_; }
    bool is_up(NodeId node) const;
    const world::Machine& machine(NodeId node) const;
    /// The cluster as the controller knows it; null while it is down.
    const node::MetadataImage* image() const;
    /// The metadata log as the controller wrote it.
    const log::PartitionLog& metadata_log() const;
    /// A broker's; null while it is down.
    const broker::Broker* broker(NodeId node) const;
    PartitionId partition(const std::string& topic, std::int32_t number);
    /// What the controller says of it; null when there is no such partition.
    const node::PartitionImage* partition_image(PartitionId id) const;
    /// The leader, or no_node.
    NodeId leader_of(PartitionId id) const;
    /// The log on the leader's disk; null without a leader, or when it has none.
    const log::PartitionLog* leaders_log(PartitionId id) const;
    /// Whether this broker has taken the role that the controller gave it.
    bool knows_its_role(NodeId broker, PartitionId id) const;
    /// A server's setting, or its default.
    std::int64_t broker_config(const std::string& name) const;

    base::TopicId topic_id(const std::string& name) override;
    std::string topic_name(base::TopicId id) override;

  private:
    world::ClusterSettings settings_of(const Json& story);
    void add_configs(const Json& configs, std::vector<commands::Setting>& out);
    void wait_for_brokers();
    bool brokers_know_everything() const;

    kafka::KafkaVersion version_;
    NodeId controller_{base::no_node};
    std::vector<NodeId> brokers_;
    journal::Journal journal_;
    std::unique_ptr<world::World> world_;
    std::int64_t next_request_ = 1;
    std::map<std::string, base::TopicId> ids_;
    std::map<base::TopicId, std::string> names_;
    std::int32_t next_unknown_topic_ = 1'000'000;
};

/// A topic's config as this Kafka takes it: 4.3 refuses the small segments that recordings use and
/// takes them under an internal name.
commands::Setting topic_setting(kafka::KafkaVersion version, const std::string& name,
                                const std::string& value);

}  // namespace brokerscope::cli::conform
