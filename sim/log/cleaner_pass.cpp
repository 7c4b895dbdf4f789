#include "sim/log/cleaner_pass.h"

#include <algorithm>
#include <limits>

namespace brokerscope::log {
namespace {

// The cleaner reads this much at a time (log.cleaner.io.buffer.size / 2), and what it keeps of it
// gets one index entry at most.
constexpr std::int64_t read_buffer_bytes = 262'144;

}  // namespace

CleanerPass::CleanerPass(const PartitionLog& log, const CleaningPlan& plan, std::int64_t now_ms)
    : log_(log), plan_(plan), now_ms_(now_ms) {
    build_key_map();
    group_segments();
}

std::vector<AbortedTransaction> CleanerPass::aborted_between(base::Offset from,
                                                             base::Offset up_to) const {
    std::vector<AbortedTransaction> found;
    const std::vector<LogSegment>& segments = log_.segments();
    std::size_t at = segments.size() - 1;
    while (at > 0 && segments[at].base_offset() > from)
        --at;
    // Kafka asks from the log's start on: what began before is over, or still void.
    for (bool complete = false; at < segments.size() && !complete; ++at)
        complete = segments[at].transaction_index().collect(log_.log_start_offset(), up_to, found);
    return found;
}

// --- the newest offset of each key

void CleanerPass::build_key_map() {
    CleanedTransactions transactions;
    transactions.add(aborted_between(plan_.first_dirty, plan_.first_uncleanable));
    const std::vector<LogSegment>& segments = log_.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].base_offset() >= plan_.first_uncleanable) break;
        const bool is_last = i + 1 == segments.size();
        if (!is_last && segments[i + 1].base_offset() <= plan_.first_dirty) continue;
        map_segment(segments[i], transactions);
    }
}

void CleanerPass::map_segment(const LogSegment& segment, CleanedTransactions& transactions) {
    const std::int64_t begin = segment.offset_index().lookup(plan_.first_dirty).position;
    for (std::size_t i = segment.find_position(begin); i < segment.batches().size(); ++i) {
        const RecordBatch& batch = segment.batches()[i];
        if (transactions.may_discard(batch) || batch.is_control()) continue;
        for (std::size_t record = 0; record < batch.records->size(); ++record) {
            const std::optional<base::Bytes>& key = (*batch.records)[record].key;
            const base::Offset offset = record_offset(batch, record);
            if (key && offset >= plan_.first_dirty) newest_[key->data] = offset;
        }
    }
}

// --- which segments become one

// Decided by the sizes before the pass (ST-26).
bool CleanerPass::joins(const Group& group, std::size_t next) const {
    const std::vector<LogSegment>& segments = log_.segments();
    std::int64_t log_bytes = 0;
    std::int64_t index_bytes = 0;
    std::int64_t time_index_bytes = 0;
    for (std::size_t i = group.first; i <= next; ++i) {
        log_bytes += segments[i].size_bytes();
        index_bytes += segments[i].offset_index().size_bytes();
        time_index_bytes += segments[i].time_index().size_bytes();
    }
    const LogConfig& config = log_.config();
    if (log_bytes > config.segment_bytes || index_bytes > config.segment_index_bytes ||
        time_index_bytes > config.segment_index_bytes) {
        return false;
    }
    if (segments[next].size_bytes() == 0) return true;
    const bool has_follower =
        next + 1 < segments.size() && segments[next + 1].base_offset() < plan_.first_uncleanable;
    const base::Offset end =
        has_follower ? segments[next + 1].base_offset() : plan_.first_uncleanable;
    return end - 1 - segments[group.last - 1].base_offset() <=
           std::numeric_limits<std::int32_t>::max();
}

void CleanerPass::group_segments() {
    const std::vector<LogSegment>& segments = log_.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].base_offset() >= plan_.first_uncleanable) return;
        if (!groups_.empty() && joins(groups_.back(), i)) {
            groups_.back().last = i + 1;
        } else {
            groups_.push_back({i, i + 1});
        }
    }
}

// --- rewriting

LogSegment CleanerPass::clean_group(const Group& group) {
    const std::vector<LogSegment>& segments = log_.segments();
    LogSegment cleaned(segments[group.first].base_offset(), log_.config(), now_ms_);
    transactions_.write_to(&cleaned.transaction_index());
    for (std::size_t i = group.first; i < group.last; ++i) {
        const base::Offset end =
            i + 1 < group.last ? segments[i + 1].base_offset() : segments[i].next_offset();
        transactions_.add(aborted_between(segments[i].base_offset(), end));
        clean_into(segments[i], cleaned);
    }
    transactions_.write_to(nullptr);
    cleaned.become_inactive();
    cleaned.set_last_modified_ms(segments[group.last - 1].last_modified_ms());
    return cleaned;
}

