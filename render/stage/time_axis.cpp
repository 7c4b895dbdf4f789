#include "render/stage/time_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace brokerscope::render::stage {

namespace {

constexpr std::int64_t us = 1'000;
constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1'000'000'000;

constexpr std::array<std::int64_t, 30> round_steps{
    us,     2 * us, 5 * us,  10 * us, 20 * us, 50 * us,  100 * us, 200 * us, 500 * us, ms,
    2 * ms, 5 * ms, 10 * ms, 20 * ms, 50 * ms, 100 * ms, 200 * ms, 500 * ms, s,        2 * s,
    5 * s,  10 * s, 15 * s,  30 * s,  60 * s,  120 * s,  300 * s,  600 * s,  1800 * s, 3600 * s};

// Nearer than this nobody can tell two moments apart.
constexpr std::int64_t shortest_span = 20 * us;

}  // namespace

float TimeAxis::x_of(SimTime time) const {
    const double span = static_cast<double>(std::max<std::int64_t>(1, (to - from).ns));
    return left + static_cast<float>(static_cast<double>((time - from).ns) / span) * (right - left);
}

SimTime TimeAxis::at(float x) const {
    if (right <= left) return from;
    const double part = std::clamp(static_cast<double>((x - left) / (right - left)), 0.0, 1.0);
    return {from.ns +
            static_cast<std::int64_t>(std::llround(part * static_cast<double>((to - from).ns)))};
}

TimeAxis TimeAxis::zoomed(float x, double factor, SimTime limit) const {
    TimeAxis axis = *this;
    const SimTime fixed = at(x);
    const double before = static_cast<double>((fixed - from).ns) * factor;
    const double after = static_cast<double>((to - fixed).ns) * factor;
    axis.from = {std::max<std::int64_t>(0, fixed.ns - std::llround(before))};
    axis.to = {std::min<std::int64_t>(limit.ns, fixed.ns + std::llround(after))};
    return (axis.to - axis.from).ns < shortest_span ? *this : axis;
}

Duration tick_step(const TimeAxis& axis, float label_width) {
    const double pixels = static_cast<double>(axis.right - axis.left);
    const double span = static_cast<double>((axis.to - axis.from).ns);
    for (const std::int64_t step : round_steps) {
        const double apart = pixels * static_cast<double>(step) / std::max(1.0, span);
        if (apart >= 2 * static_cast<double>(label_width)) return {step};
    }
    return {round_steps.back()};
}

std::vector<SimTime> ticks(const TimeAxis& axis, Duration step) {
    std::vector<SimTime> moments;
    const std::int64_t first = (axis.from.ns + step.ns - 1) / step.ns * step.ns;
    for (std::int64_t at = first; at <= axis.to.ns && moments.size() < 200; at += step.ns)
        moments.push_back({at});
    return moments;
}

std::string tick_text(SimTime time, Duration step) {
    const std::int64_t whole = time.ns / s;
    if (whole >= 3600)
        return step.ns >= 60 * s
                   ? fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60)
                   : fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    if (step.ns >= 60 * s || (time.ns >= 60 * s && step.ns >= s))
        return fmt::format("{}:{:02}", whole / 60, whole % 60);
    if (step.ns >= s) return fmt::format("{} s", whole);
    if (step.ns >= ms) return fmt::format("{}.{:03} s", whole, time.ns % s / ms);
    return fmt::format("{}.{:06} s", whole, time.ns % s / us);
}

}  // namespace brokerscope::render::stage
