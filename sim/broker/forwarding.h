// Forwarding: requests that only the controller can carry out (AD-1, CT-28). A broker sends them
// on, one at a time, and relays the answer; lost ones are sent again until their time is over.
// Topics that the broker creates by itself (MD-4, GR-2) go the same way, each name once at a time.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>

#include "sim/broker/broker_settings.h"
#include "sim/replica/channel.h"

namespace brokerscope::broker {

/// Whether a broker passes this request on to the controller.
bool is_forwarded(const protocol::RequestBody& request);

class Forwarding {
  public:
    explicit Forwarding(const BrokerSettings& settings);

    void forward(const protocol::Request& request, node::Turn& turn, node::Effects& effects);
    /// For the broker itself; nothing happens while the same name is under way.
    void create_topic(protocol::CreatableTopic topic, node::Turn& turn, node::Effects& effects);

    bool on_response(const protocol::Response& response, node::Turn& turn, node::Effects& effects);
    /// False when it was not our connection to the controller; a client's that is gone is
    /// forgotten.
    bool on_connection_closed(base::ConnectionId connection, node::Turn& turn,
                              node::Effects& effects);
    void on_retry(node::Turn& turn, node::Effects& effects);
    void on_timeout(node::Turn& turn, node::Effects& effects);

  private:
    struct Asker {
        base::ConnectionId connection;
        base::CorrelationId correlation;
    };
    struct Item {
        std::optional<Asker> asker;  // absent: the broker itself, or a client that is gone
        protocol::RequestBody request;
        base::LocalTime since;
    };

    void push(Item item, node::Turn& turn, node::Effects& effects);
    void send_next(node::Turn& turn, node::Effects& effects);
    void send_again_later(node::Turn& turn, node::Effects& effects);
    void finish(protocol::ResponseBody response, node::Effects& effects);

    BrokerSettings settings_;
    replica::Channel channel_;
    std::deque<Item> queue_;  // the first one is in flight, or about to be
    std::set<std::string> creating_;
    bool retry_is_set_ = false;
};

}  // namespace brokerscope::broker
