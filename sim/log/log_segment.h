// One segment of a partition's log: batches in offset order, from a base offset on (rule ST-13).
// Only the last segment of a log, the active one, grows. Retention, rolling and reads go by
// segment, which is why a learner should see its borders.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/log/record_batch.h"

namespace brokerscope::log {

class LogSegment {
  public:
    explicit LogSegment(base::Offset base_offset) : base_offset_(base_offset) {}

    base::Offset base_offset() const { return base_offset_; }
    std::int64_t size_bytes() const { return size_bytes_; }
    bool empty() const { return batches_.empty(); }
    const std::vector<RecordBatch>& batches() const { return batches_; }

    /// Largest record timestamp; no_timestamp_ms when no record has one. (A segment without any is
    /// dated by its file in Kafka; here it never grows old.)
    std::int64_t largest_timestamp_ms() const { return largest_timestamp_ms_; }
    /// Largest record timestamp of the first batch: rolling by time counts from it (ST-12).
    std::int64_t first_batch_timestamp_ms() const;

    void append(const RecordBatch& batch);
    /// Drops every batch that holds an offset at or after `offset`.
    void truncate_to(base::Offset offset);

    /// Position of the first batch that ends at or after `offset`; batches().size() when none does.
    std::size_t find(base::Offset offset) const;

    friend bool operator==(const LogSegment&, const LogSegment&) = default;

  private:
    base::Offset base_offset_;
    std::int64_t size_bytes_ = 0;
    std::int64_t largest_timestamp_ms_ = no_timestamp_ms;
    std::vector<RecordBatch> batches_;
};

/// "00000000000000000042": the name that a segment's files share.
std::string segment_file_stem(base::Offset base_offset);

}  // namespace brokerscope::log
