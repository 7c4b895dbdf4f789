// Clients that each have one request in flight, for ever: the request travels, the response travels
// back, the next request leaves. With timeouts, each request sets one of 30 seconds that its
// response cancels. The digest over requests and responses is the same with and without.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.h"
#include "sim/world/event_queue.h"

namespace brokerscope::cli::bench {

enum class Timeouts { none, thirty_seconds };

class RequestModel {
  public:
    RequestModel(Timeouts timeouts, std::uint32_t clients,
                 const std::vector<base::Duration>& delays);

    /// Handles events until this many more requests have been answered.
    void answer(std::uint64_t requests);

    std::uint64_t digest() const { return digest_; }
    std::uint64_t timed_out() const { return timed_out_; }
    std::uint64_t live_timers() const { return set_ - cancelled_ - timed_out_; }
    std::size_t queue_nodes() const { return queue_.node_count(); }
    std::size_t queue_size() const { return queue_.size(); }

  private:
    enum class Kind : std::uint32_t { request, response, timeout };
    struct Event {
        Kind kind = Kind::request;
        std::uint32_t client = 0;
        std::uint64_t answered = 0;  // by this client before
    };

    void send(base::SimTime now, std::uint32_t client, std::uint64_t answered);
    base::Duration next_delay() { return delays_[next_++ & (delays_.size() - 1)]; }

    Timeouts timeouts_;
    const std::vector<base::Duration>& delays_;
    std::size_t next_ = 0;
    world::EventQueue<Event> queue_;
    std::vector<world::EventHandle> timeout_of_;  // by client
    std::uint64_t digest_ = 0;
    std::uint64_t set_ = 0;
    std::uint64_t cancelled_ = 0;
    std::uint64_t timed_out_ = 0;
};

}  // namespace brokerscope::cli::bench