void CleanerPass::clean_into(const LogSegment& source, LogSegment& cleaned) {
    const std::vector<RecordBatch>& batches = source.batches();
    for (std::size_t at = 0; at < batches.size();) {
        std::vector<RecordBatch> kept;
        SegmentChunk chunk;
        chunk.largest_offset = base::no_offset;
        std::int64_t read_bytes = 0;
        do {
            read_bytes += batches[at].size_bytes;
            if (std::optional<RecordBatch> left = filter(batches[at], chunk))
                kept.push_back(std::move(*left));
            ++at;
        } while (at < batches.size() && read_bytes + batches[at].size_bytes <= read_buffer_bytes);
        chunk.batches = kept;
        if (!kept.empty()) cleaned.append_chunk(chunk, now_ms_);
    }
}

bool CleanerPass::is_last_of_its_producer(const RecordBatch& batch) const {
    if (batch.producer_id == base::no_producer_id) return false;
    const ProducerStateEntry* producer = log_.producers().find(batch.producer_id);
    if (producer == nullptr) return false;
    if (const BatchMetadata* last = producer->last_batch())
        return batch.last_offset() == last->last_offset;
    // Its last word was a marker: it keeps the epoch that fences older ones.
    return batch.is_control() && batch.producer_epoch == producer->producer_epoch;
}

bool CleanerPass::keeps_record(const RecordBatch& batch, std::size_t index) const {
    const Record& record = (*batch.records)[index];
    const base::Offset offset = record_offset(batch, index);
    if (offset >= plan_.first_uncleanable) return true;
    if (!record.key) return false;
    const auto newest = newest_.find(record.key->data);
    if (newest != newest_.end() && offset < newest->second) return false;
    const std::optional<std::int64_t> horizon_ms = batch.delete_horizon_ms();
    return record.value.has_value() || !horizon_ms || now_ms_ < *horizon_ms;
}

// What is left of a batch; absent when nothing is. Notes in `chunk` what its index entry will say.
std::optional<RecordBatch> CleanerPass::filter(const RecordBatch& batch, SegmentChunk& chunk) {
    const bool may_discard = transactions_.may_discard(batch);
    const std::optional<std::int64_t> horizon_ms = batch.delete_horizon_ms();
    const bool discards =
        may_discard && (!batch.is_control() || (horizon_ms && *horizon_ms <= now_ms_));
    const bool must_stay =
        is_last_of_its_producer(batch) || batch.next_offset() == plan_.first_uncleanable;
    if (discards && !must_stay) return std::nullopt;
    std::vector<std::size_t> left;
    bool has_tombstone = false;
    for (std::size_t i = 0; i < batch.records->size() && !discards; ++i) {
        if (!batch.is_control() && !keeps_record(batch, i)) continue;
        left.push_back(i);
        has_tombstone = has_tombstone || !(*batch.records)[i].value;
    }
    if (left.empty() && !must_stay) return std::nullopt;
    const bool stamps = !horizon_ms && (has_tombstone || (may_discard && batch.is_control()));
    RecordBatch result = batch;
    base::Offset largest = batch.last_offset();
    if (left.empty()) {
        result = without_records(batch);
    } else if (stamps || left.size() < batch.records->size()) {
        largest = record_offset(batch, left.back());
        result = with_records_left(
            batch, left,
            stamps ? std::optional{now_ms_ + log_.config().delete_retention_ms} : horizon_ms);
    }
    chunk.largest_offset = std::max(chunk.largest_offset, largest);
    if (result.max_timestamp_ms > chunk.largest_timestamp.timestamp_ms)
        chunk.largest_timestamp = {result.max_timestamp_ms, batch.last_offset()};
    return result;
}

// --- the pass

CleaningReport PartitionLog::clean(const CleaningPlan& plan, std::int64_t now_ms) {
    CleaningReport report{plan.first_dirty, plan.first_uncleanable, {}, {}, 0, 0};
    std::vector<LogSegment> cleaned;
    CleanerPass pass(*this, plan, now_ms);
    for (const CleanerPass::Group& group : pass.groups()) {
        cleaned.push_back(pass.clean_group(group));
        report.segments.push_back({cleaned.back().base_offset(), cleaned.back().batches()});
        report.bytes_after += cleaned.back().size_bytes();
        for (std::size_t i = group.first; i < group.last; ++i) {
            report.bytes_before += segments_[i].size_bytes();
            mark_deleted(segments_[i]);
            if (i == group.first) continue;
            report.merged_away.push_back(segments_[i].base_offset());
            producers_.delete_snapshot(segments_[i].base_offset());
        }
    }
    const std::size_t replaced = pass.groups().empty() ? 0 : pass.groups().back().last;
    std::move(segments_.begin() + static_cast<std::ptrdiff_t>(replaced), segments_.end(),
              std::back_inserter(cleaned));
    segments_ = std::move(cleaned);
    cleaner_checkpoint_ = plan.first_uncleanable;
    count_dirty_bytes();
    return report;
}

}  // namespace brokerscope::log
