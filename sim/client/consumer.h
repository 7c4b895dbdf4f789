// A consumer as Kafka's classic KafkaConsumer in a group, and the application around it: it polls,
// works on what it got for as long as that takes, and polls again (rules CO-1 to CO-7, CO-40 to
// CO-45).
//
//   polling -> working   poll() returned records; nothing but heartbeats happens meanwhile
//   working -> polling   the work is done; this poll() may commit what the last one returned
//   polling -> closing   the application was asked to end, or poll() threw something
//
// Rebalances are joined, partitions given up and commits made inside poll() only, so an application
// that works long delays its whole group, and loses its place when it works longer than
// max.poll.interval.ms. An application that is asked to end first finishes the work in its hands.
//
// The assignor is range, so rebalances are eager: everything is given up before joining. An error
// that poll() throws is not caught: the application closes the consumer and ends.
#pragma once

#include <optional>

#include "sim/client/consumer_commits.h"
#include "sim/client/consumer_fetcher.h"
#include "sim/client/consumer_membership.h"
#include "sim/node/process.h"

namespace brokerscope::client {

class Consumer {
  public:
    explicit Consumer(ConsumerSettings settings);
    Consumer(const Consumer&) = delete;  // its parts refer to each other
    Consumer& operator=(const Consumer&) = delete;

    void on_start(node::Turn& turn, node::Effects& effects);
    void on_request(protocol::Request request, node::Turn& turn, node::Effects& effects);
    void on_response(protocol::Response response, node::Turn& turn, node::Effects& effects);
    void on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects);
    void on_connection_closed(ConnectionId connection, journal::ConnectionEnd how, node::Turn& turn,
                              node::Effects& effects);
    void on_flushed(base::PartitionId, base::Offset, node::Turn&, node::Effects&) {}
    /// close(): commits, gives its partitions back and leaves the group, then the process ends; if
    /// the coordinator does not answer, it ends five seconds later all the same.
    void on_stop(node::Turn& turn, node::Effects& effects);

    // For those who look from outside: audits and tests.
    const ConsumerSettings& settings() const { return core_.settings; }
    const ConsumerMembership& membership() const { return membership_; }
    const ConsumerPositions& positions() const { return positions_; }

  private:
    // What the application gives to poll().
    static constexpr Duration poll_timeout = base::milliseconds(100);

    enum class Phase : std::uint8_t { polling, working, closing, ended };

    void on_own_timer(ConsumerTimer timer, node::Turn& turn, node::Effects& effects);
    void route(protocol::ResponseBody body, const Pending& request, node::Turn& turn,
               node::Effects& effects);
    void fail(const Failure& failure, node::Turn& turn, node::Effects& effects);
    void after_everything(node::Turn& turn, node::Effects& effects);
    void set_wake_timer(node::Turn& turn, node::Effects& effects);

    // poll()
    void poll(node::Turn& turn, node::Effects& effects);
    void follow_group(node::Turn& turn, node::Effects& effects);
    bool prepare_join(node::Turn& turn, node::Effects& effects);
    void take_assignment(node::Turn& turn, node::Effects& effects);
    bool waits_for_coordinator(LocalTime now) const;
    void begin_work(Duration work, node::Turn& turn, node::Effects& effects);
    void give_up(journal::OwnershipReason reason, node::Effects& effects);
    std::optional<std::vector<base::PartitionId>> resolve(const Assignment& assignment);
    void look_for_fatal_errors(node::Turn& turn, node::Effects& effects);

    // close()
    void begin_closing(node::Turn& turn, node::Effects& effects);
    void go_on_closing(node::Turn& turn, node::Effects& effects);
    void give_back(node::Effects& effects);
    void end(node::Effects& effects);

    ConsumerCore core_;
    ConsumerCoordinator coordinator_;
    ConsumerMembership membership_;
    ConsumerPositions positions_;
    ConsumerFetcher fetcher_;
    ConsumerCommits commits_;

    Phase phase_ = Phase::polling;
    LocalTime poll_began_;
    std::optional<LocalTime> wake_at_;  // the wake timer as it is set
    bool stop_after_work_ = false;
    /// An assignment was taken over and not given up since; it may be empty.
    bool has_assignment_ = false;
    bool preparing_join_ = false;
    /// An assignment whose topics this consumer has not heard of yet.
    std::optional<Assignment> unresolved_;
    bool leaving_ = false;
};

}  // namespace brokerscope::client
