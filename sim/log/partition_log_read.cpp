// The half of PartitionLog that only looks: reads and the lookups of ListOffsets.
#include <algorithm>

#include "sim/base/check.h"
#include "sim/log/partition_log.h"

namespace brokerscope::log {
namespace {

// Bytes that no reader can make sense of, and all that was appended behind them (ST-33).
void add_torn_bytes(const LogSegment& segment, std::size_t first, const ReadLimit& limit,
                    ReadResult& result) {
    if (!segment.torn_bytes() || result.size_bytes >= limit.max_bytes) return;
    const std::size_t readable = segment.readable_batches();
    const std::int64_t begin =
        first < readable ? segment.position_of(first) : segment.readable_bytes();
    result.size_bytes = std::min(segment.size_bytes() - begin, limit.max_bytes);
}

ReadResult read_segment(const LogSegment& segment, std::size_t first, const ReadLimit& limit) {
    ReadResult result;
    const std::vector<RecordBatch>& batches = segment.batches();
    for (std::size_t i = first; i < segment.readable_batches(); ++i) {
        const RecordBatch& batch = batches[i];
        if (batch.last_offset() >= limit.up_to) return result;
        const std::int64_t room = limit.max_bytes - result.size_bytes;
        const bool owed = result.batches.empty() && limit.min_one_message;
        if (batch.size_bytes > room && !owed) {
            // The head of the batch fills the answer up, unless there is nothing else in it.
            if (!result.batches.empty())
                result.size_bytes = std::max(result.size_bytes, limit.max_bytes);
            return result;
        }
        result.batches.push_back(batch);
        result.size_bytes += batch.size_bytes;
    }
    add_torn_bytes(segment, first, limit, result);
    return result;
}

// From batch `first` on: the first record at or after `from` that is as late as `timestamp_ms`.
std::optional<TimestampedOffset> first_record_since(const LogSegment& segment, std::size_t first,
                                                    base::Offset from, std::int64_t timestamp_ms) {
    const std::vector<RecordBatch>& batches = segment.batches();
    for (std::size_t i = first; i < segment.readable_batches(); ++i) {
        const RecordBatch& batch = batches[i];
        if (batch.max_timestamp_ms < timestamp_ms) continue;
        for (std::size_t record = 0; record < batch.records->size(); ++record) {
            const base::Offset offset = record_offset(batch, record);
            const std::int64_t at_ms = record_timestamp_ms(batch, record);
            if (offset >= from && at_ms >= timestamp_ms) {
                return TimestampedOffset{offset, at_ms, batch.partition_leader_epoch};
            }
        }
    }
    return std::nullopt;
}

std::size_t batch_at_index_entry(const LogSegment& segment, base::Offset offset) {
    return segment.find_position(segment.offset_index().lookup(offset).position);
}

}  // namespace

std::size_t PartitionLog::segment_index_of(base::Offset offset) const {
    const auto next = std::upper_bound(
        segments_.begin(), segments_.end(), offset,
        [](base::Offset at, const LogSegment& segment) { return at < segment.base_offset(); });
    return next == segments_.begin() ? 0 : static_cast<std::size_t>(next - segments_.begin()) - 1;
}

ReadResult PartitionLog::read(base::Offset from, const ReadLimit& limit) const {
    CHECK(from >= log_start_offset_, "a read below the log's start is refused before");
    CHECK(from <= log_end_offset_, "a read above the log's end is refused before");
    if (from >= limit.up_to) return {};
    for (std::size_t i = segment_index_of(from); i < segments_.size(); ++i) {
        const LogSegment& segment = segments_[i];
        const std::size_t first = segment.find(from);
        if (first < segment.readable_batches() || segment.torn_bytes())
            return read_segment(segment, first, limit);
    }
    return {};
}

EpochEndOffset PartitionLog::end_offset_for_epoch(base::LeaderEpoch asked) const {
    return leader_epochs_.end_offset_for(asked, log_end_offset_);
}

TimestampedOffset PartitionLog::earliest_offset() const {
    TimestampedOffset found{log_start_offset_, no_timestamp_ms, base::no_leader_epoch};
    const std::vector<EpochEntry>& epochs = leader_epochs_.entries();
    if (!epochs.empty() && epochs.front().start_offset <= log_start_offset_) {
        found.leader_epoch = epochs.front().epoch;
    }
    return found;
}

TimestampedOffset PartitionLog::latest_offset(base::Offset end) const {
    return {end, no_timestamp_ms, latest_epoch()};
}

std::optional<TimestampedOffset> PartitionLog::max_timestamp_offset() const {
    const LogSegment* newest = nullptr;
    for (const LogSegment& segment : segments_) {
        if (segment.empty()) continue;
        if (newest == nullptr || segment.largest_timestamp_ms() > newest->largest_timestamp_ms()) {
            newest = &segment;
        }
    }
    if (newest == nullptr) return std::nullopt;
    if (newest->largest_timestamp_ms() == no_timestamp_ms) {
        return TimestampedOffset{segments_.front().base_offset(), no_timestamp_ms, latest_epoch()};
    }
    const TimestampOffsetEntry& largest = newest->largest_timestamp();
    return first_record_since(*newest, batch_at_index_entry(*newest, largest.offset),
                              newest->base_offset(), largest.timestamp_ms);
}

std::optional<TimestampedOffset> PartitionLog::offset_for_timestamp(
    std::int64_t timestamp_ms) const {
    for (const LogSegment& segment : segments_) {
        if (segment.largest_timestamp_ms() >= timestamp_ms) {
            const base::Offset near =
                std::max(segment.time_index().lookup(timestamp_ms).offset, log_start_offset_);
            return first_record_since(segment, batch_at_index_entry(segment, near),
                                      log_start_offset_, timestamp_ms);
        }
    }
    return std::nullopt;
}

std::vector<AbortedTransaction> PartitionLog::aborted_transactions(base::Offset from,
                                                                   std::int64_t size_bytes) const {
    std::vector<AbortedTransaction> found;
    std::size_t at = segment_index_of(from);
    while (at + 1 < segments_.size() && !segments_[at].translate(from))
        ++at;
    const LogSegment& segment = segments_[at];
    const std::optional<BatchPosition> begin = segment.translate(from);
    base::Offset up_to =
        at + 1 < segments_.size() ? segments_[at + 1].base_offset() : log_end_offset_;
    if (begin) {
        const auto entry = segment.offset_index().first_at_or_behind(begin->position + size_bytes);
        if (entry) up_to = entry->offset;
    }
    for (bool complete = false; at < segments_.size() && !complete; ++at)
        complete = segments_[at].transaction_index().collect(from, up_to, found);
    return found;
}

std::vector<RecordBatch> PartitionLog::read_all() const {
    std::vector<RecordBatch> all;
    for (base::Offset next = log_start_offset_; next < log_end_offset_;) {
        ReadResult result = read(next, {log_end_offset_});
        if (result.batches.empty()) break;  // the rest stands behind torn bytes
        next = result.batches.back().next_offset();
        for (RecordBatch& batch : result.batches)
            all.push_back(std::move(batch));
    }
    return all;
}

}  // namespace brokerscope::log
