// The KRaft controller: registers and fences brokers, creates topics, elects leaders, accepts ISR
// changes. One decision is one function that looks at the image and returns records; the records
// are appended to `__cluster_metadata`, and only then applied to the image (rules CT-1 to CT-18).
//
// Legal steps of a broker as this controller sees it: unknown -> fenced (registered) -> unfenced ->
// in controlled shutdown -> fenced; unfenced -> fenced when its session ends; fenced -> unfenced
// when it has caught up. A leader-less partition gets a leader as soon as an acceptable replica
// returns.
//
// With one voter the active controller is always this one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/controller/broker_sessions.h"
#include "sim/controller/metadata_log.h"
#include "sim/controller/partition_change.h"
#include "sim/controller/settings.h"
#include "sim/node/metadata_image.h"
#include "sim/node/process.h"

namespace brokerscope::controller {

using base::TopicId;

class Controller {
  public:
    explicit Controller(const ControllerSettings& settings);

    void on_start(node::Turn& turn, node::Effects& effects);
    void on_request(protocol::Request request, node::Turn& turn, node::Effects& effects);
    void on_response(protocol::Response response, node::Turn& turn, node::Effects& effects);
    void on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects);
    void on_connection_closed(base::ConnectionId connection, journal::ConnectionEnd how,
                              node::Turn& turn, node::Effects& effects);
    void on_flushed(PartitionId partition, Offset up_to, node::Turn& turn, node::Effects& effects);
    void on_stop(node::Turn& turn, node::Effects& effects);

    const node::MetadataImage& image() const { return image_; }
    Offset high_watermark() const { return log_.high_watermark(); }
    base::LeaderEpoch epoch() const { return log_.epoch(); }

  private:
    using Records = std::vector<node::MetadataRecord>;
    enum Timer : std::int32_t { fetch_wait = 1, broker_session, session_check, no_op };

    /// What a heartbeat leads to.
    enum class BrokerStep : std::uint8_t {
        stay,
        unfence,
        fence,
        begin_controlled_shutdown,
        shut_down_now
    };

    // Requests, one each.
    void handle(const protocol::Request& request, const protocol::FetchRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::BrokerRegistrationRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::BrokerHeartbeatRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::AlterPartitionRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::CreateTopicsRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::DeleteTopicsRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::CreatePartitionsRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request,
                const protocol::IncrementalAlterConfigsRequest& body, node::Turn& turn,
                node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::AllocateProducerIdsRequest& body,
                node::Turn& turn, node::Effects& effects);
    template <class Body>
    void handle(const protocol::Request& request, const Body&, node::Turn& turn,
                node::Effects& effects);

    // Decisions: they look and return records.
    protocol::ErrorCode judge_registration(const protocol::BrokerRegistrationRequest& body,
                                           base::LocalTime now) const;
    Records decide_registration(const protocol::BrokerRegistrationRequest& body,
                                Offset next_offset) const;
    BrokerStep decide_step(const protocol::BrokerHeartbeatRequest& body) const;
    Records decide_fencing(NodeId broker) const;
    Records decide_unfencing(NodeId broker) const;
    Records decide_controlled_shutdown(NodeId broker) const;
    protocol::AlterPartitionPartitionResponse judge_isr(
        const protocol::AlterPartitionPartition& wanted, NodeId sender, Records& records) const;
    protocol::CreatableTopicResult decide_topic(const protocol::CreatableTopic& topic,
                                                TopicId topic_id, base::Rng& random,
                                                Records& records) const;
    protocol::DeletableTopicResult decide_deletion(const protocol::DeleteTopicsRequest& request,
                                                   const protocol::DeleteTopicState& topic,
                                                   Records& records) const;
    protocol::CreatePartitionsTopicResult decide_partitions(
        const protocol::CreatePartitionsTopic& topic, base::Rng& random, Records& records) const;
    protocol::AlterConfigsResourceResponse decide_configs(
        const protocol::IncrementalAlterConfigsRequest& request,
        const protocol::AlterConfigsResource& resource, Records& records) const;
    Records decide_offline_replicas(NodeId broker, const std::vector<PartitionId>& offline) const;
    bool is_active(NodeId broker, PartitionId replica) const;
    std::optional<node::PartitionChangeRecord> remove_from_isr(
        PartitionId id, const node::PartitionImage& partition, NodeId broker,
        journal::PartitionChangeReason reason,
        std::optional<NodeId> lost_its_log = std::nullopt) const;
    Records remove_from_isrs(NodeId broker, journal::PartitionChangeReason reason,
                             std::optional<NodeId> lost_its_log = std::nullopt) const;
    ChangeRequest change_request(PartitionId id, journal::PartitionChangeReason reason) const;
    bool leads_any(NodeId broker) const;
    Offset least_reported_offset(NodeId except) const;
    std::string topic_config(TopicId topic, const std::string& key) const;

    // Writing: append, apply, tell.
    Offset write(const Records& records, node::Turn& turn, node::Effects& effects);
    void apply_and_state(const Records& records, node::FactRef because, node::Effects& effects);

    void take_step(NodeId broker, BrokerStep step, node::Turn& turn, node::Effects& effects);
    void begin_sessions(node::Turn& turn, node::Effects& effects);
    void arm_sessions(node::Turn& turn, node::Effects& effects);
    void renew_session(NodeId broker, node::Turn& turn, node::Effects& effects);
    void expire_session(NodeId broker, node::Turn& turn, node::Effects& effects);
    void check_sessions(node::Turn& turn, node::Effects& effects);
    void fence(NodeId broker, node::Turn& turn, node::Effects& effects);
    void replay(node::Turn& turn);

    ControllerSettings settings_;
    node::MetadataImage image_;
    MetadataLog log_;
    BrokerSessions sessions_;
    bool sessions_are_armed_ = false;
    std::int64_t next_fetch_wait_ = 1;
    std::int32_t next_topic_id_ = 2;
};

}  // namespace brokerscope::controller
