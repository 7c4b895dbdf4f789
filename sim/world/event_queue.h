// The world's queue of future events, in strict (time, sequence) order.
//
// Promises: events come out by time, and those of one time in the order in which they were
// scheduled; schedule, cancel and pop are O(1) amortised for any spread of times; cancel frees the
// event at once, so that the 30-second timeout of every answered request costs nothing later;
// nothing is allocated once the queue has held its greatest number of events. Scheduling before the
// last popped time is a bug (CHECK); scheduling at that very time is legal.
//
// It is not a scheduler: it runs nothing and knows no node. How the order is kept is EventWheel's
// matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/time.h"
#include "sim/world/event_wheel.h"

namespace brokerscope::world {

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

    EventHandle schedule(base::SimTime at, const Payload& payload) {
        const EventHandle handle = wheel_.insert(at);
        if (handle.node >= payloads_.size()) [[unlikely]]
            payloads_.resize(handle.node + std::size_t{1});
        payloads_[handle.node] = payload;
        return handle;
    }

    /// True when the event was still pending. A stale or empty handle does nothing.
    bool cancel(EventHandle handle) { return wheel_.remove(handle); }

    bool empty() const { return wheel_.size() == 0; }
    /// Pending events; cancelled ones are gone.
    std::size_t size() const { return wheel_.size(); }
    /// The time of the next event. Looking does not restrict what may be scheduled.
    std::optional<base::SimTime> next_time() {
        if (empty()) return std::nullopt;
        return wheel_.first_time();
    }

    /// CHECKs that the queue is not empty.
    Popped pop() {
        CHECK(!empty(), "an empty queue has no next event");
        const EventWheel::Taken taken = wheel_.take_first();
        return {taken.time, taken.sequence, payloads_[taken.node]};
    }

    /// The time of the last popped event: nothing can be scheduled before it.
    base::SimTime now() const { return wheel_.now(); }
    /// Nodes that memory is held for: the greatest number of events that were pending at once.
    std::size_t node_count() const { return wheel_.node_count(); }
    /// The present width of a slot of the wheel, for tests of how it adapts.
    base::Duration slot_width() const { return wheel_.slot_width(); }

  private:
    EventWheel wheel_;
    std::vector<Payload> payloads_;  // by node
};

}  // namespace brokerscope::world
