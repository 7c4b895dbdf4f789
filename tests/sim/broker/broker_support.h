// One broker on a bench: the test plays its controller and its clients by hand.
#pragma once

#include <optional>
#include <vector>

#include "sim/broker/broker.h"
#include "sim/broker/broker_timers.h"
#include "tests/expect.h"

namespace brokerscope::broker_test {

using base::ConnectionId;
using base::NodeId;
using base::Offset;
using broker::BrokerTimer;
using journal::BrokerState;
using kafka::ErrorCode;

inline constexpr NodeId self{1};
inline constexpr NodeId controller{100};
inline constexpr base::TopicId topic_id{2};

/// A request that left, with what it carries.
template <class Body>
struct Sent {
    protocol::Request envelope;
    Body body;
};

class Bench {
  public:
    explicit Bench(broker::BrokerSettings settings = {});

    /// The process starts (again); memory is lost, the disk stays.
    void start();
    void stop();
    void timer(BrokerTimer timer);
    void flush_done(base::PartitionId partition, Offset up_to);
    void close(ConnectionId connection);
    void wait(base::Duration duration) { now_ = now_ + duration; }
    /// A client's request on this connection.
    void ask(protocol::RequestBody body, ConnectionId connection = {900});
    void answer(const protocol::Request& request, protocol::ResponseBody body);

    /// What the newest turn did.
    const node::Effects& effects() const { return effects_; }
    broker::Broker& broker() { return *broker_; }
    node::Disk& disk() { return disk_; }

    /// The newest request of this type that left, in any turn.
    template <class Body>
    Sent<Body> last() const {
        for (auto request = sent_.rbegin(); request != sent_.rend(); ++request) {
            if (const auto* body = std::get_if<Body>(&request->body)) return {*request, *body};
        }
        FAIL_TEST("no such request was sent");
        return {};
    }
    template <class Body>
    std::size_t count() const {
        std::size_t count = 0;
        for (const protocol::Request& request : sent_)
            count += std::holds_alternative<Body>(request.body) ? 1 : 0;
        return count;
    }
    /// Answers of the newest turn.
    template <class Body>
    std::vector<Body> answers() const {
        std::vector<Body> found;
        for (const node::Effect& effect : effects_.list()) {
            const auto* response = std::get_if<node::SendResponse>(&effect);
            if (response == nullptr) continue;
            if (const auto* body = std::get_if<Body>(&response->response.body))
                found.push_back(*body);
        }
        return found;
    }
    template <class What>
    std::size_t effect_count() const {
        std::size_t count = 0;
        for (const node::Effect& effect : effects_.list())
            count += std::holds_alternative<What>(effect) ? 1 : 0;
        return count;
    }
    /// After how long this timer of the newest turn rings; absent when it was not set.
    std::optional<base::Duration> timer_set(BrokerTimer timer) const;

    /// The controller writes these records, and the broker fetches them as committed.
    void publish(const std::vector<node::MetadataRecord>& records);
    /// Hands over what the controller's log holds, with this high watermark.
    void hand_over(Offset high_watermark);
    void write(const std::vector<node::MetadataRecord>& records);
    /// Through registration to RUNNING, alone in its cluster.
    void become_running();
    void answer_heartbeat(bool caught_up, bool fenced, bool shut_down = false);

  private:
    template <class Work>
    void turn(const Work& work);

    broker::BrokerSettings settings_;
    std::optional<broker::Broker> broker_;
    node::Disk disk_;
    base::Rng random_{7, "test", self};
    std::int64_t next_connection_ = 1;
    std::int32_t next_correlation_ = 1;
    base::LocalTime now_{base::seconds(1000).ns};
    node::Effects effects_;
    std::vector<protocol::Request> sent_;
    log::PartitionLog controller_log_;
};

/// A broker that registered with epoch 0 and was unfenced, as metadata.
std::vector<node::MetadataRecord> registered(NodeId broker, base::BrokerEpoch epoch = {0});
/// Topic `name` with one partition that broker 1 leads.
std::vector<node::MetadataRecord> topic(const std::string& name, std::vector<NodeId> replicas);

}  // namespace brokerscope::broker_test
