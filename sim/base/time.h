// Time as integers. SimTime is the world's true time, known to nobody inside it; LocalTime is what
// a node's own clock says (it may be skewed or drift); Duration is a span on either. All in
// nanoseconds; conversions round down.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace brokerscope::base {

struct Duration {
    std::int64_t ns = 0;

    friend constexpr auto operator<=>(const Duration&, const Duration&) = default;
    constexpr std::int64_t milliseconds() const { return ns / 1'000'000; }
};
constexpr Duration operator+(Duration a, Duration b) {
    return {a.ns + b.ns};
}
constexpr Duration operator-(Duration a, Duration b) {
    return {a.ns - b.ns};
}
constexpr Duration operator*(Duration a, std::int64_t factor) {
    return {a.ns * factor};
}
constexpr Duration operator/(Duration a, std::int64_t divisor) {
    return {a.ns / divisor};
}

constexpr Duration nanoseconds(std::int64_t n) {
    return {n};
}
constexpr Duration microseconds(std::int64_t n) {
    return {n * 1'000};
}
constexpr Duration milliseconds(std::int64_t n) {
    return {n * 1'000'000};
}
constexpr Duration seconds(std::int64_t n) {
    return {n * 1'000'000'000};
}

struct SimTime {
    std::int64_t ns = 0;

    friend constexpr auto operator<=>(const SimTime&, const SimTime&) = default;
    constexpr std::int64_t milliseconds() const { return ns / 1'000'000; }
};
inline constexpr SimTime end_of_time{std::numeric_limits<std::int64_t>::max()};
constexpr SimTime operator+(SimTime t, Duration d) {
    return {t.ns + d.ns};
}
constexpr SimTime operator-(SimTime t, Duration d) {
    return {t.ns - d.ns};
}
constexpr Duration operator-(SimTime a, SimTime b) {
    return {a.ns - b.ns};
}

struct LocalTime {
    std::int64_t ns = 0;

    friend constexpr auto operator<=>(const LocalTime&, const LocalTime&) = default;
    /// What `System.currentTimeMillis()` returns on this node.
    constexpr std::int64_t milliseconds() const { return ns / 1'000'000; }
};
constexpr LocalTime operator+(LocalTime t, Duration d) {
    return {t.ns + d.ns};
}
constexpr LocalTime operator-(LocalTime t, Duration d) {
    return {t.ns - d.ns};
}
constexpr Duration operator-(LocalTime a, LocalTime b) {
    return {a.ns - b.ns};
}

/// Reads "250ms", "5s", "1.5s", "2m", "1h", "10us", "40ns". Absent when the text is no duration, is
/// negative, has no unit, or does not fit.
std::optional<Duration> parse_duration(std::string_view text);

/// Shortest exact text with one unit: "250ms", "1.5s", "90s", "0s".
std::string to_text(Duration duration);

/// "00:12.384" (minutes, seconds, milliseconds), hours in front when there are any.
std::string clock_text(SimTime time);

}  // namespace brokerscope::base
