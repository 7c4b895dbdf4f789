// Facts: everything that happens in a run, as small structs. A node states them, the journal keeps
// and hashes them, and all that anybody sees (View, laws, reports, the picture) is folded from
// them.
//
// Each fact carries one plain sentence for a learner in its comment; `describe()` in sim/view makes
// the sentence that people read. Fields have Kafka's names where Kafka has one. A fact is never
// changed once it is stated, and a new field goes to the end of its struct (see docs/journal.md).
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "sim/journal/facts_client.h"
#include "sim/journal/facts_log.h"
#include "sim/journal/facts_storage.h"
#include "sim/journal/facts_world.h"

namespace brokerscope::journal {

// New alternatives go to the end: the index is part of the encoding.
using FactBody = std::variant<
    RunStarted, NodeDeclared, CommandGiven, ProcessStarted, ProcessEnded, BrokerStateChanged,
    ConnectionOpened, ConnectionClosed, MessageSent, MessageLost, LinkChanged, ClockStarted,
    ClockStopped, ClockRang, ReplicaOpened, ReplicaRoleTaken, LeaderAppended, FollowerAppended,
    LogTruncated, LogFlushed, HighWatermarkMoved, ControllerElected, MetadataAppended,
    MetadataApplied, BrokerRegistered, BrokerFencing, TopicCreated, PartitionChanged,
    CoordinatorChanged, GroupChanged, MemberJoined, MemberRemoved, GroupAssigned, OffsetCommitted,
    RecordsAccepted, SendRefused, BatchProgress, ConsumerStateChanged, OwnershipChanged,
    PositionSet, RecordsDelivered, RawAnswer, Said, ChapterBegan, Asked, Expected, RunEnded,
    MetadataCommitted, SegmentRolled, SegmentsDeleted, LogStartMoved, LogCleaned, LogRecovered,
    FileDamaged, LogDirectoryFailed, ReplicaDeleted, TopicDeleted, TopicConfigChanged,
    ProducerIdTaken, DuplicateRecognised>;

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

/// The names of all kinds, in the order of their numbers in the encoding.
std::span<const std::string_view> fact_kinds();

/// Message and clock traffic: what `wait_until` is not woken by.
bool is_traffic(const FactBody& body);

}  // namespace brokerscope::journal
