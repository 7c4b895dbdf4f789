#include "sim/client/consumer_positions.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {

using base::PartitionId;
using kafka::ErrorCode;
using AutoOffsetReset = ConsumerSettings::AutoOffsetReset;
using Stage = Reading::Stage;

namespace {

template <class Answer>
const Answer* find_answer(const std::vector<Answer>& answers, PartitionId partition) {
    const auto found = std::find_if(answers.begin(), answers.end(),
                                    [&](const Answer& answer) { return answer.id() == partition; });
    return found == answers.end() ? nullptr : &*found;
}

}  // namespace

void ConsumerPositions::assign(const std::vector<PartitionId>& partitions) {
    CHECK(readings_.empty(), "eagerly: everything is given up before something is assigned");
    order_ = partitions;
    for (const PartitionId partition : partitions)
        readings_[partition] = {};
    committed_retry_.succeeded();
}

void ConsumerPositions::clear() {
    readings_.clear();
    order_.clear();
    committed_asked_.reset();
    leaders_asked_.clear();
}

Reading* ConsumerPositions::find_ready(PartitionId partition) {
    const auto found = readings_.find(partition);
    const bool ready = found != readings_.end() && found->second.stage == Stage::ready;
    return ready ? &found->second : nullptr;
}

void ConsumerPositions::advance(PartitionId partition, base::Offset position,
                                base::LeaderEpoch epoch) {
    Reading* reading = find_ready(partition);
    CHECK(reading != nullptr, "only a partition with a position can move on");
    CHECK(reading->position < position, "records lead forwards");
    reading->position = position;
    reading->epoch = epoch;
    std::erase(order_, partition);
    order_.push_back(partition);
}

void ConsumerPositions::on_out_of_range(PartitionId partition) {
    Reading* reading = find_ready(partition);
    if (reading != nullptr) become_to_reset(*reading);
}

void ConsumerPositions::become_to_reset(Reading& reading) {
    if (core_.settings.auto_offset_reset == AutoOffsetReset::none) {
        fatal_ = ErrorCode::offset_out_of_range;
        return;
    }
    reading.stage = Stage::to_reset;
    reading.retry.succeeded();
}

void ConsumerPositions::set_position(PartitionId partition, base::Offset position,
                                     base::LeaderEpoch epoch, journal::PositionReason reason,
                                     node::Effects& effects) {
    Reading& reading = readings_.at(partition);
    reading.position = position;
    reading.epoch = epoch;
    effects.state(journal::PositionSet{core_.settings.group, partition, position, reason});
}

void ConsumerPositions::become_ready(PartitionId partition) {
    Reading& reading = readings_.at(partition);
    reading.stage = Stage::ready;
    reading.retry.succeeded();
}

std::optional<ErrorCode> ConsumerPositions::take_fatal() {
    return std::exchange(fatal_, std::nullopt);
}

void ConsumerPositions::find_missing(node::Turn& turn, node::Effects& effects) {
    notice_new_leaders();
    fetch_committed(turn, effects);
    ask_leaders(Stage::to_reset, turn, effects);
    ask_leaders(Stage::to_validate, turn, effects);
}

// --- committed offsets ---------------------------------------------------------------------------

void ConsumerPositions::fetch_committed(node::Turn& turn, node::Effects& effects) {
    if (committed_asked_ || !committed_retry_.is_due(turn.now)) return;
    if (!coordinator_.is_ready(turn.now)) return;
    std::vector<protocol::OffsetFetchPartition> missing;
    for (const auto& [partition, reading] : readings_) {
        if (reading.stage == Stage::committed_unknown) {
            missing.push_back({partition.topic, partition.partition});
        }
    }
    if (missing.empty()) return;
    protocol::OffsetFetchRequest request;
    request.group_id = core_.settings.group;
    request.require_stable = true;
    request.partitions = std::move(missing);
    committed_asked_ =
        coordinator_.send(std::move(request), core_.settings.request_timeout, turn, effects);
}

