// Rows 1 and 2 of `brokerscope bench`: the event queue through its public API.
//
// Row 1 is the hold model: with N events pending, pop the earliest and push one, against
// std::priority_queue with the same 32-byte events in the same strict order. Row 2 is what a
// timeout of 30 seconds costs each request when the response cancels it, and what the queue holds
// meanwhile.
#pragma once

#include <vector>

#include "cli/bench/bench.h"

namespace brokerscope::cli::bench {

std::vector<BenchRow> bench_event_queue();

}  // namespace brokerscope::cli::bench
