// What is said when a CHECK fails: seed, simulated time and the command that reproduces it.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/time.h"

namespace brokerscope::cli {

/// Remembers how the program was called and takes over failed CHECKs.
void install_crash_report(int argc, const char* const* argv);
/// What the run that is in progress would like to have told; call it as the run goes on.
void note_progress(std::uint64_t seed, base::SimTime time);

/// Which recording is being played, as file:line.
void note_recording(std::string place);

}  // namespace brokerscope::cli
