// A bench for one producer: its timers, its connections, and brokers 1 and 2. METADATA and
// INIT_PRODUCER_ID are answered at once, each PRODUCE waits until the test answers it. Topic
// `orders` (id 2) has partition 0 on broker 1; partition 1, where a test adds it, is on broker 2.
//
// The n-th record of the application has the value `vn` and goes to the partition that
// `partition_of` says. The bench writes down what the producer asked for and stated, one line each:
//     > 1 orders-0 v1,v2 @0:7     PRODUCE to broker 1; with epoch 0 and sequence 7
//     again orders-0 #3 NOT_ENOUGH_REPLICAS, acknowledged orders-0 #3 at 2, failed ...
// where #3 is the number of the batch's first record in its partition.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/client/producer.h"
#include "tests/sim/client/consumer_bench_support.h"

namespace brokerscope::client {

/// A producer of single-record batches that wait for nothing; one record each 10 ms.
ProducerSettings shop(std::int64_t limit);

class ProducerBench : private WorkloadSource {
  public:
    explicit ProducerBench(ProducerSettings settings);

    // What the cluster does.
    std::map<base::PartitionId, NodeId> leaders{{orders_0, NodeId{1}}};
    base::LeaderEpoch leader_epoch{0};
    kafka::ErrorCode init_error = kafka::ErrorCode::none;  // answered instead of an id
    std::function<std::int32_t(std::int64_t)> partition_of = [](std::int64_t) { return 0; };

    void start();
    void stop();
    /// Lets time pass; timers ring in their order.
    void pass(Duration duration);
    void pass_ms(std::int64_t ms) { pass(base::milliseconds(ms)); }

    /// How many PRODUCE requests wait for an answer.
    std::size_t waiting() const { return waiting_.size(); }
    /// Answers the i-th that waits, for all of its partitions.
    void accept(std::int64_t base_offset, std::size_t i = 0);
    void refuse(kafka::ErrorCode error, std::size_t i = 0);
    void answer(const protocol::ProducePartitionResponse& answer, std::size_t i = 0);
    /// The connection to a broker breaks.
    void lose(NodeId broker);

    Lines told();
    bool exited() const { return exited_; }
    const Producer& producer() const { return producer_; }

  private:
    using Handler = std::function<void(node::Turn&, node::Effects&)>;
    std::optional<RecordPlan> record(NodeId, std::int64_t n) override;
    std::optional<Duration> work(NodeId, base::PartitionId, base::Offset,
                                 const log::Record&) override {
        return std::nullopt;
    }
    void turn(const Handler& handler);
    void carry_out(node::Effect& effect);
    void write_fact(const journal::FactBody& fact);
    void answer_waiting();
    void respond(const protocol::Request& request, protocol::ResponseBody body);
    protocol::ResponseBody metadata() const;

    Producer producer_;
    base::Rng random_{7, "node", NodeId{1001}};
    node::Disk disk_;
    std::int64_t next_connection_ = 1;
    LocalTime now_{0};
    std::map<node::TimerKey, std::pair<LocalTime, std::int64_t>> timers_;
    std::int64_t timer_number_ = 0;
    std::map<ConnectionId, NodeId> connections_;
    std::deque<protocol::Request> at_once_;  // to be answered by the bench itself
    std::deque<protocol::Request> waiting_;
    Lines lines_;
    bool exited_ = false;
};

}  // namespace brokerscope::client
