// Plays recordings of real Kafka against the model: finds them, plays each, and says what became of
// it. Everything is read before anything is played, so that bad input has no half report.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/conform/recordings.h"
#include "cli/conform/verdict.h"
#include "sim/base/result.h"

namespace brokerscope::cli::conform {

/// Called before each recording is played.
using OnBegin = std::function<void(const Recording&)>;

/// The results in the order in which the recordings were found.
base::Result<std::vector<CaseResult>> play_recordings(const std::vector<std::string>& paths,
                                                      const OnBegin& on_begin);

}  // namespace brokerscope::cli::conform
