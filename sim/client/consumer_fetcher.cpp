#include "sim/client/consumer_fetcher.h"

#include <algorithm>
#include <utility>

namespace brokerscope::client {

using base::PartitionId;
using kafka::ErrorCode;

std::optional<ErrorCode> ConsumerFetcher::take_fatal() {
    return std::exchange(fatal_, std::nullopt);
}

// --- asking --------------------------------------------------------------------------------------

bool ConsumerFetcher::is_buffered(PartitionId partition) const {
    return std::any_of(buffer_.begin(), buffer_.end(),
                       [&](const Fetched& fetched) { return fetched.partition == partition; });
}

bool ConsumerFetcher::may_fetch(PartitionId partition, const Reading& reading,
                                LocalTime now) const {
    return reading.stage == Reading::Stage::ready && reading.retry.is_due(now) &&
           !is_buffered(partition);
}

void ConsumerFetcher::fetch(node::Turn& turn, node::Effects& effects) {
    std::map<NodeId, std::vector<PartitionId>> by_leader;
    for (const PartitionId partition : positions_.order()) {
        if (!may_fetch(partition, positions_.all().at(partition), turn.now)) continue;
        const NodeId leader = core_.metadata.partition(partition).leader;
        if (leader == base::no_node) {
            core_.updater.demand();
        } else if (!under_way_.contains(leader) && core_.connections.is_ready(leader, turn.now)) {
            by_leader[leader].push_back(partition);
        }
    }
    for (const auto& [leader, partitions] : by_leader)
        send(leader, partitions, turn, effects);
}

void ConsumerFetcher::send(NodeId leader, const std::vector<PartitionId>& partitions,
                           node::Turn& turn, node::Effects& effects) {
    const ConsumerSettings& settings = core_.settings;
    protocol::FetchRequest request;
    request.max_wait_ms = static_cast<std::int32_t>(settings.fetch_max_wait.milliseconds());
    request.min_bytes = settings.fetch_min_bytes;
    request.max_bytes = settings.fetch_max_bytes;
    UnderWay under_way;
    for (const PartitionId partition : partitions) {
        protocol::FetchPartition wanted;
        wanted.topic = partition.topic;
        wanted.partition = partition.partition;
        wanted.current_leader_epoch = core_.metadata.partition(partition).leader_epoch;
        wanted.fetch_offset = positions_.all().at(partition).position;
        wanted.partition_max_bytes = settings.max_partition_fetch_bytes;
        under_way.from[partition] = wanted.fetch_offset;
        request.partitions.push_back(wanted);
    }
    under_way.correlation = core_.connections.send(leader, std::move(request),
                                                   settings.request_timeout, 0, turn, effects);
    under_way_[leader] = std::move(under_way);
}

void ConsumerFetcher::on_failure(const Pending& request) {
    under_way_.erase(request.node);
}

void ConsumerFetcher::on_answer(protocol::FetchResponse response, const Pending& request,
                                node::Turn&) {
    const auto found = under_way_.find(request.node);
    if (found == under_way_.end() || found->second.correlation != request.correlation) return;
    for (protocol::FetchPartitionResponse& answer : response.partitions) {
        const auto from = found->second.from.find(answer.id());
        if (from == found->second.from.end() || positions_.find_ready(answer.id()) == nullptr) {
            continue;
        }
        const ErrorCode error = response.error == ErrorCode::none ? answer.error : response.error;
        // An answer without news leaves no trace: the next FETCH may ask again.
        if (error == ErrorCode::none && answer.batches.empty()) continue;
        buffer_.push_back({answer.id(), from->second, error, std::move(answer.batches), 0, 0});
    }
    under_way_.erase(found);
}

// --- poll() --------------------------------------------------------------------------------------

Poll ConsumerFetcher::take_records(node::Turn& turn, node::Effects& effects) {
    Poll poll;
    while (!buffer_.empty() && poll.records < core_.settings.max_poll_records) {
        Fetched& fetched = buffer_.front();
        Reading* reading = positions_.find_ready(fetched.partition);
        const bool stale = reading == nullptr || reading->position != fetched.next;
        if (!stale && fetched.error != ErrorCode::none) on_error(fetched, *reading, turn);
        if (!stale && fetched.error == ErrorCode::none) take_from(fetched, poll, turn, effects);
        const bool finished =
            stale || fetched.error != ErrorCode::none || fetched.batch >= fetched.batches.size();
        if (finished) buffer_.pop_front();
    }
    return poll;
}

void ConsumerFetcher::take_from(Fetched& fetched, Poll& poll, node::Turn& turn,
                                node::Effects& effects) {
    std::optional<journal::RecordsDelivered> run;
    const auto end_run = [&] {
        if (run) effects.state(*std::exchange(run, std::nullopt));
    };
    const base::Offset before = fetched.next;
    base::LeaderEpoch epoch = base::no_leader_epoch;
    while (fetched.batch < fetched.batches.size() &&
           poll.records < core_.settings.max_poll_records) {
        const log::RecordBatch& batch = fetched.batches[fetched.batch];
        epoch = batch.partition_leader_epoch;
        const bool skip = batch.is_control() || batch.next_offset() <= fetched.next;
        if (skip || fetched.record >= static_cast<std::size_t>(batch.record_count)) {
            fetched.next = std::max(fetched.next, batch.next_offset());
            ++fetched.batch;
            fetched.record = 0;
            continue;
        }
        const base::Offset offset = log::record_offset(batch, fetched.record);
        const log::Record& record = (*batch.records)[fetched.record++];
        if (offset < fetched.next) continue;  // the batch begins before the position
        if (run && run->last + 1 != offset) end_run();
        if (!run) run = {core_.settings.group, fetched.partition, offset, offset};
        run->last = offset;
        fetched.next = offset + 1;
        ++poll.records;
        add_work(fetched, offset, record, poll, turn.self);
    }
    end_run();
    positions_.find_ready(fetched.partition)->retry.succeeded();
    if (before < fetched.next) positions_.advance(fetched.partition, fetched.next, epoch);
}

void ConsumerFetcher::add_work(const Fetched& fetched, base::Offset offset,
                               const log::Record& record, Poll& poll, NodeId self) {
    std::optional<Duration> work;
    if (core_.settings.source != nullptr) {
        work = core_.settings.source->work(self, fetched.partition, offset, record);
    }
    poll.work = poll.work + work.value_or(core_.settings.work);
}

void ConsumerFetcher::on_error(const Fetched& fetched, Reading& reading, node::Turn& turn) {
    switch (fetched.error) {
        case ErrorCode::offset_out_of_range: positions_.on_out_of_range(fetched.partition); return;
        case ErrorCode::unknown_leader_epoch:
        case ErrorCode::unknown_server_error: break;
        default:
            if (!kafka::is_retriable(fetched.error)) fatal_ = fetched.error;
            core_.updater.demand();
            break;
    }
    reading.retry.failed(core_.settings.retry, turn);
}

}  // namespace brokerscope::client
