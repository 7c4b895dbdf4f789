#include "sim/world/event_wheel.h"

#include <algorithm>
#include <bit>

namespace brokerscope::world {

namespace {

constexpr unsigned first_shift = 16;  // a guess until something has been opened
constexpr unsigned widest_shift = 40;
constexpr unsigned fewest_near_bits = 6;
constexpr unsigned most_near_bits = 20;
constexpr std::uint64_t times_per_slot = 4;
/// Below this much work a new layout is not worth its cost, however few events there are.
constexpr std::uint64_t least_effort = 256;

unsigned floor_log2(std::uint64_t value) {
    return value == 0 ? 0 : static_cast<unsigned>(std::bit_width(value)) - 1;
}

}  // namespace

EventWheel::EventWheel() : nodes_(1) {
    // Earlier than any event, so that a search from the end of the run stops here by itself.
    nodes_[run].time = -1;
    lay_out(first_shift);
}

void EventWheel::place_in_run(std::uint32_t index) {
    Node& node = nodes_[index];
    std::uint32_t before = run;
    // Most often it is due before all others of its slot. Otherwise it has the highest sequence
    // number, so its place is after the last node that is not later.
    if (nodes_[nodes_[run].next].time <= node.time) {
        before = nodes_[run].prev;
        std::uint64_t steps = 0;
        while (nodes_[before].time > node.time) {
            before = nodes_[before].prev;
            ++steps;
        }
        steps_in_run_ += steps;
        effort_ += steps;
    }
    node.prev = before;
    node.next = nodes_[before].next;
    nodes_[node.next].prev = index;
    nodes_[before].next = index;
    if (effort_ > least_effort + 2 * size_) [[unlikely]]
        adapt();
}

void EventWheel::place_far(std::uint32_t index, std::uint64_t slot) {
    unsigned level = 0;
    while ((slot >> far_shift(level)) - (cursor_ >> far_shift(level)) >= far_slots)
        ++level;
    const std::uint64_t far_slot = slot >> far_shift(level);
    far_start_ = std::min(far_start_, far_slot << far_shift(level));
    push(static_cast<std::uint32_t>(near_slots_ + level * far_slots + far_slot % far_slots), index);
}

std::uint64_t EventWheel::next_near_slot() const {
    const std::uint64_t start = cursor_ & (near_slots_ - 1);
    std::uint64_t found = near_.first_from(start);
    if (found == SlotBitmap::none) found = near_.first_from(0);
    if (found == SlotBitmap::none) return SlotBitmap::none;
    return cursor_ + ((found - start) & (near_slots_ - 1));
}

void EventWheel::open_next_slot() {
    CHECK(size_ > 0, "only a wheel that holds something can be opened");
    if (effort_ > least_effort + 2 * size_) [[unlikely]]
        adapt();
    std::uint64_t slot = next_near_slot();
    // A far slot that starts no later may hold earlier nodes: spread it first.
    while (slot >= far_start_ && spread_first_far_slot(slot))
        slot = next_near_slot();
    open(slot);
}

/// Spreads the far slot that starts first, when it starts no later than the near slot `before`, and
/// says whether it did.
bool EventWheel::spread_first_far_slot(std::uint64_t before) {
    std::uint64_t first_start = SlotBitmap::none;
    unsigned first_level = 0;
    for (unsigned level = 0; level < most_far_levels; ++level) {
        if (far_[level] == 0) continue;
        const std::uint64_t cursor = cursor_ >> far_shift(level);
        const std::uint64_t turned = std::rotr(far_[level], static_cast<int>(cursor % far_slots));
        const std::uint64_t start = (cursor + static_cast<unsigned>(std::countr_zero(turned)))
                                    << far_shift(level);
        if (start <= first_start) {
            first_start = start;
            first_level = level;
        }
    }
    far_start_ = first_start;
    if (first_start == SlotBitmap::none || first_start > before) return false;

    const std::uint64_t slot = (first_start >> far_shift(first_level)) % far_slots;
    const auto list = static_cast<std::uint32_t>(near_slots_ + first_level * far_slots + slot);
    std::uint32_t index = heads_[list];
    heads_[list] = nil;
    mark_empty(list);
    cursor_ = first_start;
    while (index != nil) {
        const std::uint32_t next = nodes_[index].next;
        place(index);
        index = next;
        ++effort_;
    }
    return true;
}

void EventWheel::open(std::uint64_t slot) {
    const auto list = static_cast<std::uint32_t>(slot & (near_slots_ - 1));
    cursor_ = slot + 1;
    opened_keys_.clear();
    for (std::uint32_t index = heads_[list]; index != nil; index = nodes_[index].next) {
        opened_keys_.push_back({nodes_[index].time, nodes_[index].sequence, index});
    }
    heads_[list] = nil;
    near_.clear(list);
    std::sort(opened_keys_.begin(), opened_keys_.end());
    std::int64_t last_time = -1;
    std::uint32_t before = run;
    for (const Key& key : opened_keys_) {
        opened_times_ += key.time != last_time ? 1 : 0;
        last_time = key.time;
        nodes_[key.node].prev = before;
        nodes_[before].next = key.node;
        before = key.node;
    }
    nodes_[before].next = run;
    nodes_[run].prev = before;
    ++opened_slots_;
    effort_ += opened_keys_.size();
}

void EventWheel::grow() {
    lay_out(shift_);
}

void EventWheel::adapt() {
    unsigned shift = shift_;
    bool anew = false;
    if (2 * steps_in_run_ > effort_) {
        // Most work was looking for places in the run: it holds too much, whatever the width is.
        shift = shift_of_run();
        anew = true;
    } else if (opened_times_ > 2 * times_per_slot * opened_slots_) {
        shift -= std::min(shift, floor_log2(opened_times_ / (times_per_slot * opened_slots_)));
    } else if (2 * opened_times_ < times_per_slot * opened_slots_ && opened_slots_ >= 16) {
        shift = std::min(shift + (4 * opened_times_ < 5 * opened_slots_ ? 2 : 1), widest_shift);
    }
    const bool too_many_slots =
        near_slots_ > (std::uint64_t{1} << fewest_near_bits) && size_ < near_slots_ / 8;
    if (anew || shift != shift_ || too_many_slots) {
        lay_out(shift);
    } else {
        effort_ = steps_in_run_ = opened_slots_ = opened_times_ = 0;
    }
}

/// The width that suits the first nodes of the run.
unsigned EventWheel::shift_of_run() const {
    std::uint64_t times = 0;
    const std::int64_t first = nodes_[nodes_[run].next].time;
    std::int64_t last = first;
    std::uint32_t index = nodes_[run].next;
    for (int i = 0; i < 64 && index != run; ++i, index = nodes_[index].next) {
        times += nodes_[index].time != last ? 1 : 0;
        last = nodes_[index].time;
    }
    if (times == 0) return shift_;
    const std::uint64_t spacing = static_cast<std::uint64_t>(last - first) / times;
    return std::min(floor_log2(spacing * times_per_slot), widest_shift);
}

std::uint32_t EventWheel::take_all() {
    std::uint32_t all = nil;
    const auto take = [&](std::uint32_t index, std::uint32_t end) {
        while (index != end) {
            const std::uint32_t next = nodes_[index].next;
            nodes_[index].next = all;
            all = index;
            index = next;
        }
    };
    take(nodes_[run].next, run);
    for (std::uint32_t head : heads_)
        take(head, nil);
    return all;
}

void EventWheel::lay_out(unsigned shift) {
    std::uint32_t index = take_all();
    nodes_[run].next = nodes_[run].prev = run;
    shift_ = shift;
    near_bits_ =
        std::clamp(static_cast<unsigned>(std::bit_width(size_)), fewest_near_bits, most_near_bits);
    near_slots_ = std::uint64_t{1} << near_bits_;
    grow_at_ =
        near_bits_ < most_near_bits ? 2 * near_slots_ : std::numeric_limits<std::size_t>::max();
    heads_.assign(near_slots_ + most_far_levels * far_slots, nil);
    near_.reset(near_slots_);
    far_.fill(0);
    far_start_ = SlotBitmap::none;
    cursor_ = static_cast<std::uint64_t>(now_.ns) >> shift_;
    effort_ = steps_in_run_ = opened_slots_ = opened_times_ = 0;
    while (index != nil) {
        const std::uint32_t next = nodes_[index].next;
        place(index);
        index = next;
    }
}

}  // namespace brokerscope::world
