#include "sim/client/consumer_commits.h"

#include <algorithm>
#include <utility>

namespace brokerscope::client {

using kafka::ErrorCode;

bool ConsumerCommits::may_commit() const {
    if (!core_.settings.enable_auto_commit || !membership_.is_stable()) return false;
    return std::any_of(positions_.all().begin(), positions_.all().end(), [](const auto& entry) {
        return entry.second.stage == Reading::Stage::ready;
    });
}

CorrelationId ConsumerCommits::send(node::Turn& turn, node::Effects& effects) {
    protocol::OffsetCommitRequest request;
    request.group_id = core_.settings.group;
    request.generation_id = membership_.generation();
    request.member_id = membership_.member();
    for (const auto& [partition, reading] : positions_.all()) {
        if (reading.stage != Reading::Stage::ready) continue;
        request.partitions.push_back(
            {partition.topic, partition.partition, reading.position, reading.epoch, ""});
    }
    const CorrelationId correlation =
        coordinator_.send(std::move(request), core_.settings.request_timeout, turn, effects);
    under_way_[correlation] = membership_.generation();
    return correlation;
}

void ConsumerCommits::commit_at_interval(node::Turn& turn, node::Effects& effects) {
    if (!due_ || turn.now < *due_ || !coordinator_.is_ready(turn.now)) return;
    due_ = turn.now + core_.settings.auto_commit_interval;
    if (may_commit()) send(turn, effects);
}

bool ConsumerCommits::finish(node::Turn& turn, node::Effects& effects) {
    if (!last_ && !may_commit()) return true;
    if (!last_) last_ = Last{turn.now, std::nullopt, false, {}};
    // Not longer than the others would wait for this member (CO-42).
    const bool too_late = turn.now - last_->since >= core_.settings.max_poll_interval;
    if (last_->done || too_late || !may_commit()) {
        last_.reset();
        return true;
    }
    const bool may_send = !last_->under_way && last_->retry.is_due(turn.now);
    if (may_send && coordinator_.is_ready(turn.now)) last_->under_way = send(turn, effects);
    return false;
}

void ConsumerCommits::on_answer(const protocol::OffsetCommitResponse& response,
                                CorrelationId correlation, node::Turn& turn,
                                node::Effects& effects) {
    const auto found = under_way_.find(correlation);
    if (found == under_way_.end()) return;
    const bool current = found->second == membership_.generation();
    const auto bad = std::find_if(response.partitions.begin(), response.partitions.end(),
                                  [](const auto& one) { return one.error != ErrorCode::none; });
    const ErrorCode error = bad == response.partitions.end() ? ErrorCode::none : bad->error;
    end(correlation, error, turn);
    switch (error) {
        case ErrorCode::illegal_generation:
        case ErrorCode::unknown_member_id:
            if (current) membership_.lose_generation(error, effects);
            break;
        case ErrorCode::rebalance_in_progress:
            if (current) membership_.request_join();
            break;
        case ErrorCode::not_coordinator:
        case ErrorCode::coordinator_not_available:
        case ErrorCode::request_timed_out: coordinator_.mark_unknown(); break;
        default: break;
    }
}

void ConsumerCommits::on_failure(const Pending& request, node::Turn& turn) {
    if (!under_way_.contains(request.correlation)) return;
    coordinator_.mark_unknown();
    end(request.correlation, ErrorCode::coordinator_not_available, turn);
}

void ConsumerCommits::end(CorrelationId correlation, ErrorCode error, node::Turn& turn) {
    under_way_.erase(correlation);
    const bool again = error != ErrorCode::none && error != ErrorCode::rebalance_in_progress &&
                       kafka::is_retriable(error);
    if (last_ && last_->under_way == correlation) {
        last_->under_way.reset();
        last_->done = !again;
        if (again) last_->retry.failed(core_.settings.retry, turn);
    } else if (again) {
        // A commit that failed is made soon again, with the positions of that time (CO-30).
        due_ = turn.now + base::milliseconds(core_.settings.retry.initial_ms);
    }
}

std::optional<LocalTime> ConsumerCommits::wake(LocalTime now) const {
    Earliest earliest;
    if (last_ && !last_->under_way) {
        earliest.consider(last_->retry.wake(now));
        const LocalTime limit = last_->since + core_.settings.max_poll_interval;
        if (limit > now) earliest.consider(limit);
    }
    if (due_ && *due_ > now && may_commit()) earliest.consider(due_);
    return earliest.value();
}

}  // namespace brokerscope::client
