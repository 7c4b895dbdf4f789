// The producer's sender thread: which batches leave when, and how they end (Kafka's Sender).
#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/client/producer.h"

namespace brokerscope::client {

using kafka::ErrorCode;

namespace {

node::TimerKey timer(std::int32_t kind) {
    return {node::Role::client, kind, 0};
}

void state_progress(const SendingBatch& batch, journal::BatchState state, ErrorCode error,
                    base::Offset base_offset, node::Effects& effects) {
    journal::BatchProgress progress;
    progress.partition = batch.partition;
    progress.first_number = batch.first_number;
    progress.records = batch.batch.record_count;
    progress.state = state;
    progress.attempt = batch.attempts;
    progress.error = error;
    progress.base_offset = base_offset;
    effects.state(std::move(progress));
}

}  // namespace

// What the sender's thread would do next, after whatever has just happened.
void Producer::after_everything(node::Turn& turn, node::Effects& effects) {
    sender_turn(turn, effects);
    updater_.work(metadata_, connections_, turn, effects);
    set_sender_timer(turn, effects);
    if (closing_ && !blocked_ && accumulator_.empty() && under_way_.empty()) {
        connections_.close_all(effects);
        effects.exit();
    }
}

// Without a producer id Kafka's sender does nothing but ask for one: no batch leaves, and none
// expires.
bool Producer::is_identified(node::Turn& turn, node::Effects& effects) {
    if (!idempotence_) return true;
    if (idempotence_->begin_round()) {
        const ProducerIdentity& producer = idempotence_->producer();
        effects.state(journal::ProducerIdTaken{producer.id, producer.epoch});
    }
    if (idempotence_->has_producer_id()) return true;
    id_getter_.work(metadata_, connections_, turn, effects);
    return false;
}

void Producer::sender_turn(node::Turn& turn, node::Effects& effects) {
    if (!is_identified(turn, effects)) return;
    expire_batches(turn, effects);
    // What has expired may leave a gap, and that asks for a new epoch before anything is sent.
    if (!is_identified(turn, effects)) return;
    for (bool sent = true; sent;) {
        sent = false;
        for (const NodeId node : ready_nodes(turn))
            sent = send_to(node, turn, effects) || sent;
    }
}

std::set<NodeId> Producer::ready_nodes(node::Turn& turn) {
    std::set<NodeId> ready;
    for (const base::PartitionId partition : accumulator_.waiting()) {
        const NodeId leader = metadata_.partition(partition).leader;
        if (leader == base::no_node) {
            updater_.demand();
        } else if (accumulator_.is_ready(partition, moment_of(partition, turn.now), must_flush()) &&
                   connections_.is_ready(leader, turn.now)) {
            ready.insert(leader);
        }
    }
    return ready;
}

DrainMoment Producer::moment_of(base::PartitionId partition, LocalTime now) const {
    return {now, metadata_.partition(partition).leader_epoch};
}

// Nobody waits for a batch to fill when the producer closes, or when send() is blocked for want of
// memory.
bool Producer::must_flush() const {
    return closing_ || (blocked_ && metadata_.topic(settings_.topic) != nullptr);
}

bool Producer::send_to(NodeId node, node::Turn& turn, node::Effects& effects) {
    Request request = drain(node, turn);
    if (request.empty()) return false;
    protocol::ProduceRequest body;
    body.acks = settings_.acks;
    body.timeout_ms = static_cast<std::int32_t>(settings_.request_timeout.milliseconds());
    for (const SendingBatch& batch : request) {
        body.partitions.push_back(
            {batch.partition.topic, batch.partition.partition, std::vector{batch.batch}});
        state_progress(batch, journal::BatchState::sent, ErrorCode::none, base::no_offset, effects);
    }
    const bool answered = settings_.acks != 0;
    const base::CorrelationId correlation = connections_.send(
        node, std::move(body), answered ? settings_.request_timeout : Duration{}, 0, turn, effects);
    if (answered) {
        under_way_.emplace(correlation, std::move(request));
        return true;
    }
    for (const SendingBatch& batch : request) {
        acknowledge(batch, base::no_offset, effects);
        accumulator_.unmute(batch.partition);
    }
    return true;
}

// One batch of each of the node's partitions, lingered or not, starting where the last round
// stopped. As in Kafka, a partition whose sequences make it wait ends the round for all.
Producer::Request Producer::drain(NodeId node, node::Turn& turn) {
    Request request;
    std::int64_t bytes = 0;
    const std::vector<base::PartitionId> partitions = led_by(node);
    std::size_t& reached = drain_index_[node];
    const std::size_t start = reached % partitions.size();
    std::size_t next = start;
    do {
        reached = next;
        next = (next + 1) % partitions.size();
        const base::PartitionId partition = partitions[reached];
        const DrainMoment moment = moment_of(partition, turn.now);
        const std::optional<BatchKey> key = accumulator_.drainable(partition, moment);
        if (!key) continue;
        const std::int64_t size = accumulator_.drainable_bytes(partition);
        if (!request.empty() && bytes + size > settings_.max_request_size) break;
        if (idempotence_ && !idempotence_->may_drain(*key)) break;
        const SequenceStamp stamp = idempotence_ ? idempotence_->stamp(*key) : SequenceStamp{};
        SendingBatch batch = accumulator_.drain(partition, turn.self, stamp);
        ++batch.attempts;
        batch.leader_epoch = moment.leader_epoch;
        bytes += batch.batch.size_bytes;
        request.push_back(std::move(batch));
    } while (next != start);
    return request;
}

std::vector<base::PartitionId> Producer::led_by(NodeId node) const {
    std::vector<base::PartitionId> found;
    for (const auto& [partition, queue] : accumulator_.partitions()) {
        if (metadata_.partition(partition).leader == node) found.push_back(partition);
    }
    return found;
}

std::optional<LocalTime> Producer::next_expiry() const {
    std::optional<LocalTime> next = accumulator_.next_expiry();
    for (const auto& [correlation, request] : under_way_) {
        for (const SendingBatch& batch : request) {
            const LocalTime expiry = batch.created + settings_.delivery_timeout;
            if (!batch.ended && (!next || expiry < *next)) next = expiry;
        }
    }
    return next;
}

void Producer::set_sender_timer(node::Turn& turn, node::Effects& effects) {
    if (idempotence_ && !idempotence_->has_producer_id()) {
        effects.cancel_timer(timer(sender));  // the id will wake the sender
        return;
    }
    std::optional<LocalTime> next = next_expiry();
    const auto consider = [&](LocalTime at) {
        if (!next || at < *next) next = at;
    };
    for (const base::PartitionId partition : accumulator_.waiting()) {
        const NodeId leader = metadata_.partition(partition).leader;
        if (leader == base::no_node) continue;  // the next metadata wakes the sender
        const auto ready = accumulator_.ready_at(partition);
        if (!ready) continue;
        const auto blocked = connections_.blocked_until(leader, turn.now);
        if (blocked) {
            consider(std::max(*ready, *blocked));
        } else if (*ready > turn.now) {
            consider(*ready);
        }  // otherwise it waits for the answer of a request in flight
    }
    if (next) {
        effects.set_timer(timer(sender), std::max(*next - turn.now, Duration{1}));
    } else {
        effects.cancel_timer(timer(sender));
    }
}

// --- how batches end -----------------------------------------------------------------------------

// delivery.timeout.ms is for the whole life of a batch, in the queue or under way. The answer to
// one that is under way may still come, and then it only tells how far the sequences got.
void Producer::expire_batches(node::Turn& turn, node::Effects& effects) {
    const std::vector<SendingBatch> queued = accumulator_.expire(turn.now, turn.self);
    bool some = !queued.empty();
    const auto expire = [&](const SendingBatch& batch) {
        if (idempotence_) idempotence_->on_expired(batch.key(), batch.retried);
        give_up(batch, ErrorCode::request_timed_out, effects);
    };
    for (const SendingBatch& batch : queued)
        expire(batch);
    for (auto& [correlation, request] : under_way_) {
        for (SendingBatch& batch : request) {
            if (batch.ended || !accumulator_.is_too_old(batch.created, turn.now)) continue;
            batch.ended = true;
            some = true;
            expire(batch);
        }
    }
    if (some) unblock(turn, effects);
}

void Producer::complete(Request request, const protocol::ProduceResponse& response,
                        node::Turn& turn, node::Effects& effects) {
    for (SendingBatch& batch : request) {
        const auto found =
            std::find_if(response.partitions.begin(), response.partitions.end(),
                         [&](const auto& one) { return one.id() == batch.partition; });
        protocol::ProducePartitionResponse answer;
        answer.error = ErrorCode::unknown_server_error;
        if (found != response.partitions.end()) answer = *found;
        const base::PartitionId partition = batch.partition;
        if (answer.error == ErrorCode::none) {
            acknowledge(batch, answer.base_offset, effects);
        } else {
            refuse(std::move(batch), answer, turn, effects);
        }
        accumulator_.unmute(partition);
    }
}

void Producer::fail_request(const Failure& failure, ErrorCode error, node::Turn& turn,
                            node::Effects& effects) {
    updater_.demand();
    if (failure.request.api == kafka::ApiKey::metadata) return updater_.on_failure(turn.now);
    if (failure.request.api == kafka::ApiKey::init_producer_id) {
        return id_getter_.on_failure(turn.now);
    }
    const auto found = under_way_.find(failure.request.correlation);
    if (found == under_way_.end()) return;
    Request request = std::move(found->second);
    under_way_.erase(found);
    protocol::ProducePartitionResponse answer;
    answer.error = error;
    for (SendingBatch& batch : request) {
        const base::PartitionId partition = batch.partition;
        refuse(std::move(batch), answer, turn, effects);
        accumulator_.unmute(partition);
    }
}

void Producer::acknowledge(const SendingBatch& batch, base::Offset base_offset,
                           node::Effects& effects) {
    if (idempotence_) idempotence_->on_acknowledged(batch.key(), batch.stamp(), base_offset);
    if (batch.ended) return;
    state_progress(batch, journal::BatchState::acknowledged, ErrorCode::none, base_offset, effects);
    accumulator_.release(batch);
}

void Producer::refuse(SendingBatch batch, const protocol::ProducePartitionResponse& answer,
                      node::Turn& turn, node::Effects& effects) {
    if (kafka::refreshes_metadata(answer.error)) {
        if (answer.current_leader) metadata_.learn_leader(batch.partition, *answer.current_leader);
        updater_.demand();
    }
    if (answer.error == ErrorCode::message_too_large && batch.batch.record_count > 1 &&
        !batch.ended) {
        return split(batch, effects);
    }
    if (may_retry(batch, answer, turn.now)) {
        state_progress(batch, journal::BatchState::retrying, answer.error, base::no_offset,
                       effects);
        batch.not_before =
            turn.now + kafka::draw_backoff(settings_.retry, batch.attempts - 1, turn.random);
        return accumulator_.put_back(std::move(batch));
    }
    // The leader has it already, and no longer knows at which offset: that is a success.
    if (answer.error == ErrorCode::duplicate_sequence_number) {
        return acknowledge(batch, base::no_offset, effects);
    }
    if (batch.ended) return;
    if (idempotence_) {
        const bool outcome_known = batch.attempts <= settings_.retries;
        idempotence_->on_failed(batch.key(), answer.error, outcome_known);
    }
    give_up(batch, answer.error, effects);
}

bool Producer::may_retry(const SendingBatch& batch,
                         const protocol::ProducePartitionResponse& answer, LocalTime now) {
    if (batch.ended || batch.attempts > settings_.retries) return false;
    if (accumulator_.is_too_old(batch.created, now)) return false;
    if (!idempotence_) return kafka::is_retriable(answer.error);
    return idempotence_->can_retry(batch.key(), answer.error, answer.log_start_offset);
}

// It goes on in smaller pieces, which have not been tried yet (PR-15).
void Producer::split(const SendingBatch& batch, node::Effects& effects) {
    const std::vector<BatchKey> pieces = accumulator_.split(batch);
    if (idempotence_) idempotence_->on_split(batch.key(), pieces);
    accumulator_.release(batch);
    for (const BatchKey& key : pieces) {
        journal::BatchProgress progress;
        progress.partition = key.partition;
        progress.first_number = key.first_number;
        progress.records = key.records;
        progress.state = journal::BatchState::retrying;
        progress.attempt = 0;
        progress.error = ErrorCode::message_too_large;
        effects.state(std::move(progress));
    }
}

void Producer::give_up(const SendingBatch& batch, ErrorCode error, node::Effects& effects) {
    state_progress(batch, journal::BatchState::failed, error, base::no_offset, effects);
    accumulator_.release(batch);
}

}  // namespace brokerscope::client
