// Facts: everything that happens in a run, as small structs. A node states them, the journal keeps
// and hashes them, and all that anybody sees (View, laws, reports, the picture) is folded from
// them.
//
// Each fact carries one plain sentence for a learner in its comment; `describe()` in sim/view makes
// the sentence that people read. Fields have Kafka's names where Kafka has one. A fact is never
// changed once it is stated, and a new field goes to the end of its struct (see docs/journal.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/base/value.h"
#include "sim/journal/fact_enums.h"
#include "sim/kafka/api_keys.h"
#include "sim/kafka/errors.h"

namespace brokerscope::journal {

using base::BrokerEpoch;
using base::Bytes;
using base::ConnectionId;
using base::CorrelationId;
using base::Duration;
using base::FactId;
using base::field;
using base::GenerationId;
using base::LeaderEpoch;
using base::NodeId;
using base::Offset;
using base::PackedValue;
using base::PartitionEpoch;
using base::PartitionId;
using base::SimTime;
using base::Text;
using base::TopicId;

// --- the stage
// ----------------------------------------------------------------------------------------

/// A run begins. Always the first fact.
struct RunStarted {
    Text title;
    std::string kafka;  // "4.3" or "3.9"
    std::uint64_t seed = 0;
    static constexpr auto fields() {
        return std::tuple{field("title", &RunStarted::title), field("kafka", &RunStarted::kafka),
                          field("seed", &RunStarted::seed)};
    }
};

struct ConfigValue {
    std::string name;
    std::string value;
    friend bool operator==(const ConfigValue&, const ConfigValue&) = default;
    static constexpr auto fields() {
        return std::tuple{field("name", &ConfigValue::name), field("value", &ConfigValue::value)};
    }
};

/// A process is part of this world (it does not run yet).
struct NodeDeclared {
    NodeId id;
    NodeRole role = NodeRole::broker;
    std::string name;
    std::string rack;                 // brokers; may be empty
    std::string group;                // consumers
    std::vector<ConfigValue> config;  // what the scenario set; defaults are not repeated
    static constexpr auto fields() {
        return std::tuple{
            field("nodeId", &NodeDeclared::id),   field("role", &NodeDeclared::role),
            field("name", &NodeDeclared::name),   field("rack", &NodeDeclared::rack),
            field("group", &NodeDeclared::group), field("config", &NodeDeclared::config)};
    }
};

/// Somebody outside asked for something: the scenario, or the person at the window. The root of a
/// cause.
struct CommandGiven {
    CommandSource source = CommandSource::scenario;
    std::string verb;     // "crash", "createTopic", ...
    PackedValue command;  // as in sim/commands
    static constexpr auto fields() {
        return std::tuple{field("source", &CommandGiven::source),
                          field("verb", &CommandGiven::verb),
                          field("command", &CommandGiven::command)};
    }
};

/// A process starts; incarnation counts its starts from 1.
struct ProcessStarted {
    NodeId process;
    std::int32_t incarnation = 1;
    static constexpr auto fields() {
        return std::tuple{field("nodeId", &ProcessStarted::process),
                          field("incarnation", &ProcessStarted::incarnation)};
    }
};

/// A process ends: it crashed (kill -9: memory is gone, the page cache stays) or it finished its
/// stop.
struct ProcessEnded {
    NodeId process;
    ProcessEnd how = ProcessEnd::crashed;
    static constexpr auto fields() {
        return std::tuple{field("nodeId", &ProcessEnded::process),
                          field("how", &ProcessEnded::how)};
    }
};

/// The broker's own life cycle moved on (Kafka's BrokerState).
struct BrokerStateChanged {
    BrokerState state = BrokerState::not_running;
    static constexpr auto fields() {
        return std::tuple{field("state", &BrokerStateChanged::state)};
    }
};

// --- the network
// --------------------------------------------------------------------------------------

/// A connection was opened by the stating node.
struct ConnectionOpened {
    ConnectionId connection;
    NodeId to;
    static constexpr auto fields() {
        return std::tuple{field("connection", &ConnectionOpened::connection),
                          field("to", &ConnectionOpened::to)};
    }
};

/// A connection ended; messages on their way on it are lost.
struct ConnectionClosed {
    ConnectionId connection;
    ConnectionEnd how = ConnectionEnd::closed;
    static constexpr auto fields() {
        return std::tuple{field("connection", &ConnectionClosed::connection),
                          field("how", &ConnectionClosed::how)};
    }
};

/// A request or response left; its place on screen follows from when it was sent and when it
/// arrives.
struct MessageSent {
    ConnectionId connection;
    NodeId to;
    kafka::ApiKey api{};
    bool is_response = false;
    CorrelationId correlation;
    std::int32_t bytes = 0;
    std::int32_t records = 0;  // records carried
    kafka::ErrorCode error{};  // the first error in a response
    SimTime arrives;
    PackedValue body;  // the request or response with Kafka's field names
    static constexpr auto fields() {
        return std::tuple{field("connection", &MessageSent::connection),
                          field("to", &MessageSent::to),
                          field("apiKey", &MessageSent::api),
                          field("isResponse", &MessageSent::is_response),
                          field("correlationId", &MessageSent::correlation),
                          field("sizeInBytes", &MessageSent::bytes),
                          field("records", &MessageSent::records),
                          field("errorCode", &MessageSent::error),
                          field("arrives", &MessageSent::arrives),
                          field("body", &MessageSent::body)};
    }
};

/// A message will not arrive: its connection broke or its receiver is gone.
struct MessageLost {
    FactId message;  // its MessageSent
    static constexpr auto fields() { return std::tuple{field("message", &MessageLost::message)}; }
};

/// The network between two nodes is cut, or whole again.
struct LinkChanged {
    NodeId a;
    NodeId b;
    bool up = true;
    static constexpr auto fields() {
        return std::tuple{field("a", &LinkChanged::a), field("b", &LinkChanged::b),
                          field("up", &LinkChanged::up)};
    }
};

// --- clocks that can change the story
// -----------------------------------------------------------------

/// Who is being watched by a clock: a node, a group's member, a partition's replica.
struct ClockSubject {
    ClockKind kind = ClockKind::broker_session;
    NodeId node{base::no_node};
    std::string group;
    std::string member;
    PartitionId partition;
    friend auto operator<=>(const ClockSubject&, const ClockSubject&) = default;
    static constexpr auto fields() {
        return std::tuple{field("kind", &ClockSubject::kind), field("node", &ClockSubject::node),
                          field("group", &ClockSubject::group),
                          field("member", &ClockSubject::member),
                          field("partition", &ClockSubject::partition)};
    }
};

/// The stating node starts (or starts again) to watch somebody; unless something happens, the clock
/// rings.
struct ClockStarted {
    ClockSubject subject;
    SimTime rings;
    static constexpr auto fields() {
        return std::tuple{field("subject", &ClockStarted::subject),
                          field("rings", &ClockStarted::rings)};
    }
};

/// The stating node no longer watches.
struct ClockStopped {
    ClockSubject subject;
    static constexpr auto fields() { return std::tuple{field("subject", &ClockStopped::subject)}; }
};

/// The clock ran out: the one that was watched has been silent for too long.
struct ClockRang {
    ClockSubject subject;
    static constexpr auto fields() { return std::tuple{field("subject", &ClockRang::subject)}; }
};

// --- logs
// ---------------------------------------------------------------------------------------------

/// What identifies a batch wherever it is copied.
struct BatchStamp {
    Offset base_offset;
    Offset last_offset;
    LeaderEpoch leader_epoch;
    std::int32_t bytes = 0;
    std::uint32_t crc = 0;
    NodeId origin_client{base::no_node};  // whose records these are; no_node: not a client's
    std::int64_t origin_first = -1;  // that client's number of the first record in this partition
    bool is_control = false;
    friend bool operator==(const BatchStamp&, const BatchStamp&) = default;
    static constexpr auto fields() {
        return std::tuple{field("baseOffset", &BatchStamp::base_offset),
                          field("lastOffset", &BatchStamp::last_offset),
                          field("partitionLeaderEpoch", &BatchStamp::leader_epoch),
                          field("sizeInBytes", &BatchStamp::bytes),
                          field("crc", &BatchStamp::crc),
                          field("originClient", &BatchStamp::origin_client),
                          field("originFirst", &BatchStamp::origin_first),
                          field("isControl", &BatchStamp::is_control)};
    }
};

/// The first bytes of a record's key and value, for people.
struct RecordSlice {
    std::optional<Bytes> key;
    std::optional<Bytes> value;
    friend bool operator==(const RecordSlice&, const RecordSlice&) = default;
    static constexpr auto fields() {
        return std::tuple{field("key", &RecordSlice::key), field("value", &RecordSlice::value)};
    }
};
inline constexpr std::size_t longest_slice = 24;

/// A broker opened its replica of a partition: a new one, or what its disk still holds after a
/// restart.
struct ReplicaOpened {
    PartitionId partition;
    Offset log_start;
    Offset log_end;
    Offset high_watermark;
    static constexpr auto fields() {
        return std::tuple{field("partition", &ReplicaOpened::partition),
                          field("logStartOffset", &ReplicaOpened::log_start),
                          field("logEndOffset", &ReplicaOpened::log_end),
                          field("highWatermark", &ReplicaOpened::high_watermark)};
    }
};

/// A replica took a role in a leader epoch.
struct ReplicaRoleTaken {
    PartitionId partition;
    ReplicaRole role = ReplicaRole::follower;
    NodeId leader{base::no_node};
    LeaderEpoch leader_epoch;
    static constexpr auto fields() {
        return std::tuple{field("partition", &ReplicaRoleTaken::partition),
                          field("role", &ReplicaRoleTaken::role),
                          field("leader", &ReplicaRoleTaken::leader),
                          field("leaderEpoch", &ReplicaRoleTaken::leader_epoch)};
    }
};

/// The leader appended a batch to its log.
struct LeaderAppended {
    PartitionId partition;
    BatchStamp batch;
    std::vector<RecordSlice> records;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LeaderAppended::partition),
                          field("batch", &LeaderAppended::batch),
                          field("records", &LeaderAppended::records)};
    }
};

