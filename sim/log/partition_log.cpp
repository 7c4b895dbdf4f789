#include "sim/log/partition_log.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::log {

using kafka::ErrorCode;

PartitionLog::PartitionLog(LogConfig config, base::Offset start_offset, std::int64_t now_ms)
    : config_(config),
      segments_{LogSegment(start_offset, config, now_ms)},
      producers_(start_offset),
      log_start_offset_(start_offset),
      log_end_offset_(start_offset),
      high_watermark_(start_offset),
      flushed_offset_(start_offset) {}

std::int64_t PartitionLog::size_bytes() const {
    std::int64_t size = 0;
    for (const LogSegment& segment : segments_)
        size += segment.size_bytes();
    return size;
}

base::LeaderEpoch PartitionLog::latest_epoch() const {
    return leader_epochs_.latest_epoch().value_or(base::no_leader_epoch);
}

base::Offset PartitionLog::last_stable_offset() const {
    return first_unstable_offset_ ? std::min(*first_unstable_offset_, high_watermark_)
                                  : high_watermark_;
}

// --- appending

namespace {

// A compacted topic must get its records into closed segments in time (Kafka's maxSegmentMs).
std::int64_t max_segment_ms(const LogConfig& config) {
    const bool has_lag = config.is_compacted && config.max_compaction_lag_ms > 0;
    return has_lag ? std::min(config.segment_ms, config.max_compaction_lag_ms) : config.segment_ms;
}

}  // namespace

bool PartitionLog::maybe_roll(const RecordBatch& batch, std::int64_t now_ms,
                              std::int64_t roll_jitter_ms) {
    const bool rolls = active().should_roll({.max_segment_ms = max_segment_ms(config_),
                                             .max_segment_bytes = config_.segment_bytes,
                                             .max_timestamp_in_messages_ms = batch.max_timestamp_ms,
                                             .max_offset_in_messages = batch.last_offset(),
                                             .messages_size_bytes = batch.size_bytes,
                                             .now_ms = now_ms});
    if (!rolls) return false;
    const bool replaces_itself =
        active().size_bytes() == 0 && active().base_offset() == batch.base_offset;
    roll(batch.base_offset, now_ms, roll_jitter_ms);
    return !replaces_itself;
}

void PartitionLog::roll(base::Offset base_offset, std::int64_t now_ms,
                        std::int64_t roll_jitter_ms) {
    LogSegment next(base_offset, config_, now_ms, roll_jitter_ms);
    if (active().size_bytes() == 0 && active().base_offset() == base_offset) {
        active() = std::move(next);
    } else {
        CHECK(base_offset > active().base_offset(), "segments follow each other");
        active().become_inactive();
        segments_.push_back(std::move(next));
    }
    producers_.set_map_end_offset(base_offset);
    producers_.take_snapshot();
}

void PartitionLog::write(const RecordBatch& batch, std::int64_t now_ms) {
    active().append(batch, now_ms);
    log_end_offset_ = batch.next_offset();
    dirty_bytes_ += batch.size_bytes;
    producers_.set_map_end_offset(log_end_offset_);
}

void PartitionLog::note_producer(const ProducerUpdate& update) {
    const std::optional<AbortedTransaction> aborted = producers_.apply_append(update);
    if (aborted) active().transaction_index().append(*aborted);
    note_first_unstable_offset();
}

LeaderAppend PartitionLog::append_as_leader(const RecordBatch& batch, base::LeaderEpoch epoch,
                                            const AppendContext& context) {
    CHECK(epoch >= latest_epoch(), "a leader does not write in an epoch that is over");
    CHECK(epoch.value >= 0, "a leader has an epoch");
    LeaderAppend result;
    leader_epochs_.assign(epoch, log_end_offset_);
    if (batch.size_bytes > config_.segment_bytes) {
        result.error = ErrorCode::record_list_too_large;
        return result;
    }
    const RecordBatch stamped = with_offsets(batch, log_end_offset_, epoch);
    result.appended = {stamped.base_offset, stamped.last_offset(),
                       maybe_roll(stamped, context.now_ms, context.roll_jitter_ms)};
    result.max_timestamp_ms = stamped.max_timestamp_ms;
    if (batch.producer_id == base::no_producer_id) {
        write(stamped, context.now_ms);
    } else {
        append_of_producer(stamped, context, result);
    }
    return result;
}

