#include "sim/world/wheel_slots.h"

#include <algorithm>
#include <bit>

#include "sim/base/check.h"

namespace brokerscope::world {

namespace {

constexpr unsigned fewest_near_bits = 6;
constexpr unsigned most_near_bits = 20;

}  // namespace

void WheelSlots::lay_out(unsigned shift, std::size_t events, base::SimTime now, std::uint32_t end) {
    shift_ = shift;
    near_bits_ =
        std::clamp(static_cast<unsigned>(std::bit_width(events)), fewest_near_bits, most_near_bits);
    near_slots_ = std::uint64_t{1} << near_bits_;
    constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
    too_small_at_ = near_bits_ < most_near_bits ? 2 * near_slots_ : never;
    too_large_below_ = near_bits_ > fewest_near_bits ? near_slots_ / 8 : 0;
    cursor_ = static_cast<std::uint64_t>(now.ns) >> shift_;
    far_start_ = SlotBitmap::none;
    last_far_ = {};
    end_ = end;
    heads_.assign(near_slots_ + most_far_levels * far_slots, end_);
    near_.reset(near_slots_);
    far_.fill(0);
}

std::uint32_t WheelSlots::find_far_list(std::uint64_t slot) {
    const auto distance_bits = static_cast<unsigned>(std::bit_width(slot - cursor_));
    // A distance of that many bits fits into this level, or, when the window starts late in one of
    // its slots, just misses it.
    unsigned level = (distance_bits - near_bits_ - 1) / far_bits;
    if ((slot >> far_shift(level)) - (cursor_ >> far_shift(level)) >= far_slots) ++level;
    const std::uint64_t far_slot = slot >> far_shift(level);
    last_far_ = {.start = far_slot << far_shift(level),
                 .width = std::uint64_t{1} << far_shift(level),
                 .list = far_list(level, far_slot)};
    far_start_ = std::min(far_start_, last_far_.start);
    return last_far_.list;
}

WheelSlots::Step WheelSlots::advance() {
    const std::uint64_t near_slot = next_near_slot();
    // A far slot that starts no later may hold earlier times. far_start_ may be too early, because
    // removals leave it alone: look closely only when it matters.
    if (near_slot >= far_start_) {
        const unsigned level = first_far_level();
        if (far_start_ <= near_slot && far_start_ != SlotBitmap::none) {
            cursor_ = far_start_;
            return {far_list(level, cursor_ >> far_shift(level)), false};
        }
    }
    CHECK(near_slot != SlotBitmap::none, "only a wheel that holds something can advance");
    cursor_ = near_slot + 1;
    return {static_cast<std::uint32_t>(near_slot & (near_slots_ - 1)), true};
}

/// The level of the first occupied far slot; sets far_start_ to where it starts.
unsigned WheelSlots::first_far_level() {
    unsigned first_level = 0;
    far_start_ = SlotBitmap::none;
    last_far_ = {};
    for (unsigned level = 0; level < most_far_levels; ++level) {
        if (far_[level] == 0) continue;
        const std::uint64_t cursor = cursor_ >> far_shift(level);
        const std::uint64_t turned = std::rotr(far_[level], static_cast<int>(cursor % far_slots));
        const auto distance = static_cast<unsigned>(std::countr_zero(turned));
        const std::uint64_t start = (cursor + distance) << far_shift(level);
        if (start >= far_start_) continue;
        far_start_ = start;
        first_level = level;
    }
    return first_level;
}

std::uint64_t WheelSlots::next_near_slot() const {
    const std::uint64_t start = cursor_ & (near_slots_ - 1);
    std::uint64_t found = near_.first_from(start);
    if (found == SlotBitmap::none) found = near_.first_from(0);
    if (found == SlotBitmap::none) return SlotBitmap::none;
    return cursor_ + ((found - start) & (near_slots_ - 1));
}

std::uint32_t WheelSlots::head_ahead(std::uint64_t& slot, std::uint64_t distance) const {
    slot = std::max(slot, cursor_ + distance);
    if (slot - cursor_ >= near_slots_) return end_;
    const std::uint64_t base = slot & ~(near_slots_ - 1);
    const std::uint64_t found = near_.first_from(slot - base);
    if (found == SlotBitmap::none) {
        slot = base + near_slots_;
        return end_;
    }
    slot = base + found + 1;
    return heads_[found];
}

void WheelSlots::mark_occupied(std::uint32_t list) {
    if (list < near_slots_) {
        near_.set(list);
    } else {
        const std::uint64_t far = list - near_slots_;
        far_[far / far_slots] |= std::uint64_t{1} << (far % far_slots);
    }
}

void WheelSlots::mark_empty(std::uint32_t list) {
    if (list < near_slots_) {
        near_.clear(list);
    } else {
        const std::uint64_t far = list - near_slots_;
        far_[far / far_slots] &= ~(std::uint64_t{1} << (far % far_slots));
    }
}

}  // namespace brokerscope::world