/// A follower appended batches as it fetched them from its leader.
struct FollowerAppended {
    PartitionId partition;
    std::vector<BatchStamp> batches;
    static constexpr auto fields() {
        return std::tuple{field("partition", &FollowerAppended::partition),
                          field("batches", &FollowerAppended::batches)};
    }
};

/// A replica cut its log: everything from this offset on is gone from it.
struct LogTruncated {
    PartitionId partition;
    Offset to;    // the new log end offset
    Offset from;  // the log end offset before
    TruncationReason reason = TruncationReason::diverging_epoch;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LogTruncated::partition),
                          field("to", &LogTruncated::to), field("from", &LogTruncated::from),
                          field("reason", &LogTruncated::reason)};
    }
};

/// What lay in the page cache up to this offset is on the disk.
struct LogFlushed {
    PartitionId partition;
    Offset up_to;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LogFlushed::partition),
                          field("upTo", &LogFlushed::up_to)};
    }
};

/// A replica's high watermark moved: records below it may be read and are safe from a clean
/// election.
struct HighWatermarkMoved {
    PartitionId partition;
    Offset to;
    static constexpr auto fields() {
        return std::tuple{field("partition", &HighWatermarkMoved::partition),
                          field("highWatermark", &HighWatermarkMoved::to)};
    }
};

