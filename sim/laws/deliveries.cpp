#include "sim/laws/deliveries.h"

#include <algorithm>

namespace brokerscope::laws {

using base::NodeId;
using base::Offset;

void Deliveries::set_position(Offset position) {
    position_ = position;
    lowest_position_ = lowest_position_ ? std::min(*lowest_position_, position) : position;
}

void Deliveries::count(NodeId client, std::int64_t begin, std::int64_t end) {
    IntervalSet& known = numbers_[client];
    const std::int64_t before = known.size();
    known.add(begin, end);
    delivered_ += end - begin;
    duplicated_ += end - begin - (known.size() - before);
}

void Deliveries::deliver(const PartitionLedger& partition, Offset first, Offset last) {
    const Offset end = last + 1;
    // What was read is what was readable when it was fetched, even if the lead was lost since then.
    std::int64_t known_to = first.value;
    const auto take = [&](BatchRef, const LoggedBatch& batch) {
        const Offset from = std::max({first, batch.base_offset, Offset{known_to}});
        const Offset to = std::min(end, batch.end());
        if (from >= to) return;
        if (known_to < from.value) count(base::no_node, known_to, from.value);
        known_to = to.value;
        if (batch.is_control) return;
        if (batch.has_client()) {
            count(batch.client, batch.number_at(from), batch.number_at(to));
        } else {
            count(base::no_node, from.value, to.value);
        }
    };
    partition.readable().for_each(first, end, partition.strands(), take);
    partition.leading_log().for_each(Offset{known_to}, end, partition.strands(), take);
    if (known_to < end.value) count(base::no_node, known_to, end.value);

    const bool whole = partition.same_to() >= partition.readable().end();
    offsets_.add(first.value, whole ? end.value : std::min(end, partition.same_to()).value);
    if (!lowest_position_ || first < *lowest_position_) lowest_position_ = first;
    position_ = end;
}

void Deliveries::log_changed(Offset same_to) {
    offsets_.remove_from(same_to.value);
    const auto anonymous = numbers_.find(base::no_node);
    if (anonymous != numbers_.end()) anonymous->second.remove_from(same_to.value);
    position_ = std::min(position_, same_to);
    if (lowest_position_) lowest_position_ = std::min(*lowest_position_, same_to);
}

std::int64_t Deliveries::skipped(const PartitionLedger& partition) const {
    if (!lowest_position_) return 0;
    const std::int64_t end = std::min(position_, partition.leading_log().end()).value;
    std::int64_t records = 0;
    const auto count_records = [&](const Interval& gap) {
        partition.leading_log().for_each(Offset{gap.begin}, Offset{gap.end}, partition.strands(),
                                         [&](BatchRef, const LoggedBatch& batch) {
                                             if (batch.is_control) return;
                                             records +=
                                                 std::min(gap.end, batch.end().value) -
                                                 std::max(gap.begin, batch.base_offset.value);
                                         });
    };
    for (const Interval& gap : offsets_.missing_within(lowest_position_->value, end)) {
        // Who comes after the cleaner is meant to see the newest record of each key only.
        for (const Interval& kept : partition.compacted().missing_within(gap.begin, gap.end))
            count_records(kept);
    }
    return records;
}

}  // namespace brokerscope::laws
