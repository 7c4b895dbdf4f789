// A batch that is being filled, as the producer's accumulator holds it (rule PR-8). Its buffer has
// batch.size bytes, or more when the first record alone needs more; a record joins while the exact
// size of everything stays inside the buffer.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/log/record_batch.h"

namespace brokerscope::log {

class RecordBatchBuilder {
  public:
    /// `first` decides how large the buffer is; it is not appended.
    RecordBatchBuilder(std::int64_t batch_size_bytes, const Record& first);

    /// The buffer that this batch takes from buffer.memory.
    std::int64_t buffer_size_bytes() const { return buffer_size_bytes_; }
    /// Exact size of the batch so far, header included.
    std::int64_t size_bytes() const { return size_bytes_; }
    std::int32_t record_count() const { return static_cast<std::int32_t>(records_.size()); }
    bool empty() const { return records_.empty(); }
    const std::vector<Record>& records() const { return records_; }

    /// The first record always fits.
    bool has_room_for(const Record& record) const;
    /// True once there is a record and no byte is left.
    bool is_full() const;
    /// Appends and returns the bytes that the record takes. The caller asked has_room_for().
    std::int64_t append(Record record);

    /// The finished batch; the builder is empty afterwards.
    RecordBatch build(const BatchOptions& options = {});

  private:
    std::int64_t next_record_size_bytes(const Record& record) const;

    std::int64_t buffer_size_bytes_;
    std::int64_t size_bytes_ = batch_overhead_bytes;
    std::vector<Record> records_;
};

}  // namespace brokerscope::log
