#include "sim/client/accumulator.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {
namespace {

log::BatchOptions options_for(const SequenceStamp& stamp, const log::RecordOrigin& origin) {
    log::BatchOptions options;
    options.producer_id = stamp.producer.id;
    options.producer_epoch = stamp.producer.epoch;
    options.base_sequence = stamp.base_sequence;
    options.origin = origin;
    return options;
}

}  // namespace

const Accumulator::Queue* Accumulator::find(PartitionId partition) const {
    const auto found = partitions_.find(partition);
    return found == partitions_.end() ? nullptr : &found->second;
}

bool Accumulator::newest_is_full(PartitionId partition) const {
    const Queue* queue = find(partition);
    return queue == nullptr || queue->batches.empty() || queue->batches.back().builder.is_full();
}

bool Accumulator::has_memory_for(PartitionId partition, const log::Record& record) const {
    const Queue* queue = find(partition);
    if (queue != nullptr && !queue->batches.empty() &&
        queue->batches.back().builder.has_room_for(record)) {
        return true;
    }
    const std::int64_t wanted =
        std::max(settings_.batch_size, log::batch_size_upper_bound_bytes(record));
    return used_bytes_ + wanted <= settings_.buffer_memory;
}

std::int64_t Accumulator::append(PartitionId partition, log::Record record, LocalTime now) {
    Queue& queue = partitions_[partition];
    const std::int64_t number = queue.next_number++;
    if (!queue.batches.empty() && queue.batches.back().builder.has_room_for(record)) {
        queue.batches.back().builder.append(std::move(record));
        return number;
    }
    log::RecordBatchBuilder builder(settings_.batch_size, record);
    builder.append(std::move(record));
    used_bytes_ += builder.buffer_size_bytes();
    queue.batches.push_back({std::move(builder), number, now});
    return number;
}

bool Accumulator::is_ready(PartitionId partition, const DrainMoment& moment, bool flush) const {
    const Queue* queue = find(partition);
    if (!drainable(partition, moment)) return false;
    if (!queue->retries.empty()) return true;
    const OpenBatch& oldest = queue->batches.front();
    const bool full = queue->batches.size() > 1 || oldest.builder.is_full();
    return full || flush || moment.now - oldest.created >= settings_.linger;
}

std::optional<LocalTime> Accumulator::ready_at(PartitionId partition) const {
    const Queue* queue = find(partition);
    if (queue == nullptr || queue->muted) return std::nullopt;
    if (!queue->retries.empty()) return queue->retries.front().not_before;
    if (queue->batches.empty()) return std::nullopt;
    return queue->batches.front().created + settings_.linger;
}

std::optional<BatchKey> Accumulator::drainable(PartitionId partition,
                                               const DrainMoment& moment) const {
    const Queue* queue = find(partition);
    if (queue == nullptr || queue->muted) return std::nullopt;
    if (!queue->retries.empty()) {
        const SendingBatch& first = queue->retries.front();
        // Another leader was found meanwhile: there is no reason to wait for it (PR-13).
        const bool leader_changed = first.leader_epoch < moment.leader_epoch;
        if (first.not_before > moment.now && !leader_changed) return std::nullopt;
        return first.key();
    }
    if (queue->batches.empty()) return std::nullopt;
    const OpenBatch& first = queue->batches.front();
    return BatchKey{partition, first.first_number, first.builder.record_count()};
}

std::int64_t Accumulator::drainable_bytes(PartitionId partition) const {
    const Queue& queue = partitions_.at(partition);
    return queue.retries.empty() ? queue.batches.front().builder.size_bytes()
                                 : queue.retries.front().batch.size_bytes;
}

SendingBatch Accumulator::seal(PartitionId partition, OpenBatch open, base::NodeId client,
                               const SequenceStamp& stamp) const {
    SendingBatch sending;
    sending.partition = partition;
    sending.first_number = open.first_number;
    sending.buffer_bytes = open.builder.buffer_size_bytes();
    sending.created = open.created;
    sending.batch = open.builder.build(options_for(stamp, {client, open.first_number}));
    return sending;
}

SendingBatch Accumulator::drain(PartitionId partition, base::NodeId client,
                                const SequenceStamp& stamp) {
    Queue& queue = partitions_.at(partition);
    CHECK(!queue.muted, "a muted partition has a batch under way");
    queue.muted = settings_.mutes_partitions;
    if (queue.retries.empty()) {
        OpenBatch open = std::move(queue.batches.front());
        queue.batches.pop_front();
        return seal(partition, std::move(open), client, stamp);
    }
    SendingBatch batch = std::move(queue.retries.front());
    queue.retries.pop_front();
    if (batch.stamp() != stamp) {
        batch.batch = log::make_batch(*batch.batch.records, options_for(stamp, batch.batch.origin));
    }
    return batch;
}