void PartitionLog::append_of_producer(const RecordBatch& stamped, const AppendContext& context,
                                      LeaderAppend& result) {
    const ProducerDecision decision =
        producers_.decide_append(stamped, context.origin, context.transaction_version);
    if (decision.duplicate) {
        result.is_duplicate = true;
        result.appended.first_offset = decision.duplicate->first_offset();
        result.appended.last_offset = decision.duplicate->last_offset;
        result.max_timestamp_ms = decision.duplicate->timestamp_ms;
        return;
    }
    const bool is_unverified = stamped.is_transactional() && !stamped.is_control() &&
                               !context.transaction_is_verified &&
                               !producers_.has_ongoing_transaction(stamped.producer_id);
    result.error = decision.error;
    if (is_unverified && decision.error != ErrorCode::invalid_producer_epoch)
        result.error = ErrorCode::invalid_txn_state;
    if (!result.is_accepted()) return;
    write(stamped, context.now_ms);
    note_producer(decision.update);
}

std::optional<Appended> PartitionLog::append_as_follower(const RecordBatch& batch,
                                                         std::int64_t now_ms,
                                                         std::int64_t roll_jitter_ms) {
    if (batch.base_offset < log_end_offset_ || batch.is_corrupt) return std::nullopt;
    if (batch.partition_leader_epoch.value >= 0)
        leader_epochs_.assign(batch.partition_leader_epoch, batch.base_offset);
    const bool rolled = maybe_roll(batch, now_ms, roll_jitter_ms);
    write(batch, now_ms);
    if (batch.producer_id != base::no_producer_id)
        note_producer(producers_.decide_append(batch, AppendOrigin::replication, 0).update);
    return Appended{batch.base_offset, batch.last_offset(), rolled};
}

void PartitionLog::assign_epoch_at_end(base::LeaderEpoch epoch) {
    leader_epochs_.assign(epoch, log_end_offset_);
}

// --- moving the offsets

void PartitionLog::note_first_unstable_offset() {
    first_unstable_offset_ = producers_.first_unstable_offset();
    if (first_unstable_offset_ && !config_.unstable_offset_may_lie_below_start)
        first_unstable_offset_ = std::max(*first_unstable_offset_, log_start_offset_);
}

void PartitionLog::set_high_watermark(base::Offset offset) {
    high_watermark_ = offset;
    producers_.on_high_watermark(offset);
    note_first_unstable_offset();
}

bool PartitionLog::advance_high_watermark(base::Offset offset) {
    const base::Offset target = std::min(offset, log_end_offset_);
    if (target <= high_watermark_) return false;
    set_high_watermark(target);
    return true;
}

void PartitionLog::restore_high_watermark(base::Offset offset) {
    set_high_watermark(std::clamp(offset, log_start_offset_, log_end_offset_));
}

bool PartitionLog::advance_log_start_offset(base::Offset offset) {
    if (offset <= log_start_offset_ || offset > high_watermark_) return false;
    log_start_offset_ = offset;
    leader_epochs_.truncate_from_start(offset);
    producers_.on_log_start(offset);
    note_first_unstable_offset();
    return true;
}

std::int64_t PartitionLog::remove_expired_producers(std::int64_t now_ms) {
    return producers_.remove_expired(now_ms, config_.producer_id_expiration_ms);
}

// --- durability

void PartitionLog::mark_flushed(base::Offset up_to) {
    flushed_offset_ = std::max(flushed_offset_, std::min(up_to, log_end_offset_));
    count_dirty_bytes();
}

void PartitionLog::count_dirty_bytes() {
    dirty_bytes_ = 0;
    for (auto segment = segments_.rbegin(); segment != segments_.rend(); ++segment) {
        const std::vector<RecordBatch>& batches = segment->batches();
        std::size_t first = batches.size();
        while (first > 0 && batches[first - 1].last_offset() >= flushed_offset_) {
            --first;
            dirty_bytes_ += batches[first].size_bytes;
        }
        if (first > 0) return;
    }
}

}  // namespace brokerscope::log
