#include "sim/log/record_batch_builder.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::log {

RecordBatchBuilder::RecordBatchBuilder(std::int64_t batch_size_bytes, const Record& first)
    : buffer_size_bytes_(std::max(batch_size_bytes, batch_size_upper_bound_bytes(first))) {}

std::int64_t RecordBatchBuilder::next_record_size_bytes(const Record& record) const {
    const std::int64_t base = empty() ? record.timestamp_ms : records_.front().timestamp_ms;
    return record_size_bytes(record, record_count(), record.timestamp_ms - base);
}

bool RecordBatchBuilder::is_full() const {
    return !empty() && size_bytes_ >= buffer_size_bytes_;
}

bool RecordBatchBuilder::has_room_for(const Record& record) const {
    return empty() || size_bytes_ + next_record_size_bytes(record) <= buffer_size_bytes_;
}

std::int64_t RecordBatchBuilder::append(Record record) {
    CHECK(has_room_for(record), "a record is appended only where it has room");
    const std::int64_t size = next_record_size_bytes(record);
    size_bytes_ += size;
    records_.push_back(std::move(record));
    return size;
}

RecordBatch RecordBatchBuilder::build(const BatchOptions& options) {
    RecordBatch batch = make_batch(std::exchange(records_, {}), options);
    CHECK(batch.size_bytes == size_bytes_, "the builder counts what the encoding takes");
    size_bytes_ = batch_overhead_bytes;
    return batch;
}

}  // namespace brokerscope::log