void ConsumerPositions::on_answer(const protocol::OffsetFetchResponse& response,
                                  CorrelationId correlation, node::Turn& turn,
                                  node::Effects& effects) {
    if (committed_asked_ != correlation) return;
    committed_asked_.reset();
    if (response.error == ErrorCode::not_coordinator) coordinator_.mark_unknown();
    if (response.error != ErrorCode::none) {
        if (!kafka::is_retriable(response.error)) fatal_ = response.error;
        committed_retry_.failed(core_.settings.retry, turn);
        return;
    }
    bool again = false;
    for (const protocol::OffsetFetchPartitionResponse& answer : response.partitions) {
        const auto found = readings_.find(answer.id());
        if (found == readings_.end() || found->second.stage != Stage::committed_unknown) continue;
        if (answer.error != ErrorCode::none) {
            if (!kafka::is_retriable(answer.error)) fatal_ = answer.error;
            again = true;
        } else if (answer.committed_offset == base::no_offset) {
            become_to_reset(found->second);
        } else {
            set_position(answer.id(), answer.committed_offset, answer.committed_leader_epoch,
                         journal::PositionReason::committed, effects);
            become_ready(answer.id());
            if (found->second.epoch != base::no_leader_epoch) {
                found->second.stage = Stage::to_validate;
            }
        }
    }
    if (again) {
        committed_retry_.failed(core_.settings.retry, turn);
    } else {
        committed_retry_.succeeded();
    }
}

// --- questions to the leaders --------------------------------------------------------------------

void ConsumerPositions::ask_leaders(Stage stage, node::Turn& turn, node::Effects& effects) {
    std::map<NodeId, std::vector<PartitionId>> by_leader;
    for (const auto& [partition, reading] : readings_) {
        if (reading.stage != stage || reading.asked || !reading.retry.is_due(turn.now)) continue;
        const NodeId leader = core_.metadata.partition(partition).leader;
        if (leader == base::no_node) {
            core_.updater.demand();
        } else if (core_.connections.is_ready(leader, turn.now)) {
            by_leader[leader].push_back(partition);
        }
    }
    for (const auto& [leader, partitions] : by_leader) {
        for (const PartitionId partition : partitions) {
            Reading& reading = readings_.at(partition);
            reading.asked = true;
            reading.leader_epoch = core_.metadata.partition(partition).leader_epoch;
        }
        const CorrelationId correlation = core_.connections.send(
            leader, stage == Stage::to_reset ? list_offsets(partitions) : epoch_ends(partitions),
            core_.settings.request_timeout, 0, turn, effects);
        leaders_asked_[correlation] = partitions;
    }
}

void ConsumerPositions::try_again(Reading& reading, node::Turn& turn) {
    reading.retry.failed(core_.settings.retry, turn);
    core_.updater.demand();
}

protocol::RequestBody ConsumerPositions::list_offsets(
    const std::vector<PartitionId>& partitions) const {
    constexpr std::int64_t latest = -1;
    constexpr std::int64_t earliest = -2;
    const bool to_latest = core_.settings.auto_offset_reset == AutoOffsetReset::latest;
    protocol::ListOffsetsRequest request;
    for (const PartitionId partition : partitions) {
        request.partitions.push_back({partition.topic, partition.partition,
                                      core_.metadata.partition(partition).leader_epoch,
                                      to_latest ? latest : earliest});
    }
    return request;
}

void ConsumerPositions::on_answer(const protocol::ListOffsetsResponse& response,
                                  CorrelationId correlation, node::Turn& turn,
                                  node::Effects& effects) {
    const auto asked = leaders_asked_.extract(correlation);
    if (asked.empty()) return;
    const bool to_latest = core_.settings.auto_offset_reset == AutoOffsetReset::latest;
    for (const PartitionId partition : asked.mapped()) {
        Reading& reading = readings_.at(partition);
        reading.asked = false;
        const auto* answer = find_answer(response.partitions, partition);
        if (!answer || answer->error != ErrorCode::none || answer->offset == base::no_offset) {
            try_again(reading, turn);
            continue;
        }
        // Kafka leaves the epoch of a reset out, so that it is not validated.
        set_position(partition, answer->offset, base::no_leader_epoch,
                     to_latest ? journal::PositionReason::reset_latest
                               : journal::PositionReason::reset_earliest,
                     effects);
        become_ready(partition);
    }
}

