// One replica's log on its disk and in the View: its offsets and sizes, and the batches themselves.
#include <algorithm>

#include "sim/audit/parts.h"
#include "sim/replica/append.h"

namespace brokerscope::audit {
namespace {

bool is_slice_of(const std::optional<base::Bytes>& slice, const std::optional<base::Bytes>& whole) {
    if (slice.has_value() != whole.has_value()) return false;
    return !slice || slice->data == whole->data.substr(0, journal::longest_slice);
}

bool holds_records(const view::TapeBatch& shown, const log::RecordBatch& batch) {
    if (shown.records.size() != batch.records->size()) return false;
    for (std::size_t i = 0; i < shown.records.size(); ++i) {
        const journal::RecordSlice& slice = shown.records[i];
        const log::Record& record = (*batch.records)[i];
        if (!is_slice_of(slice.key, record.key) || !is_slice_of(slice.value, record.value) ||
            slice.timestamp_ms != log::record_timestamp_ms(batch, i))
            return false;
    }
    return true;
}

// Walks the batches of a log from the newest to the oldest.
class Backwards {
  public:
    explicit Backwards(const log::PartitionLog& log) : segments_(log.segments()) {
        segment_ = segments_.size();
        step();
    }
    const log::RecordBatch* now() const { return batch_; }
    void step() {
        while (index_ == 0 && segment_ > 0)
            index_ = segments_[--segment_].batches().size();
        batch_ = index_ == 0 ? nullptr : &segments_[segment_].batches()[--index_];
    }

  private:
    const std::vector<log::LogSegment>& segments_;
    std::size_t segment_ = 0;
    std::size_t index_ = 0;
    const log::RecordBatch* batch_ = nullptr;
};

// The tape keeps the newest records only; a log that never held more is there from its start.
bool may_lack_the_oldest(const log::PartitionLog& log, const view::ReplicaView& replica) {
    const Offset longest = std::max(log.log_end_offset(), replica.truncated_from);
    return longest - log.log_start_offset() > view::Tape::most_records;
}

// True when all that was looked at is the same.
template <class Place>
bool audit_batches(const Place& place, const log::PartitionLog& log,
                   const view::ReplicaView& replica, const view::TapeBatchPtr& agreed,
                   Findings& findings) {
    const bool is_cut = may_lack_the_oldest(log, replica);
    const view::TapeBatches tape = replica.tape.batches();
    auto shown = tape.rbegin();
    Backwards batches(log);
    for (; shown != tape.rend() && batches.now() != nullptr; ++shown, batches.step()) {
        const view::TapeBatch& one = **shown;
        const auto of_batch = [&] {
            return place() + " batch at " + std::to_string(one.stamp.base_offset.value);
        };
        const journal::BatchStamp stamp = replica::stamp_of(*batches.now());
        if (stamp != one.stamp) {
            findings.same(of_batch, "stamp", stamp, one.stamp);
            return false;
        }
        if (*shown == agreed) return true;
        const bool unknown = one.records.empty() && is_cut;
        if (!unknown && !holds_records(one, *batches.now())) {
            findings.add(of_batch() + " records", std::to_string(batches.now()->record_count),
                         std::to_string(one.records.size()) + " (others)");
            return false;
        }
    }
    if (shown != tape.rend()) {
        findings.only_view(place, "batch at " + std::to_string((*shown)->stamp.base_offset.value));
        return false;
    }
    if (batches.now() != nullptr && !is_cut) {
        findings.only_node(place, "batch at " + std::to_string(batches.now()->base_offset.value));
        return false;
    }
    return true;
}

}  // namespace

void audit_log(NodeId broker, PartitionId partition, const log::PartitionLog& log,
               const view::ReplicaView& replica, AgreedLog& agreed, Findings& findings) {
    const auto place = [&] {
        return place_of("broker", broker) + " " + findings.names().partition_name(partition);
    };
    findings.same(place, "log start", log.log_start_offset(), replica.log_start);
    findings.same(place, "log end", log.log_end_offset(), replica.log_end);
    // Between a start and the opening of the replica nobody knows it.
    if (replica.open)
        findings.same(place, "high watermark", log.high_watermark(), replica.high_watermark);
    findings.same(place, "flushed", log.flushed_offset(), replica.flushed);
    if (!may_lack_the_oldest(log, replica)) {
        findings.same(place, "bytes", log.size_bytes(), replica.size_bytes);
        findings.same(place, "bytes not flushed", log.dirty_bytes(), replica.unflushed_bytes);
    }
    std::vector<journal::SegmentStamp> shown;
    for (const view::SegmentView& segment : replica.segments)
        shown.push_back({segment.base_offset, segment.bytes});
    findings.same(place, "segments", replica::segments_of(log), shown);
    if (agreed.cleaned != replica.cleaned.fact) agreed = {nullptr, replica.cleaned.fact};
    const bool same = audit_batches(place, log, replica, agreed.newest, findings);
    const view::TapeBatches tape = replica.tape.batches();
    agreed.newest = same && !tape.empty() ? tape.back() : nullptr;
}

}  // namespace brokerscope::audit