void Accumulator::put_back(SendingBatch batch) {
    Queue& queue = partitions_.at(batch.partition);
    queue.muted = false;
    batch.retried = true;
    auto place = queue.retries.begin();
    // Without sequences each goes to the very front: those that fail together come back in reverse
    // order (PR-19).
    if (settings_.keeps_sequence_order) {
        place = std::find_if(place, queue.retries.end(), [&](const SendingBatch& other) {
            return other.first_number > batch.first_number;
        });
    }
    queue.retries.insert(place, std::move(batch));
}

// The first split goes back to batch.size. When a piece is refused as well, the topic takes less
// than that: Kafka 4 halves it, Kafka 3.9 cuts it at batch.size again, which changes nothing.
std::int64_t Accumulator::split_size_bytes(const SendingBatch& batch) const {
    if (!batch.is_piece || !settings_.splits_pieces_by_half) return settings_.batch_size;
    std::int64_t largest = 0;
    for (const log::Record& record : *batch.batch.records)
        largest = std::max(largest, log::batch_size_upper_bound_bytes(record));
    return std::max<std::int64_t>(largest, batch.batch.size_bytes / 2);
}

std::vector<BatchKey> Accumulator::split(const SendingBatch& big) {
    const std::int64_t size_bytes = split_size_bytes(big);
    std::vector<SendingBatch> pieces;
    std::optional<log::RecordBatchBuilder> builder;
    std::int64_t number = big.first_number;
    const auto finish = [&] {
        SendingBatch piece;
        piece.partition = big.partition;
        piece.first_number = number;
        piece.created = big.created;
        piece.is_piece = true;
        piece.leader_epoch = big.leader_epoch;
        number += builder->record_count();
        const log::RecordOrigin origin{big.batch.origin.client, piece.first_number};
        piece.batch = builder->build(options_for({}, origin));
        pieces.push_back(std::move(piece));
    };
    for (const log::Record& record : *big.batch.records) {
        if (builder && !builder->has_room_for(record)) {
            finish();
            builder.reset();
        }
        if (!builder) builder.emplace(size_bytes, record);
        builder->append(record);
    }
    finish();
    std::vector<BatchKey> keys;
    for (const SendingBatch& piece : pieces)
        keys.push_back(piece.key());
    Queue& queue = partitions_.at(big.partition);
    auto place = std::find_if(queue.retries.begin(), queue.retries.end(), [&](const auto& other) {
        return !settings_.keeps_sequence_order || other.first_number > big.first_number;
    });
    queue.retries.insert(place, std::make_move_iterator(pieces.begin()),
                         std::make_move_iterator(pieces.end()));
    return keys;
}

std::vector<SendingBatch> Accumulator::expire(LocalTime now, base::NodeId client) {
    std::vector<SendingBatch> expired;
    for (auto& [partition, queue] : partitions_) {
        while (!queue.retries.empty() && is_too_old(queue.retries.front().created, now)) {
            expired.push_back(std::move(queue.retries.front()));
            queue.retries.pop_front();
        }
        while (queue.retries.empty() && !queue.batches.empty() &&
               is_too_old(queue.batches.front().created, now)) {
            expired.push_back(seal(partition, std::move(queue.batches.front()), client, {}));
            queue.batches.pop_front();
        }
    }
    return expired;
}

std::optional<LocalTime> Accumulator::next_expiry() const {
    std::optional<LocalTime> next;
    for (const auto& [partition, queue] : partitions_) {
        if (queue.retries.empty() && queue.batches.empty()) continue;
        const LocalTime created =
            queue.retries.empty() ? queue.batches.front().created : queue.retries.front().created;
        const LocalTime expiry = created + settings_.delivery_timeout;
        if (!next || expiry < *next) next = expiry;
    }
    return next;
}

std::vector<PartitionId> Accumulator::waiting() const {
    std::vector<PartitionId> found;
    for (const auto& [partition, queue] : partitions_) {
        if (!queue.retries.empty() || !queue.batches.empty()) found.push_back(partition);
    }
    return found;
}

bool Accumulator::empty() const {
    return waiting().empty();
}

std::int64_t Accumulator::queue_size(PartitionId partition) const {
    const Queue* queue = find(partition);
    if (queue == nullptr) return 0;
    return static_cast<std::int64_t>(queue->batches.size() + queue->retries.size());
}

}  // namespace brokerscope::client
