// The order behind EventQueue: numbered nodes on a timing wheel, popped in strict (time, sequence)
// order, removable in O(1).
//
// The wheel has one near level of many slots and far levels of 64 slots each, every far slot as
// wide as the whole level below it. A slot is an unsorted list of nodes. The earliest occupied near
// slot is *opened*: sorted into the run, the list that pops are taken from. A far slot that time
// reaches is spread over the levels below. All windows roll: a node lands on the finest level that
// reaches it.
//
// Promises: insert, remove and take_first cost O(1) amortised for any spread of times; no
// allocation once the pool and the wheel have reached their size; nothing depends on addresses or
// on a clock. The width of a near slot is never configured: it follows from how many different
// times the opened slots held (about four is best), and the wheel is laid out anew, at a cost
// already earned by past work, when that drifts.
//
// It is not a container of events: payloads live in EventQueue, by node number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/time.h"
#include "sim/world/slot_bitmap.h"

namespace brokerscope::world {

/// Names one scheduled event. A handle whose event has been popped or cancelled is harmless for
/// ever: sequence numbers are never used twice.
struct EventHandle {
    std::uint64_t sequence = 0;  // 0 names no event
    std::uint32_t node = 0;

    friend bool operator==(const EventHandle&, const EventHandle&) = default;
};

class EventWheel {
  public:
    struct Taken {
        base::SimTime time;
        std::uint64_t sequence = 0;
        std::uint32_t node = 0;
    };

    EventWheel();

    /// A new node at this time, after every node already there. CHECKs that `at` is not in the
    /// past.
    EventHandle insert(base::SimTime at) {
        CHECK(at >= now_, "an event cannot be scheduled before the last one popped");
        if (size_ == grow_at_) [[unlikely]]
            grow();
        const std::uint32_t index = allocate();
        Node& node = nodes_[index];
        node.time = at.ns;
        node.sequence = ++last_sequence_;
        ++size_;
        place(index);
        return {last_sequence_, index};
    }

    /// False, and nothing happens, when the handle's event is gone.
    bool remove(EventHandle handle) {
        if (handle.node >= nodes_.size()) return false;
        const Node& node = nodes_[handle.node];
        if (handle.sequence == 0 || node.sequence != handle.sequence) return false;
        unlink(node);
        release(handle.node);
        return true;
    }

    /// The time of the first node; the wheel must not be empty.
    base::SimTime first_time() {
        ensure_run();
        return {nodes_[nodes_[run].next].time};
    }

    /// Removes the first node. Its number may be given out again by the next insert.
    Taken take_first() {
        ensure_run();
        const std::uint32_t index = nodes_[run].next;
        const Node& node = nodes_[index];
        const Taken taken{{node.time}, node.sequence, index};
        nodes_[run].next = node.next;
        nodes_[node.next].prev = run;
        now_ = taken.time;
        release(index);
        return taken;
    }

    std::size_t size() const { return size_; }
    base::SimTime now() const { return now_; }
    /// Nodes ever made: the greatest number that were live at once.
    std::size_t node_count() const { return nodes_.size() - 1; }
    /// The present width of a near slot, for tests of how it adapts.
    base::Duration slot_width() const { return {std::int64_t{1} << shift_}; }

  private:
    struct Node {
        std::int64_t time = 0;
        std::uint64_t sequence = 0;  // 0 while free
        std::uint32_t next = 0;
        std::uint32_t prev = 0;  // a node, or head_bit and the list whose first node this is
    };

    static constexpr std::uint32_t run = 0;  // node 0 closes the ring of the sorted run
    static constexpr std::uint32_t nil = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::uint32_t head_bit = std::uint32_t{1} << 31;
    static constexpr unsigned far_bits = 6;
    static constexpr std::uint64_t far_slots = 64;
    static constexpr unsigned most_far_levels = 11;

    std::uint32_t allocate() {
        if (free_ == nil) [[unlikely]] {
            CHECK(nodes_.size() < head_bit, "at most 2^31 events can be pending");
            nodes_.emplace_back();
            return static_cast<std::uint32_t>(nodes_.size() - 1);
        }
        const std::uint32_t index = free_;
        free_ = nodes_[index].next;
        return index;
    }