// --- controller
// ---------------------------------------------------------------------------------------

/// A controller leads the metadata quorum in this epoch.
struct ControllerElected {
    std::int32_t epoch = 0;
    static constexpr auto fields() { return std::tuple{field("epoch", &ControllerElected::epoch)}; }
};

/// The controller wrote records to `__cluster_metadata`.
struct MetadataAppended {
    Offset base_offset;
    std::vector<std::string> types;  // Kafka's record names, one a record
    static constexpr auto fields() {
        return std::tuple{field("baseOffset", &MetadataAppended::base_offset),
                          field("types", &MetadataAppended::types)};
    }
};

/// The metadata log's high watermark moved, or (from a broker) that broker has applied up to here.
struct MetadataApplied {
    Offset up_to;  // the next offset to apply
    static constexpr auto fields() { return std::tuple{field("upTo", &MetadataApplied::up_to)}; }
};

/// The controller registered a broker's incarnation; it is fenced until it has caught up.
struct BrokerRegistered {
    NodeId broker;
    BrokerEpoch epoch;
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &BrokerRegistered::broker),
                          field("brokerEpoch", &BrokerRegistered::epoch)};
    }
};

/// The controller fenced a broker (nobody may lead or be in an ISR there), unfenced it, or lets it
/// leave.
struct BrokerFencing {
    NodeId broker;
    FencingState state = FencingState::fenced;
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &BrokerFencing::broker),
                          field("state", &BrokerFencing::state)};
    }
};

