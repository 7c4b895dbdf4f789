// What an audience can know about processes, brokers, controllers, topics and partitions. Parts of
// View; see view.h.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/view/tape.h"
#include "sim/view/view_words.h"

namespace brokerscope::view {

enum class ProcessState { declared, running, crashed, stopped };
constexpr auto enum_names(ProcessState) {
    return std::array<base::EnumName<ProcessState>, 4>{{{ProcessState::declared, "declared"},
                                                        {ProcessState::running, "running"},
                                                        {ProcessState::crashed, "crashed"},
                                                        {ProcessState::stopped, "stopped"}}};
}

struct ProcessView {
    NodeId id;
    NodeRole role = NodeRole::broker;
    std::string name;
    std::string rack;
    std::string group;
    std::vector<journal::ConfigValue> config;
    ProcessState state = ProcessState::declared;
    std::int32_t incarnation = 0;
    Change changed;
    /// The scenario's value of a config, or "" when it was not set.
    std::string_view configured(std::string_view key) const;
    static constexpr auto fields() {
        return std::tuple{
            field("id", &ProcessView::id),          field("role", &ProcessView::role),
            field("name", &ProcessView::name),      field("rack", &ProcessView::rack),
            field("group", &ProcessView::group),    field("config", &ProcessView::config),
            field("state", &ProcessView::state),    field("incarnation", &ProcessView::incarnation),
            field("changed", &ProcessView::changed)};
    }
};

/// A file of a log with records in it. The last one of a replica is the active one.
struct SegmentView {
    Offset base_offset;
    std::int64_t bytes = 0;
    Change changed;  // rolled or cleaned
    static constexpr auto fields() {
        return std::tuple{field("baseOffset", &SegmentView::base_offset),
                          field("sizeInBytes", &SegmentView::bytes),
                          field("changed", &SegmentView::changed)};
    }
};

struct ReplicaView {
    ReplicaRole role = ReplicaRole::follower;
    NodeId leader{base::no_node};  // whom it follows, as it knows
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    Offset log_start;
    Offset log_end;
    Offset high_watermark;
    Offset flushed;
    std::int64_t size_bytes = 0;
    std::int64_t unflushed_bytes = 0;
    bool open = false;  // its broker has it open (false after a crash)
    Tape tape;
    Change appended;
    Change truncated;
    Offset truncated_from;  // the log end before the last truncation
    Change high_watermark_moved;
    Change role_taken;
    std::vector<SegmentView> segments;  // oldest first
    Offset cleaned_up_to;               // below it the cleaner has been
    Change cleaned;
    Change deleted;  // segments went, or the log's start moved
    Change duplicate;
    static constexpr auto fields() {
        return std::tuple{field("role", &ReplicaView::role),
                          field("leader", &ReplicaView::leader),
                          field("leaderEpoch", &ReplicaView::leader_epoch),
                          field("logStart", &ReplicaView::log_start),
                          field("logEnd", &ReplicaView::log_end),
                          field("highWatermark", &ReplicaView::high_watermark),
                          field("flushed", &ReplicaView::flushed),
                          field("sizeBytes", &ReplicaView::size_bytes),
                          field("unflushedBytes", &ReplicaView::unflushed_bytes),
                          field("open", &ReplicaView::open),
                          field("tape", &ReplicaView::tape),
                          field("appended", &ReplicaView::appended),
                          field("truncated", &ReplicaView::truncated),
                          field("truncatedFrom", &ReplicaView::truncated_from),
                          field("highWatermarkMoved", &ReplicaView::high_watermark_moved),
                          field("roleTaken", &ReplicaView::role_taken),
                          field("segments", &ReplicaView::segments),
                          field("cleanedUpTo", &ReplicaView::cleaned_up_to),
                          field("cleaned", &ReplicaView::cleaned),
                          field("deleted", &ReplicaView::deleted),
                          field("duplicate", &ReplicaView::duplicate)};
    }
};

struct BrokerView {
    BrokerState state = BrokerState::not_running;
    BrokerEpoch epoch{base::no_broker_epoch};
    bool registered = false;
    FencingState fencing = FencingState::fenced;  // as the controller sees it
    Offset metadata_applied;
    std::map<PartitionId, ReplicaView> replicas;
    std::set<std::int32_t> coordinator_of;  // partitions of __consumer_offsets
    Change changed;
    static constexpr auto fields() {
        return std::tuple{field("state", &BrokerView::state),
                          field("epoch", &BrokerView::epoch),
                          field("registered", &BrokerView::registered),
                          field("fencing", &BrokerView::fencing),
                          field("metadataApplied", &BrokerView::metadata_applied),
                          field("replicas", &BrokerView::replicas),
                          field("coordinatorOf", &BrokerView::coordinator_of),
                          field("changed", &BrokerView::changed)};
    }
};

struct ControllerView {
    bool active = false;
    std::int32_t epoch = 0;
    Offset log_end;
    Offset high_watermark;
    /// Of the newest records of the metadata log, oldest first, <= 64.
    std::vector<std::string> newest_types;
    Change appended;
    static constexpr auto fields() {
        return std::tuple{field("active", &ControllerView::active),
                          field("epoch", &ControllerView::epoch),
                          field("logEnd", &ControllerView::log_end),
                          field("highWatermark", &ControllerView::high_watermark),
                          field("newestTypes", &ControllerView::newest_types),
                          field("appended", &ControllerView::appended)};
    }
};

struct TopicView {
    TopicId id;
    std::string name;
    std::int32_t partitions = 0;
    std::int32_t replication = 0;
    bool internal = false;
    std::vector<journal::ConfigValue> config;
    static constexpr auto fields() {
        return std::tuple{field("id", &TopicView::id),
                          field("name", &TopicView::name),
                          field("partitions", &TopicView::partitions),
                          field("replication", &TopicView::replication),
                          field("internal", &TopicView::internal),
                          field("config", &TopicView::config)};
    }
};

/// A partition as the controller has decided it.
struct PartitionView {
    NodeId leader{base::no_node};
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    PartitionEpoch epoch;
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    Change changed;
    Change leader_changed;
    journal::PartitionChangeReason reason = journal::PartitionChangeReason::created;
    /// Nobody serves it: it has no leader, or one whose process has ended.
    std::optional<SimTime> leaderless_since;
    std::optional<SimTime> under_replicated_since;
    Duration unavailable;  // finished spans in which nobody served it
    bool in_isr(NodeId broker) const;
    static constexpr auto fields() {
        return std::tuple{field("leader", &PartitionView::leader),
                          field("leaderEpoch", &PartitionView::leader_epoch),
                          field("epoch", &PartitionView::epoch),
                          field("replicas", &PartitionView::replicas),
                          field("isr", &PartitionView::isr),
                          field("changed", &PartitionView::changed),
                          field("leaderChanged", &PartitionView::leader_changed),
                          field("reason", &PartitionView::reason),
                          field("leaderlessSince", &PartitionView::leaderless_since),
                          field("underReplicatedSince", &PartitionView::under_replicated_since),
                          field("unavailable", &PartitionView::unavailable)};
    }
};

}  // namespace brokerscope::view
