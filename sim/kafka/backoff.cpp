#include "sim/kafka/backoff.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::kafka {
namespace {

// What the jitter is applied to. The exponent stops growing where the limit is reached.
std::int64_t base_ms(const ExponentialBackoff& backoff, std::int64_t attempts) {
    std::int64_t wait_ms = backoff.initial_ms;
    if (backoff.multiplier <= 1 || wait_ms == 0) return wait_ms;
    for (std::int64_t i = 0; i < attempts; ++i) {
        if (wait_ms > backoff.max_ms / backoff.multiplier) return backoff.max_ms;
        wait_ms *= backoff.multiplier;
    }
    return wait_ms;
}

// A limit that does not leave room for growth is the wait itself, and then there is no jitter.
bool is_constant(const ExponentialBackoff& backoff) {
    return backoff.initial_ms >= backoff.max_ms;
}

// floor(value * percent / 100) without overflow for any wait that a config can hold.
std::int64_t percent_of(std::int64_t value, std::int64_t percent) {
    return value / 100 * percent + value % 100 * percent / 100;
}

std::int64_t percent_of_rounded_up(std::int64_t value, std::int64_t percent) {
    return value / 100 * percent + (value % 100 * percent + 99) / 100;
}

}  // namespace

BackoffRange backoff_range(const ExponentialBackoff& backoff, std::int64_t attempts) {
    CHECK(attempts >= 0, "attempts are counted from 0");
    CHECK(backoff.jitter_percent >= 0 && backoff.jitter_percent < 100, "the jitter is a part");
    if (is_constant(backoff)) return {backoff.max_ms, backoff.max_ms};
    const std::int64_t wait_ms = base_ms(backoff, attempts);
    return {std::min(backoff.max_ms, percent_of(wait_ms, 100 - backoff.jitter_percent)),
            std::min(backoff.max_ms, percent_of_rounded_up(wait_ms, 100 + backoff.jitter_percent))};
}

base::Duration draw_backoff(const ExponentialBackoff& backoff, std::int64_t attempts,
                            base::Rng& random) {
    if (is_constant(backoff)) return base::milliseconds(backoff.max_ms);
    const std::int64_t wait_ms = base_ms(backoff, attempts);
    const std::int64_t jitter_ms = percent_of(wait_ms, backoff.jitter_percent);
    // The limit cuts after the draw: near it, many draws end exactly there.
    const std::int64_t drawn_ms = random.between(wait_ms - jitter_ms, wait_ms + jitter_ms);
    return base::milliseconds(std::min(backoff.max_ms, drawn_ms));
}

}  // namespace brokerscope::kafka
