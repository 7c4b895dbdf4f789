// The half of EventQueue that runs now and then: opening the next slot, removing from the middle of
// a list, and laying the wheel out anew. Included by event_queue.h, where everything is explained.
#pragma once

#include <algorithm>
#include <bit>

#include "sim/world/event_queue.h"

namespace brokerscope::world {

template <class Payload>
void EventQueue<Payload>::refuse_the_past(base::SimTime at) const {
    CHECK(at >= now_, "an event cannot be scheduled before the last one popped");
}

template <class Payload>
std::uint32_t EventQueue<Payload>::add_node() {
    CHECK(nodes_.size() < in_list, "at most 2^31 events can be pending");
    nodes_.emplace_back();
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

template <class Payload>
void EventQueue<Payload>::place_in_run(std::uint32_t index) {
    Node& node = nodes_[index];
    std::uint32_t before = run;
    // Most often it is due before all others of its slot. Otherwise, having the highest sequence
    // number, it comes after the last one that is not later.
    if (nodes_[nodes_[run].next].time <= node.time) {
        before = nodes_[run].prev;
        std::uint64_t steps = 0;
        while (nodes_[before].time > node.time) {
            before = nodes_[before].prev;
            ++steps;
        }
        load_.steps_in_run += steps;
        load_.effort += steps;
    }
    node.prev = before;
    node.next = nodes_[before].next;
    nodes_[node.next].prev = index;
    nodes_[before].next = index;
    if (load_.decision_due(nodes_.size())) [[unlikely]]
        adapt();
}

template <class Payload>
void EventQueue<Payload>::unlink(std::uint32_t index) {
    const Node& node = nodes_[index];
    if ((node.prev & in_list) != 0) {
        const std::uint32_t list = node.prev & ~in_list;
        if (slots_.head(list) == index) {
            slots_.set_head(list, node.next);
            nodes_[node.next].prev = node.prev;
            return;
        }
        link_back(list);
    }
    nodes_[node.prev].next = node.next;
    nodes_[node.next].prev = node.prev;
}

/// Sets `prev` of the nodes pushed since the last time. They are the first ones of the list, so
/// each push pays for one step at most.
template <class Payload>
void EventQueue<Payload>::link_back(std::uint32_t list) {
    std::uint32_t before = slots_.head(list);
    std::uint32_t index = nodes_[before].next;
    while (index != end && (nodes_[index].prev & in_list) != 0) {
        nodes_[index].prev = before;
        before = index;
        index = nodes_[index].next;
    }
}

template <class Payload>
void EventQueue<Payload>::open_next_slot() {
    CHECK(size_ > 0, "an empty queue has no next event");
    if (load_.decision_due(nodes_.size())) [[unlikely]]
        adapt();
    WheelSlots::Step step = slots_.advance();
    while (!step.is_near) {
        for (std::uint32_t index = slots_.take(step.list); index != end;) {
            const std::uint32_t next = nodes_[index].next;
            place(index);
            index = next;
            ++load_.effort;
        }
        step = slots_.advance();
    }
    ++load_.opened_slots;
    open_few(slots_.take(step.list));
    if (nodes_.size() > fits_in_cache) look_ahead();
}

template <class Payload>
void EventQueue<Payload>::open_few(std::uint32_t first) {
    // The place of each node is the number of those before it, counted without a branch that
    // depends on the times: for so few, mispredicted branches are what sorting costs.
    std::array<std::int64_t, few> times;
    std::array<std::uint32_t, few> members;
    std::array<std::uint32_t, few> places;
    std::uint32_t count = 0;
    for (std::uint32_t index = first; index != end; index = nodes_[index].next) {
        if (count == few) return open_many(first);
        const std::int64_t time = nodes_[index].time;
        std::uint32_t place = 0;
        for (std::uint32_t other = 0; other < count; ++other) {
            // Of two that are due together the one further back in the list was there earlier.
            const std::uint32_t earlier = time <= times[other] ? 1 : 0;
            places[other] += earlier;
            place += 1 - earlier;
        }
        times[count] = time;
        members[count] = index;
        places[count] = place;
        ++count;
    }
    std::array<std::uint32_t, few> order;
    for (std::uint32_t i = 0; i < count; ++i)
        order[places[i]] = members[i];
    if (link_run({order.data(), count})) return;
    // Not quite: nodes that were spread from a far slot lie in front of younger ones.
    sort({order.data(), count});
    link_run({order.data(), count});
}

template <class Payload>
void EventQueue<Payload>::open_many(std::uint32_t first) {
    order_.clear();
    for (std::uint32_t index = first; index != end; index = nodes_[index].next)
        order_.push_back(index);
    sort(order_);
    link_run(order_);
    // Link_run counts the nodes; sorting takes about half a step more for each doubling.
    load_.effort += order_.size() * static_cast<unsigned>(std::bit_width(order_.size())) / 2;
}

template <class Payload>
void EventQueue<Payload>::sort(std::span<std::uint32_t> nodes) const {
    std::sort(nodes.begin(), nodes.end(),
              [this](std::uint32_t a, std::uint32_t b) { return nodes_[a].is_before(nodes_[b]); });
}

/// Makes these nodes, sorted by time, the run. False when those of one time are not in sequence.
template <class Payload>
bool EventQueue<Payload>::link_run(std::span<const std::uint32_t> order) {
    bool in_sequence = true;
    std::uint32_t ties = 0;
    std::uint32_t before = run;
    for (const std::uint32_t index : order) {
        Node& node = nodes_[index];
        if (node.time == nodes_[before].time) [[unlikely]] {
            ++ties;
            in_sequence = in_sequence && node.sequence > nodes_[before].sequence;
        }
        nodes_[before].next = index;
        node.prev = before;
        before = index;
    }
    nodes_[before].next = run;
    nodes_[run].prev = before;
    if (!in_sequence) return false;
    load_.opened_times += order.size() - ties;
    load_.effort += order.size();
    return true;
}

template <class Payload>
void EventQueue<Payload>::look_ahead() {
    for (std::uint32_t& index : ahead_) {
        index = nodes_[index].next;
        fetch(index);
    }
    std::uint32_t& newest = ahead_[ahead_turn_++ % ahead_.size()];
    newest = slots_.head_ahead(ahead_slot_, ahead_.size());
    fetch(newest);
}

/// Asks the processor for a node's first and last byte. Changes nothing but speed.
template <class Payload>
void EventQueue<Payload>::fetch(std::uint32_t index) const {
    const auto* bytes = reinterpret_cast<const char*>(&nodes_[index]);
    __builtin_prefetch(bytes);
    __builtin_prefetch(bytes + sizeof(Node) - 1);
}

template <class Payload>
void EventQueue<Payload>::adapt() {
    const bool run_is_too_long = load_.run_is_too_long();
    const unsigned shift = run_is_too_long ? shift_of_run() : decide_shift(slots_.shift(), load_);
    load_ = {};
    if (run_is_too_long || shift != slots_.shift() || slots_.too_large_for(size_)) lay_out(shift);
}

/// The width that suits the first events of the run.
template <class Payload>
unsigned EventQueue<Payload>::shift_of_run() const {
    std::uint32_t index = nodes_[run].next;
    const std::int64_t first = nodes_[index].time;
    std::int64_t last = first;
    std::uint64_t times = 0;
    for (int i = 0; i < 64 && index != run; ++i, index = nodes_[index].next) {
        times += nodes_[index].time != last ? 1 : 0;
        last = nodes_[index].time;
    }
    if (times == 0) return slots_.shift();
    return shift_for_spacing(static_cast<std::uint64_t>(last - first) / times);
}

template <class Payload>
void EventQueue<Payload>::lay_out(unsigned shift) {
    nodes_[run].next = run;
    nodes_[run].prev = run;
    slots_.lay_out(shift, size_, now_, end);
    load_ = {};
    ahead_.fill(end);
    // In the order of the pool, for the sake of the cache. Opening a slot sorts it anyway.
    for (std::uint32_t index = first_event; index < nodes_.size(); ++index) {
        if (nodes_[index].sequence != 0) place(index);
    }
}

}  // namespace brokerscope::world
