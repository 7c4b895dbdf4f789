#include "sim/broker/metadata_observer.h"

#include <algorithm>

#include "sim/broker/broker_timers.h"
#include "sim/log/log_recovery.h"
#include "sim/replica/follower.h"

namespace brokerscope::broker {
namespace {

using base::Offset;
using kafka::ErrorCode;

constexpr base::Duration first_backoff = base::milliseconds(50);
constexpr base::Duration longest_backoff = base::milliseconds(500);

// What a record is about, for those who must look at it again.
struct TouchedBy {
    replica::MetadataChange& change;
    const node::MetadataImage& image;

    void operator()(const node::TopicRecord& record) const {
        change.topics.insert(record.topic_id);
    }
    void operator()(const node::ConfigRecord& record) const {
        if (const node::TopicImage* topic = image.topic(record.resource_name))
            change.topics.insert(topic->id);
    }
    void operator()(const node::PartitionRecord& record) const {
        change.partitions.insert({record.topic_id, record.partition_id});
    }
    void operator()(const node::PartitionChangeRecord& record) const {
        change.partitions.insert({record.topic_id, record.partition_id});
    }
    void operator()(const node::RemoveTopicRecord& record) const {
        change.deleted_topics.insert(record.topic_id);
    }
    template <class Other>
    void operator()(const Other&) const {}
};

void apply_batch(const log::RecordBatch& batch, node::MetadataImage& image,
                 replica::MetadataChange& change) {
    for (const log::Record& record : *batch.records) {
        const node::MetadataRecord decoded = node::decode_record(record);
        image.apply(decoded);
        std::visit(TouchedBy{change, image}, decoded);
    }
    image.set_next_offset(batch.next_offset());
}

}  // namespace

MetadataObserver::MetadataObserver(const BrokerSettings& settings)
    : settings_(settings),
      channel_({.to = settings.controller,
                .listener = node::Role::controller,
                .client_id = "broker-" + std::to_string(settings.id.value) + "-metadata",
                .timeout = settings.quorum_request_timeout + settings.quorum_fetch_wait,
                .timeout_timer = timer_key(BrokerTimer::metadata_fetch_timeout)}) {}

void MetadataObserver::on_start(node::Turn& turn, node::Effects& effects) {
    log::PartitionLog& log = turn.disk.logs.try_emplace(metadata_partition).first->second;
    // A power loss may have left a torn batch at the end; what comes again must not stand behind
    // it.
    if (settings_.controller != settings_.id) {
        log.recover({.recovery_point = log.flushed_offset(),
                     .log_start_checkpoint = log.log_start_offset(),
                     .now_ms = turn.now.milliseconds()});
    }
    fetch(turn, effects);
}

void MetadataObserver::fetch(node::Turn& turn, node::Effects& effects) {
    const log::PartitionLog& log = turn.disk.logs.at(metadata_partition);
    // From the high watermark that we know, so that the controller sees whether we have heard of
    // its newest; a record that we hold already comes again only while it is not committed.
    const Offset from =
        std::min(log.log_end_offset(), high_watermark_.value_or(log.log_end_offset()));
    protocol::FetchPartition asked;
    asked.topic = metadata_partition.topic;
    asked.fetch_offset = from;
    if (from.value > 0) {
        asked.last_fetched_epoch =
            log.leader_epochs().epoch_for_offset(from - 1).value_or(base::no_leader_epoch);
    }
    asked.log_start_offset = log.log_start_offset();
    asked.partition_max_bytes = settings_.quorum_fetch_max_bytes;
    protocol::FetchRequest request;
    request.replica_id = settings_.id;
    request.max_wait_ms = static_cast<std::int32_t>(settings_.quorum_fetch_wait.milliseconds());
    request.max_bytes = settings_.quorum_fetch_max_bytes;
    request.partitions.push_back(asked);
    channel_.send(std::move(request), turn, effects);
}

void MetadataObserver::fetch_later(node::Effects& effects) {
    backoff_ = backoff_.ns == 0 ? first_backoff : std::min(backoff_ * 2, longest_backoff);
    effects.set_timer(timer_key(BrokerTimer::metadata_fetch_retry), backoff_);
}

bool MetadataObserver::on_response(const protocol::Response& response, node::Turn& turn,
                                   node::Effects& effects) {
    if (!channel_.take_response(response)) return false;
    const auto* body = std::get_if<protocol::FetchResponse>(&response.body);
    const bool usable = body != nullptr && body->error == ErrorCode::none &&
                        body->partitions.size() == 1 &&
                        body->partitions.front().error == ErrorCode::none;
    if (!usable) {
        fetch_later(effects);
        return true;
    }
    backoff_ = {};
    take(body->partitions.front(), turn);
    fetch(turn, effects);
    return true;
}

void MetadataObserver::take(const protocol::FetchPartitionResponse& fetched, node::Turn& turn) {
    log::PartitionLog& log = turn.disk.logs.at(metadata_partition);
    const bool is_controllers_own = settings_.controller == settings_.id;
    if (fetched.diverging_epoch && !is_controllers_own) {
        const Offset to = replica::decide_truncation(log, *fetched.diverging_epoch);
        CHECK(to >= high_watermark_.value_or(to), "committed metadata is never taken back (KR-12)");
        log.truncate_to(to);
        return;
    }
    for (const log::RecordBatch& batch : fetched.batches) {
        if (batch.base_offset >= log.log_end_offset() && !is_controllers_own)
            log.append_as_follower(batch);
    }
    high_watermark_ = std::min(fetched.high_watermark, log.log_end_offset());
    if (!is_controllers_own) log.advance_high_watermark(*high_watermark_);
}

bool MetadataObserver::on_connection_closed(base::ConnectionId connection, node::Effects& effects) {
    if (!channel_.take_closed(connection)) return false;
    fetch_later(effects);
    return true;
}

void MetadataObserver::on_retry(node::Turn& turn, node::Effects& effects) {
    if (!channel_.busy()) fetch(turn, effects);
}

void MetadataObserver::on_timeout(node::Turn& turn, node::Effects& effects) {
    if (channel_.take_timeout(turn, effects)) fetch_later(effects);
}

std::optional<replica::MetadataChange> MetadataObserver::apply_committed(
    node::MetadataImage& image, node::Turn& turn, node::Effects& effects) const {
    const Offset end = high_watermark_.value_or(Offset{0});
    if (image.next_offset() >= end) return std::nullopt;
    const log::PartitionLog& log = turn.disk.logs.at(metadata_partition);
    replica::MetadataChange change;
    while (image.next_offset() < end) {
        const log::ReadResult read = log.read(image.next_offset(), {.up_to = end});
        CHECK(!read.batches.empty(), "the high watermark lies between batches");
        for (const log::RecordBatch& batch : read.batches)
            apply_batch(batch, image, change);
    }
    effects.state(journal::MetadataApplied{image.next_offset()});
    return change;
}

}  // namespace brokerscope::broker
