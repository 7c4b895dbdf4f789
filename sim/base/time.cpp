#include "sim/base/time.h"

#include <array>
#include <cstdio>

namespace brokerscope::base {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t ns;
};
constexpr std::array<Unit, 6> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};

const Unit* find_unit(std::string_view name) {
    for (const Unit& unit : units) {
        if (unit.name == name) return &unit;
    }
    return nullptr;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    std::size_t at = 0;
    __extension__ using Wide = __int128;
    Wide whole = 0;
    while (at < text.size() && is_digit(text[at])) {
        whole = whole * 10 + (text[at++] - '0');
        if (whole > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    }
    if (at == 0) return std::nullopt;
    Wide fraction = 0;
    Wide scale = 1;
    if (at < text.size() && text[at] == '.') {
        const std::size_t first = ++at;
        while (at < text.size() && is_digit(text[at]) && at - first < 18) {
            fraction = fraction * 10 + (text[at++] - '0');
            scale *= 10;
        }
        if (at == first) return std::nullopt;
    }
    const Unit* unit = find_unit(text.substr(at));
    if (unit == nullptr) return std::nullopt;
    const Wide ns = whole * unit->ns + fraction * unit->ns / scale;
    if (ns > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return Duration{static_cast<std::int64_t>(ns)};
}

std::string to_text(Duration duration) {
    if (duration.ns == 0) return "0s";
    const std::string sign = duration.ns < 0 ? "-" : "";
    const std::int64_t ns = duration.ns < 0 ? -duration.ns : duration.ns;
    const Unit* best = &units[0];
    for (std::size_t i = 0; i < 4; ++i) {
        if (ns >= units[i].ns) best = &units[i];
    }
    std::string text = sign + std::to_string(ns / best->ns);
    std::int64_t rest = ns % best->ns;
    if (rest != 0) {
        std::string digits = std::to_string(best->ns + rest).substr(1);
        while (digits.back() == '0')
            digits.pop_back();
        text += "." + digits;
    }
    return text + std::string(best->name);
}

std::string clock_text(SimTime time) {
    const std::int64_t ms = time.milliseconds();
    const long long hours = ms / 3'600'000;
    const long long minutes = ms / 60'000 % 60;
    const long long secs = ms / 1'000 % 60;
    std::array<char, 48> buffer{};
    if (hours > 0) {
        std::snprintf(buffer.data(), buffer.size(), "%lld:%02lld:%02lld.%03lld", hours, minutes,
                      secs, static_cast<long long>(ms % 1'000));
    } else {
        std::snprintf(buffer.data(), buffer.size(), "%02lld:%02lld.%03lld", minutes, secs,
                      static_cast<long long>(ms % 1'000));
    }
    return buffer.data();
}

}  // namespace brokerscope::base
