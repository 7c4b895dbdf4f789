// RequestQueues: one request of a connection at a time. Kafka mutes a connection until its request
// is answered, so a client gets its answers in the order of its requests, and a parked request
// keeps the later ones of its connection waiting.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "sim/protocol/message.h"

namespace brokerscope::broker {

class RequestQueues {
  public:
    /// The request, when its connection is free: handle it now. Otherwise it waits.
    std::optional<protocol::Request> admit(protocol::Request request) {
        const auto [waiting, is_free] = waiting_.try_emplace(request.connection);
        if (is_free) return request;
        waiting->second.push_back(std::move(request));
        return std::nullopt;
    }

    /// The request under way on this connection is answered, or needs no answer: the next one, if
    /// there is one, is to be handled now.
    std::optional<protocol::Request> next(base::ConnectionId connection) {
        const auto waiting = waiting_.find(connection);
        if (waiting == waiting_.end()) return std::nullopt;
        if (waiting->second.empty()) {
            waiting_.erase(waiting);
            return std::nullopt;
        }
        protocol::Request request = std::move(waiting->second.front());
        waiting->second.pop_front();
        return request;
    }

    void forget(base::ConnectionId connection) { waiting_.erase(connection); }

  private:
    std::map<base::ConnectionId, std::deque<protocol::Request>>
        waiting_;  // those with one under way
};

}  // namespace brokerscope::broker