    void release(std::uint32_t index) {
        nodes_[index].sequence = 0;
        nodes_[index].next = free_;
        free_ = index;
        --size_;
    }

    void place(std::uint32_t index) {
        const std::uint64_t slot = static_cast<std::uint64_t>(nodes_[index].time) >> shift_;
        if (slot - cursor_ < near_slots_) [[likely]] {
            push(static_cast<std::uint32_t>(slot & (near_slots_ - 1)), index);
        } else if (slot < cursor_) {
            place_in_run(index);
        } else {
            place_far(index, slot);
        }
    }

    void push(std::uint32_t list, std::uint32_t index) {
        const std::uint32_t head = heads_[list];
        Node& node = nodes_[index];
        node.next = head;
        node.prev = head_bit | list;
        heads_[list] = index;
        if (head != nil) [[likely]] {
            nodes_[head].prev = index;
        } else {
            mark_occupied(list);
        }
    }

    void unlink(const Node& node) {
        if ((node.prev & head_bit) != 0) {
            const std::uint32_t list = node.prev & ~head_bit;
            heads_[list] = node.next;
            if (node.next == nil) {
                mark_empty(list);
                return;
            }
        } else {
            nodes_[node.prev].next = node.next;
            if (node.next == nil) return;
        }
        nodes_[node.next].prev = node.prev;
    }

    void mark_occupied(std::uint32_t list) {
        if (list < near_slots_) {
            near_.set(list);
        } else {
            const std::uint32_t far = list - static_cast<std::uint32_t>(near_slots_);
            far_[far / far_slots] |= std::uint64_t{1} << (far % far_slots);
        }
    }

    void mark_empty(std::uint32_t list) {
        if (list < near_slots_) {
            near_.clear(list);
        } else {
            const std::uint32_t far = list - static_cast<std::uint32_t>(near_slots_);
            far_[far / far_slots] &= ~(std::uint64_t{1} << (far % far_slots));
        }
    }

    void ensure_run() {
        if (nodes_[run].next == run) open_next_slot();
    }

    unsigned far_shift(unsigned level) const { return near_bits_ + far_bits * level; }

    void place_in_run(std::uint32_t index);
    void place_far(std::uint32_t index, std::uint64_t slot);
    void open_next_slot();
    void open(std::uint64_t slot);
    std::uint64_t next_near_slot() const;
    bool spread_first_far_slot(std::uint64_t before);
    void link_run(std::size_t count);
    void grow();
    void adapt();
    void lay_out(unsigned shift);
    std::uint32_t take_all();
    unsigned shift_of_run() const;

    struct Key {
        std::int64_t time;
        std::uint64_t sequence;
        std::uint32_t node;
        friend bool operator<(const Key& a, const Key& b) {
            return a.time < b.time || (a.time == b.time && a.sequence < b.sequence);
        }
    };

    std::vector<Node> nodes_;
    std::uint32_t free_ = nil;
    std::size_t size_ = 0;
    std::uint64_t last_sequence_ = 0;
    base::SimTime now_;

    unsigned shift_ = 0;  // a near slot is 2^shift_ nanoseconds wide
    unsigned near_bits_ = 0;
    std::uint64_t near_slots_ = 0;  // 2^near_bits_
    std::uint64_t cursor_ = 0;      // the first near slot not yet opened
    std::size_t grow_at_ = 0;
    std::vector<std::uint32_t> heads_;  // near slots, then 64 for each far level
    SlotBitmap near_;
    std::array<std::uint64_t, most_far_levels> far_{};
    /// No far slot that holds something starts before this near slot.
    std::uint64_t far_start_ = 0;
    std::vector<Key> opened_keys_;

    // What was seen since the wheel was laid out or last looked at; decides the next width.
    std::uint64_t effort_ = 0;        // nodes sorted, spread and stepped over
    std::uint64_t steps_in_run_ = 0;  // of these, nodes stepped over to insert into the run
    std::uint64_t opened_slots_ = 0;
    std::uint64_t opened_times_ = 0;  // different times in those slots
};

}  // namespace brokerscope::world
