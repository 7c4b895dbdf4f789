#include "sim/log/producer_state.h"

#include <algorithm>
#include <limits>

#include "sim/base/check.h"

namespace brokerscope::log {

std::int32_t advance_sequence(std::int32_t sequence, std::int32_t count) {
    constexpr std::int64_t sequences = std::int64_t{std::numeric_limits<std::int32_t>::max()} + 1;
    return static_cast<std::int32_t>((std::int64_t{sequence} + count + sequences) % sequences);
}

std::int32_t last_sequence(const RecordBatch& batch) {
    return batch.base_sequence == no_sequence
               ? no_sequence
               : advance_sequence(batch.base_sequence, batch.last_offset_delta);
}

std::int32_t BatchMetadata::first_sequence() const {
    return advance_sequence(last_sequence, -offset_delta);
}

void ProducerStateEntry::set_epoch(std::int16_t epoch) {
    if (epoch != producer_epoch) {
        batches = {};
        batch_count = 0;
    }
    producer_epoch = epoch;
}

void ProducerStateEntry::add_batch(const BatchMetadata& batch) {
    if (batch_count == batches_kept) {
        std::move(batches.begin() + 1, batches.end(), batches.begin());
        --batch_count;
    }
    batches[batch_count++] = batch;
}

const BatchMetadata* ProducerStateEntry::find_duplicate(const RecordBatch& batch) const {
    if (batch.producer_epoch != producer_epoch) return nullptr;
    const std::int32_t last = log::last_sequence(batch);
    for (std::size_t i = 0; i < batch_count; ++i) {
        if (batches[i].last_sequence == last &&
            batches[i].first_sequence() == batch.base_sequence) {
            return &batches[i];
        }
    }
    return nullptr;
}

const ProducerStateEntry* ProducerStates::find(base::ProducerId id) const {
    const auto found = producers_.find(id);
    return found == producers_.end() ? nullptr : &found->second;
}

bool ProducerStates::has_ongoing_transaction(base::ProducerId id) const {
    const ProducerStateEntry* entry = find(id);
    return entry != nullptr && entry->current_txn_first_offset.has_value();
}

std::optional<base::Offset> ProducerStates::first_unstable_offset() const {
    std::optional<base::Offset> first;
    if (!ongoing_.empty()) first = ongoing_.begin()->first;
    if (!unreplicated_.empty() && (!first || unreplicated_.begin()->first < *first)) {
        first = unreplicated_.begin()->first;
    }
    return first;
}

std::optional<AbortedTransaction> ProducerStates::apply_append(const ProducerUpdate& update) {
    producers_[update.producer_id] = update.entry;
    if (update.started_transaction) ongoing_[*update.started_transaction] = update.producer_id;
    if (!update.completed) return std::nullopt;
    const CompletedTransaction& completed = *update.completed;
    const auto next = std::find_if(ongoing_.begin(), ongoing_.end(), [&](const auto& ongoing) {
        return ongoing.second != completed.producer_id;
    });
    const base::Offset last_stable =
        next == ongoing_.end() ? completed.last_offset + 1 : next->first;
    CHECK(ongoing_.erase(completed.first_offset) == 1, "a transaction ends that had begun");
    unreplicated_[completed.first_offset] = {completed.producer_id, completed.last_offset};
    if (!completed.is_aborted) return std::nullopt;
    return AbortedTransaction{completed.producer_id, completed.first_offset, completed.last_offset,
                              last_stable};
}

void ProducerStates::on_high_watermark(base::Offset high_watermark) {
    if (unreplicated_.empty()) return;
    std::erase_if(unreplicated_, [&](const auto& transaction) {
        return transaction.second.last_offset < high_watermark;
    });
}

void ProducerStates::on_log_start(base::Offset log_start_offset) {
    on_high_watermark(log_start_offset);
    map_end_offset_ = std::max(map_end_offset_, log_start_offset);
    last_snapshot_offset_ = snapshots_.empty() ? log_start_offset : snapshots_.rbegin()->first;
}

namespace {

bool is_expired(const ProducerStateEntry& entry, std::int64_t now_ms, std::int64_t expiration_ms) {
    return !entry.current_txn_first_offset && now_ms - entry.last_timestamp_ms >= expiration_ms;
}

// What the file keeps of a producer.
ProducerStateEntry in_snapshot(const ProducerStateEntry& entry) {
    ProducerStateEntry kept = entry;
    kept.batches = {};
    kept.batch_count = 0;
    if (const BatchMetadata* last = entry.last_batch()) {
        kept.add_batch(*last);
        // The file has one timestamp, the producer's.
        kept.batches.front().timestamp_ms = entry.last_timestamp_ms;
    }
    return kept;
}

}  // namespace

std::int64_t ProducerStates::remove_expired(std::int64_t now_ms, std::int64_t expiration_ms) {
    return static_cast<std::int64_t>(std::erase_if(producers_, [&](const auto& producer) {
        return is_expired(producer.second, now_ms, expiration_ms);
    }));
}

void ProducerStates::load(const Snapshot& snapshot, std::int64_t now_ms,
                          std::int64_t expiration_ms) {
    for (const auto& [id, entry] : snapshot) {
        if (is_expired(entry, now_ms, expiration_ms)) continue;
        producers_[id] = entry;
        if (entry.current_txn_first_offset) ongoing_[*entry.current_txn_first_offset] = id;
    }
}

void ProducerStates::clear() {
    producers_.clear();
    ongoing_.clear();
    unreplicated_.clear();
}

bool ProducerStates::truncate_and_reload(base::Offset log_start, base::Offset log_end,
                                         std::int64_t now_ms, std::int64_t expiration_ms) {
    std::erase_if(snapshots_, [&](const auto& snapshot) {
        return snapshot.first > log_end || snapshot.first <= log_start;
    });
    if (log_end == map_end_offset_) {
        on_log_start(log_start);
        return false;
    }
    clear();
    last_snapshot_offset_ = log_start;
    if (!snapshots_.empty()) {
        last_snapshot_offset_ = snapshots_.rbegin()->first;
        load(snapshots_.rbegin()->second, now_ms, expiration_ms);
    }
    map_end_offset_ = last_snapshot_offset_;
    return true;
}

void ProducerStates::truncate_fully_and_start_at(base::Offset offset) {
    clear();
    snapshots_.clear();
    last_snapshot_offset_ = {0};
    map_end_offset_ = offset;
}

void ProducerStates::lose_memory() {
    clear();
    last_snapshot_offset_ = {0};
    map_end_offset_ = {0};
}

bool ProducerStates::take_snapshot() {
    if (map_end_offset_ <= last_snapshot_offset_) return false;
    Snapshot& snapshot = snapshots_[map_end_offset_];
    snapshot.clear();
    for (const auto& [id, entry] : producers_)
        snapshot.emplace(id, in_snapshot(entry));
    last_snapshot_offset_ = map_end_offset_;
    return true;
}

void ProducerStates::delete_snapshots_above(base::Offset offset) {
    snapshots_.erase(snapshots_.upper_bound(offset), snapshots_.end());
}

void ProducerStates::remove_stray_snapshots(const std::vector<base::Offset>& segment_base_offsets) {
    const auto is_stray = [&](base::Offset offset) {
        return std::find(segment_base_offsets.begin(), segment_base_offsets.end(), offset) ==
               segment_base_offsets.end();
    };
    std::optional<base::Offset> newest_stray;
    for (const auto& snapshot : snapshots_) {
        if (is_stray(snapshot.first)) newest_stray = snapshot.first;
    }
    if (!newest_stray || segment_base_offsets.empty()) return;
    const base::Offset last_segment =
        *std::max_element(segment_base_offsets.begin(), segment_base_offsets.end());
    std::erase_if(snapshots_, [&](const auto& snapshot) {
        return is_stray(snapshot.first) &&
               (snapshot.first != *newest_stray || snapshot.first < last_segment);
    });
}

}  // namespace brokerscope::log
