// What a timing wheel has seen of its load since it was laid out, and the slot width that follows.
//
// The width is never configured. Each slot should hold events of four to nine different times when
// it is opened: with more, sorting them costs more than it saves; with fewer, looking for the next
// slot does. Events of one and the same time count once, since no width tells them apart. A
// decision is due when the wheel has done more work than a new layout would cost, so it is cheap in
// the long run.
#pragma once

#include <cstddef>
#include <cstdint>

namespace brokerscope::world {

struct WheelLoad {
    std::uint64_t effort = 0;        // nodes sorted, spread and stepped over
    std::uint64_t steps_in_run = 0;  // of these: stepped over to find a place in the sorted run
    std::uint64_t opened_slots = 0;
    std::uint64_t opened_times = 0;  // different times in these slots

    /// Has enough been done to pay for a new layout of a pool of `nodes`?
    bool decision_due(std::size_t nodes) const { return effort > 256 + nodes / 2; }
    /// Went most of the effort into finding places in the run? Then too much of it has been opened.
    bool run_is_too_long() const { return 2 * steps_in_run > effort; }
};

/// Before anything was seen.
inline constexpr unsigned first_guess_of_shift = 16;

/// The shift (log2 of the width in nanoseconds) for a wheel of this shift that saw this load.
unsigned decide_shift(unsigned shift, const WheelLoad& load);

/// The shift for events that are this many nanoseconds apart.
unsigned shift_for_spacing(std::uint64_t spacing_ns);

}  // namespace brokerscope::world
