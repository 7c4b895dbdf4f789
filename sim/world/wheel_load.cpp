#include "sim/world/wheel_load.h"

#include <algorithm>
#include <bit>

namespace brokerscope::world {

namespace {

// More than a factor of two apart, or the width would swing between two neighbours for ever.
constexpr std::uint64_t fewest_times = 4;
constexpr std::uint64_t most_times = 9;
/// A third of an hour. Wider slots save nothing.
constexpr unsigned widest_shift = 40;

unsigned floor_log2(std::uint64_t value) {
    return value == 0 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 1;
}

}  // namespace

unsigned decide_shift(unsigned shift, const WheelLoad& load) {
    const std::uint64_t most = most_times * load.opened_slots;
    if (load.opened_times > most) {
        return shift - std::min(shift, floor_log2(2 * load.opened_times / most));
    }
    constexpr std::uint64_t enough_to_widen = 16;
    const bool too_narrow = load.opened_times < fewest_times * load.opened_slots;
    if (load.opened_slots >= enough_to_widen && too_narrow) {
        // Empty slots are not counted, so near one time a slot the average does not say how much
        // wider is right: grow by steps.
        unsigned step = 1;
        if (4 * load.opened_times < 5 * load.opened_slots) step = 2;
        if (16 * load.opened_times < 17 * load.opened_slots) step = 4;
        return std::min(shift + step, widest_shift);
    }
    return shift;
}

unsigned shift_for_spacing(std::uint64_t spacing_ns) {
    return std::min(floor_log2(spacing_ns) + floor_log2(most_times), widest_shift);
}

}  // namespace brokerscope::world
