// Named random streams. One stream per (purpose, node): adding a fault or a client re-deals nobody
// else's cards. The distributions are our own and use integers only, because the standard library's
// differ between vendors and `log()` differs between math libraries. One draw per statement.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/base/ids.h"
#include "sim/base/time.h"

namespace brokerscope::base {

/// xoshiro256** seeded by splitmix64 from (seed, purpose, node).
class Rng {
  public:
    Rng(std::uint64_t seed, std::string_view purpose, NodeId node);

    std::uint64_t next();
    /// Uniform in [0, bound); bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [low, high], both included.
    std::int64_t between(std::int64_t low, std::int64_t high);
    Duration between(Duration low, Duration high);
    /// Exponential with this mean, rounded down to whole nanoseconds; at most 44 times the mean.
    Duration exponential(Duration mean);
    /// True in `numerator` of `denominator` draws.
    bool chance(std::uint64_t numerator, std::uint64_t denominator);

  private:
    std::array<std::uint64_t, 4> state_;
};

}  // namespace brokerscope::base
