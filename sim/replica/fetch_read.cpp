#include "sim/replica/fetch_read.h"

#include "sim/log/fetch_budget.h"
#include "sim/replica/isr.h"

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;
using protocol::FetchPartition;
using protocol::FetchPartitionResponse;

FetchPartitionResponse refusal(const FetchPartition& asked, ErrorCode error,
                               const FetchReader& reader, const Context& context) {
    auto response = answer_about<FetchPartitionResponse>(asked.id());
    response.error = error;
    const bool by_id = reader.version >= 13 && context.image.topic(asked.topic) == nullptr;
    if (error == ErrorCode::unknown_topic_or_partition && by_id)
        response.error = ErrorCode::unknown_topic_id;
    const bool misled =
        error == ErrorCode::not_leader_or_follower || error == ErrorCode::fenced_leader_epoch;
    const node::PartitionImage* known = context.image.partition(asked.id());
    if (misled && reader.version >= 16 && known != nullptr)
        response.current_leader = protocol::LeaderIdAndEpoch{known->leader, known->leader_epoch};
    return response;
}

// RE-26: where the reader's log and this one part, if they do.
std::optional<log::EpochEndOffset> decide_divergence(const FetchPartition& asked,
                                                     const log::EpochEndOffset& end) {
    const bool parts = end.epoch < asked.last_fetched_epoch || end.end_offset < asked.fetch_offset;
    return parts ? std::optional(end) : std::nullopt;
}

// RE-5: absent when this follower may fetch here.
ErrorCode refuse_follower(const Partition& partition, const FetchPartition& asked,
                          const FetchReader& reader) {
    if (partition.leading()->followers.count(reader.replica) > 0) return ErrorCode::none;
    return asked.current_leader_epoch != base::no_leader_epoch ? ErrorCode::unknown_leader_epoch
                                                               : ErrorCode::not_leader_or_follower;
}

bool is_stale_incarnation(const FetchReader& reader, const node::MetadataImage& image) {
    const node::BrokerImage* broker = image.broker(reader.replica);
    return reader.replica_epoch != base::no_broker_epoch && broker != nullptr && !broker->fenced &&
           broker->epoch > reader.replica_epoch;
}

std::vector<protocol::AbortedTransaction> aborted_in(const log::PartitionLog& log, Offset from,
                                                     std::int64_t size_bytes) {
    std::vector<protocol::AbortedTransaction> aborted;
    for (const log::AbortedTransaction& one : log.aborted_transactions(from, size_bytes))
        aborted.push_back({one.producer_id, one.first_offset});
    return aborted;
}

// What the log gives: an error, a divergence or batches. Offsets are those before this fetch
// counted, which is why followers learn the high watermark one round late (RE-7).
FetchPartitionResponse read_log(const FetchPartition& asked, const FetchReader& reader,
                                const log::PartitionLog& log, log::FetchBudget& budget) {
    auto response = answer_about<FetchPartitionResponse>(asked.id());
    if (asked.last_fetched_epoch != base::no_leader_epoch) {
        const log::EpochEndOffset end = log.end_offset_for_epoch(asked.last_fetched_epoch);
        if (!end.is_defined() || asked.fetch_offset < log.log_start_offset()) {
            response.error = ErrorCode::offset_out_of_range;
            return response;
        }
        if (const auto parting = decide_divergence(asked, end))
            response.diverging_epoch =
                protocol::EpochEndOffset{parting->epoch, parting->end_offset};
    }
    if (!response.diverging_epoch && log::is_out_of_range(log, asked.fetch_offset)) {
        response.error = ErrorCode::offset_out_of_range;
        return response;
    }
    response.high_watermark = log.high_watermark();
    response.last_stable_offset = log.last_stable_offset();
    response.log_start_offset = log.log_start_offset();
    if (response.diverging_epoch) return response;
    log::ReadResult read =
        budget.read(log, asked.fetch_offset, reader.bound_of(log), asked.partition_max_bytes);
    if (reader.read_committed && !reader.is_follower())
        response.aborted_transactions = aborted_in(log, asked.fetch_offset, read.size_bytes);
    response.batches = std::move(read.batches);
    response.records_size_bytes = read.size_bytes;
    return response;
}

ErrorCode note_progress(Partition& partition, const FetchPartition& asked,
                        const FetchReader& reader, Offset leader_end, Context& context) {
    if (is_stale_incarnation(reader, context.image)) return ErrorCode::not_leader_or_follower;
    on_follower_fetch(partition, reader.replica,
                      {asked.fetch_offset, reader.replica_epoch, leader_end, context.turn.now,
                       asked.log_start_offset},
                      context);
    return ErrorCode::none;
}

FetchPartitionResponse read_partition(const FetchPartition& asked, const FetchReader& reader,
                                      Progress progress, log::FetchBudget& budget,
                                      Context& context) {
    const Access access = find_for(asked.id(), asked.current_leader_epoch, reader.needs(), context);
    if (access.partition == nullptr) return refusal(asked, access.error, reader, context);
    if (reader.is_follower()) {
        const ErrorCode error = refuse_follower(*access.partition, asked, reader);
        if (error != ErrorCode::none) return refusal(asked, error, reader, context);
    }
    const log::PartitionLog& log = context.log_of(asked.id());
    const Offset leader_end = log.log_end_offset();
    FetchPartitionResponse response = read_log(asked, reader, log, budget);
    const bool counts = reader.is_follower() && progress == Progress::noted &&
                        response.error == ErrorCode::none && !response.diverging_epoch;
    if (!counts) return response;
    const ErrorCode error = note_progress(*access.partition, asked, reader, leader_end, context);
    return error == ErrorCode::none ? response : refusal(asked, error, reader, context);
}

}  // namespace

FetchRead read_for(const FetchReader& reader, const protocol::FetchRequest& request,
                   Progress progress, Context& context) {
    FetchRead read;
    log::FetchBudget budget(request.max_bytes);
    for (const FetchPartition& asked : request.partitions) {
        FetchPartitionResponse response = read_partition(asked, reader, progress, budget, context);
        read.is_urgent = read.is_urgent || response.error != ErrorCode::none ||
                         response.diverging_epoch.has_value();
        read.size_bytes += response.records_size_bytes;
        read.response.partitions.push_back(std::move(response));
    }
    return read;
}

}  // namespace brokerscope::replica
