// Two benches for replicas without a world: Bench is one ReplicaManager whose messages the test
// writes by hand; Pump connects several over wires without delay, with timers, a controller that
// agrees to every ISR change, crashes and cut wires.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/replica/replica_manager.h"
#include "sim/replica/replica_timers.h"
#include "tests/expect.h"

namespace brokerscope::replica_test {

using base::ConnectionId;
using base::Duration;
using base::LeaderEpoch;
using base::LocalTime;
using base::NodeId;
using base::Offset;
using base::PartitionEpoch;
using base::PartitionId;
using kafka::ErrorCode;
using replica::ReplicaManager;
using replica::ReplicaSettings;

inline constexpr NodeId controller_id{100};
inline constexpr base::TopicId topic_id{2};
inline constexpr PartitionId t0{topic_id, 0};

/// A batch of these one-byte-key records, as a producer sends it.
log::RecordBatch batch_of(std::int32_t records, std::string value = "v");

/// The last answer in these effects of this type, if there is one.
template <class Body>
std::optional<Body> answer_in(const node::Effects& effects) {
    std::optional<Body> found;
    for (const node::Effect& effect : effects.list()) {
        const auto* sent = std::get_if<node::SendResponse>(&effect);
        if (sent == nullptr) continue;
        if (const auto* body = std::get_if<Body>(&sent->response.body)) found = *body;
    }
    return found;
}

template <class Body>
std::vector<Body> requests_in(const node::Effects& effects) {
    std::vector<Body> found;
    for (const node::Effect& effect : effects.list()) {
        const auto* sent = std::get_if<node::SendRequest>(&effect);
        if (sent == nullptr) continue;
        if (const auto* body = std::get_if<Body>(&sent->request.body)) found.push_back(*body);
    }
    return found;
}

template <class Fact>
std::vector<Fact> facts_in(const node::Effects& effects) {
    std::vector<Fact> found;
    for (const node::Effect& effect : effects.list()) {
        const auto* state = std::get_if<node::State>(&effect);
        if (state == nullptr) continue;
        if (const auto* fact = std::get_if<Fact>(&state->fact)) found.push_back(*fact);
    }
    return found;
}

template <class What>
std::size_t count_of(const node::Effects& effects) {
    std::size_t count = 0;
    for (const node::Effect& effect : effects.list())
        count += std::holds_alternative<What>(effect) ? 1 : 0;
    return count;
}

/// What a test's partition looks like.
struct Layout {
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    NodeId leader;
    LeaderEpoch leader_epoch{0};
    PartitionEpoch partition_epoch{0};
};

/// An image with registered, unfenced brokers 1..n (broker epoch = id) and topic `t` with one
/// partition.
node::MetadataImage image_of(std::int32_t brokers, const Layout& layout,
                             const std::map<std::string, std::string>& configs = {});

/// One broker, id 1.
class Bench {
  public:
    Bench(std::int32_t brokers, const Layout& layout,
          const std::map<std::string, std::string>& configs = {}, ReplicaSettings settings = {});

    /// The effects of one turn.
    node::Effects request(protocol::RequestBody body, std::int16_t version = -1,
                          ConnectionId connection = {500});
    node::Effects response(const protocol::Request& to, protocol::ResponseBody body);
    node::Effects timer(replica::ReplicaTimer timer, std::int64_t subject = 0);
    node::Effects change(const node::MetadataRecord& record);
    /// The partition as the metadata would show it, whatever it was before.
    node::Effects relayout(const Layout& layout);
    node::Effects append_local(const log::RecordBatch& batch, std::int64_t token);
    void wait(Duration duration) { now_ = now_ + duration; }

    protocol::ProducePartitionResponse produce(std::int16_t acks, std::int32_t records);
    /// A follower's fetch that does not wait.
    protocol::FetchPartitionResponse follow(NodeId follower, Offset offset,
                                            LeaderEpoch last_epoch = base::no_leader_epoch);

    log::PartitionLog& log() { return disk_.logs.at(t0); }
    const replica::Partition& partition() const { return manager_.partitions().at(t0); }
    const replica::Leading& leading() const { return *partition().leading(); }
    ReplicaManager& manager() { return manager_; }
    node::Disk& disk() { return disk_; }

