// RawClient: sends requests exactly as it is told and states the answers. The cluster's
// administrator is one: it creates the topics that a scenario declares, trying again while the
// cluster still comes up. Who plays a recording reads the answers here, with all their records.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/client/connections.h"
#include "sim/node/process.h"

namespace brokerscope::client {

struct RawClientSettings {
    std::vector<NodeId> brokers;
    std::vector<NodeId> controllers;  // nodes that are only controllers
};

struct RawAsk {
    std::int64_t request = 0;  // the answer's fact carries it
    NodeId to{base::no_node};  // no_node: any broker
    std::int16_t version = -1;
    protocol::RequestBody body;
    bool until_it_works = false;  // for CREATE_TOPICS of a scenario
    std::string client_id = "admin";
    Duration patience = base::seconds(30);  // then it is stated to be unanswered
    bool at_controller = false;             // asks the node's controller listener
    bool keeps_answer = false;              // see RawClient::outcome_of()
};

/// What became of a request whose answer is kept.
struct RawOutcome {
    std::optional<protocol::ResponseBody> answer;
    bool is_over = false;  // no answer will come (any more)
    bool closed = false;   // the other side ended the connection instead of answering
};

class RawClient {
  public:
    explicit RawClient(RawClientSettings settings);

    void ask(RawAsk ask, node::Turn& turn, node::Effects& effects);

    void on_start(node::Turn&, node::Effects&) {}
    void on_request(protocol::Request request, node::Turn& turn, node::Effects& effects);
    void on_response(protocol::Response response, node::Turn& turn, node::Effects& effects);
    void on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects);
    void on_connection_closed(ConnectionId connection, journal::ConnectionEnd how, node::Turn& turn,
                              node::Effects& effects);
    void on_flushed(base::PartitionId, base::Offset, node::Turn&, node::Effects&) {}
    void on_stop(node::Turn&, node::Effects& effects) { effects.exit(); }

    // For those who look from outside.
    /// Null when no request of this number was sent whose answer is kept.
    const RawOutcome* outcome_of(std::int64_t request) const;

  private:
    enum Timer : std::int32_t { give_up = first_own_timer, try_again };
    // Each request has a connection of its own: what one does to its connection does not touch
    // another.
    struct Asked {
        RawAsk ask;
        ConnectionId connection{base::no_connection};
        std::size_t next_broker = 0;
    };
    void send(std::int64_t number, node::Turn& turn, node::Effects& effects);
    void finish(std::int64_t number, const protocol::ResponseBody* answer, node::Effects& effects);
    void keep(const RawAsk& ask, const protocol::ResponseBody* answer, bool closed);
    bool should_try_again(const Asked& asked, const protocol::ResponseBody& answer) const;
    bool is_controller(NodeId node) const;

    RawClientSettings settings_;
    std::map<std::int64_t, Asked> asked_;
    std::map<std::int64_t, RawOutcome> outcomes_;  // by the request's number
    std::int64_t next_number_ = 1;
};

}  // namespace brokerscope::client