/// A topic exists from now on.
struct TopicCreated {
    TopicId topic;
    std::string name;
    std::int32_t partitions = 0;
    std::int32_t replication = 0;
    bool internal = false;
    std::vector<ConfigValue> config;
    static constexpr auto fields() {
        return std::tuple{field("topicId", &TopicCreated::topic),
                          field("name", &TopicCreated::name),
                          field("numPartitions", &TopicCreated::partitions),
                          field("replicationFactor", &TopicCreated::replication),
                          field("isInternal", &TopicCreated::internal),
                          field("config", &TopicCreated::config)};
    }
};

/// The controller decided who leads a partition and who is in its ISR.
struct PartitionChanged {
    PartitionId partition;
    PartitionChangeReason reason = PartitionChangeReason::created;
    NodeId leader{base::no_node};
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    static constexpr auto fields() {
        return std::tuple{field("partition", &PartitionChanged::partition),
                          field("reason", &PartitionChanged::reason),
                          field("leader", &PartitionChanged::leader),
                          field("leaderEpoch", &PartitionChanged::leader_epoch),
                          field("partitionEpoch", &PartitionChanged::partition_epoch),
                          field("replicas", &PartitionChanged::replicas),
                          field("isr", &PartitionChanged::isr)};
    }
};

// --- groups (stated by the coordinator)
// ---------------------------------------------------------------

/// A broker has become (or is no longer) the coordinator of a partition of `__consumer_offsets`.
struct CoordinatorChanged {
    std::int32_t offsets_partition = 0;
    bool active = true;
    std::vector<std::string> groups;  // the groups that it found in the log
    static constexpr auto fields() {
        return std::tuple{field("offsetsPartition", &CoordinatorChanged::offsets_partition),
                          field("active", &CoordinatorChanged::active),
                          field("groups", &CoordinatorChanged::groups)};
    }
};

/// A group moved to another state, generation, protocol or leader.
struct GroupChanged {
    std::string group;
    GroupState state = GroupState::empty;
    GenerationId generation;
    std::string protocol;  // the assignor in use; "" before the first generation
    std::string leader;    // member id
    std::string reason;    // Kafka's own words, for people
    static constexpr auto fields() {
        return std::tuple{field("groupId", &GroupChanged::group),
                          field("state", &GroupChanged::state),
                          field("generationId", &GroupChanged::generation),
                          field("protocolName", &GroupChanged::protocol),
                          field("leader", &GroupChanged::leader),
                          field("reason", &GroupChanged::reason)};
    }
};

/// A member is known to its group's coordinator.
struct MemberJoined {
    std::string group;
    std::string member;
    NodeId client;  // the consumer process behind it; no_node when it is a raw client
    Duration session_timeout;
    Duration rebalance_timeout;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &MemberJoined::group),
                          field("memberId", &MemberJoined::member),
                          field("client", &MemberJoined::client),
                          field("sessionTimeout", &MemberJoined::session_timeout),
                          field("rebalanceTimeout", &MemberJoined::rebalance_timeout)};
    }
};

