// Broker: one broker process. It composes the life cycle, the copy of the metadata log, the
// replicas and the answers from the image, and decides only who gets what (the roles of Kafka's
// BrokerServer and KafkaApis). It is a node::Process.
//
// It promises: requests of a connection are answered in order, one under way at a time; metadata is
// applied below the controller's high watermark only, and replicas hear of it in the same turn; a
// clean stop leaves high watermarks, logs and the marker of a clean stop on the disk.
#pragma once

#include <map>

#include "sim/broker/forwarding.h"
#include "sim/broker/lifecycle.h"
#include "sim/broker/metadata_observer.h"
#include "sim/broker/producer_ids.h"
#include "sim/broker/request_queues.h"
#include "sim/node/process.h"
#include "sim/replica/replica_manager.h"

namespace brokerscope::broker {

class Broker {
  public:
    explicit Broker(const BrokerSettings& settings);

    void on_start(node::Turn& turn, node::Effects& effects);
    void on_request(protocol::Request request, node::Turn& turn, node::Effects& effects);
    void on_response(protocol::Response response, node::Turn& turn, node::Effects& effects);
    void on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects);
    void on_connection_closed(base::ConnectionId connection, journal::ConnectionEnd how,
                              node::Turn& turn, node::Effects& effects);
    void on_flushed(base::PartitionId partition, base::Offset up_to, node::Turn& turn,
                    node::Effects& effects);
    void on_stop(node::Turn& turn, node::Effects& effects);

    // For those who look from outside: audits and tests.
    const node::MetadataImage& image() const { return image_; }
    const replica::ReplicaManager& replicas() const { return replicas_; }
    const group::GroupCoordinator& groups() const { return groups_; }
    journal::BrokerState state() const { return lifecycle_.state(); }

  private:
    bool is_stopping() const { return state() == journal::BrokerState::shutting_down; }

    void dispatch(const protocol::Request& request, node::Turn& turn, node::Effects& effects);
    void answer_from_image(const protocol::Request& request, node::Turn& turn,
                           node::Effects& effects);
    void on_metadata_request(const protocol::Request& request,
                             const protocol::MetadataRequest& body, node::Turn& turn,
                             node::Effects& effects);
    void on_find_coordinator(const protocol::Request& request,
                             const protocol::FindCoordinatorRequest& body, node::Turn& turn,
                             node::Effects& effects);
    void on_init_producer_id(const protocol::Request& request,
                             const protocol::InitProducerIdRequest& body, node::Turn& turn,
                             node::Effects& effects);
    void create_missing_topic(const std::string& name, node::Turn& turn, node::Effects& effects);
    void settle(node::Turn& turn, node::Effects& effects);
    void settle_effect(std::size_t index, node::Turn& turn, node::Effects& effects);
    void finish_appends(node::Turn& turn, node::Effects& effects);
    group::GroupCoordinator& coordinator();
    void tell_coordinator(const replica::LeadershipChange& change, node::Turn& turn,
                          node::Effects& effects);
    void publish_metadata(node::Turn& turn, node::Effects& effects);
    void publish_changes(node::Turn& turn, node::Effects& effects);
    void on_broker_timer(std::int32_t kind, node::Turn& turn, node::Effects& effects);
    void take_step(LifecycleStep step, node::Turn& turn, node::Effects& effects);
    void tell_directory_failure(node::Turn& turn, node::Effects& effects);
    void begin_stop(node::Turn& turn, node::Effects& effects);
    void finish_stop(node::Turn& turn, node::Effects& effects);

    BrokerSettings settings_;
    node::MetadataImage image_;
    /// What was applied to the image before this process was caught up.
    replica::MetadataChange unpublished_;
    Lifecycle lifecycle_;
    MetadataObserver observer_;
    replica::ReplicaManager replicas_;
    group::GroupCoordinator groups_;
    Forwarding forwarding_;
    ProducerIds producer_ids_;
    RequestQueues queues_;
    /// What still has to reach the disk before the process may end.
    std::map<base::PartitionId, base::Offset> last_flushes_;
};

}  // namespace brokerscope::broker
