// A bench for one consumer: its timers, its connections, and brokers 1 to 3 that answer at once, as
// told. Broker 3 coordinates the group `billing`. Topic `orders` (id 2) has partition 0 on broker 1
// and partition 1 on broker 2. Requests of a held API wait until the test answers them.
//
// The bench writes down what the consumer asked for and stated, one line each; told() gives the
// lines since the last call, without METADATA, FIND_COORDINATOR and FETCH unless they are asked
// for.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/client/consumer.h"
#include "sim/kafka/consumer_protocol.h"
#include "tests/expect.h"

template <>
struct doctest::StringMaker<std::vector<std::string>> {
    static String convert(const std::vector<std::string>& lines) {
        std::string text;
        for (const std::string& line : lines)
            text += "\n    " + line;
        return text.c_str();
    }
};

namespace brokerscope::client {

inline constexpr base::TopicId orders{2};
inline constexpr base::PartitionId orders_0{orders, 0};
inline constexpr base::PartitionId orders_1{orders, 1};
inline constexpr NodeId coordinator{3};

using Lines = std::vector<std::string>;

ConsumerSettings billing();
/// At most n lines from one end.
Lines first(std::size_t n, const Lines& lines);
Lines last(std::size_t n, const Lines& lines);

class Bench {
  public:
    explicit Bench(ConsumerSettings settings = billing());

    // What the cluster does.
    std::map<base::PartitionId, std::vector<log::RecordBatch>> logs;
    std::map<base::PartitionId, base::Offset> committed;
    std::map<base::PartitionId, NodeId> leaders{{orders_0, NodeId{1}}, {orders_1, NodeId{2}}};
    base::LeaderEpoch leader_epoch{0};                          // of both partitions
    base::LeaderEpoch committed_epoch = base::no_leader_epoch;  // of all commits
    std::optional<protocol::EpochEndOffset> epoch_end;          // otherwise the end of the log
    std::map<kafka::ApiKey, kafka::ErrorCode> errors;  // answered instead, until taken away
    std::set<kafka::ApiKey> held;
    NodeId coordinator_now = coordinator;
    base::GenerationId generation{0};
    std::optional<Assignment> dealt;  // what the consumer gets when it is not the leader

    /// Appends records of one byte each to a partition, as one batch.
    void produce(base::PartitionId partition, std::int32_t records);
    void start();
    void stop();
    /// Lets time pass; timers ring in their order.
    void pass(Duration duration);
    /// The oldest request of this kind that waits for an answer.
    template <class R>
    std::optional<protocol::Request> waiting() const;
    void answer(const protocol::Request& request, protocol::ResponseBody body);
    /// Answers a waiting request as the cluster would.
    void let_go(const protocol::Request& request);
    /// All connections to the coordinator break.
    void lose_coordinator();

    Lines told();
    /// The lines of the last told() and this one that start so, from now on not left out.
    void also_tell(const std::string& start) { left_out_.erase(start); }
    bool exited() const { return exited_; }
    LocalTime now() const { return now_; }
    template <class R>
    std::int64_t count_sent() const;
    const std::vector<protocol::Request>& all_sent() const { return all_sent_; }

  private:
    using Handler = std::function<void(node::Turn&, node::Effects&)>;
    void turn(const Handler& handler);
    void carry_out(node::Effect& effect);
    void write_fact(const journal::FactBody& fact);
    void on_sent(protocol::Request request);
    void settle();
    std::optional<protocol::ResponseBody> reply(const protocol::Request& request);
    protocol::ResponseBody reply_metadata();
    protocol::ResponseBody reply_join(const protocol::JoinGroupRequest& request);
    protocol::ResponseBody reply_sync(const protocol::SyncGroupRequest& request);
    protocol::ResponseBody reply_commit(const protocol::OffsetCommitRequest& request);
    protocol::ResponseBody reply_committed(const protocol::OffsetFetchRequest& request);
    protocol::ResponseBody reply_epoch_ends(const protocol::OffsetForLeaderEpochRequest& request);
    protocol::ResponseBody reply_offsets(const protocol::ListOffsetsRequest& request);
    std::optional<protocol::ResponseBody> reply_fetch(const protocol::Request& request);
    std::optional<LocalTime> next_parked() const;
    base::Offset log_end(base::PartitionId partition) const;
    kafka::ErrorCode error_of(kafka::ApiKey api) const;

    Consumer consumer_;
    base::Rng random_{7, "node", NodeId{1001}};
    node::Disk disk_;
    std::int64_t next_connection_ = 1;
    LocalTime now_{0};
    std::map<node::TimerKey, std::pair<LocalTime, std::int64_t>> timers_;
    std::int64_t timer_number_ = 0;
    std::map<ConnectionId, NodeId> connections_;
    std::deque<protocol::Request> waiting_;
    std::vector<protocol::Request> all_sent_;
    Lines lines_;
    std::set<std::string> left_out_{"> METADATA", "> FIND_COORDINATOR", "> FETCH", "> HEARTBEAT"};
    std::map<CorrelationId, LocalTime> parked_until_;  // FETCH without data
    bool exited_ = false;
    std::int64_t turns_without_time_ = 0;
};

template <class R>
std::optional<protocol::Request> Bench::waiting() const {
    for (const protocol::Request& request : waiting_) {
        if (std::holds_alternative<R>(request.body)) return request;
    }
    return std::nullopt;
}

template <class R>
std::int64_t Bench::count_sent() const {
    std::int64_t count = 0;
    for (const protocol::Request& request : all_sent_)
        count += std::holds_alternative<R>(request.body) ? 1 : 0;
    return count;
}

}  // namespace brokerscope::client
