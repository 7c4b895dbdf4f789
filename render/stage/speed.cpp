#include "render/stage/speed.h"

#include <fmt/format.h>

#include <cmath>

namespace brokerscope::render::stage {

std::string speed_text(double speed, bool portuguese) {
    if (speed == 1) return portuguese ? "tempo real" : "real time";
    const char* word = portuguese ? "da velocidade" : "speed";
    if (speed < 1) return fmt::format("1/{:.0f} {}", 1 / speed, word);
    return portuguese ? fmt::format("velocidade {:g}x", speed) : fmt::format("{:g}x speed", speed);
}

int nearest_speed(double speed) {
    int best = 0;
    for (int i = 1; i < static_cast<int>(speeds.size()); ++i) {
        const auto apart = [&](int step) {
            return std::abs(std::log(speeds[static_cast<std::size_t>(step)]) - std::log(speed));
        };
        if (apart(i) < apart(best)) best = i;
    }
    return best;
}

}  // namespace brokerscope::render::stage
