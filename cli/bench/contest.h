// Two contestants measured fairly: process CPU time, in turn, several rounds, the median of the
// ratios. What a contestant does is the benchmark's matter.
#pragma once

#include <cstdint>
#include <functional>

namespace brokerscope::cli::bench {

/// CPU time that this process has used, in nanoseconds.
std::int64_t process_cpu_ns();

/// The median over `rounds` of how many times as long `slow` takes as `quick`. Each round runs
/// both, and every other round in the other order. One round before is not counted.
double median_ratio(int rounds, const std::function<void()>& slow,
                    const std::function<void()>& quick);

}  // namespace brokerscope::cli::bench
