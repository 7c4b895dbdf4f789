// IsrChanges: a broker's ALTER_PARTITION requests (RE-13, RE-14, CT-15). Changes of several
// partitions travel together, one request is in flight, and each partition has at most one change
// under way. Lost requests and errors that may pass are sent again for ever; what is final is
// handed back, and the partition's leader makes of it what RE-14 says.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "sim/replica/channel.h"
#include "sim/replica/partition.h"

namespace brokerscope::replica {

class IsrChanges {
  public:
    IsrChanges(NodeId self, NodeId controller, base::Duration request_timeout);

    /// This broker's epoch, without which the controller hears nobody.
    void set_broker_epoch(BrokerEpoch epoch) { broker_epoch_ = epoch; }

    /// Queues a change and sends it when nothing is in flight. False when an older change of this
    /// partition is still under way: then nothing is done.
    bool submit(const protocol::AlterPartitionPartition& change, node::Turn& turn,
                node::Effects& effects);

    /// Absent when it is no answer to us; otherwise what became final.
    std::optional<std::vector<protocol::AlterPartitionPartitionResponse>> take_response(
        const protocol::Response& response, node::Turn& turn, node::Effects& effects);
    bool on_connection_closed(base::ConnectionId connection, node::Effects& effects);
    void on_retry(node::Turn& turn, node::Effects& effects);
    void on_timeout(node::Turn& turn, node::Effects& effects);

  private:
    void send_waiting(node::Turn& turn, node::Effects& effects);
    void send_again_later(node::Effects& effects);

    NodeId self_;
    BrokerEpoch broker_epoch_{base::no_broker_epoch};
    Channel channel_;
    std::map<PartitionId, protocol::AlterPartitionPartition> changes_;  // not answered yet
    bool retry_is_set_ = false;
};

}  // namespace brokerscope::replica
