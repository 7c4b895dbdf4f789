// GroupBench: coordinators of several brokers and one shared partition of `__consumer_offsets`,
// without a network or replication. Time is the test's; an append is committed the moment it is
// made. Connections behave as Kafka's: one request at a time, answers in order.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/group/group_coordinator.h"
#include "sim/node/disk.h"
#include "tests/expect.h"

namespace brokerscope::group_test {

using base::ConnectionId;
using base::Duration;
using base::LocalTime;
using base::NodeId;
using base::PartitionId;
using base::TopicId;
using kafka::ErrorCode;

class GroupBench {
  public:
    /// `topics`: names and numbers of partitions. Broker 1 coordinates.
    explicit GroupBench(group::GroupSettings settings,
                        const std::map<std::string, std::int32_t>& topics = {{"t", 3}, {"u", 2}});

    /// Sends a request on the connection of that name, which is the client id too. The answer is
    /// found under the number that is returned.
    std::int32_t send(const std::string& connection, protocol::RequestBody body,
                      NodeId broker = {1});
    /// The answer, if there is one; it stays.
    const protocol::ResponseBody* answer(std::int32_t request) const;
    /// Sends and waits for an answer, for at most `limit`.
    template <class Response>
    Response ask(const std::string& connection, protocol::RequestBody body, NodeId broker = {1},
                 Duration limit = base::seconds(60)) {
        return await<Response>(send(connection, std::move(body), broker), limit);
    }
    template <class Response>
    Response await(std::int32_t request, Duration limit = base::seconds(60)) {
        run_until_answered(request, limit);
        const protocol::ResponseBody* body = answer(request);
        REQUIRE(body != nullptr);
        REQUIRE(std::holds_alternative<Response>(*body));
        return std::get<Response>(*body);
    }
    void run_until_answered(std::int32_t request, Duration limit);
    void run(Duration duration);
    LocalTime now() const { return now_; }

    void close(const std::string& connection);
    /// The coordinator's partition gets another leader; the old one lives on.
    void move_coordinator(NodeId broker);
    /// The coordinator's process is gone, with its connections and its memory; another broker
    /// takes over.
    void fail_over(NodeId to);
    /// The coordinators that are elected from now on take fewer members.
    void set_max_size(std::int32_t max_size);
    /// Appends are neither committed nor refused until they are let through.
    void hold_appends(bool hold);
    /// The next append ends with this error.
    void fail_next_append(ErrorCode error) { next_append_error_ = error; }

    group::GroupCoordinator& coordinator() { return brokers_.at(leader_); }
    const group::ClassicGroup* find(const std::string& id) {
        const auto found = coordinator().groups().find(id);
        return found == coordinator().groups().end() ? nullptr : &found->second;
    }
    const log::PartitionLog& log() const { return log_; }
    TopicId topic_id(const std::string& name) const;
    /// "nosuch" for a topic that does not exist.
    std::string topic_name(TopicId id) const;

    template <class Fact>
    std::vector<Fact> facts() const {
        std::vector<Fact> found;
        for (const journal::FactBody& fact : facts_) {
            if (const auto* one = std::get_if<Fact>(&fact)) found.push_back(*one);
        }
        return found;
    }
    /// The running timer with a clock that an audience sees, of this kind and member.
    std::optional<Duration> clock(journal::ClockKind kind, const std::string& member = "") const;

  private:
    struct Connection {
        std::string name;
        NodeId broker;
        bool open = true;
        std::optional<std::int32_t> busy_with;
        std::vector<std::int32_t> waiting;
    };
    struct Asked {
        ConnectionId connection;
        protocol::RequestBody body;
        std::optional<protocol::ResponseBody> answer;
    };
    struct Timer {
        LocalTime rings;
        std::optional<journal::ClockSubject> clock;
    };
    struct Append {
        NodeId broker;
        node::AppendLocal what;
    };

    template <class Work>
    void turn(NodeId broker, const Work& work);
    void carry_out(NodeId broker, std::vector<node::Effect>& effects);
    void commit(const Append& append);
    ConnectionId connection_to(const std::string& name, NodeId broker);
    void serve(ConnectionId id);
    std::optional<LocalTime> next_timer() const;
    void ring_next();

    group::GroupSettings settings_;
    node::MetadataImage image_;
    log::PartitionLog log_;
    PartitionId partition_{{2}, 0};
    NodeId leader_{1};
    std::map<NodeId, group::GroupCoordinator> brokers_;
    std::map<std::pair<NodeId, node::TimerKey>, Timer> timers_;
    std::map<ConnectionId, Connection> connections_;
    std::map<std::int32_t, Asked> asked_;
    std::vector<Append> held_;
    std::vector<journal::FactBody> facts_;
    std::map<std::string, TopicId> topics_;
    ErrorCode next_append_error_ = ErrorCode::none;
    bool holds_appends_ = false;
    node::Disk disk_;
    base::Rng random_{1, "test", {1}};
    std::int64_t next_connection_ = 1;
    LocalTime now_{base::seconds(1000).ns};
};

// --- requests, short -----------------------------------------------------------------------------

protocol::JoinGroupRequest join(const std::string& member, const std::string& metadata = "m1",
                                std::int32_t session_ms = 10'000,
                                std::int32_t rebalance_ms = 20'000);
protocol::SyncGroupRequest sync(const std::string& member, std::int32_t generation,
                                const std::map<std::string, std::string>& assignments = {});
protocol::HeartbeatRequest heartbeat(const std::string& member, std::int32_t generation);
protocol::LeaveGroupRequest leave(const std::vector<std::string>& members);

/// A Stable group "g" of members of these names; their ids, by name.
std::map<std::string, std::string> stable_group(GroupBench& bench,
                                                const std::vector<std::string>& names);

}  // namespace brokerscope::group_test
