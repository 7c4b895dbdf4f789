// How long Kafka's clients wait before they try again (rules PR-13, MD-6, DET-4): longer after each
// attempt, up to a limit, with random jitter so that many clients do not return at once.
#pragma once

#include <cstdint>

#include "sim/base/rng.h"
#include "sim/base/time.h"

namespace brokerscope::kafka {

struct ExponentialBackoff {
    std::int64_t initial_ms = 100;
    std::int64_t max_ms = 1000;
    std::int64_t multiplier = 2;
    std::int64_t jitter_percent = 20;
};

/// All that a backoff can be after `attempts` failed attempts but the first (0 = the first wait).
struct BackoffRange {
    std::int64_t shortest_ms;
    std::int64_t longest_ms;

    friend bool operator==(const BackoffRange&, const BackoffRange&) = default;
};
BackoffRange backoff_range(const ExponentialBackoff& backoff, std::int64_t attempts);

/// Draws one, in whole milliseconds.
base::Duration draw_backoff(const ExponentialBackoff& backoff, std::int64_t attempts,
                            base::Rng& random);

}  // namespace brokerscope::kafka
