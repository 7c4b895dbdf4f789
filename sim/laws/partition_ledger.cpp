#include "sim/laws/partition_ledger.h"

#include <algorithm>

#include "sim/view/describe.h"

namespace brokerscope::laws {

using base::NodeId;
using base::Offset;

Cause cause_of(const LedgerStep& step) {
    return {step.fact.id, step.fact.at, view::describe(step.fact, step.view)};
}

std::int64_t LedgerStep::number_of(NodeId client, std::int64_t in_process) const {
    const auto process = view.processes.find(client);
    if (process == view.processes.end() || process->second.incarnation <= 1) return in_process;
    return in_process + (process->second.incarnation - 1) * numbers_per_incarnation;
}

const LogContent* PartitionLedger::log_of(NodeId node) const {
    const auto found = replicas_.find(node);
    return found == replicas_.end() ? nullptr : &found->second.log;
}

// --- replicas ---------------------------------------------------------------------------------

void PartitionLedger::leader_appended(LedgerStep& step, const journal::LeaderAppended& appended) {
    const NodeId node = step.fact.node;
    LoggedBatch batch = logged_batch(appended.batch);
    batch.first_number = step.number_of(batch.client, batch.first_number);
    if (batch.epoch > leader_epoch_) take_lead(step, node, batch.epoch);
    LogContent& log = replicas_[node].log;
    if (batch.base_offset < log.end()) log.truncate_to(batch.base_offset, strands_);
    const BatchRef ref = strands_.append(node, batch, appended.records);
    log.append(ref, batch);
    if (node != leader_) {
        // Somebody who does not know yet that another broker leads: these records stand in a log
        // that nobody will follow.
        settle_elsewhere(step, ref);
        return;
    }
    if (batch.base_offset < log_.end()) change_leading_log(step, log, cause_of(step));
    if (log_.end() == batch.base_offset || !log_.find(batch.base_offset, strands_)) {
        log_.append(ref, batch);
        enter(step, batch);
    }
}

void PartitionLedger::follower_appended(NodeId node, const journal::FollowerAppended& appended) {
    LogContent& log = replicas_[node].log;
    for (const journal::BatchStamp& stamp : appended.batches) {
        const LoggedBatch batch = logged_batch(stamp);
        if (batch.base_offset < log.end()) log.truncate_to(batch.base_offset, strands_);
        const bool was_cleaned = batch.base_offset < cleaned_to_;
        log.append(strands_.find_or_add(node, batch, log.expected_next(), was_cleaned), batch);
    }
}

void PartitionLedger::truncated(LedgerStep& step, Offset to) {
    Replica& replica = replicas_[step.fact.node];
    replica.log.truncate_to(to, strands_);
    // A former leader that cuts its log follows somebody; one that still leads cuts the partition.
    if (step.fact.node == leader_ && replica.leads) {
        change_leading_log(step, replica.log, cause_of(step));
    }
}

// What the cleaner takes is not lost: the topic asks for the newest record of each key only. The
// logs here stay as they were written.
void PartitionLedger::cleaned(const journal::LogCleaned& cleaned) {
    cleaned_to_ = std::max(cleaned_to_, cleaned.up_to);
    if (cleaned.segments.empty()) return;
    std::int64_t next = cleaned.segments.front().base_offset.value;
    for (const journal::CleanedSegment& segment : cleaned.segments) {
        for (const journal::CleanedBatch& batch : segment.batches) {
            for (const Offset kept : batch.offsets) {
                compacted_.add(next, kept.value);
                next = kept.value + 1;
            }
        }
    }
    compacted_.add(next, cleaned.up_to.value);
}

void PartitionLedger::opened(NodeId node, const journal::ReplicaOpened& opened) {
    Replica& replica = replicas_[node];
    replica.leads = false;
    replica.log.truncate_to(opened.log_end, strands_);
    replica.log.set_end(opened.log_end);
}

void PartitionLedger::role_taken(LedgerStep& step, const journal::ReplicaRoleTaken& taken) {
    const bool leads = taken.role == journal::ReplicaRole::leader;
    replicas_[step.fact.node].leads = leads;
    if (leads && taken.leader_epoch > leader_epoch_) {
        take_lead(step, step.fact.node, taken.leader_epoch);
    } else if (leads && step.fact.node == leader_) {
        // It leads again in the same epoch, perhaps with less than it had.
        change_leading_log(step, replicas_[leader_].log, cause_of(step));
    }
}

void PartitionLedger::decided(LedgerStep& step, const journal::PartitionChanged& changed) {
    if (changed.leader_epoch <= decided_epoch_) return;
    decided_epoch_ = changed.leader_epoch;
    if (changed.leader != base::no_node)
        leader_change_ = std::make_shared<const Cause>(cause_of(step));
}

void PartitionLedger::high_watermark_moved(LedgerStep& step, Offset to) {
    if (step.fact.node != leader_) return;
    const Offset reached = std::min(to, log_.end());
    if (reached > replicated_to_) {
        replicated_ += first_copies(replicated_to_, reached);
        replicated_to_ = reached;
    }
    if (reached <= same_to_) return;
    if (same_to_ < readable_.end()) {
        step.news.rewritten.push_back({id_, leader_, same_to_, readable_.end()});
    }
    readable_.replace_from(same_to_, log_, reached, strands_);
    same_to_ = readable_.end();
}

// --- the leading log --------------------------------------------------------------------------

Cause PartitionLedger::leader_change_or(LedgerStep& step) const {
    return leader_change_ ? *leader_change_ : cause_of(step);
}

void PartitionLedger::take_lead(LedgerStep& step, NodeId node, base::LeaderEpoch epoch) {
    leader_ = node;
    leader_epoch_ = epoch;
    Replica& replica = replicas_[node];
    replica.leads = true;
    change_leading_log(step, replica.log, leader_change_or(step));
}

void PartitionLedger::change_leading_log(LedgerStep& step, LogContent next, const Cause& cause) {
    Offset same = log_.common_end(next, strands_);
    std::vector<BatchRef> cut;
    log_.for_each(same, log_.end(), strands_,
                  [&](BatchRef ref, const LoggedBatch&) { cut.push_back(ref); });
    // A log may end inside of a batch that it no longer holds.
    if (!cut.empty()) same = std::min(same, strands_.batch(cut.front()).base_offset);
    lower_replicated(same);
    acknowledged_offsets_.remove_from(same.value);
    for (auto ref = cut.rbegin(); ref != cut.rend(); ++ref) {
        const LoggedBatch& batch = strands_.batch(*ref);
        if (batch.has_client()) origins_[batch.client].unlog(batch);
    }
    log_ = std::move(next);
    log_.for_each(same, log_.end(), strands_,
                  [&](BatchRef, const LoggedBatch& batch) { enter(step, batch); });
    for (const BatchRef ref : cut)
        lose_acknowledged(step, ref, cause);
    note_divergence(step);
}

void PartitionLedger::note_divergence(LedgerStep& step) {
    same_to_ = readable_.common_end(log_, strands_);
    if (same_to_ < readable_.end()) {
        step.news.diverged.push_back({id_, leader_, same_to_, readable_.end()});
    }
}

/// A batch came into the leading log.
void PartitionLedger::enter(LedgerStep& step, const LoggedBatch& batch) {
    if (!batch.has_client()) return;
    Origin& origin = origins_[batch.client];
    const std::int64_t begin = batch.first_number;
    const std::int64_t end = begin + batch.count;
    origin.log(batch);
    origin.losses.remove(begin, end);
    settle(step, batch);
    for (const Interval& known : origin.acknowledged.within(begin, end)) {
        const std::int64_t offset = batch.base_offset.value + (known.begin - begin);
        acknowledged_offsets_.add(offset, offset + known.size());
    }
}

std::int64_t PartitionLedger::first_copies(Offset from, Offset to) const {
    std::int64_t copies = 0;
    log_.for_each(from, to, strands_, [&](BatchRef, const LoggedBatch& batch) {
        if (batch.has_client()) copies += origins_.at(batch.client).first_copies(batch, from, to);
    });
    return copies;
}

void PartitionLedger::lower_replicated(Offset to) {
    if (to >= replicated_to_) return;
    replicated_ -= first_copies(to, replicated_to_);
    replicated_to_ = to;
}

}  // namespace brokerscope::laws