    template <class Work>
    node::Effects turn(const Work& work) {
        node::Effects effects;
        node::Turn turn{{1}, now_, random_, disk_, next_connection_};
        work(turn, effects);
        return effects;
    }

  private:
    node::MetadataImage image_;
    node::Disk disk_;
    base::Rng random_{1, "test", {1}};
    std::int64_t next_connection_ = 1;
    std::int32_t next_correlation_ = 1;
    LocalTime now_{base::seconds(1000).ns};
    ReplicaManager manager_;
};

protocol::ProduceRequest produce_request(std::int16_t acks, log::RecordBatch batch);
protocol::FetchRequest fetch_request(NodeId replica, Offset offset, std::int32_t max_wait_ms = 0);

/// Several brokers 1..n, and a controller that agrees.
class Pump {
  public:
    Pump(std::int32_t brokers, const Layout& layout,
         const std::map<std::string, std::string>& configs = {}, ReplicaSettings settings = {});

    /// Lets everything happen that happens within this time.
    void run(Duration duration);

    /// The controller changes its mind about the partition; everybody hears of it at once, but for
    /// those that are deaf.
    void elect(NodeId leader, std::vector<NodeId> isr);
    void produce(NodeId broker, std::int16_t acks, const log::RecordBatch& batch);
    /// What the newest produce request was answered with.
    const std::optional<protocol::ProducePartitionResponse>& answer() const { return answer_; }

    void crash(NodeId broker);
    void restart(NodeId broker);
    /// A deaf broker hears nothing of new metadata.
    void set_deaf(NodeId broker, bool deaf);
    /// A frozen broker handles nothing; what arrives meanwhile waits.
    void set_frozen(NodeId broker, bool frozen);

    const log::PartitionLog& log(NodeId broker) const { return nodes_.at(broker).disk.logs.at(t0); }
    log::PartitionLog& log(NodeId broker) { return nodes_.at(broker).disk.logs.at(t0); }
    const node::Disk& disk(NodeId broker) const { return nodes_.at(broker).disk; }
    const node::PartitionImage& partition() const { return *image_.partition(t0); }
    LocalTime now() const { return now_; }
    template <class Fact>
    std::vector<Fact> facts_of(NodeId broker) const {
        std::vector<Fact> found;
        for (const auto& [node, fact] : facts_) {
            const auto* one = std::get_if<Fact>(&fact);
            if (node == broker && one != nullptr) found.push_back(*one);
        }
        return found;
    }

  private:
    struct Node {
        std::optional<ReplicaManager> manager;
        node::MetadataImage image;
        node::Disk disk;
        base::Rng random{1, "test", {1}};
        std::map<node::TimerKey, LocalTime> timers;
        bool deaf = false;
        bool frozen = false;
    };
    struct Wire {
        NodeId opener;
        NodeId acceptor;
        bool open = true;
    };
    struct Delivery {
        NodeId to;
        std::variant<protocol::Request, protocol::Response, ConnectionId> what;
    };

    template <class Work>
    void turn(NodeId broker, const Work& work);
    void carry_out(NodeId broker, node::Effects& effects);
    void send(NodeId from, protocol::Request request);
    void deliver(const Delivery& delivery);
    void deliver_all();
    void close_wire(ConnectionId connection, NodeId by);
    void on_controller_request(const protocol::Request& request);
    void publish_to(NodeId broker);
    std::optional<std::pair<LocalTime, std::pair<NodeId, node::TimerKey>>> next_timer() const;

    ReplicaSettings settings_;
    node::MetadataImage image_;
    std::map<NodeId, Node> nodes_;
    std::map<ConnectionId, Wire> wires_;
    std::deque<Delivery> deliveries_;
    std::vector<std::pair<NodeId, journal::FactBody>> facts_;
    std::optional<protocol::ProducePartitionResponse> answer_;
    std::int64_t next_connection_ = 1;
    std::int32_t next_correlation_ = 1;
    LocalTime now_{base::seconds(1000).ns};
};

}  // namespace brokerscope::replica_test
