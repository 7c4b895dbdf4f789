// A run that nobody simulated: plausible facts drawn at random, every kind among them, in an order
// that a View accepts (logs are appended at their end, followers copy what a leader has, ...). For
// tests that need many facts and do not care what they mean.
#pragma once

#include <cstdint>

#include "sim/journal/journal.h"

namespace brokerscope::view {

/// At least `facts` facts; the same seed gives the same run. The first 20 or so declare the world.
journal::Journal random_run(std::uint64_t seed, std::int64_t facts);

}  // namespace brokerscope::view
