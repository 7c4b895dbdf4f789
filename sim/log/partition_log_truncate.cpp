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
    rebuild_producers(offset, now_ms);
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
    rebuild_producers(offset, now_ms);
    set_high_watermark(offset);
    if (cleaner_checkpoint_) cleaner_checkpoint_ = std::min(*cleaner_checkpoint_, offset);
}

// Kafka's rebuildProducerState: from the newest snapshot that still holds, and the log behind it.
void PartitionLog::rebuild_producers(base::Offset end, std::int64_t now_ms) {
    const bool knows_nothing_and_all = producers_.is_empty() && producers_.map_end_offset() >= end;
    producers_.truncate_and_reload(log_start_offset_, end, now_ms,
                                   config_.producer_id_expiration_ms);
    if (end > producers_.map_end_offset() && !knows_nothing_and_all) replay_producers(end);
    producers_.set_map_end_offset(end);
    producers_.take_snapshot();
}

void PartitionLog::replay_producers(base::Offset end) {
    const std::size_t last = segments_.size() - 1;
    const base::Offset map_end = producers_.map_end_offset();
    for (std::size_t i = segment_index_of(map_end); i <= last; ++i) {
        const LogSegment& segment = segments_[i];
        if (segment.base_offset() >= end) break;
        const base::Offset from =
            std::max({segment.base_offset(), producers_.map_end_offset(), log_start_offset_});
        producers_.set_map_end_offset(from);
        // The last two segments begin with a snapshot, so that the next start has less to read.
        if (i + 2 > last) producers_.take_snapshot();
        for (std::size_t at = segment.find(from); at < segment.readable_batches(); ++at) {
            const RecordBatch& batch = segment.batches()[at];
            if (batch.last_offset() >= end) break;
            if (batch.producer_id != base::no_producer_id) {
                producers_.apply_append(
                    producers_.decide_append(batch, AppendOrigin::replication, 0).update);
            }
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
