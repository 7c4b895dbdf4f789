// What becomes of logs after they were written: segments, cleaning, deletion, damage.
#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "sim/base/check.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

// The batch as the cleaner left it, with the records that its old form showed.
TapeBatchPtr cleaned_batch(const Tape& before, const journal::CleanedBatch& cleaned) {
    const TapeBatch* old = before.find(cleaned.batch.base_offset);
    TapeBatch batch{cleaned.batch, {}, {}, {}, cleaned.offsets, true};
    if (old != nullptr) {
        batch.appended = old->appended;
        batch.fact = old->fact;
        const bool all_known =
            std::all_of(cleaned.offsets.begin(), cleaned.offsets.end(),
                        [&](Offset offset) { return before.record(offset) != nullptr; });
        for (const Offset offset : cleaned.offsets) {
            if (all_known) batch.records.push_back(*before.record(offset));
        }
    }
    return std::make_shared<const TapeBatch>(std::move(batch));
}

std::string log_file(Offset base_offset) {
    const std::string digits = std::to_string(base_offset.value);
    return std::string(20 - digits.size(), '0') + digits + ".log";
}

// The batch of this segment that holds the byte; null when it is too old for the tape.
const TapeBatch* batch_at(const ReplicaView& replica, const SegmentView& segment, Offset end,
                          std::int64_t position) {
    // From the file's end backwards: the oldest batches may be forgotten.
    std::int64_t begin = segment.bytes;
    const TapeBatches batches = replica.tape.batches();
    for (auto it = batches.rbegin(); it != batches.rend(); ++it) {
        const BatchStamp& stamp = (*it)->stamp;
        if (stamp.base_offset >= end) continue;
        if (stamp.base_offset < segment.base_offset) break;
        begin -= stamp.bytes;
        if (position >= begin) return it->get();
    }
    return nullptr;
}

void mark_corrupt(ReplicaView& replica, const TapeBatch* corrupt) {
    Tape tape;
    for (const TapeBatchPtr& batch : replica.tape.batches()) {
        if (batch.get() != corrupt) {
            tape.append(batch);
            continue;
        }
        TapeBatch marked = *batch;
        marked.is_corrupt = true;
        tape.append(std::make_shared<const TapeBatch>(std::move(marked)));
    }
    replica.tape = std::move(tape);
}

}  // namespace

void apply_fact(View& view, const Fact& fact, const journal::SegmentRolled& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    if (replica.segments.empty()) replica.segments.push_back({replica.log_start, 0, {}});
    // The batch that began it is counted already, in the segment before.
    SegmentView rolled{what.base_offset, 0, change_by(fact)};
    const TapeBatches batches = replica.tape.batches();
    for (auto it = batches.rbegin(); it != batches.rend(); ++it) {
        if ((*it)->stamp.base_offset < what.base_offset) break;
        rolled.bytes += (*it)->stamp.bytes;
    }
    replica.segments.back().bytes -= rolled.bytes;
    replica.segments.push_back(rolled);
}

void apply_fact(View& view, const Fact& fact, const journal::SegmentsDeleted& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    const std::set<Offset> gone(what.base_offsets.begin(), what.base_offsets.end());
    std::erase_if(replica.segments,
                  [&](const SegmentView& segment) { return gone.count(segment.base_offset) > 0; });
    replica.tape.drop_below(replica.segments.empty() ? replica.log_end
                                                     : replica.segments.front().base_offset);
    count_size(replica);
    count_unflushed(replica);
    replica.deleted = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::LogStartMoved& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    replica.log_start = what.to;
    replica.high_watermark = std::max(replica.high_watermark, what.to);
    replica.deleted = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::LogCleaned& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    Tape tape;
    std::vector<SegmentView> segments;
    for (const journal::CleanedSegment& cleaned : what.segments) {
        SegmentView segment{cleaned.base_offset, 0, change_by(fact)};
        for (const journal::CleanedBatch& batch : cleaned.batches) {
            segment.bytes += batch.batch.bytes;
            tape.append(cleaned_batch(replica.tape, batch));
        }
        segments.push_back(segment);
    }
    for (const TapeBatchPtr& batch : replica.tape.batches()) {
        if (batch->stamp.base_offset >= what.up_to) tape.append(batch);
    }
    for (const SegmentView& segment : replica.segments) {
        if (segment.base_offset >= what.up_to) segments.push_back(segment);
    }
    replica.tape = std::move(tape);
    replica.segments = std::move(segments);
    replica.cleaned_up_to = what.up_to;
    replica.cleaned = change_by(fact);
    count_size(replica);
    count_unflushed(replica);
}

void apply_fact(View&, const Fact&, const journal::LogRecovered&) {}

void apply_fact(View& view, const Fact& fact, const journal::FileDamaged& what) {
    if (what.damage != journal::FileDamage::bit_flipped) return;
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    for (std::size_t i = 0; i < replica.segments.size(); ++i) {
        const SegmentView& segment = replica.segments[i];
        if (log_file(segment.base_offset) != what.file) continue;
        const Offset end = i + 1 < replica.segments.size() ? replica.segments[i + 1].base_offset
                                                           : replica.log_end + 1;
        if (const TapeBatch* batch = batch_at(replica, segment, end, what.amount))
            mark_corrupt(replica, batch);
        return;
    }
}

void apply_fact(View& view, const Fact& fact, const journal::LogDirectoryFailed& what) {
    for (const PartitionId partition : what.partitions)
        replica_of(view, fact.node, partition).open = false;
}

void apply_fact(View& view, const Fact& fact, const journal::ReplicaDeleted& what) {
    broker_of(view, fact.node).replicas.erase(what.partition);
}

void apply_fact(View& view, const Fact& fact, const journal::DuplicateRecognised& what) {
    replica_of(view, fact.node, what.partition).duplicate = change_by(fact);
}

}  // namespace brokerscope::view
