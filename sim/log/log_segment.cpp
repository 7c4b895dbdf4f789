#include "sim/log/log_segment.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::log {

std::int64_t LogSegment::first_batch_timestamp_ms() const {
    return batches_.empty() ? no_timestamp_ms : batches_.front().max_timestamp_ms;
}

void LogSegment::append(const RecordBatch& batch) {
    CHECK(batch.base_offset >= base_offset_, "a segment holds no offset below its base");
    CHECK(batches_.empty() || batches_.back().last_offset() < batch.base_offset,
          "offsets in a segment only rise");
    size_bytes_ += batch.size_bytes;
    largest_timestamp_ms_ = std::max(largest_timestamp_ms_, batch.max_timestamp_ms);
    batches_.push_back(batch);
}

void LogSegment::truncate_to(base::Offset offset) {
    batches_.resize(find(offset));
    size_bytes_ = 0;
    largest_timestamp_ms_ = no_timestamp_ms;
    for (const RecordBatch& batch : batches_) {
        size_bytes_ += batch.size_bytes;
        largest_timestamp_ms_ = std::max(largest_timestamp_ms_, batch.max_timestamp_ms);
    }
}

std::size_t LogSegment::find(base::Offset offset) const {
    const auto found = std::lower_bound(
        batches_.begin(), batches_.end(), offset,
        [](const RecordBatch& batch, base::Offset at) { return batch.last_offset() < at; });
    return static_cast<std::size_t>(found - batches_.begin());
}

std::string segment_file_stem(base::Offset base_offset) {
    const std::string digits = std::to_string(base_offset.value);
    return std::string(20 - std::min<std::size_t>(digits.size(), 20), '0') + digits;
}

}  // namespace brokerscope::log
