// Turn and Effects: the contract that every state machine of the simulated world obeys.
//
// A handler gets its own state, one input (a request, a response, a timer, a closed connection, a
// finished flush) and a Turn: its own clock, its own random stream, its own disk. It answers with
// Effects only. It never sees the world's time, another node, or the View, and it never calls back.
// The world carries the effects out in their order.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/ids.h"
#include "sim/base/rng.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"
#include "sim/node/disk.h"
#include "sim/protocol/message.h"

namespace brokerscope::node {

using base::ConnectionId;
using base::CorrelationId;
using base::Duration;
using base::LocalTime;
using base::NodeId;
using base::Offset;
using base::PartitionId;

/// Which part of a process a timer, connection or message belongs to: a combined node has both.
enum class Role : std::uint8_t { broker, controller, client };

/// A timer of a node: setting the same key again moves it. `kind` is an enum of the part that owns
/// it.
struct TimerKey {
    Role role = Role::broker;
    std::int32_t kind = 0;
    std::int64_t subject = 0;
    friend auto operator<=>(const TimerKey&, const TimerKey&) = default;
};

struct Turn {
    NodeId self;
    LocalTime now;
    base::Rng& random;
    Disk& disk;
    /// The next connection id; connect() counts it up.
    std::int64_t& next_connection;
};

// --- effects -------------------------------------------------------------------------------------

/// Number of a fact that this turn has stated, counted from 0; -1: the fact that led to this turn.
struct FactRef {
    std::int32_t index = -1;
};
inline constexpr FactRef trigger{-1};

struct OpenConnection {
    ConnectionId connection;
    NodeId to;
    Role listener = Role::broker;
};
struct CloseConnection {
    ConnectionId connection;
};
struct SendRequest {
    protocol::Request request;
    FactRef because;
};
struct SendResponse {
    protocol::Response response;
    FactRef because;
};
struct SetTimer {
    TimerKey key;
    Duration after;
    /// A clock that an audience sees: facts about its start, stop and ringing are stated for it.
    std::optional<journal::ClockSubject> clock;
};
struct CancelTimer {
    TimerKey key;
};
/// fsync of a partition's log; on_flushed() comes when the disk has it.
struct Flush {
    PartitionId partition;
    Offset up_to;
};
/// For a coordinator: append to a partition that this broker leads. The broker carries it out and
/// calls the coordinator's on_append_done(token, error) when the high watermark has passed the
/// batch.
struct AppendLocal {
    PartitionId partition;
    log::RecordBatch batch;
    std::int64_t token = 0;
};
struct State {
    journal::FactBody fact;
    FactRef because;
};
/// The process ends by itself: its stop is complete.
struct Exit {
    bool is_crash = false;  // it halts where it stands, like a crash
};

using Effect = std::variant<OpenConnection, CloseConnection, SendRequest, SendResponse, SetTimer,
                            CancelTimer, Flush, AppendLocal, State, Exit>;

class Effects {
  public:
    /// Opens a connection; messages may be sent on it at once. When nobody listens there or the
    /// network is cut, on_connection_closed() says so.
    ConnectionId connect(Turn& turn, NodeId to, Role listener = Role::broker) {
        const ConnectionId connection{turn.next_connection++};
        list_.push_back(OpenConnection{connection, to, listener});
        return connection;
    }
    void close(ConnectionId connection) { list_.push_back(CloseConnection{connection}); }
    void send(protocol::Request request, FactRef because = trigger) {
        list_.push_back(SendRequest{std::move(request), because});
    }
    /// Answers `to`: the response goes back on its connection with its correlation id.
    void respond(ConnectionId connection, CorrelationId correlation, protocol::ResponseBody body,
                 FactRef because = trigger) {
        list_.push_back(
            SendResponse{{connection, base::no_node, correlation, std::move(body)}, because});
    }
    void set_timer(TimerKey key, Duration after,
                   std::optional<journal::ClockSubject> clock = std::nullopt) {
        list_.push_back(SetTimer{key, after, std::move(clock)});
    }
    void cancel_timer(TimerKey key) { list_.push_back(CancelTimer{key}); }
    void flush(PartitionId partition, Offset up_to) { list_.push_back(Flush{partition, up_to}); }
    void append_local(PartitionId partition, log::RecordBatch batch, std::int64_t token) {
        list_.push_back(AppendLocal{partition, std::move(batch), token});
    }
    FactRef state(journal::FactBody fact, FactRef because = trigger) {
        list_.push_back(State{std::move(fact), because});
        return FactRef{facts_++};
    }
    void exit() { list_.push_back(Exit{}); }
    void halt() { list_.push_back(Exit{true}); }

    const std::vector<Effect>& list() const { return list_; }
    std::vector<Effect>& list() { return list_; }
    bool empty() const { return list_.empty(); }
    void clear() {
        list_.clear();
        facts_ = 0;
    }

  private:
    std::vector<Effect> list_;
    std::int32_t facts_ = 0;
};

}  // namespace brokerscope::node
