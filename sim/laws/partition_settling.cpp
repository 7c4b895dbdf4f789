// What the application was told, and whether it is true: the half of PartitionLedger that decides
// which acknowledged records are lost.
#include <algorithm>
#include <utility>

#include "sim/laws/partition_ledger.h"

namespace brokerscope::laws {

using base::NodeId;
using base::Offset;

namespace {

LossRange never_logged(Interval numbers, const Cause& cause) {
    return {.first_number = numbers.begin,
            .count = numbers.size(),
            .first_offset = base::no_offset,
            .strand = std::nullopt,
            .cause = cause.fact};
}

}  // namespace

void PartitionLedger::accept(NodeId client, std::int64_t first_number,
                             std::span<const journal::RecordSlice> records, bool keep_keys) {
    Origin& origin = origins_[client];
    origin.accepted += static_cast<std::int64_t>(records.size());
    if (!keep_keys) return;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].key)
            origin.keys[first_number + static_cast<std::int64_t>(i)] = *records[i].key;
    }
}

void PartitionLedger::fail(NodeId client, const journal::BatchProgress& batch) {
    origins_[client].failed.add(batch.first_number, batch.first_number + batch.records);
}

void PartitionLedger::acknowledge(LedgerStep& step, const journal::BatchProgress& batch) {
    const NodeId client = step.fact.node;
    Origin& origin = origins_[client];
    const std::int64_t end = batch.first_number + batch.records;
    for (const Interval& fresh : origin.acknowledged.missing_within(batch.first_number, end)) {
        origin.acknowledged.add(fresh.begin, fresh.end);
        for (const Interval& kept : origin.logged().within(fresh.begin, fresh.end)) {
            const bool told = batch.base_offset != base::no_offset;
            const Offset hint =
                told ? batch.base_offset + (kept.begin - batch.first_number) : base::no_offset;
            mark_acknowledged(client, kept, hint);
        }
        for (const Interval& absent : origin.logged().missing_within(fresh.begin, fresh.end)) {
            lose_unlogged(step, origin, client, absent, batch);
        }
    }
}

/// Notes at which offsets these records stand in the leading log; `hint` is where the first should.
void PartitionLedger::mark_acknowledged(NodeId client, Interval numbers, Offset hint) {
    std::optional<BatchRef> ref;
    if (hint != base::no_offset) ref = log_.find(hint, strands_);
    const auto mark = [&](const LoggedBatch& batch) {
        const std::int64_t begin = std::max(numbers.begin, batch.first_number);
        const std::int64_t end = std::min(numbers.end, batch.first_number + batch.count);
        const std::int64_t shift = batch.base_offset.value - batch.first_number;
        acknowledged_offsets_.add(begin + shift, end + shift);
        return begin == numbers.begin && end == numbers.end;
    };
    if (ref) {
        const LoggedBatch& batch = strands_.batch(*ref);
        if (batch.client == client && batch.has_client() && mark(batch)) return;
    }
    // The answer named another copy, or a batch that the log holds in parts: look at all of it.
    log_.for_each(Offset{}, log_.end(), strands_, [&](BatchRef, const LoggedBatch& batch) {
        if (batch.client == client && batch.has_client()) mark(batch);
    });
}

// --- losses -----------------------------------------------------------------------------------

void PartitionLedger::lose(LedgerStep& step, NodeId client, const LossRange& range,
                           const Cause& cause) {
    origins_[client].losses.add(range);
    step.causes.emplace(cause.fact, cause);
    step.news.lost.push_back({id_, client, range});
}

/// A batch was cut off the leading log: what was acknowledged and stands nowhere else in it is
/// lost.
void PartitionLedger::lose_acknowledged(LedgerStep& step, BatchRef ref, const Cause& cause) {
    const LoggedBatch batch = strands_.batch(ref);
    if (!batch.has_client()) return;
    Origin& origin = origins_[batch.client];
    const std::int64_t end = batch.first_number + batch.count;
    for (const Interval& known : origin.acknowledged.within(batch.first_number, end)) {
        for (const Interval& gone : origin.logged().missing_within(known.begin, known.end)) {
            origin.losses.remove(gone.begin, gone.end);
            lose(step, batch.client,
                 {.first_number = gone.begin,
                  .count = gone.size(),
                  .first_offset = batch.base_offset + (gone.begin - batch.first_number),
                  .strand = ref.strand,
                  .cause = cause.fact},
                 cause);
        }
    }
}

