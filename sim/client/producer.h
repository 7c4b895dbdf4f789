// A producer as Kafka's KafkaProducer without idempotence: an application that calls send() at its
// pace, an accumulator that fills batches, and a sender that drains them to the partitions'
// leaders, one request in flight per connection, and retries (rules PR-1 to PR-19).
//
// A batch ends in exactly one way: acknowledged, failed, or (with acks=0) sent and forgotten. A
// partition with a batch under way is muted, so retries cannot reorder it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/client/accumulator.h"
#include "sim/client/connections.h"
#include "sim/client/metadata_updater.h"
#include "sim/client/workload.h"
#include "sim/kafka/sticky_partitioner.h"
#include "sim/node/process.h"

namespace brokerscope::client {

struct ProducerSettings {
    std::string name;  // client.id
    std::string topic;
    Duration interval;             // between two calls of send()
    std::int64_t limit = -1;       // records in all; -1: no limit
    std::int64_t keys = 0;         // plain workload: k1..kN round robin; 0: no keys
    std::int32_t value_bytes = 0;  // plain workload: 0: the text v1, v2, ..
    std::vector<NodeId> brokers;   // bootstrap.servers
    std::int16_t acks = -1;
    Duration linger = base::milliseconds(5);
    std::int64_t batch_size = 16'384;
    std::int64_t buffer_memory = 33'554'432;
    std::int64_t max_request_size = 1'048'576;
    Duration max_block = base::seconds(60);
    Duration request_timeout = base::seconds(30);
    Duration delivery_timeout = base::seconds(120);
    std::int64_t retries = 2'147'483'647;
    kafka::ExponentialBackoff retry{100, 1000};
    kafka::ExponentialBackoff reconnect{50, 1000};
    Duration metadata_max_age = base::seconds(300);
    WorkloadSource* source = nullptr;
};

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
    /// What was sent and is not answered, request by request.
    const std::map<base::CorrelationId, std::vector<SendingBatch>>& under_way() const {
        return under_way_;
    }

  private:
    enum Timer : std::int32_t {
        application = first_own_timer,
        blocked_too_long,
        sender,
        metadata_wake
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

    // The sender's thread.
    void sender_turn(node::Turn& turn, node::Effects& effects);
    void send_to(NodeId node, const std::vector<base::PartitionId>& ready, node::Turn& turn,
                 node::Effects& effects);
    void expire_batches(node::Turn& turn, node::Effects& effects);
    void set_sender_timer(node::Turn& turn, node::Effects& effects);
    void complete(Request& request, const protocol::ProduceResponse& response, node::Turn& turn,
                  node::Effects& effects);
    void fail_request(const Failure& failure, node::Turn& turn, node::Effects& effects);
    void retry_or_fail(SendingBatch batch, kafka::ErrorCode error, node::Turn& turn,
                       node::Effects& effects);
    void state_progress(const SendingBatch& batch, journal::BatchState state,
                        kafka::ErrorCode error, base::Offset base_offset, node::Effects& effects);
    void after_everything(node::Turn& turn, node::Effects& effects);

    ProducerSettings settings_;
    ClientMetadata metadata_;
    Connections connections_;
    MetadataUpdater updater_;
    Accumulator accumulator_;
    kafka::StickyPartitioner sticky_;
    std::map<base::CorrelationId, Request> under_way_;
    std::optional<Blocked> blocked_;
    std::int64_t produced_ = 0;  // records that the application has made
    bool closing_ = false;
};

}  // namespace brokerscope::client
