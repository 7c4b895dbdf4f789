// The timeline's scale: which moments stand where, and at which round moments the axis is labelled.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "sim/base/time.h"

namespace brokerscope::render::stage {

using base::Duration;
using base::SimTime;

struct TimeAxis {
    SimTime from;
    SimTime to;
    float left = 0;
    float right = 0;

    float x_of(SimTime time) const;
    /// The moment at `x`, kept between `from` and `to`.
    SimTime at(float x) const;
    bool shows(SimTime time) const { return time >= from && time <= to; }
    /// `factor` below 1 shows less; the moment under `x` stays where it is. Never leaves [0,
    /// limit].
    TimeAxis zoomed(float x, double factor, SimTime limit) const;
};

/// The smallest round step (1, 2, 5, 10, 15, 30 of its unit) at which labels of `label_width` keep
/// a distance of their own width.
Duration tick_step(const TimeAxis& axis, float label_width);

/// The round moments of the axis at that step.
std::vector<SimTime> ticks(const TimeAxis& axis, Duration step);

/// "5 s", "250 ms", "1:30", as the step needs.
std::string tick_text(SimTime time, Duration step);

}  // namespace brokerscope::render::stage
