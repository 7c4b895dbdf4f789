// The application's thread: what happens inside poll() and close(), in Kafka's order.
#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/client/consumer.h"

namespace brokerscope::client {

using base::PartitionId;
using journal::OwnershipReason;

namespace {

// close() does not wait longer for a coordinator that does not answer.
constexpr Duration longest_close = base::seconds(5);
// Shorter work cannot come near max.poll.interval.ms: its clock is not worth showing.
constexpr std::int64_t noticeable_part = 4;

}  // namespace

// One pass of poll()'s loop. When the application needs no time for the records, it polls again at
// once; each pass then uses up records, so there is an end.
void Consumer::poll(node::Turn& turn, node::Effects& effects) {
    while (phase_ == Phase::polling) {
        follow_group(turn, effects);
        look_for_fatal_errors(turn, effects);
        if (phase_ != Phase::polling || preparing_join_) return;
        if (waits_for_coordinator(turn.now)) return;
        const Poll polled = fetcher_.take_records(turn, effects);
        // What the leader called out of range is looked up in the same poll().
        if (coordinator_.is_known()) positions_.find_missing(turn, effects);
        // Sent before poll() returns, so that the answers come while the application works (CO-2).
        fetcher_.fetch(turn, effects);
        if (!coordinator_.is_known()) poll_began_ = turn.now;
        if (polled.records == 0) break;
        begin_work(polled.work, turn, effects);
    }
    look_for_fatal_errors(turn, effects);
}

void Consumer::begin_work(Duration work, node::Turn& turn, node::Effects& effects) {
    poll_began_ = turn.now;
    if (work.ns <= 0) return;
    phase_ = Phase::working;
    effects.set_timer(timer_key(ConsumerTimer::work), work);
    const Duration limit = core_.settings.max_poll_interval;
    if (work * noticeable_part < limit || !membership_.is_stable()) return;
    journal::ClockSubject clock;
    clock.kind = journal::ClockKind::poll_interval;
    clock.node = turn.self;
    clock.group = core_.settings.group;
    clock.member = membership_.member();
    effects.set_timer(timer_key(ConsumerTimer::poll_interval), limit, std::move(clock));
}

// While nobody knows the coordinator, each poll() looks for it until its timeout is over, and only
// then returns what was fetched (GR-54).
bool Consumer::waits_for_coordinator(LocalTime now) const {
    return !coordinator_.is_known() && now < poll_began_ + poll_timeout;
}

// ConsumerCoordinator.poll(): callbacks, joining, the commit of the interval, missing positions.
void Consumer::follow_group(node::Turn& turn, node::Effects& effects) {
    if (membership_.take_lost()) give_up(OwnershipReason::lost, effects);
    if (!coordinator_.is_known()) return;
    take_assignment(turn, effects);
    if (membership_.needs_join()) {
        if (prepare_join(turn, effects)) membership_.join(turn, effects);
        return;
    }
    if (!membership_.is_stable()) return;
    commits_.commit_at_interval(turn, effects);
    positions_.find_missing(turn, effects);
}

// Commits and gives everything up before joining (CO-42). False: the commit is still under way.
bool Consumer::prepare_join(node::Turn& turn, node::Effects& effects) {
    if (!has_assignment_) return true;
    preparing_join_ = true;
    if (!commits_.finish(turn, effects)) return false;
    give_up(OwnershipReason::revoked, effects);
    return true;
}

void Consumer::give_up(OwnershipReason reason, node::Effects& effects) {
    const bool owned = !positions_.all().empty();
    // onPartitionsRevoked is called with nothing too, onPartitionsLost is not (CO-42, CO-44).
    const bool tell = has_assignment_ && (owned || reason == OwnershipReason::revoked);
    positions_.clear();
    fetcher_.clear();
    commits_.stop_waiting();
    unresolved_.reset();
    has_assignment_ = false;
    preparing_join_ = false;
    if (!tell) return;
    effects.state(
        journal::OwnershipChanged{core_.settings.group, membership_.generation(), {}, reason});
}

void Consumer::take_assignment(node::Turn& turn, node::Effects& effects) {
    if (auto assignment = membership_.take_assignment()) unresolved_ = std::move(assignment);
    if (!unresolved_) return;
    auto partitions = resolve(*unresolved_);
    if (!partitions) return;
    unresolved_.reset();
    has_assignment_ = true;
    positions_.assign(*partitions);
    commits_.on_assigned(turn.now);
    effects.state(journal::OwnershipChanged{core_.settings.group, membership_.generation(),
                                            std::move(*partitions), OwnershipReason::assigned});
}

// Names to ids. Nothing while this consumer has not heard of a topic that the leader knows.
std::optional<std::vector<PartitionId>> Consumer::resolve(const Assignment& assignment) {
    std::vector<PartitionId> partitions;
    for (const kafka::TopicPartition& assigned : assignment) {
        const KnownTopic* topic = core_.metadata.topic(assigned.topic);
        if (topic == nullptr) {
            core_.metadata.want(assigned.topic);
            core_.updater.demand();
            return std::nullopt;
        }
        partitions.push_back({topic->id, assigned.partition});
    }
    return partitions;
}

void Consumer::look_for_fatal_errors(node::Turn& turn, node::Effects& effects) {
    const bool fatal = membership_.take_fatal() || positions_.take_fatal() || fetcher_.take_fatal();
    if (fatal && phase_ != Phase::closing) begin_closing(turn, effects);
}

// --- close() -------------------------------------------------------------------------------------

void Consumer::begin_closing(node::Turn&, node::Effects& effects) {
    phase_ = Phase::closing;
    effects.set_timer(timer_key(ConsumerTimer::give_up_closing), longest_close);
}

// Commit, callback, LEAVE_GROUP, in this order (CO-45).
void Consumer::go_on_closing(node::Turn& turn, node::Effects& effects) {
    if (leaving_) return;
    if (membership_.take_lost()) give_up(OwnershipReason::lost, effects);
    if (has_assignment_ && !commits_.finish(turn, effects)) return;
    if (membership_.member().empty()) {
        end(effects);
        return;
    }
    if (!coordinator_.is_ready(turn.now)) return;
    give_back(effects);
    leaving_ = membership_.leave("the consumer is being closed", turn, effects);
}

// close() calls back when there is something to give back, and in the middle of a rebalance that is
// a loss (CO-45).
void Consumer::give_back(node::Effects& effects) {
    if (positions_.all().empty()) return;
    const bool in_order = membership_.is_stable() && !membership_.needs_join();
    give_up(in_order ? OwnershipReason::revoked : OwnershipReason::lost, effects);
}

void Consumer::end(node::Effects& effects) {
    if (phase_ == Phase::ended) return;
    phase_ = Phase::ended;
    give_back(effects);
    membership_.close(effects);
    core_.connections.close_all(effects);
    effects.exit();
}

}  // namespace brokerscope::client
