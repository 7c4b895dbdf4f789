// What a partition's log obeys: the topic's settings with Kafka's defaults, and the two of its
// broker that reach into the log. Plain data. File deletion delays and checkpoint intervals are not
// here: the log has no clock, so they belong to the broker.
#pragma once

#include <cstdint>
#include <limits>

namespace brokerscope::log {

struct LogConfig {
    // When a segment is closed (ST-12).
    std::int64_t segment_bytes = 1'073'741'824;
    std::int64_t segment_ms = 604'800'000;
    /// At most how much earlier than segment_ms a segment may be closed. Who appends draws it.
    std::int64_t segment_jitter_ms = 0;
    // The two indexes of a segment (ST-14).
    std::int64_t segment_index_bytes = 10'485'760;
    std::int64_t index_interval_bytes = 4096;
    // What may be deleted (ST-17 to ST-20).
    std::int64_t retention_bytes = -1;        // negative: no limit
    std::int64_t retention_ms = 604'800'000;  // negative: no limit
    bool deletes_old_segments = true;         // cleanup.policy contains `delete`
    // What the cleaner may do (ST-24 to ST-29).
    bool is_compacted = false;  // cleanup.policy contains `compact`
    /// min.cleanable.dirty.ratio in millionths.
    std::int64_t min_cleanable_dirty_ratio_millionths = 500'000;
    std::int64_t min_compaction_lag_ms = 0;
    std::int64_t max_compaction_lag_ms = std::numeric_limits<std::int64_t>::max();
    std::int64_t delete_retention_ms = 86'400'000;
    // Of the broker.
    std::int64_t producer_id_expiration_ms = 86'400'000;
    /// ST-43: after DeleteRecords into an open transaction the first unstable offset stays where
    /// the transaction began, below the log's start (4.3), or is raised to it (3.9).
    bool unstable_offset_may_lie_below_start = true;

    friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

}  // namespace brokerscope::log
