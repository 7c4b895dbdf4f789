// ProducerIds: the ids that this broker hands out to producers (PR-21). The controller gives them
// in blocks of 1000; they are handed out in order, and the rest of a block is lost with the process
// (RPCProducerIdManager).
//
// It promises that no id is given twice. A producer that comes while there is no block is sent away
// with COORDINATOR_LOAD_IN_PROGRESS and tries again, as is the first one after every start.
// Transactional ids are not its matter.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/broker/broker_settings.h"
#include "sim/replica/channel.h"

namespace brokerscope::broker {

class ProducerIds {
  public:
    explicit ProducerIds(const BrokerSettings& settings);

    protocol::InitProducerIdResponse answer(const protocol::InitProducerIdRequest& request,
                                            base::BrokerEpoch broker_epoch, node::Turn& turn,
                                            node::Effects& effects);

    /// False when it is no answer to a request of ours.
    bool on_response(const protocol::Response& response, node::Turn& turn);
    bool on_connection_closed(base::ConnectionId connection);
    void on_timeout(node::Turn& turn, node::Effects& effects);

  private:
    struct Block {
        std::int64_t first = 0;
        std::int64_t size = 0;
        std::int64_t next = 0;
    };

    std::optional<base::ProducerId> take_id(base::BrokerEpoch broker_epoch, node::Turn& turn,
                                            node::Effects& effects);
    void ask_for_block(base::BrokerEpoch broker_epoch, node::Turn& turn, node::Effects& effects);

    base::NodeId self_;
    replica::Channel channel_;
    Block current_;
    std::optional<Block> next_;
    /// After an error the controller is left alone until then.
    std::optional<base::LocalTime> quiet_until_;
};

}  // namespace brokerscope::broker
