#include "sim/replica/fetch.h"

#include <algorithm>

#include "sim/replica/replica_timers.h"

namespace brokerscope::replica {
namespace {

using protocol::FetchPartition;
using protocol::FetchRequest;

constexpr std::int16_t first_version_with_topic_ids = 13;

// Base offset of the segment in which a reader at `offset` stands.
Offset segment_of(const log::PartitionLog& log, Offset offset) {
    const std::vector<log::LogSegment>& segments = log.segments();
    const auto next = std::upper_bound(
        segments.begin(), segments.end(), offset,
        [](Offset at, const log::LogSegment& segment) { return at < segment.base_offset(); });
    return next == segments.begin() ? segments.front().base_offset()
                                    : std::prev(next)->base_offset();
}

struct Availability {
    std::int64_t bytes = 0;
    bool is_urgent = false;
};

// What a waiting fetch would get from this partition now.
Availability look_at(const DelayedFetch& fetch, const FetchPartition& asked, Context& context) {
    const Access access =
        find_for(asked.id(), asked.current_leader_epoch, fetch.reader.needs(), context);
    if (access.partition == nullptr) return {0, true};
    const log::PartitionLog& log = context.log_of(asked.id());
    const Offset bound = fetch.reader.bound_of(log);
    const Offset began_in = fetch.segments.at(asked.id());
    // The log was cut below the reader, or has rolled past it.
    if (asked.fetch_offset > log.log_end_offset()) return {0, true};
    if (asked.fetch_offset < log.log_start_offset()) return {0, true};
    if (bound == asked.fetch_offset) return {};
    if (segment_of(log, bound) != began_in) return {0, true};
    const log::ReadResult read =
        log.read(asked.fetch_offset, {bound, asked.partition_max_bytes, true});
    return {std::min<std::int64_t>(read.size_bytes, asked.partition_max_bytes), false};
}

bool is_satisfied(const DelayedFetch& fetch, Context& context) {
    std::int64_t bytes = 0;
    for (const FetchPartition& asked : fetch.request.partitions) {
        const Availability available = look_at(fetch, asked, context);
        if (available.is_urgent) return true;
        bytes += available.bytes;
    }
    return bytes >= fetch.request.min_bytes;
}

bool must_answer_at_once(const FetchRequest& request, const FetchRead& read) {
    return request.max_wait_ms <= 0 || request.partitions.empty() || read.is_urgent ||
           read.size_bytes >= request.min_bytes;
}

FetchReader reader_of(const protocol::Request& envelope, const FetchRequest& request,
                      const ReplicaSettings& settings) {
    return {.replica = request.replica_id,
            .replica_epoch = request.replica_epoch,
            .version = envelope.version < 0 ? settings.newest_fetch_version : envelope.version,
            .read_committed = request.isolation_level == 1};
}

}  // namespace

std::vector<PartitionId> DelayedFetch::partition_ids() const {
    std::vector<PartitionId> ids;
    for (const FetchPartition& asked : request.partitions)
        ids.push_back(asked.id());
    return ids;
}

void Fetches::on_request(const protocol::Request& envelope, const FetchRequest& request,
                         Context& context) {
    const FetchReader reader = reader_of(envelope, request, context.settings);
    DelayedFetch fetch{envelope.connection,
                       envelope.correlation,
                       reader,
                       sessions_.open(request, reader.version >= first_version_with_topic_ids,
                                      reader.is_follower(), context.turn.now),
                       request,
                       {}};
    fetch.request.partitions = fetch.context.partitions;
    FetchRead read = read_for(reader, fetch.request, Progress::noted, context);
    if (must_answer_at_once(fetch.request, read)) {
        respond(fetch, std::move(read), node::trigger, context);
        return;
    }
    for (const FetchPartition& asked : fetch.request.partitions) {
        fetch.segments[asked.id()] = segment_of(context.log_of(asked.id()), asked.fetch_offset);
    }
    // A reader at the end of a closed segment gets little, and still must not wait.
    if (is_satisfied(fetch, context)) {
        respond(fetch, node::trigger, context);
        return;
    }
    const std::int64_t id = waiting_.park(std::move(fetch));
    context.effects.set_timer(timer_key(ReplicaTimer::fetch_expiry, id),
                              base::milliseconds(request.max_wait_ms));
}

void Fetches::on_moved(PartitionId partition, node::FactRef because, Context& context) {
    for (const std::int64_t id : waiting_.watching(partition)) {
        if (is_satisfied(*waiting_.find(id), context)) answer(id, because, context);
    }
}

// As things are now, for a fetch whose first look did not suffice.
void Fetches::respond(const DelayedFetch& fetch, node::FactRef because, Context& context) {
    respond(fetch, read_for(fetch.reader, fetch.request, Progress::ignored, context), because,
            context);
}

void Fetches::respond(const DelayedFetch& fetch, FetchRead read, node::FactRef because,
                      Context& context) {
    sessions_.finish(fetch.context, read.response, context.turn.now, context.turn.random);
    context.effects.respond(fetch.connection, fetch.correlation, std::move(read.response), because);
}

void Fetches::answer(std::int64_t id, node::FactRef because, Context& context) {
    context.effects.cancel_timer(timer_key(ReplicaTimer::fetch_expiry, id));
    respond(waiting_.take(id), because, context);
}

void Fetches::on_expired(std::int64_t id, Context& context) {
    if (waiting_.find(id) != nullptr) respond(waiting_.take(id), node::trigger, context);
}

void Fetches::on_connection_closed(base::ConnectionId connection, Context& context) {
    std::vector<std::int64_t> gone;
    for (const auto& [id, fetch] : waiting_.operations()) {
        if (fetch.connection == connection) gone.push_back(id);
    }
    for (const std::int64_t id : gone) {
        waiting_.take(id);
        context.effects.cancel_timer(timer_key(ReplicaTimer::fetch_expiry, id));
    }
}

}  // namespace brokerscope::replica
