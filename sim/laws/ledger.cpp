#include "sim/laws/ledger.h"

#include <algorithm>

#include "sim/laws/promises.h"

namespace brokerscope::laws {

using base::FactId;
using base::NodeId;
using base::Offset;
using base::PartitionId;
using base::TopicId;

namespace {

PartitionId first_of(TopicId topic) {
    return {topic, 0};
}

bool is_internal(const view::View& view, TopicId topic) {
    const auto found = view.topics.find(topic);
    return topic == base::cluster_metadata_topic ||
           (found != view.topics.end() && found->second.internal);
}

void add(TopicTotals& total, const TopicTotals& one) {
    total.produced += one.produced;
    total.acknowledged += one.acknowledged;
    total.replicated += one.replicated;
    total.failed += one.failed;
    total.unknown += one.unknown;
    total.lost += one.lost;
    total.duplicated_in_log += one.duplicated_in_log;
    total.reordered += one.reordered;
    total.delivered += one.delivered;
    total.duplicated += one.duplicated;
}

TopicTotals totals_of(const PartitionLedger& partition) {
    TopicTotals total;
    total.replicated = partition.replicated();
    for (const auto& [client, origin] : partition.origins()) {
        total.produced += origin.accepted;
        total.acknowledged += origin.acknowledged.size();
        total.failed += origin.failed.size();
        total.lost += origin.losses.size();
        total.duplicated_in_log += origin.duplicated_in_log();
        total.reordered += origin.reordered();
    }
    total.unknown = std::max<std::int64_t>(0, total.produced - total.acknowledged - total.failed);
    return total;
}

}  // namespace

// --- folding ----------------------------------------------------------------------------------

PartitionLedger& Ledger::at(PartitionId id) {
    return partitions_.try_emplace(id, id).first->second;
}

void Ledger::apply(const view::View& view, const journal::Fact& fact) {
    news_.lost.clear();
    news_.diverged.clear();
    news_.rewritten.clear();
    LedgerStep step{view, fact, news_, causes_};
    std::visit([&](const auto& body) { fold(step, body); }, fact.body);
    for (const Divergence& one : news_.diverged) {
        const auto groups = deliveries_.find(one.partition);
        if (groups == deliveries_.end()) continue;
        for (auto& [group, deliveries] : groups->second)
            deliveries.log_changed(one.same_to);
    }
}

void Ledger::fold(LedgerStep& step, const journal::RecordsAccepted& accepted) {
    const NodeId client = step.fact.node;
    const bool keep_keys = producer_acks(step.view, client) == "0";
    at(accepted.partition)
        .accept(client, step.number_of(client, accepted.first_number), accepted.records, keep_keys);
}

void Ledger::fold(LedgerStep& step, const journal::BatchProgress& stated) {
    const NodeId client = step.fact.node;
    journal::BatchProgress progress = stated;
    progress.first_number = step.number_of(client, stated.first_number);
    if (progress.state == journal::BatchState::acknowledged) {
        if (progress.base_offset == base::no_offset) some_unsettled_ = true;
        at(progress.partition).acknowledge(step, progress);
    } else if (progress.state == journal::BatchState::failed) {
        at(progress.partition).fail(client, progress);
    }
}

void Ledger::fold(LedgerStep& step, const journal::MessageLost& lost) {
    if (!some_unsettled_) return;
    for (const auto& [key, message] : step.view.messages) {
        if (message.fact != lost.message) continue;
        if (message.is_response || message.api != kafka::ApiKey::produce) return;
        for (auto& [id, partition] : partitions_)
            partition.request_lost(step, message.from, message.sent, message.to);
        return;
    }
}

void Ledger::fold(LedgerStep& step, const journal::LeaderAppended& appended) {
    at(appended.partition).leader_appended(step, appended);
}

void Ledger::fold(LedgerStep& step, const journal::FollowerAppended& appended) {
    at(appended.partition).follower_appended(step.fact.node, appended);
}

void Ledger::fold(LedgerStep& step, const journal::LogTruncated& truncated) {
    at(truncated.partition).truncated(step, truncated.to);
}

void Ledger::fold(LedgerStep&, const journal::LogCleaned& cleaned) {
    at(cleaned.partition).cleaned(cleaned);
}

void Ledger::fold(LedgerStep& step, const journal::ReplicaOpened& opened) {
    at(opened.partition).opened(step.fact.node, opened);
}

void Ledger::fold(LedgerStep& step, const journal::ReplicaRoleTaken& taken) {
    at(taken.partition).role_taken(step, taken);
}

void Ledger::fold(LedgerStep& step, const journal::PartitionChanged& changed) {
    at(changed.partition).decided(step, changed);
}

void Ledger::fold(LedgerStep& step, const journal::HighWatermarkMoved& moved) {
    at(moved.partition).high_watermark_moved(step, moved.to);
}

void Ledger::fold(LedgerStep&, const journal::PositionSet& position) {
    deliveries_[position.partition][position.group].set_position(position.position);
}

void Ledger::fold(LedgerStep&, const journal::RecordsDelivered& delivered) {
    deliveries_[delivered.partition][delivered.group].deliver(at(delivered.partition),
                                                              delivered.first, delivered.last);
}

// --- answers ----------------------------------------------------------------------------------

const PartitionLedger* Ledger::partition(PartitionId id) const {
    const auto found = partitions_.find(id);
    return found == partitions_.end() ? nullptr : &found->second;
}

TopicTotals Ledger::topic(TopicId topic) const {
    TopicTotals total;
    for (auto one = partitions_.lower_bound(first_of(topic));
         one != partitions_.end() && one->first.topic == topic; ++one) {
        add(total, totals_of(one->second));
    }
    for (auto one = deliveries_.lower_bound(first_of(topic));
         one != deliveries_.end() && one->first.topic == topic; ++one) {
        for (const auto& [group, deliveries] : one->second) {
            total.delivered += deliveries.delivered();
            total.duplicated += deliveries.duplicated();
        }
    }
    return total;
}

TopicTotals Ledger::all(const view::View& view) const {
    TopicTotals total;
    for (const auto& [id, shown] : view.topics) {
        if (!is_internal(view, id)) add(total, topic(id));
    }
    return total;
}

std::map<std::string, GroupTotals> Ledger::groups(TopicId topic) const {
    std::map<std::string, GroupTotals> totals;
    for (auto one = deliveries_.lower_bound(first_of(topic));
         one != deliveries_.end() && one->first.topic == topic; ++one) {
        const PartitionLedger* partition = this->partition(one->first);
        for (const auto& [group, deliveries] : one->second) {
            GroupTotals& total = totals[group];
            total.delivered += deliveries.delivered();
            total.duplicated += deliveries.duplicated();
            if (partition != nullptr) total.skipped += deliveries.skipped(*partition);
        }
    }
    return totals;
}

std::vector<LostRecord> Ledger::lost_records(TopicId topic, std::size_t most) const {
    std::vector<LostRecord> records;
    for (auto one = partitions_.lower_bound(first_of(topic));
         one != partitions_.end() && one->first.topic == topic; ++one) {
        for (const auto& [client, origin] : one->second.origins()) {
            for (const LossRange& range : origin.losses.ranges()) {
                for (std::int64_t n = range.first_number; n < range.end(); ++n) {
                    if (records.size() >= most) return records;
                    records.push_back({one->first, client, n, range.offset_of(n),
                                       one->second.key_of(client, range, n), range.cause});
                }
            }
        }
    }
    return records;
}

const Cause* Ledger::cause(FactId fact) const {
    const auto found = causes_.find(fact);
    return found == causes_.end() ? nullptr : &found->second;
}

// --- what a further failure would cost --------------------------------------------------------

Offset held_twice_to(const view::View& view, PartitionId id, const view::PartitionView& partition) {
    Offset longest;
    Offset second;
    for (const NodeId member : partition.isr) {
        const auto process = view.processes.find(member);
        const view::ReplicaView* replica = view.replica(member, id);
        if (process == view.processes.end() || replica == nullptr || !replica->open) continue;
        if (process->second.state != view::ProcessState::running) continue;
        second = std::max(second, std::min(longest, replica->log_end));
        longest = std::max(longest, replica->log_end);
    }
    return second;
}

std::int64_t at_risk(const view::View& view, const Ledger& ledger, TopicId topic) {
    std::int64_t records = 0;
    for (auto one = ledger.partitions().lower_bound(first_of(topic));
         one != ledger.partitions().end() && one->first.topic == topic; ++one) {
        const auto decided = view.partitions.find(one->first);
        if (decided == view.partitions.end()) continue;
        const Offset safe_to = held_twice_to(view, one->first, decided->second);
        records += one->second.acknowledged_offsets().size_from(safe_to.value);
    }
    return records;
}

std::int64_t at_risk(const view::View& view, const Ledger& ledger) {
    std::int64_t records = 0;
    for (const auto& [id, topic] : view.topics) {
        if (!is_internal(view, id)) records += at_risk(view, ledger, id);
    }
    return records;
}

base::Duration unavailable(const view::View& view, TopicId topic) {
    base::Duration total;
    for (auto one = view.partitions.lower_bound(first_of(topic));
         one != view.partitions.end() && one->first.topic == topic; ++one) {
        const view::PartitionView& partition = one->second;
        total = total + partition.unavailable;
        if (partition.leaderless_since) total = total + (view.at - *partition.leaderless_since);
    }
    return total;
}

base::Duration unavailable(const view::View& view) {
    base::Duration total;
    for (const auto& [id, topic] : view.topics) {
        if (!is_internal(view, id)) total = total + unavailable(view, id);
    }
    return total;
}

}  // namespace brokerscope::laws
