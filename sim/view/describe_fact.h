// The sentence of each kind of fact: one overload of describe_fact() a kind, so that a new kind
// does not compile until somebody has found the sentence that a learner needs. Only describe()
// calls them.
#pragma once

#include "sim/journal/facts.h"
#include "sim/view/describe_words.h"

namespace brokerscope::view {

using journal::Fact;

// describe_stage.cpp
Text describe_fact(const Names& names, const Fact& fact, const journal::RunStarted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::RunEnded& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::NodeDeclared& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::CommandGiven& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ProcessStarted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ProcessEnded& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::BrokerStateChanged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::Said& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ChapterBegan& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::Asked& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::Expected& what);

// describe_network.cpp
Text describe_fact(const Names& names, const Fact& fact, const journal::ConnectionOpened& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ConnectionClosed& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::MessageSent& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::MessageLost& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LinkChanged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ClockStarted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ClockStopped& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ClockRang& what);

// describe_log.cpp
Text describe_fact(const Names& names, const Fact& fact, const journal::ReplicaOpened& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ReplicaRoleTaken& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LeaderAppended& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::FollowerAppended& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LogTruncated& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LogFlushed& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::HighWatermarkMoved& what);

// describe_storage.cpp
Text describe_fact(const Names& names, const Fact& fact, const journal::SegmentRolled& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::SegmentsDeleted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LogStartMoved& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LogCleaned& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LogRecovered& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::FileDamaged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::LogDirectoryFailed& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ReplicaDeleted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::DuplicateRecognised& what);

// describe_controller.cpp
Text describe_fact(const Names& names, const Fact& fact, const journal::ControllerElected& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::MetadataAppended& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::MetadataApplied& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::MetadataCommitted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::BrokerRegistered& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::BrokerFencing& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::TopicCreated& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::TopicDeleted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::TopicConfigChanged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::PartitionChanged& what);

// describe_group.cpp
Text describe_fact(const Names& names, const Fact& fact, const journal::CoordinatorChanged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::GroupChanged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::MemberJoined& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::MemberRemoved& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::GroupAssigned& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::OffsetCommitted& what);

// describe_client.cpp
Text describe_fact(const Names& names, const Fact& fact, const journal::RecordsAccepted& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ProducerIdTaken& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::SendRefused& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::BatchProgress& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::ConsumerStateChanged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::OwnershipChanged& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::PositionSet& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::RecordsDelivered& what);
Text describe_fact(const Names& names, const Fact& fact, const journal::RawAnswer& what);

}  // namespace brokerscope::view