/// A member is no longer in its group.
struct MemberRemoved {
    std::string group;
    std::string member;
    MemberRemovalReason reason = MemberRemovalReason::left;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &MemberRemoved::group),
                          field("memberId", &MemberRemoved::member),
                          field("reason", &MemberRemoved::reason)};
    }
};

struct MemberPartitions {
    std::string member;
    std::vector<PartitionId> partitions;
    friend bool operator==(const MemberPartitions&, const MemberPartitions&) = default;
    static constexpr auto fields() {
        return std::tuple{field("memberId", &MemberPartitions::member),
                          field("partitions", &MemberPartitions::partitions)};
    }
};

/// The assignment of a generation was written to `__consumer_offsets` and holds from now on.
struct GroupAssigned {
    std::string group;
    GenerationId generation;
    std::vector<MemberPartitions> members;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &GroupAssigned::group),
                          field("generationId", &GroupAssigned::generation),
                          field("members", &GroupAssigned::members)};
    }
};

/// The group's committed offset of a partition: where the next owner will go on.
struct OffsetCommitted {
    std::string group;
    PartitionId partition;
    Offset offset;
    std::string member;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &OffsetCommitted::group),
                          field("partition", &OffsetCommitted::partition),
                          field("committedOffset", &OffsetCommitted::offset),
                          field("memberId", &OffsetCommitted::member)};
    }
};

// --- clients
// ------------------------------------------------------------------------------------------

/// The producer's send() accepted records of one partition; they wait in its accumulator.
struct RecordsAccepted {
    PartitionId partition;
    std::int64_t first_number = 0;
    std::vector<RecordSlice> records;
    static constexpr auto fields() {
        return std::tuple{field("partition", &RecordsAccepted::partition),
                          field("firstNumber", &RecordsAccepted::first_number),
                          field("records", &RecordsAccepted::records)};
    }
};

/// send() refused records (no metadata, no memory, too large): the application knows.
struct SendRefused {
    std::int32_t records = 0;
    kafka::ErrorCode error{};
    std::string reason;
    static constexpr auto fields() {
        return std::tuple{field("records", &SendRefused::records),
                          field("errorCode", &SendRefused::error),
                          field("reason", &SendRefused::reason)};
    }
};

/// What became of a producer's batch: it was sent, will be tried again, was acknowledged, or
/// failed.
struct BatchProgress {
    PartitionId partition;
    std::int64_t first_number = 0;
    std::int32_t records = 0;
    BatchState state = BatchState::sent;
    std::int32_t attempt = 1;
    kafka::ErrorCode error{};             // of a retry or failure
    Offset base_offset{base::no_offset};  // of an acknowledgement; no_offset with acks=0
    static constexpr auto fields() {
        return std::tuple{field("partition", &BatchProgress::partition),
                          field("firstNumber", &BatchProgress::first_number),
                          field("records", &BatchProgress::records),
                          field("state", &BatchProgress::state),
                          field("attempt", &BatchProgress::attempt),
                          field("errorCode", &BatchProgress::error),
                          field("baseOffset", &BatchProgress::base_offset)};
    }
};

/// The consumer's own view of its membership changed.
struct ConsumerStateChanged {
    std::string group;
    ConsumerState state = ConsumerState::unjoined;
    std::string member;
    GenerationId generation;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &ConsumerStateChanged::group),
                          field("state", &ConsumerStateChanged::state),
                          field("memberId", &ConsumerStateChanged::member),
                          field("generationId", &ConsumerStateChanged::generation)};
    }
};

/// The consumer owns these partitions now (all of them are listed; empty: it owns nothing).
struct OwnershipChanged {
    std::string group;
    GenerationId generation;
    std::vector<PartitionId> partitions;
    OwnershipReason reason = OwnershipReason::assigned;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &OwnershipChanged::group),
                          field("generationId", &OwnershipChanged::generation),
                          field("partitions", &OwnershipChanged::partitions),
                          field("reason", &OwnershipChanged::reason)};
    }
};

