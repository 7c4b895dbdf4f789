// The world's queue of future events, in strict (time, sequence) order: an adaptive timing wheel.
//
// Promises: events come out by time, and those of one time in the order in which they were
// scheduled. Schedule, cancel and pop are O(1) amortised for any spread of times, from nanoseconds
// to days in one queue. Cancel frees the event at once, so that the 30-second timeout of every
// answered request costs nothing later. Nothing is allocated once the queue has held its greatest
// number of events. Nothing depends on addresses. Scheduling before the last popped time is a bug
// (CHECK); scheduling at that very time is legal.
//
// It is not a scheduler: it runs nothing and knows no broker.
//
// How it works: every pending event is a node of a pool. Slots of time keep their nodes in unsorted
// lists (WheelSlots says which); the slot that time reaches is opened, that is, sorted into the
// run, a ring of nodes that pops are taken from. A node is always in exactly one of: a slot's list,
// the run, the free list. WheelLoad decides how wide the slots are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/time.h"
#include "sim/world/wheel_load.h"
#include "sim/world/wheel_slots.h"

namespace brokerscope::world {

/// Names one scheduled event. A handle whose event has been popped or cancelled is harmless for
/// ever: sequence numbers are never used twice.
struct EventHandle {
    std::uint64_t sequence = 0;  // 0 names no event
    std::uint32_t node = 0;

    friend bool operator==(const EventHandle&, const EventHandle&) = default;
};

template <class Payload>
class EventQueue {
    static_assert(std::is_trivially_copyable_v<Payload>,
                  "keep large bodies in a pool and put their index here");

  public:
    struct Popped {
        base::SimTime time;
        std::uint64_t sequence = 0;
        Payload payload{};
    };

    EventQueue() : nodes_(first_event) {
        // Earlier than any event, so that a search from the end of the run stops here by itself.
        nodes_[run].time = -1;
        nodes_[end].next = end;
        lay_out(first_guess_of_shift);
    }

    EventHandle schedule(base::SimTime at, const Payload& payload) {
        if (at < now_) [[unlikely]]
            refuse_the_past(at);
        if (slots_.too_small_for(size_)) [[unlikely]]
            lay_out(slots_.shift());
        const std::uint32_t index = allocate();
        Node& node = nodes_[index];
        node.time = at.ns;
        node.sequence = ++last_sequence_;
        node.payload = payload;
        ++size_;
        place(index);
        return {last_sequence_, index};
    }

    /// True when the event was still pending. A stale or empty handle does nothing.
    bool cancel(EventHandle handle) {
        if (handle.node >= nodes_.size()) return false;
        if (handle.sequence == 0 || nodes_[handle.node].sequence != handle.sequence) return false;
        unlink(handle.node);
        release(handle.node);
        return true;
    }

    bool empty() const { return size_ == 0; }
    /// Pending events; cancelled ones are gone.
    std::size_t size() const { return size_; }

    /// The time of the next event. Looking does not restrict what may be scheduled.
    std::optional<base::SimTime> next_time() {
        if (empty()) return std::nullopt;
        ensure_run();
        return base::SimTime{nodes_[nodes_[run].next].time};
    }

    /// CHECKs that the queue is not empty.
    Popped pop() {
        ensure_run();
        const std::uint32_t index = nodes_[run].next;
        const Node& node = nodes_[index];
        const Popped popped{{node.time}, node.sequence, node.payload};
        nodes_[run].next = node.next;
        nodes_[node.next].prev = run;
        now_ = popped.time;
        release(index);
        return popped;
    }

    /// The time of the last popped event: nothing can be scheduled before it.
    base::SimTime now() const { return now_; }
    /// Nodes that memory is held for: the greatest number of events that were pending at once.
    std::size_t node_count() const { return nodes_.size() - first_event; }
    /// The present width of a near slot, for tests of how it adapts.
    base::Duration slot_width() const { return {std::int64_t{1} << slots_.shift()}; }

  private:
    struct Node {
        std::int64_t time = 0;
        std::uint64_t sequence = 0;  // 0 while free
        std::uint32_t next = 0;
        std::uint32_t prev = 0;  // a node, or in_list and the number of the list (see push)
        Payload payload{};

        bool is_before(const Node& other) const {
            return time < other.time || (time == other.time && sequence < other.sequence);
        }
    };

    static constexpr std::uint32_t run = 0;  // closes the ring of the run
    static constexpr std::uint32_t end = 1;  // ends all other lists; its own `next` is itself
    static constexpr std::uint32_t first_event = 2;
    static constexpr std::uint32_t in_list = std::uint32_t{1} << 31;
    static constexpr std::uint32_t few = 16;             // up to here counting beats sorting
    static constexpr std::size_t fits_in_cache = 16384;  // nodes; below, looking ahead only costs

    std::uint32_t allocate() {
        if (free_ == end) [[unlikely]]
            return add_node();
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
        const std::uint32_t list = slots_.near_list_of(nodes_[index].time);
        if (list != WheelSlots::no_list) [[likely]] {
            push(list, index);
        } else if (slots_.is_opened(nodes_[index].time)) {
            place_in_run(index);
        } else {
            place_far(index);
        }
    }

    /// Does not touch the node that was first: its `prev` goes on naming the list until a removal
    /// needs it (see link_back). Most near events are popped and never need it, and the write would
    /// be a cache miss.
    std::uint32_t push(std::uint32_t list, std::uint32_t index) {
        const std::uint32_t head = slots_.push(list, index);
        nodes_[index].next = head;
        nodes_[index].prev = in_list | list;
        return head;
    }

    /// Most far events are timeouts and will be removed: it pays to link them back at once.
    void place_far(std::uint32_t index) {
        const std::uint32_t list = slots_.far_list_of(nodes_[index].time);
        nodes_[push(list, index)].prev = index;
    }

    // What seldom happens stays out of schedule(), which is small enough to be inlined.
    [[gnu::noinline]] void refuse_the_past(base::SimTime at) const;
    [[gnu::noinline]] std::uint32_t add_node();
    void place_in_run(std::uint32_t index);
    void unlink(std::uint32_t index);
    void link_back(std::uint32_t list);

    void ensure_run() {
        if (nodes_[run].next == run) open_next_slot();
    }
    void open_next_slot();
    void open_few(std::uint32_t first);
    void open_many(std::uint32_t first);
    void sort(std::span<std::uint32_t> nodes) const;
    bool link_run(std::span<const std::uint32_t> order);
    void look_ahead();
    void fetch(std::uint32_t index) const;

    void adapt();
    void lay_out(unsigned shift);
    unsigned shift_of_run() const;

    std::vector<Node> nodes_;
    std::uint32_t free_ = end;
    std::size_t size_ = 0;
    std::uint64_t last_sequence_ = 0;
    base::SimTime now_;
    WheelSlots slots_;
    WheelLoad load_;
    std::vector<std::uint32_t> order_;  // of a crowded slot that is being opened

    /// One node in each of the next slots: its list is walked, one step whenever a slot is opened,
    /// to have the nodes in the cache by the time they are needed.
    std::array<std::uint32_t, 8> ahead_{};
    std::uint64_t ahead_slot_ = 0;
    std::uint32_t ahead_turn_ = 0;
};

}  // namespace brokerscope::world

#include "sim/world/event_queue_turns.h"
