// Truncation, and what is known of producers after it (rules ST-38, ST-41).
#include <algorithm>

#include "sim/base/check.h"
#include "sim/log/partition_log.h"

namespace brokerscope::log {

bool PartitionLog::truncate_to(base::Offset offset, std::int64_t now_ms) {
    CHECK(offset.value >= 0, "a log is truncated to an offset");
    if (offset >= log_end_offset_) {
        leader_epochs_.truncate_from_end(log_end_offset_);
        return false;
    }
    if (offset < segments_.front().base_offset()) {
        truncate_fully_and_start_at(offset, now_ms);
        return true;
    }
    const bool passes_the_cleaner = offset < active().base_offset();
    while (active().base_offset() > offset) {
        producers_.delete_snapshot(active().base_offset());
        mark_deleted(active());
        segments_.pop_back();
    }
    active().set_index_size_bytes(config_.segment_index_bytes);
    active().truncate_to(offset, now_ms);
    // The batch that held `offset` went whole, yet the log goes on at `offset`.
    log_end_offset_ = offset;
    flushed_offset_ = std::min(flushed_offset_, offset);
    leader_epochs_.truncate_from_end(offset);
    log_start_offset_ = std::min(log_start_offset_, offset);
    rebuild_producers(producers_, {.log_start = log_start_offset_,
                                   .end = offset,
                                   .now_ms = now_ms,
                                   .segments_known = segments_.size()});
    if (high_watermark_ >= log_end_offset_) set_high_watermark(log_end_offset_);
    if (passes_the_cleaner && cleaner_checkpoint_)
        cleaner_checkpoint_ = std::min(*cleaner_checkpoint_, active().base_offset());
    count_dirty_bytes();
    return true;
}

void PartitionLog::truncate_fully_and_start_at(base::Offset offset, std::int64_t now_ms) {
    for (const LogSegment& segment : segments_)
        mark_deleted(segment);
    segments_.assign(1, LogSegment(offset, config_, now_ms));
    leader_epochs_.clear();
    producers_.truncate_fully_and_start_at(offset);
    log_start_offset_ = offset;
    log_end_offset_ = offset;
    flushed_offset_ = offset;
    dirty_bytes_ = 0;
    rebuild_producers(
        producers_,
        {.log_start = offset, .end = offset, .now_ms = now_ms, .segments_known = segments_.size()});
    set_high_watermark(offset);
    if (cleaner_checkpoint_) cleaner_checkpoint_ = std::min(*cleaner_checkpoint_, offset);
}

// Kafka's rebuildProducerState: from the newest snapshot that still holds, and the log behind it.
void PartitionLog::rebuild_producers(ProducerStates& producers, const Rebuild& rebuild) const {
    if (rebuild.after_clean_stop && producers.snapshots().empty()) {
        snapshot_after_clean_stop(producers, rebuild);
        return;
    }
    const bool is_empty_and_far_enough =
        producers.is_empty() && producers.map_end_offset() >= rebuild.end;
    producers.truncate_and_reload(rebuild.log_start, rebuild.end, rebuild.now_ms,
                                  config_.producer_id_expiration_ms);
    if (rebuild.end > producers.map_end_offset() && !is_empty_and_far_enough)
        replay_producers(producers, rebuild);
    producers.set_map_end_offset(rebuild.end);
    producers.take_snapshot();
}

// There was nothing to remember then: the snapshots say so.
void PartitionLog::snapshot_after_clean_stop(ProducerStates& producers,
                                             const Rebuild& rebuild) const {
    const std::size_t known = rebuild.segments_known;
    for (std::size_t i = known < 2 ? 0 : known - 2; i < known; ++i) {
        producers.set_map_end_offset(segments_[i].base_offset());
        producers.take_snapshot();
    }
    producers.set_map_end_offset(rebuild.end);
    producers.take_snapshot();
}

void PartitionLog::replay_producers(ProducerStates& producers, const Rebuild& rebuild) const {
    std::size_t i = segment_index_of(producers.map_end_offset());
    for (; i < rebuild.segments_known; ++i) {
        const LogSegment& segment = segments_[i];
        if (segment.base_offset() >= rebuild.end) return;
        const base::Offset from =
            std::max({segment.base_offset(), producers.map_end_offset(), rebuild.log_start});
        producers.set_map_end_offset(from);
        // The last two segments begin with a snapshot, so that the next start has less to read.
        if (i + 2 >= rebuild.segments_known) producers.take_snapshot();
        for (std::size_t at = segment.find(from); at < segment.readable_batches(); ++at) {
            const RecordBatch& batch = segment.batches()[at];
            if (batch.last_offset() >= rebuild.end) break;
            if (batch.producer_id == base::no_producer_id) continue;
            producers.apply_append(
                producers.decide_append(batch, AppendOrigin::replication, 0).update);
        }
    }
}

void PartitionLog::mark_deleted(const LogSegment& segment) {
    const std::string stem = segment_file_stem(segment.base_offset());
    const auto mark = [&](const char* suffix, std::int64_t size_bytes) {
        other_files_.push_back({stem + suffix + ".deleted", size_bytes});
    };
    mark(".log", segment.size_bytes());
    mark(".index", segment.offset_index().size_bytes());
    mark(".timeindex", segment.time_index().size_bytes());
    if (!segment.transaction_index().entries().empty())
        mark(".txnindex", segment.transaction_index().size_bytes());
}

}  // namespace brokerscope::log
