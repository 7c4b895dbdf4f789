// Playback speed: simulated seconds per second of the viewer, on a logarithmic scale of 1-2-5
// steps.
#pragma once

#include <array>
#include <string>

namespace brokerscope::render::stage {

inline constexpr std::array<double, 16> speeds{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,   2,
                                               5,    10,   20,   50,  100, 200, 500, 1000};
inline constexpr int real_time_speed = 6;

/// "1/10 speed" below real time, "real time", "60x speed" above; in Portuguese when asked.
std::string speed_text(double speed, bool portuguese);

/// The index of the step nearest to `speed` (on the logarithmic scale).
int nearest_speed(double speed);

}  // namespace brokerscope::render::stage
