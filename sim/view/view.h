// View: everything that an audience can know about a run at one moment, folded from its facts and
// from nothing else. Panels, laws, Lua queries and reports read it; nobody writes it but reduce().
//
// A View is plain data and can be copied (keyframes are copies). Containers are ordered by id, so
// that two walks over a View see the same order. It is bounded: tapes keep the newest records,
// finished messages are dropped.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/base/value.h"
#include "sim/journal/facts.h"
#include "sim/view/tape.h"

namespace brokerscope::view {

using base::BrokerEpoch;
using base::Duration;
using base::FactId;
using base::GenerationId;
using base::LeaderEpoch;
using base::NodeId;
using base::Offset;
using base::PartitionEpoch;
using base::PartitionId;
using base::SimTime;
using base::TopicId;
using journal::BatchState;
using journal::BrokerState;
using journal::ClockKind;
using journal::ClockSubject;
using journal::ConsumerState;
using journal::FencingState;
using journal::GroupState;
using journal::NodeRole;
using journal::ReplicaRole;

/// Something that changed at a moment, and the fact that changed it: what flashes, and where "why?"
/// starts.
struct Change {
    SimTime at;
    FactId fact;
};

enum class ProcessState { declared, running, crashed, stopped };

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
};

struct ControllerView {
    bool active = false;
    std::int32_t epoch = 0;
    Offset log_end;
    Offset high_watermark;
    std::vector<std::string>
        newest_types;  // of the newest records of the metadata log, oldest first, <= 64
    Change appended;
};

struct TopicView {
    TopicId id;
    std::string name;
    std::int32_t partitions = 0;
    std::int32_t replication = 0;
    bool internal = false;
    std::vector<journal::ConfigValue> config;
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
    std::optional<SimTime> leaderless_since;
    std::optional<SimTime> under_replicated_since;
    Duration unavailable;  // finished spans without a leader
    bool in_isr(NodeId broker) const;
};

struct WaitingBatch {
    std::int64_t first_number = 0;
    std::int32_t records = 0;
    BatchState state = BatchState::sent;
    std::int32_t attempt = 1;
    Change changed;
};

struct ProducerView {
    struct Tray {
        std::int64_t next_number = 0;              // of the next record that send() accepts
        std::int64_t waiting = 0;                  // accepted, not yet sent
        std::vector<journal::RecordSlice> newest;  // of the waiting records, <= 16
        std::vector<WaitingBatch> in_flight;       // sent or about to be tried again
        std::optional<SimTime> filling_since;
    };
    std::map<PartitionId, Tray> trays;
    std::int64_t accepted = 0;
    std::int64_t acknowledged = 0;
    std::int64_t failed = 0;
    std::int64_t refused = 0;
    std::int64_t retries = 0;
    Change acknowledged_changed;
    Change trouble;  // the last retry, failure or refusal
};

struct ConsumerView {
    std::string group;
    ConsumerState state = ConsumerState::unjoined;
    std::string member;
    GenerationId generation{base::no_generation};
    std::vector<PartitionId> owned;
    std::map<PartitionId, Offset> positions;
    std::int64_t delivered = 0;
    std::optional<SimTime>
        standing_still_since;  // owns nothing though its group has work: rebalancing
    Duration stood_still;      // finished spans
    Change delivered_changed;
    Change changed;
};

struct MemberView {
    std::string id;
    NodeId client{base::no_node};
    Duration session_timeout;
    Duration rebalance_timeout;
    std::vector<PartitionId> assigned;
};

struct GroupView {
    std::string name;
    GroupState state = GroupState::empty;
    GenerationId generation{base::no_generation};
    std::string protocol;
    std::string leader;
    std::string reason;
    NodeId coordinator{base::no_node};
    std::vector<MemberView> members;  // in the order in which they joined
    std::map<PartitionId, Offset> committed;
    std::optional<SimTime> rebalancing_since;
    Duration rebalanced;  // finished rebalances
    std::int32_t rebalances = 0;
    Change changed;
};

struct MessageView {
    FactId fact;
    NodeId from;
    NodeId to;
    base::ConnectionId connection;
    kafka::ApiKey api{};
    bool is_response = false;
    std::int32_t bytes = 0;
    std::int32_t records = 0;
    kafka::ErrorCode error{};
    SimTime sent;
    SimTime arrives;
    std::optional<SimTime> lost;  // it stopped here
};

struct ConnectionView {
    NodeId from;
    NodeId to;
};

struct ClockView {
    NodeId owner;
    SimTime started;
    SimTime rings;
    FactId fact;
};

struct NarrationView {
    base::Text caption;
    Change said;
    std::vector<base::Text> chapters;  // those that have begun
    base::Text question;
    std::vector<base::Text> choices;
    Change asked;
};

struct ExpectationView {
    std::string name;
    bool passed = false;
    std::string detail;
    Change stated;
};

struct View : base::TopicNames {
    SimTime at;  // of the newest fact
    FactId newest;
    base::Text title;
    std::string kafka;
    std::uint64_t seed = 0;
    bool ended = false;

    std::map<NodeId, ProcessView> processes;
    std::map<NodeId, BrokerView> brokers;
    std::map<NodeId, ControllerView> controllers;
    std::map<NodeId, ProducerView> producers;
    std::map<NodeId, ConsumerView> consumers;
    std::map<std::string, GroupView> groups;
    std::map<TopicId, TopicView> topics;
    std::map<PartitionId, PartitionView> partitions;
    std::map<base::ConnectionId, ConnectionView> connections;
    /// On their way at `at`, ordered by arrival; plus those that were lost in the last two seconds.
    std::map<std::pair<SimTime, FactId>, MessageView> messages;
    std::map<ClockSubject, ClockView> clocks;
    std::set<std::pair<NodeId, NodeId>> cut_links;  // smaller id first
    NarrationView narration;
    std::vector<ExpectationView> expectations;
    std::map<std::int64_t, journal::RawAnswer> raw_answers;

    std::string_view topic_name(TopicId topic) const override;
    const TopicView* topic(std::string_view name) const;  // the newest of that name, or null
    const ProcessView* process(std::string_view name) const;
    const ReplicaView* replica(NodeId broker, PartitionId partition) const;
    /// "orders-1"
    std::string partition_name(PartitionId partition) const;
};

/// Folds one fact into the view. Facts come in order; a fact about somebody unknown is a bug
/// (CHECK).
void reduce(View& view, const journal::Fact& fact);

}  // namespace brokerscope::view