/// An acknowledgement came for records that the leading log does not hold.
void PartitionLedger::lose_unlogged(LedgerStep& step, Origin& origin, NodeId client,
                                    Interval numbers, const journal::BatchProgress& batch) {
    if (batch.base_offset == base::no_offset) {
        origin.unsettled.push_back({numbers.begin, numbers.size(), step.fact.at, leader_});
        return;
    }
    const Cause cause = leader_change_or(step);
    const Offset offset = batch.base_offset + (numbers.begin - batch.first_number);
    LossRange range = never_logged(numbers, cause);
    range.first_offset = offset;
    if (const auto ref = strands_.find_record(client, numbers.begin, offset)) {
        range.strand = ref->strand;
    }
    lose(step, client, range, cause);
}

std::optional<base::Bytes> PartitionLedger::key_of(NodeId client, const LossRange& range,
                                                   std::int64_t number) const {
    if (range.strand) return strands_.strand(*range.strand).key_at(range.offset_of(number));
    const auto& keys = origins_.at(client).keys;
    const auto key = keys.find(number);
    return key == keys.end() ? std::nullopt : std::optional(key->second);
}

// --- acknowledged without an offset -----------------------------------------------------------

void PartitionLedger::request_lost(LedgerStep& step, NodeId client, base::SimTime sent, NodeId to) {
    const auto found = origins_.find(client);
    if (found == origins_.end() || found->second.unsettled.empty()) return;
    std::vector<Unsettled> rest;
    for (const Unsettled& one : std::exchange(found->second.unsettled, {})) {
        if (one.sent != sent || one.to != to) {
            rest.push_back(one);
            continue;
        }
        const Cause cause = cause_of(step);
        lose(step, client, never_logged({one.first_number, one.end()}, cause), cause);
    }
    found->second.unsettled = std::move(rest);
}

/// A batch is in the leading log: its records are settled, and a connection brings records in
/// order, so that older ones which are still missing will not come.
void PartitionLedger::settle(LedgerStep& step, const LoggedBatch& batch) {
    Origin& origin = origins_[batch.client];
    const std::int64_t begin = batch.first_number;
    const std::int64_t end = begin + batch.count;
    if (!origin.keys.empty()) {
        origin.keys.erase(origin.keys.lower_bound(begin), origin.keys.lower_bound(end));
    }
    if (origin.unsettled.empty()) return;
    std::vector<Unsettled> rest;
    for (const Unsettled& one : std::exchange(origin.unsettled, {})) {
        if (one.first_number >= end) {
            rest.push_back(one);
        } else if (one.end() <= begin) {
            const bool changed = leader_change_ && leader_change_->at >= one.sent;
            const Cause cause = changed ? *leader_change_ : cause_of(step);
            lose(step, batch.client, never_logged({one.first_number, one.end()}, cause), cause);
        }
    }
    origin.unsettled = std::move(rest);
}

/// A batch stands in the log of a broker that leads no longer: what was acknowledged of it without
/// an offset is lost.
void PartitionLedger::settle_elsewhere(LedgerStep& step, BatchRef ref) {
    const LoggedBatch batch = strands_.batch(ref);
    if (!batch.has_client()) return;
    Origin& origin = origins_[batch.client];
    std::vector<Unsettled> rest;
    for (const Unsettled& one : std::exchange(origin.unsettled, {})) {
        if (one.first_number < batch.first_number || one.end() > batch.first_number + batch.count) {
            rest.push_back(one);
            continue;
        }
        const Cause cause = leader_change_or(step);
        lose(step, batch.client,
             {.first_number = one.first_number,
              .count = one.count,
              .first_offset = batch.base_offset + (one.first_number - batch.first_number),
              .strand = ref.strand,
              .cause = cause.fact},
             cause);
    }
    origin.unsettled = std::move(rest);
}

}  // namespace brokerscope::laws
