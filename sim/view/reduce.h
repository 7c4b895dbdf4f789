// How each kind of fact changes the View: one overload of apply_fact() a kind, so that a new kind
// does not compile until somebody has said what an audience sees of it. Only reduce() calls them.
//
// A fact about a process, replica, topic or partition that was never heard of is a bug of the
// simulator (CHECK). Groups are different: any client may name a new one. A coordinator that does
// not know that it was replaced goes on stating what it believes; it is not heard once its
// successor, who leads in a newer epoch, has spoken.
#pragma once

#include "sim/journal/facts.h"
#include "sim/view/view.h"

namespace brokerscope::view {

using journal::Fact;

ProcessView& process_of(View& view, NodeId id);
BrokerView& broker_of(View& view, NodeId id);
ReplicaView& replica_of(View& view, NodeId broker, PartitionId partition);

inline Change change_by(const Fact& fact) {
    return {fact.at, fact.id};
}

// reduce_stage.cpp
void apply_fact(View& view, const Fact& fact, const journal::RunStarted& what);
void apply_fact(View& view, const Fact& fact, const journal::RunEnded& what);
void apply_fact(View& view, const Fact& fact, const journal::NodeDeclared& what);
void apply_fact(View& view, const Fact& fact, const journal::CommandGiven& what);
void apply_fact(View& view, const Fact& fact, const journal::ProcessStarted& what);
void apply_fact(View& view, const Fact& fact, const journal::ProcessEnded& what);
void apply_fact(View& view, const Fact& fact, const journal::BrokerStateChanged& what);

// reduce_network.cpp
void apply_fact(View& view, const Fact& fact, const journal::ConnectionOpened& what);
void apply_fact(View& view, const Fact& fact, const journal::ConnectionClosed& what);
void apply_fact(View& view, const Fact& fact, const journal::MessageSent& what);
void apply_fact(View& view, const Fact& fact, const journal::MessageLost& what);
void apply_fact(View& view, const Fact& fact, const journal::LinkChanged& what);
void apply_fact(View& view, const Fact& fact, const journal::ClockStarted& what);
void apply_fact(View& view, const Fact& fact, const journal::ClockStopped& what);
void apply_fact(View& view, const Fact& fact, const journal::ClockRang& what);
/// Its process has ended: it watches nobody any more.
void end_clocks_of(View& view, NodeId owner);

// reduce_log.cpp
void apply_fact(View& view, const Fact& fact, const journal::ReplicaOpened& what);
void apply_fact(View& view, const Fact& fact, const journal::ReplicaRoleTaken& what);
void apply_fact(View& view, const Fact& fact, const journal::LeaderAppended& what);
void apply_fact(View& view, const Fact& fact, const journal::FollowerAppended& what);
void apply_fact(View& view, const Fact& fact, const journal::LogTruncated& what);
void apply_fact(View& view, const Fact& fact, const journal::LogFlushed& what);
void apply_fact(View& view, const Fact& fact, const journal::HighWatermarkMoved& what);

/// What is not flushed of a replica, counted again batch by batch.
void count_unflushed(ReplicaView& replica);
/// The size of a replica as its segments have it.
void count_size(ReplicaView& replica);

// reduce_storage.cpp
void apply_fact(View& view, const Fact& fact, const journal::SegmentRolled& what);
void apply_fact(View& view, const Fact& fact, const journal::SegmentsDeleted& what);
void apply_fact(View& view, const Fact& fact, const journal::LogStartMoved& what);
void apply_fact(View& view, const Fact& fact, const journal::LogCleaned& what);
void apply_fact(View& view, const Fact& fact, const journal::LogRecovered& what);
void apply_fact(View& view, const Fact& fact, const journal::FileDamaged& what);
void apply_fact(View& view, const Fact& fact, const journal::LogDirectoryFailed& what);
void apply_fact(View& view, const Fact& fact, const journal::ReplicaDeleted& what);
void apply_fact(View& view, const Fact& fact, const journal::DuplicateRecognised& what);

// reduce_controller.cpp
void apply_fact(View& view, const Fact& fact, const journal::ControllerElected& what);
void apply_fact(View& view, const Fact& fact, const journal::MetadataAppended& what);
void apply_fact(View& view, const Fact& fact, const journal::MetadataApplied& what);
void apply_fact(View& view, const Fact& fact, const journal::MetadataCommitted& what);
void apply_fact(View& view, const Fact& fact, const journal::BrokerRegistered& what);
void apply_fact(View& view, const Fact& fact, const journal::BrokerFencing& what);
void apply_fact(View& view, const Fact& fact, const journal::TopicCreated& what);
void apply_fact(View& view, const Fact& fact, const journal::TopicDeleted& what);
void apply_fact(View& view, const Fact& fact, const journal::TopicConfigChanged& what);
void apply_fact(View& view, const Fact& fact, const journal::PartitionChanged& what);

// reduce_group.cpp
void apply_fact(View& view, const Fact& fact, const journal::CoordinatorChanged& what);
void apply_fact(View& view, const Fact& fact, const journal::GroupChanged& what);
void apply_fact(View& view, const Fact& fact, const journal::MemberJoined& what);
void apply_fact(View& view, const Fact& fact, const journal::MemberRemoved& what);
void apply_fact(View& view, const Fact& fact, const journal::GroupAssigned& what);
void apply_fact(View& view, const Fact& fact, const journal::OffsetCommitted& what);

// reduce_client.cpp
void apply_fact(View& view, const Fact& fact, const journal::RecordsAccepted& what);
void apply_fact(View& view, const Fact& fact, const journal::ProducerIdTaken& what);
void apply_fact(View& view, const Fact& fact, const journal::SendRefused& what);
void apply_fact(View& view, const Fact& fact, const journal::BatchProgress& what);
void apply_fact(View& view, const Fact& fact, const journal::ConsumerStateChanged& what);
void apply_fact(View& view, const Fact& fact, const journal::OwnershipChanged& what);
void apply_fact(View& view, const Fact& fact, const journal::PositionSet& what);
void apply_fact(View& view, const Fact& fact, const journal::RecordsDelivered& what);
void apply_fact(View& view, const Fact& fact, const journal::RawAnswer& what);
/// What a client's process holds in memory begins, and ends with it.
void start_client(View& view, const Fact& fact, NodeId process);
void end_client(View& view, const Fact& fact, const journal::ProcessEnded& what);

// reduce_narration.cpp
void apply_fact(View& view, const Fact& fact, const journal::Said& what);
void apply_fact(View& view, const Fact& fact, const journal::ChapterBegan& what);
void apply_fact(View& view, const Fact& fact, const journal::Asked& what);
void apply_fact(View& view, const Fact& fact, const journal::Expected& what);

}  // namespace brokerscope::view
