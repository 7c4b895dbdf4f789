// The small vocabularies inside facts. Values are part of the journal's encoding: never renumber.
#pragma once

#include <array>
#include <cstdint>

#include "sim/base/fields.h"

namespace brokerscope::journal {

using base::EnumName;

enum class NodeRole : std::uint8_t { broker, controller, combined, producer, consumer, client };
constexpr auto enum_names(NodeRole) {
    return std::array<EnumName<NodeRole>, 6>{{{NodeRole::broker, "broker"},
                                              {NodeRole::controller, "controller"},
                                              {NodeRole::combined, "broker,controller"},
                                              {NodeRole::producer, "producer"},
                                              {NodeRole::consumer, "consumer"},
                                              {NodeRole::client, "client"}}};
}

enum class CommandSource : std::uint8_t { scenario, outsider };
constexpr auto enum_names(CommandSource) {
    return std::array<EnumName<CommandSource>, 2>{
        {{CommandSource::scenario, "scenario"}, {CommandSource::outsider, "outsider"}}};
}

enum class ProcessEnd : std::uint8_t { crashed, stopped, lost_power };
constexpr auto enum_names(ProcessEnd) {
    return std::array<EnumName<ProcessEnd>, 3>{{{ProcessEnd::crashed, "crashed"},
                                                {ProcessEnd::stopped, "stopped"},
                                                {ProcessEnd::lost_power, "lost power"}}};
}

/// org.apache.kafka.metadata.BrokerState.
enum class BrokerState : std::uint8_t {
    not_running,
    starting,
    recovery,
    running,
    pending_controlled_shutdown,
    shutting_down
};
constexpr auto enum_names(BrokerState) {
    return std::array<EnumName<BrokerState>, 6>{
        {{BrokerState::not_running, "NOT_RUNNING"},
         {BrokerState::starting, "STARTING"},
         {BrokerState::recovery, "RECOVERY"},
         {BrokerState::running, "RUNNING"},
         {BrokerState::pending_controlled_shutdown, "PENDING_CONTROLLED_SHUTDOWN"},
         {BrokerState::shutting_down, "SHUTTING_DOWN"}}};
}

enum class ConnectionEnd : std::uint8_t { closed, peer_gone, link_cut, timed_out, refused };
constexpr auto enum_names(ConnectionEnd) {
    return std::array<EnumName<ConnectionEnd>, 5>{{{ConnectionEnd::closed, "closed"},
                                                   {ConnectionEnd::peer_gone, "peer gone"},
                                                   {ConnectionEnd::link_cut, "link cut"},
                                                   {ConnectionEnd::timed_out, "timed out"},
                                                   {ConnectionEnd::refused, "refused"}}};
}

/// Failure detectors; the name is the config key that sets the clock's length.
enum class ClockKind : std::uint8_t {
    broker_session,
    member_session,
    group_rebalance,
    poll_interval,
    replica_lag
};
constexpr auto enum_names(ClockKind) {
    return std::array<EnumName<ClockKind>, 5>{
        {{ClockKind::broker_session, "broker.session.timeout.ms"},
         {ClockKind::member_session, "session.timeout.ms"},
         {ClockKind::group_rebalance, "rebalance timeout"},
         {ClockKind::poll_interval, "max.poll.interval.ms"},
         {ClockKind::replica_lag, "replica.lag.time.max.ms"}}};
}

enum class ReplicaRole : std::uint8_t { leader, follower };
constexpr auto enum_names(ReplicaRole) {
    return std::array<EnumName<ReplicaRole>, 2>{
        {{ReplicaRole::leader, "leader"}, {ReplicaRole::follower, "follower"}}};
}

enum class TruncationReason : std::uint8_t {
    diverging_epoch,
    high_watermark,
    out_of_range,
    recovery,
    power_loss
};
constexpr auto enum_names(TruncationReason) {
    return std::array<EnumName<TruncationReason>, 5>{
        {{TruncationReason::diverging_epoch, "diverging epoch"},
         {TruncationReason::high_watermark, "high watermark"},
         {TruncationReason::out_of_range, "out of range"},
         {TruncationReason::recovery, "recovery"},
         {TruncationReason::power_loss, "power loss"}}};
}

/// Why whole segments go: the config that asked for it, or that nobody may read them any more.
enum class SegmentDeletionReason : std::uint8_t {
    retention_ms,
    retention_bytes,
    log_start_offset,
    topic_deleted,
    truncated
};
constexpr auto enum_names(SegmentDeletionReason) {
    return std::array<EnumName<SegmentDeletionReason>, 5>{
        {{SegmentDeletionReason::retention_ms, "retention.ms"},
         {SegmentDeletionReason::retention_bytes, "retention.bytes"},
         {SegmentDeletionReason::log_start_offset, "log start offset"},
         {SegmentDeletionReason::topic_deleted, "topic deleted"},
         {SegmentDeletionReason::truncated, "truncated"}}};
}

enum class LogStartReason : std::uint8_t { retention, delete_records, leader, recovery };
constexpr auto enum_names(LogStartReason) {
    return std::array<EnumName<LogStartReason>, 4>{
        {{LogStartReason::retention, "retention"},
         {LogStartReason::delete_records, "DeleteRecords"},
         {LogStartReason::leader, "its leader's log start"},
         {LogStartReason::recovery, "recovery"}}};
}

/// What somebody did by hand to a file of a machine that is down.
enum class FileDamage : std::uint8_t { bit_flipped, cut, deleted, created, renamed };
constexpr auto enum_names(FileDamage) {
    return std::array<EnumName<FileDamage>, 5>{{{FileDamage::bit_flipped, "bit flipped"},
                                                {FileDamage::cut, "cut"},
                                                {FileDamage::deleted, "deleted"},
                                                {FileDamage::created, "created"},
                                                {FileDamage::renamed, "renamed"}}};
}

enum class FencingState : std::uint8_t { fenced, unfenced, in_controlled_shutdown };
constexpr auto enum_names(FencingState) {
    return std::array<EnumName<FencingState>, 3>{
        {{FencingState::fenced, "fenced"},
         {FencingState::unfenced, "unfenced"},
         {FencingState::in_controlled_shutdown, "in controlled shutdown"}}};
}

/// Why the controller changed a partition.
enum class PartitionChangeReason : std::uint8_t {
    created,
    broker_fenced,
    broker_unfenced,
    controlled_shutdown,
    isr_shrink,
    isr_expand,
    unclean_election,
    preferred_election,
    log_directory_failed
};
constexpr auto enum_names(PartitionChangeReason) {
    return std::array<EnumName<PartitionChangeReason>, 9>{
        {{PartitionChangeReason::created, "created"},
         {PartitionChangeReason::broker_fenced, "broker fenced"},
         {PartitionChangeReason::broker_unfenced, "broker unfenced"},
         {PartitionChangeReason::controlled_shutdown, "controlled shutdown"},
         {PartitionChangeReason::isr_shrink, "ISR shrink"},
         {PartitionChangeReason::isr_expand, "ISR expand"},
         {PartitionChangeReason::unclean_election, "unclean election"},
         {PartitionChangeReason::preferred_election, "preferred election"},
         {PartitionChangeReason::log_directory_failed, "log directory failed"}}};
}

/// org.apache.kafka.coordinator.group.classic.ClassicGroupState.
enum class GroupState : std::uint8_t {
    empty,
    preparing_rebalance,
    completing_rebalance,
    stable,
    dead
};
constexpr auto enum_names(GroupState) {
    return std::array<EnumName<GroupState>, 5>{
        {{GroupState::empty, "Empty"},
         {GroupState::preparing_rebalance, "PreparingRebalance"},
         {GroupState::completing_rebalance, "CompletingRebalance"},
         {GroupState::stable, "Stable"},
         {GroupState::dead, "Dead"}}};
}

enum class MemberRemovalReason : std::uint8_t {
    left,
    session_expired,
    rebalance_timeout,
    unloaded
};
constexpr auto enum_names(MemberRemovalReason) {
    return std::array<EnumName<MemberRemovalReason>, 4>{
        {{MemberRemovalReason::left, "left"},
         {MemberRemovalReason::session_expired, "session expired"},
         {MemberRemovalReason::rebalance_timeout, "rebalance timeout"},
         {MemberRemovalReason::unloaded, "coordinator unloaded"}}};
}

enum class BatchState : std::uint8_t { sent, retrying, acknowledged, failed };
constexpr auto enum_names(BatchState) {
    return std::array<EnumName<BatchState>, 4>{{{BatchState::sent, "sent"},
                                                {BatchState::retrying, "retrying"},
                                                {BatchState::acknowledged, "acknowledged"},
                                                {BatchState::failed, "failed"}}};
}

/// Where a classic consumer stands with its group (AbstractCoordinator.MemberState and the poll
/// loop).
enum class ConsumerState : std::uint8_t { unjoined, joining, syncing, stable, closed };
constexpr auto enum_names(ConsumerState) {
    return std::array<EnumName<ConsumerState>, 5>{{{ConsumerState::unjoined, "unjoined"},
                                                   {ConsumerState::joining, "preparing rebalance"},
                                                   {ConsumerState::syncing, "completing rebalance"},
                                                   {ConsumerState::stable, "stable"},
                                                   {ConsumerState::closed, "closed"}}};
}

enum class OwnershipReason : std::uint8_t { assigned, revoked, lost };
constexpr auto enum_names(OwnershipReason) {
    return std::array<EnumName<OwnershipReason>, 3>{{{OwnershipReason::assigned, "assigned"},
                                                     {OwnershipReason::revoked, "revoked"},
                                                     {OwnershipReason::lost, "lost"}}};
}

enum class PositionReason : std::uint8_t { committed, reset_earliest, reset_latest, truncated };
constexpr auto enum_names(PositionReason) {
    return std::array<EnumName<PositionReason>, 4>{
        {{PositionReason::committed, "committed offset"},
         {PositionReason::reset_earliest, "reset to earliest"},
         {PositionReason::reset_latest, "reset to latest"},
         {PositionReason::truncated, "log truncation"}}};
}

}  // namespace brokerscope::journal
