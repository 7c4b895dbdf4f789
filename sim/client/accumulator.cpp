#include "sim/client/accumulator.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {

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

bool Accumulator::is_ready(PartitionId partition, LocalTime now, bool flush) const {
    const Queue* queue = find(partition);
    if (queue == nullptr || queue->muted) return false;
    if (!queue->retries.empty()) return queue->retries.front().not_before <= now;
    if (queue->batches.empty()) return false;
    const OpenBatch& oldest = queue->batches.front();
    const bool full = queue->batches.size() > 1 || oldest.builder.is_full();
    return full || flush || now - oldest.created >= settings_.linger;
}

std::optional<LocalTime> Accumulator::ready_at(PartitionId partition) const {
    const Queue* queue = find(partition);
    if (queue == nullptr || queue->muted) return std::nullopt;
    if (!queue->retries.empty()) return queue->retries.front().not_before;
    if (queue->batches.empty()) return std::nullopt;
    return queue->batches.front().created + settings_.linger;
}

SendingBatch Accumulator::seal(PartitionId partition, OpenBatch open, base::NodeId client) const {
    SendingBatch sending;
    sending.partition = partition;
    sending.first_number = open.first_number;
    sending.buffer_bytes = open.builder.buffer_size_bytes();
    sending.created = open.created;
    log::BatchOptions options;
    options.origin = {client, open.first_number};
    sending.batch = open.builder.build(options);
    return sending;
}

SendingBatch Accumulator::drain(PartitionId partition, base::NodeId client) {
    Queue& queue = partitions_.at(partition);
    CHECK(!queue.muted, "a muted partition has a batch under way");
    queue.muted = true;
    if (!queue.retries.empty()) {
        SendingBatch batch = std::move(queue.retries.front());
        queue.retries.pop_front();
        return batch;
    }
    OpenBatch open = std::move(queue.batches.front());
    queue.batches.pop_front();
    return seal(partition, std::move(open), client);
}

void Accumulator::put_back(SendingBatch batch) {
    Queue& queue = partitions_.at(batch.partition);
    queue.muted = false;
    queue.retries.push_front(std::move(batch));
}

std::vector<SendingBatch> Accumulator::expire(LocalTime now, base::NodeId client) {
    std::vector<SendingBatch> expired;
    const auto too_old = [&](LocalTime created) {
        return now - created >= settings_.delivery_timeout;
    };
    for (auto& [partition, queue] : partitions_) {
        if (queue.muted) continue;
        while (!queue.retries.empty() && too_old(queue.retries.front().created)) {
            expired.push_back(std::move(queue.retries.front()));
            queue.retries.pop_front();
        }
        while (queue.retries.empty() && !queue.batches.empty() &&
               too_old(queue.batches.front().created)) {
            expired.push_back(seal(partition, std::move(queue.batches.front()), client));
            queue.batches.pop_front();
        }
    }
    return expired;
}

std::optional<LocalTime> Accumulator::next_expiry() const {
    std::optional<LocalTime> next;
    const auto look = [&](LocalTime created) {
        const LocalTime expiry = created + settings_.delivery_timeout;
        if (!next || expiry < *next) next = expiry;
    };
    for (const auto& [partition, queue] : partitions_) {
        if (queue.muted) continue;
        if (!queue.retries.empty()) look(queue.retries.front().created);
        if (!queue.batches.empty()) look(queue.batches.front().created);
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
