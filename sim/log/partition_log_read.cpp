// The half of PartitionLog that only looks: reads and the lookups of ListOffsets.
#include <algorithm>

#include "sim/base/check.h"
#include "sim/log/partition_log.h"

namespace brokerscope::log {
namespace {

ReadResult read_segment(const LogSegment& segment, std::size_t first, const ReadLimit& limit) {
    ReadResult result;
    const std::vector<RecordBatch>& batches = segment.batches();
    for (std::size_t i = first; i < batches.size(); ++i) {
        const RecordBatch& batch = batches[i];
        if (batch.last_offset() >= limit.up_to) break;
        const std::int64_t room = limit.max_bytes - result.size_bytes;
        const bool owed = result.batches.empty() && limit.min_one_message;
        if (batch.size_bytes > room && !owed) {
            // The head of the batch fills the answer up, unless there is nothing else in it.
            if (!result.batches.empty())
                result.size_bytes = std::max(result.size_bytes, limit.max_bytes);
            break;
        }
        result.batches.push_back(batch);
        result.size_bytes += batch.size_bytes;
    }
    return result;
}

std::optional<TimestampedOffset> first_record_since(const LogSegment& segment, base::Offset from,
                                                    std::int64_t timestamp_ms) {
    const std::vector<RecordBatch>& batches = segment.batches();
    for (std::size_t i = segment.find(from); i < batches.size(); ++i) {
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
        const std::size_t first = segments_[i].find(from);
        if (first < segments_[i].batches().size()) return read_segment(segments_[i], first, limit);
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
    return first_record_since(*newest, newest->base_offset(), newest->largest_timestamp_ms());
}

std::optional<TimestampedOffset> PartitionLog::offset_for_timestamp(
    std::int64_t timestamp_ms) const {
    for (const LogSegment& segment : segments_) {
        if (segment.largest_timestamp_ms() >= timestamp_ms) {
            return first_record_since(segment, log_start_offset_, timestamp_ms);
        }
    }
    return std::nullopt;
}

std::vector<RecordBatch> PartitionLog::read_all() const {
    std::vector<RecordBatch> all;
    for (base::Offset next = log_start_offset_; next < log_end_offset_;) {
        ReadResult result = read(next, {log_end_offset_});
        CHECK(!result.batches.empty(), "what lies between start and end can be read");
        next = result.batches.back().next_offset();
        for (RecordBatch& batch : result.batches)
            all.push_back(std::move(batch));
    }
    return all;
}

}  // namespace brokerscope::log
