// Where on a timing wheel an event belongs: slots of time, the list that each slot keeps, and which
// list comes next. It knows the first node of each list and nothing else about nodes.
//
// The wheel has one near level of many slots and far levels of 64 slots each; a far slot is as wide
// as the whole level below it. All windows roll: a time belongs to the finest level that reaches it
// from the cursor, the first near slot that has not been opened. When the cursor comes to a far
// slot that holds something, that slot is spread over the levels below. Time that lies before the
// cursor is opened: its events are no longer in slots, and the queue keeps them sorted by itself.
//
// Lists are numbered: near slots first, then 64 for each far level.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/base/time.h"
#include "sim/world/slot_bitmap.h"

namespace brokerscope::world {

class WheelSlots {
  public:
    static constexpr std::uint32_t no_list = std::numeric_limits<std::uint32_t>::max();

    /// What to do next, and the list to do it with: sort a near list, or place a far list's nodes
    /// again.
    struct Step {
        std::uint32_t list = 0;
        bool is_near = true;
    };

    /// All lists empty, none opened after `now`: near slots of 2^shift nanoseconds, about as many
    /// as there are events. `end` is the node that ends every list.
    void lay_out(unsigned shift, std::size_t events, base::SimTime now, std::uint32_t end);

    /// The list of the near slot for this time, or `no_list` when it is not on the near level. The
    /// time is not before the `now` of the layout.
    std::uint32_t near_list_of(std::int64_t time) const {
        const std::uint64_t slot = slot_of(time);
        if (slot - cursor_ >= near_slots_) [[unlikely]]
            return no_list;
        return static_cast<std::uint32_t>(slot & (near_slots_ - 1));
    }
    /// Has the slot of this time been opened? Then it has no list.
    bool is_opened(std::int64_t time) const { return slot_of(time) < cursor_; }
    /// The list for a time that is behind the near level.
    std::uint32_t far_list_of(std::int64_t time) {
        const std::uint64_t slot = slot_of(time);
        if (slot - last_far_.start < last_far_.width) return last_far_.list;
        return find_far_list(slot);
    }

    std::uint32_t head(std::uint32_t list) const { return heads_[list]; }

    /// Puts `node` before the list and returns what was first.
    std::uint32_t push(std::uint32_t list, std::uint32_t node) {
        const std::uint32_t head = heads_[list];
        heads_[list] = node;
        if (head == end_) [[unlikely]]
            mark_occupied(list);
        return head;
    }

    /// The first node was removed, and this one is first now.
    void set_head(std::uint32_t list, std::uint32_t node) {
        heads_[list] = node;
        if (node == end_) mark_empty(list);
    }

    /// Empties the list and returns what was first.
    std::uint32_t take(std::uint32_t list) {
        const std::uint32_t head = heads_[list];
        set_head(list, end_);
        return head;
    }

    /// Moves the cursor to the list that holds the earliest times; there must be one that is not
    /// empty.
    Step advance();

    /// Would a new layout for this many events have more slots, or far fewer?
    bool too_small_for(std::size_t events) const { return events >= too_small_at_; }
    bool too_large_for(std::size_t events) const { return events < too_large_below_; }

    unsigned shift() const { return shift_; }

    /// For fetching nodes before they are needed: the first node of an occupied near slot at least
    /// `distance` slots ahead of the cursor and not before `slot`, which is moved behind it. May be
    /// the end node although there is one.
    std::uint32_t head_ahead(std::uint64_t& slot, std::uint64_t distance) const;

  private:
    static constexpr unsigned far_bits = 6;
    static constexpr std::uint64_t far_slots = 64;
    static constexpr unsigned most_far_levels = 11;

    /// A far slot at `level` is 2^far_shift(level) near slots wide.
    unsigned far_shift(unsigned level) const { return near_bits_ + far_bits * level; }
    std::uint32_t far_list(unsigned level, std::uint64_t far_slot) const {
        return static_cast<std::uint32_t>(near_slots_ + level * far_slots + far_slot % far_slots);
    }

    std::uint64_t slot_of(std::int64_t time) const {
        return static_cast<std::uint64_t>(time) >> shift_;
    }
    std::uint32_t find_far_list(std::uint64_t slot);
    std::uint64_t next_near_slot() const;
    unsigned first_far_level();
    void mark_occupied(std::uint32_t list);
    void mark_empty(std::uint32_t list);

    unsigned shift_ = 0;
    unsigned near_bits_ = 0;
    std::uint64_t near_slots_ = 0;  // 2^near_bits_
    std::size_t too_small_at_ = 0;
    std::size_t too_large_below_ = 0;
    std::uint64_t cursor_ = 0;
    /// The near slot at which the first occupied far slot starts, or an earlier one.
    std::uint64_t far_start_ = 0;
    /// The far slot that was asked for last, since timeouts of one length share a slot for long.
    /// Forgotten whenever far_start_ is moved ahead.
    struct FarSlot {
        std::uint64_t start = 0;
        std::uint64_t width = 0;  // in near slots; 0 when none is remembered
        std::uint32_t list = 0;
    };
    FarSlot last_far_;
    std::uint32_t end_ = 0;
    std::vector<std::uint32_t> heads_;
    SlotBitmap near_;
    std::array<std::uint64_t, most_far_levels> far_{};
};

}  // namespace brokerscope::world
