// The steps of a start (Kafka's LogLoader), used by PartitionLog::recover alone; log_recovery.h
// says what they mean.
#pragma once

#include <cstddef>
#include <string>

#include "sim/log/log_recovery.h"

namespace brokerscope::log {

class LogLoader {
  public:
    LogLoader(PartitionLog& log, const RecoveryOptions& options) : log_(log), options_(options) {}

    RecoveryReport load();

  private:
    void remove_leftovers();
    void complete_swaps();
    void take_over(LogSegment swapped);
    void load_segments();
    void recover_unflushed();
    std::int64_t recover_segment(std::size_t segment, std::size_t segments_known);
    void read_again(LogSegment& segment, ProducerStates& producers);
    void delete_segments_from(std::size_t first);
    void start_over_if_below_the_start();
    void restore_offsets();
    bool is_missing(const LogSegment& segment, const char* suffix) const;

    PartitionLog& log_;
    const RecoveryOptions& options_;
    RecoveryReport report_;
};

}  // namespace brokerscope::log
