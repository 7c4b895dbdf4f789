// The hold model of event queues: always N events pending; pop the earliest, push one at an
// exponentially distributed distance. The two queues it is played on do the same work on the same
// 32-byte events; a digest over the popped ones shows that they agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <queue>
#include <vector>

#include "sim/base/time.h"
#include "sim/world/event_queue.h"

namespace brokerscope::cli::bench {

struct HeldPayload {
    std::uint64_t id = 0;
    std::uint64_t turns = 0;
};

struct HeldEvent {
    base::SimTime time;
    std::uint64_t sequence = 0;
    HeldPayload payload;
};
static_assert(sizeof(HeldEvent) == 32);

/// The queue that most would write first.
class HeapQueue {
  public:
    void push(base::SimTime at, const HeldPayload& payload) {
        heap_.push({at, ++last_sequence_, payload});
    }
    HeldEvent pop() {
        const HeldEvent event = heap_.top();
        heap_.pop();
        return event;
    }

  private:
    struct Later {
        bool operator()(const HeldEvent& a, const HeldEvent& b) const {
            return a.time > b.time || (a.time == b.time && a.sequence > b.sequence);
        }
    };
    std::priority_queue<HeldEvent, std::vector<HeldEvent>, Later> heap_;
    std::uint64_t last_sequence_ = 0;
};

class WheelQueue {
  public:
    void push(base::SimTime at, const HeldPayload& payload) { queue_.schedule(at, payload); }
    HeldEvent pop() {
        const auto popped = queue_.pop();
        return {popped.time, popped.sequence, popped.payload};
    }

  private:
    world::EventQueue<HeldPayload> queue_;
};

template <class Queue>
class HoldModel {
  public:
    /// `delays` has a power of two of entries and is used round and round.
    HoldModel(std::size_t pending, const std::vector<base::Duration>& delays) : delays_(delays) {
        for (std::uint64_t id = 0; id < pending; ++id)
            queue_.push(base::SimTime{} + next_delay(), {id, 0});
    }

    void hold(int times) {
        for (int i = 0; i < times; ++i) {
            const HeldEvent event = queue_.pop();
            digest_ = digest_ * 31 + event.sequence + event.payload.id;
            queue_.push(event.time + next_delay(), {event.payload.id, event.payload.turns + 1});
        }
    }

    std::uint64_t digest() const { return digest_; }

  private:
    base::Duration next_delay() { return delays_[next_++ & (delays_.size() - 1)]; }

    const std::vector<base::Duration>& delays_;
    std::size_t next_ = 0;
    Queue queue_;
    std::uint64_t digest_ = 0;
};

}  // namespace brokerscope::cli::bench
