// A producer as Kafka's KafkaProducer: an application that calls send() at its pace, an accumulator
// that fills batches, and a sender that drains them to the partitions' leaders, with up to
// max.in.flight.requests.per.connection requests under way to each, and retries (rules PR-1 to
// PR-26). With idempotence it first gets a producer id, and its batches carry sequence numbers.
//
// A batch ends in exactly one way: acknowledged, failed, or (with acks=0) sent and forgotten. What
// order retries keep is the business of Accumulator (muted partitions) and Idempotence (sequences);
// without either they reorder, as Kafka's do.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "sim/client/accumulator.h"
#include "sim/client/connections.h"
#include "sim/client/idempotence.h"
#include "sim/client/metadata_updater.h"
#include "sim/client/producer_id_getter.h"
#include "sim/client/producer_settings.h"
#include "sim/kafka/sticky_partitioner.h"
#include "sim/node/process.h"

namespace brokerscope::client {

class Producer {
  public:
    explicit Producer(ProducerSettings settings);

    void on_start(node::Turn& turn, node::Effects& effects);
    void on_request(protocol::Request request, node::Turn& turn, node::Effects& effects);
    void on_response(protocol::Response response, node::Turn& turn, node::Effects& effects);
    void on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects);
    void on_connection_closed(ConnectionId connection, journal::ConnectionEnd how, node::Turn& turn,
                              node::Effects& effects);
    void on_flushed(base::PartitionId, base::Offset, node::Turn&, node::Effects&) {}
    /// close(): nothing new is accepted, everything accepted is sent or fails, then the process
    /// ends.
    void on_stop(node::Turn& turn, node::Effects& effects);

    // For those who look from outside: audits and tests.
    const Accumulator& accumulator() const { return accumulator_; }
    /// What was sent and is not answered, request by request. Batches that have `ended` are told to
    /// the application already.
    const std::map<base::CorrelationId, std::vector<SendingBatch>>& under_way() const {
        return under_way_;
    }
    ProducerIdentity identity() const {
        return idempotence_ ? idempotence_->producer() : ProducerIdentity{};
    }

  private:
    enum Timer : std::int32_t {
        application = first_own_timer,
        blocked_too_long,
        sender,
        metadata_wake,
        producer_id_wake
    };
    // What the application wants to send and could not hand over yet: send() blocks.
    struct Blocked {
        RecordPlan plan;
        LocalTime since;
    };
    using Request = std::vector<SendingBatch>;

    // The application's thread.
    void application_turn(node::Turn& turn, node::Effects& effects);
    RecordPlan next_record(NodeId self);
    bool send_record(const RecordPlan& plan, node::Turn& turn, node::Effects& effects);
    void unblock(node::Turn& turn, node::Effects& effects);
    void refuse_blocked(node::Effects& effects);
    void schedule_application(node::Effects& effects);
    std::int32_t choose_partition(const RecordPlan& plan, const KnownTopic& topic,
                                  node::Turn& turn);
    kafka::PartitionChoices sticky_choices(const KnownTopic& topic) const;

    // The sender's thread: producer_sender.cpp.
    void after_everything(node::Turn& turn, node::Effects& effects);
    bool is_identified(node::Turn& turn, node::Effects& effects);
    void sender_turn(node::Turn& turn, node::Effects& effects);
    std::set<NodeId> ready_nodes(node::Turn& turn);
    bool send_to(NodeId node, node::Turn& turn, node::Effects& effects);
    Request drain(NodeId node, node::Turn& turn);
    std::vector<base::PartitionId> led_by(NodeId node) const;
    DrainMoment moment_of(base::PartitionId partition, LocalTime now) const;
    bool must_flush() const;
    void set_sender_timer(node::Turn& turn, node::Effects& effects);
    std::optional<LocalTime> next_expiry() const;

    // How batches end: producer_sender.cpp too.
    void expire_batches(node::Turn& turn, node::Effects& effects);
    void complete(Request request, const protocol::ProduceResponse& response, node::Turn& turn,
                  node::Effects& effects);
    void acknowledge(const SendingBatch& batch, base::Offset base_offset, node::Effects& effects);
    void fail_request(const Failure& failure, kafka::ErrorCode error, node::Turn& turn,
                      node::Effects& effects);
    void refuse(SendingBatch batch, const protocol::ProducePartitionResponse& answer,
                node::Turn& turn, node::Effects& effects);
    bool may_retry(const SendingBatch& batch, const protocol::ProducePartitionResponse& answer,
                   LocalTime now);
    void split(const SendingBatch& batch, node::Effects& effects);
    void give_up(const SendingBatch& batch, kafka::ErrorCode error, node::Effects& effects);

    ProducerSettings settings_;
    ClientMetadata metadata_;
    Connections connections_;
    MetadataUpdater updater_;
    Accumulator accumulator_;
    kafka::StickyPartitioner sticky_;
    std::optional<Idempotence> idempotence_;
    ProducerIdGetter id_getter_;
    std::map<base::CorrelationId, Request> under_way_;
    std::map<NodeId, std::size_t>
        drain_index_;  // where the last round over a node's partitions got
    std::optional<Blocked> blocked_;
    std::int64_t produced_ = 0;  // records that the application has made
    bool closing_ = false;
};

}  // namespace brokerscope::client
