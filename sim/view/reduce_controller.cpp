#include <algorithm>
#include <string>

#include "sim/base/check.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

constexpr std::size_t most_metadata_types = 64;

ControllerView& controller_of(View& view, NodeId id) {
    const auto it = view.controllers.find(id);
    CHECK(it != view.controllers.end(), "node " + std::to_string(id.value) + " is no controller");
    return it->second;
}

bool is_running(const View& view, NodeId node) {
    const auto process = view.processes.find(node);
    return process != view.processes.end() && process->second.state == ProcessState::running;
}

void change_leader(const View& view, PartitionView& partition, const Fact& fact, NodeId leader) {
    const bool serves = is_running(view, leader);
    if (!serves && !partition.leaderless_since) {
        partition.leaderless_since = fact.at;
    } else if (serves && partition.leaderless_since) {
        partition.unavailable = partition.unavailable + (fact.at - *partition.leaderless_since);
        partition.leaderless_since.reset();
    }
    partition.leader = leader;
    partition.leader_changed = change_by(fact);
}

}  // namespace

void apply_fact(View& view, const Fact& fact, const journal::ControllerElected& what) {
    for (auto& [id, controller] : view.controllers)
        controller.active = false;
    ControllerView& elected = controller_of(view, fact.node);
    elected.active = true;
    elected.epoch = what.epoch;
}

void apply_fact(View& view, const Fact& fact, const journal::MetadataAppended& what) {
    ControllerView& controller = controller_of(view, fact.node);
    controller.log_end = what.base_offset + static_cast<std::int64_t>(what.types.size());
    controller.appended = change_by(fact);
    auto& newest = controller.newest_types;
    newest.insert(newest.end(), what.types.begin(), what.types.end());
    if (newest.size() > most_metadata_types) {
        const auto too_many = newest.size() - most_metadata_types;
        newest.erase(newest.begin(), newest.begin() + static_cast<std::ptrdiff_t>(too_many));
    }
}

void apply_fact(View& view, const Fact& fact, const journal::MetadataApplied& what) {
    broker_of(view, fact.node).metadata_applied = what.up_to;
}

void apply_fact(View& view, const Fact& fact, const journal::MetadataCommitted& what) {
    controller_of(view, fact.node).high_watermark = what.high_watermark;
}

void apply_fact(View& view, const Fact& fact, const journal::BrokerRegistered& what) {
    BrokerView& broker = broker_of(view, what.broker);
    broker.epoch = what.epoch;
    broker.registered = true;
    broker.fencing = FencingState::fenced;
    broker.changed = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::BrokerFencing& what) {
    BrokerView& broker = broker_of(view, what.broker);
    broker.fencing = what.state;
    broker.changed = change_by(fact);
}

void apply_fact(View& view, const Fact&, const journal::TopicCreated& what) {
    CHECK(view.topics.count(what.topic) == 0, "topic " + what.name + " was created twice");
    view.topics[what.topic] = {what.topic,       what.name,     what.partitions,
                               what.replication, what.internal, what.config};
}

void apply_fact(View& view, const Fact&, const journal::TopicDeleted& what) {
    view.topics.erase(what.topic);
    std::erase_if(view.partitions,
                  [&](const auto& entry) { return entry.first.topic == what.topic; });
}

void apply_fact(View& view, const Fact&, const journal::TopicConfigChanged& what) {
    const auto topic = view.topics.find(what.topic);
    CHECK(topic != view.topics.end(), "a topic's configs changed that does not exist");
    topic->second.config = what.config;
}

void apply_fact(View& view, const Fact& fact, const journal::PartitionChanged& what) {
    CHECK(view.topics.count(what.partition.topic) == 1,
          "a partition changed before its topic was created");
    const auto [it, is_new] = view.partitions.try_emplace(what.partition);
    PartitionView& partition = it->second;
    if (is_new || partition.leader != what.leader || partition.leader_epoch != what.leader_epoch) {
        change_leader(view, partition, fact, what.leader);
    }
    partition.leader_epoch = what.leader_epoch;
    partition.epoch = what.partition_epoch;
    partition.replicas = what.replicas;
    partition.isr = what.isr;
    partition.reason = what.reason;
    partition.changed = change_by(fact);
    if (partition.isr.size() >= partition.replicas.size()) {
        partition.under_replicated_since.reset();
    } else if (!partition.under_replicated_since) {
        partition.under_replicated_since = fact.at;
    }
}

}  // namespace brokerscope::view