/// The consumer will go on reading here: a committed offset, a reset, or its own progress after
/// delivery.
struct PositionSet {
    std::string group;
    PartitionId partition;
    Offset position;
    PositionReason reason = PositionReason::committed;
    static constexpr auto fields() {
        return std::tuple{
            field("groupId", &PositionSet::group), field("partition", &PositionSet::partition),
            field("position", &PositionSet::position), field("reason", &PositionSet::reason)};
    }
};

/// poll() gave these records to the application; the position is behind them now.
struct RecordsDelivered {
    std::string group;
    PartitionId partition;
    Offset first;
    Offset last;  // included
    static constexpr auto fields() {
        return std::tuple{field("groupId", &RecordsDelivered::group),
                          field("partition", &RecordsDelivered::partition),
                          field("firstOffset", &RecordsDelivered::first),
                          field("lastOffset", &RecordsDelivered::last)};
    }
};

/// A raw client got the answer that it was waiting for, or none.
struct RawAnswer {
    std::int64_t request = 0;  // number of the raw request in its scenario
    kafka::ApiKey api{};
    bool answered = false;
    PackedValue body;
    static constexpr auto fields() {
        return std::tuple{field("request", &RawAnswer::request), field("apiKey", &RawAnswer::api),
                          field("answered", &RawAnswer::answered), field("body", &RawAnswer::body)};
    }
};

// --- the narrator
// -------------------------------------------------------------------------------------

/// The narrator says a sentence.
struct Said {
    Text text;
    static constexpr auto fields() { return std::tuple{field("text", &Said::text)}; }
};

/// A chapter of the story begins.
struct ChapterBegan {
    Text title;
    static constexpr auto fields() { return std::tuple{field("title", &ChapterBegan::title)}; }
};

/// The narrator asks the class to predict; time may stand still until somebody answers.
struct Asked {
    Text question;
    std::vector<Text> choices;
    static constexpr auto fields() {
        return std::tuple{field("question", &Asked::question), field("choices", &Asked::choices)};
    }
};

/// The scenario looked at something that it expects.
struct Expected {
    std::string name;
    bool passed = false;
    std::string detail;
    static constexpr auto fields() {
        return std::tuple{field("name", &Expected::name), field("passed", &Expected::passed),
                          field("detail", &Expected::detail)};
    }
};

/// The run reached its end.
struct RunEnded {
    static constexpr auto fields() { return std::tuple<>{}; }
};

// New alternatives go to the end: the index is part of the encoding.
using FactBody = std::variant<
    RunStarted, NodeDeclared, CommandGiven, ProcessStarted, ProcessEnded, BrokerStateChanged,
    ConnectionOpened, ConnectionClosed, MessageSent, MessageLost, LinkChanged, ClockStarted,
    ClockStopped, ClockRang, ReplicaOpened, ReplicaRoleTaken, LeaderAppended, FollowerAppended,
    LogTruncated, LogFlushed, HighWatermarkMoved, ControllerElected, MetadataAppended,
    MetadataApplied, BrokerRegistered, BrokerFencing, TopicCreated, PartitionChanged,
    CoordinatorChanged, GroupChanged, MemberJoined, MemberRemoved, GroupAssigned, OffsetCommitted,
    RecordsAccepted, SendRefused, BatchProgress, ConsumerStateChanged, OwnershipChanged,
    PositionSet, RecordsDelivered, RawAnswer, Said, ChapterBegan, Asked, Expected, RunEnded>;

struct Fact {
    FactId id;
    SimTime at;
    NodeId node{base::outside_world};  // who states it
    FactId cause{base::no_fact};       // the fact that led to it; none for the roots
    FactBody body;
    static constexpr auto fields() {
        return std::tuple{field("id", &Fact::id), field("at", &Fact::at),
                          field("node", &Fact::node), field("cause", &Fact::cause),
                          field("body", &Fact::body)};
    }
};

/// The name of a fact's kind: "LeaderAppended".
std::string_view kind_of(const FactBody& body);

/// Message and clock traffic: what `wait_until` is not woken by.
bool is_traffic(const FactBody& body);

}  // namespace brokerscope::journal
