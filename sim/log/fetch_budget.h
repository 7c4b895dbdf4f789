// The bytes that one FETCH may take from several logs, one after another: what one log gives is not
// there for the next, and the first batch of the first log that has any comes whole (ST-15).
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/log/partition_log.h"

namespace brokerscope::log {

/// Neither kept nor about to be written.
inline bool is_out_of_range(const PartitionLog& log, base::Offset from) {
    return from < log.log_start_offset() || from > log.log_end_offset();
}

class FetchBudget {
  public:
    explicit FetchBudget(std::int64_t max_bytes) : left_(max_bytes) {}

    /// `from` must be in range; `partition_max_bytes` binds besides what is left.
    ReadResult read(const PartitionLog& log, base::Offset from, base::Offset up_to,
                    std::int64_t partition_max_bytes) {
        ReadResult read =
            log.read(from, {up_to, std::min(partition_max_bytes, left_), min_one_message_});
        if (read.size_bytes > 0) min_one_message_ = false;
        left_ = std::max<std::int64_t>(0, left_ - read.size_bytes);
        return read;
    }

  private:
    std::int64_t left_;
    bool min_one_message_ = true;
};

}  // namespace brokerscope::log
