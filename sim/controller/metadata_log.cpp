#include "sim/controller/metadata_log.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/base/check.h"
#include "sim/log/log_recovery.h"

namespace brokerscope::controller {

LeaderEpoch MetadataLog::open(node::Turn& turn) {
    log::PartitionLog& log = turn.disk.logs[metadata_partition];
    // A power loss may have left a torn batch at the end.
    log.recover({.recovery_point = log.flushed_offset(),
                 .log_start_checkpoint = log.log_start_offset(),
                 .now_ms = turn.now.milliseconds()});
    epoch_ = {std::max(log.latest_epoch().value, 0) + 1};
    log.assign_epoch_at_end(epoch_);
    high_watermark_ = log.flushed_offset();
    return epoch_;
}

const log::PartitionLog& MetadataLog::log(const node::Turn& turn) const {
    return turn.disk.logs.at(metadata_partition);
}

MetadataLog::Written MetadataLog::append(const std::vector<node::MetadataRecord>& records,
                                         node::Turn& turn, node::Effects& effects) {
    CHECK(!records.empty(), "an operation without records is not appended");
    std::vector<log::Record> encoded;
    std::vector<std::string> types;
    for (const node::MetadataRecord& record : records) {
        encoded.push_back(node::encode_record(record, turn.now.milliseconds()));
        types.emplace_back(node::name_of_record(record));
    }
    log::PartitionLog& log = turn.disk.logs.at(metadata_partition);
    const auto appended = log.append_as_leader(log::make_batch(std::move(encoded)), epoch_);
    CHECK(appended.is_accepted(), "the metadata log accepts what its leader writes");
    const Offset first_offset = appended.appended.first_offset;
    const node::FactRef fact =
        effects.state(journal::MetadataAppended{first_offset, std::move(types)});
    effects.flush(metadata_partition, log.log_end_offset());
    return {first_offset, fact};
}

void MetadataLog::commit(Offset up_to, node::Turn& turn, node::Effects& effects) {
    if (up_to <= high_watermark_) return;
    high_watermark_ = up_to;
    const node::FactRef moved = effects.state(journal::MetadataCommitted{up_to});
    auto still_waiting = std::stable_partition(pending_.begin(), pending_.end(),
                                               [&](const auto& one) { return one.after > up_to; });
    for (auto one = still_waiting; one != pending_.end(); ++one) {
        effects.respond(one->connection, one->correlation, std::move(one->body), moved);
    }
    pending_.erase(still_waiting, pending_.end());
    const auto fetches = std::exchange(waiting_, {});
    for (const auto& [wait, fetch] : fetches) {
        effects.cancel_timer(fetch.timer);
        answer_fetch(fetch, turn, effects);
    }
}

void MetadataLog::answer_after(Offset offset, const protocol::Request& request,
                               protocol::ResponseBody body, node::Effects& effects) {
    if (offset <= high_watermark_) {
        effects.respond(request.connection, request.correlation, std::move(body));
        return;
    }
    pending_.push_back({offset, request.connection, request.correlation, std::move(body)});
}

void MetadataLog::fetch(const protocol::Request& request, node::TimerKey wait_timer,
                        node::Turn& turn, node::Effects& effects) {
    const auto& body = std::get<protocol::FetchRequest>(request.body);
    if (body.partitions.size() != 1 || body.partitions[0].id() != metadata_partition) {
        protocol::FetchResponse refused;
        refused.error = protocol::ErrorCode::invalid_request;
        effects.respond(request.connection, request.correlation, std::move(refused));
        return;
    }
    const WaitingFetch fetch{request.connection, request.correlation, body.partitions[0],
                             wait_timer};
    const bool has_news = fetch.partition.fetch_offset < high_watermark_;
    const bool diverges = read(fetch.partition, turn).diverging_epoch.has_value();
    if (has_news || diverges || body.max_wait_ms == 0) {
        answer_fetch(fetch, turn, effects);
        return;
    }
    waiting_.emplace(wait_timer.subject, fetch);
    effects.set_timer(wait_timer, base::milliseconds(body.max_wait_ms));
}

void MetadataLog::fetch_waited(std::int64_t wait, node::Turn& turn, node::Effects& effects) {
    const auto found = waiting_.find(wait);
    CHECK(found != waiting_.end(), "a fetch that was answered has no timer");
    const WaitingFetch fetch = found->second;
    waiting_.erase(found);
    answer_fetch(fetch, turn, effects);
}

void MetadataLog::forget_connection(base::ConnectionId connection, node::Effects& effects) {
    std::erase_if(pending_, [&](const auto& one) { return one.connection == connection; });
    std::erase_if(waiting_, [&](const auto& entry) {
        if (entry.second.connection != connection) return false;
        effects.cancel_timer(entry.second.timer);
        return true;
    });
}

void MetadataLog::answer_fetch(const WaitingFetch& fetch, node::Turn& turn,
                               node::Effects& effects) {
    protocol::FetchResponse response;
    response.partitions.push_back(read(fetch.partition, turn));
    effects.respond(fetch.connection, fetch.correlation, std::move(response));
}

protocol::FetchPartitionResponse MetadataLog::read(const protocol::FetchPartition& asked,
                                                   const node::Turn& turn) const {
    const log::PartitionLog& log = this->log(turn);
    protocol::FetchPartitionResponse answer;
    answer.topic = asked.topic;
    answer.partition = asked.partition;
    answer.high_watermark = high_watermark_;
    answer.last_stable_offset = high_watermark_;
    answer.log_start_offset = log.log_start_offset();
    if (asked.last_fetched_epoch != base::no_leader_epoch) {
        const auto end = log.end_offset_for_epoch(asked.last_fetched_epoch);
        const bool agrees =
            end.epoch == asked.last_fetched_epoch && end.end_offset >= asked.fetch_offset;
        if (!agrees) {
            answer.diverging_epoch = protocol::EpochEndOffset{end.epoch, end.end_offset};
            return answer;
        }
    }
    if (asked.fetch_offset < log.log_end_offset()) {
        log::ReadResult read =
            log.read(asked.fetch_offset, {log.log_end_offset(), asked.partition_max_bytes, true});
        answer.batches = std::move(read.batches);
        answer.records_size_bytes = read.size_bytes;
    }
    return answer;
}

}  // namespace brokerscope::controller