// --- validation ----------------------------------------------------------------------------------

// A new leader may have thrown away what was read from the old one.
void ConsumerPositions::notice_new_leaders() {
    for (auto& [partition, reading] : readings_) {
        if (reading.stage != Stage::ready) continue;
        const base::LeaderEpoch now = core_.metadata.partition(partition).leader_epoch;
        if (now <= reading.leader_epoch) continue;
        reading.leader_epoch = now;
        if (reading.epoch != base::no_leader_epoch) reading.stage = Stage::to_validate;
    }
}

protocol::RequestBody ConsumerPositions::epoch_ends(
    const std::vector<PartitionId>& partitions) const {
    protocol::OffsetForLeaderEpochRequest request;
    for (const PartitionId partition : partitions) {
        request.partitions.push_back({partition.topic, partition.partition,
                                      core_.metadata.partition(partition).leader_epoch,
                                      readings_.at(partition).epoch});
    }
    return request;
}

void ConsumerPositions::on_answer(const protocol::OffsetForLeaderEpochResponse& response,
                                  CorrelationId correlation, node::Turn& turn,
                                  node::Effects& effects) {
    const auto asked = leaders_asked_.extract(correlation);
    if (asked.empty()) return;
    for (const PartitionId partition : asked.mapped()) {
        Reading& reading = readings_.at(partition);
        reading.asked = false;
        const auto* answer = find_answer(response.partitions, partition);
        if (!answer || answer->error != ErrorCode::none) {
            try_again(reading, turn);
        } else {
            validate(partition, *answer, effects);
        }
    }
}

void ConsumerPositions::validate(PartitionId partition,
                                 const protocol::OffsetForLeaderEpochPartitionResponse& end,
                                 node::Effects& effects) {
    Reading& reading = readings_.at(partition);
    const bool unknown =
        end.end_offset == base::no_offset || end.leader_epoch == base::no_leader_epoch;
    if (unknown) {
        become_to_reset(reading);
        return;
    }
    if (end.end_offset < reading.position) {
        if (core_.settings.auto_offset_reset == AutoOffsetReset::none) {
            fatal_ = ErrorCode::offset_out_of_range;  // LogTruncationException is one of its kind
            return;
        }
        set_position(partition, end.end_offset, end.leader_epoch,
                     journal::PositionReason::truncated, effects);
    }
    become_ready(partition);
}

void ConsumerPositions::on_failure(const Pending& request, node::Turn& turn) {
    if (committed_asked_ == request.correlation) {
        committed_asked_.reset();
        committed_retry_.failed(core_.settings.retry, turn);
        coordinator_.mark_unknown();
        return;
    }
    const auto asked = leaders_asked_.extract(request.correlation);
    if (asked.empty()) return;
    for (const PartitionId partition : asked.mapped()) {
        Reading& reading = readings_.at(partition);
        reading.asked = false;
        try_again(reading, turn);
    }
}

std::optional<LocalTime> ConsumerPositions::wake(LocalTime now) const {
    Earliest earliest;
    for (const auto& [partition, reading] : readings_) {
        if (reading.stage == Stage::committed_unknown) {
            if (!committed_asked_) earliest.consider(committed_retry_.wake(now));
            continue;
        }
        if (reading.asked) continue;
        // Also for FETCH: a partition or its leader waits for its next attempt.
        earliest.consider(reading.retry.wake(now));
        const NodeId leader = core_.metadata.partition(partition).leader;
        if (leader != base::no_node) {
            earliest.consider(core_.connections.blocked_until(leader, now));
        }
    }
    return earliest.value();
}

}  // namespace brokerscope::client
