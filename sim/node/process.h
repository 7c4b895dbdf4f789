// What the world asks of every process (broker, controller, producer, consumer, raw client): the
// same handlers, each one turn. A process is made new for every start; what survives a crash is on
// the Disk.
#pragma once

#include "sim/node/turn.h"

namespace brokerscope::node {

template <class P>
concept Process = requires(P& process, Turn& turn, Effects& effects, protocol::Request request,
                           protocol::Response response) {
    /// The process starts (again): its first turn.
    process.on_start(turn, effects);
    /// A request arrived on a connection that somebody opened to this process.
    process.on_request(std::move(request), turn, effects);
    /// The answer to a request of this process arrived.
    process.on_response(std::move(response), turn, effects);
    /// A timer fired. It is no longer set.
    process.on_timer(TimerKey{}, turn, effects);
    /// A connection of this process (opened by either side) is gone; what was under way on it is
    /// lost.
    process.on_connection_closed(ConnectionId{}, journal::ConnectionEnd::closed, turn, effects);
    /// A Flush is on the disk.
    process.on_flushed(PartitionId{}, Offset{}, turn, effects);
    /// Somebody asks it to stop cleanly; it ends itself with Effects::exit() when it is done.
    process.on_stop(turn, effects);
};

}  // namespace brokerscope::node
