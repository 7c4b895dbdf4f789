#include "sim/replica/fetch_sessions.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace brokerscope::replica {
namespace {

using base::LocalTime;
using kafka::ErrorCode;
using protocol::FetchPartition;
using protocol::FetchPartitionResponse;

constexpr std::int32_t shards = 8;
constexpr std::int32_t ids_per_shard = std::numeric_limits<std::int32_t>::max() / shards;
constexpr std::int32_t no_session = 0;
constexpr std::int32_t initial_epoch = 0;
constexpr std::int32_t final_epoch = -1;
constexpr base::Duration eviction_time = base::seconds(120);

std::int32_t next_epoch(std::int32_t epoch) {
    if (epoch < 0) return final_epoch;
    return epoch == std::numeric_limits<std::int32_t>::max() ? 1 : epoch + 1;
}

template <class List>
auto find_partition(List& list, base::PartitionId id) {
    return std::find_if(list.begin(), list.end(),
                        [&](const auto& cached) { return cached.asked.id() == id; });
}

FetchContext refused(ErrorCode error) {
    FetchContext context;
    context.kind = FetchContext::Kind::refused;
    context.error = error;
    return context;
}

}  // namespace

FetchSessions::FetchSessions(std::int32_t slots) : slots_per_shard_(slots / shards) {}

FetchContext FetchSessions::open(const protocol::FetchRequest& request, bool uses_topic_ids,
                                 bool is_follower, LocalTime now) {
    FetchContext context;
    context.session_id = request.session_id;
    context.session_epoch = request.session_epoch;
    context.uses_topic_ids = uses_topic_ids;
    context.is_follower = is_follower;
    const bool is_full =
        request.session_epoch == initial_epoch || request.session_epoch == final_epoch;
    if (is_full) {
        // Any session that a full request names is closed.
        if (request.session_id != no_session) sessions_.erase(request.session_id);
        context.partitions = request.partitions;
        if (request.session_epoch == initial_epoch) context.kind = FetchContext::Kind::full;
        return context;
    }
    const auto found = sessions_.find(request.session_id);
    if (found == sessions_.end()) return refused(ErrorCode::fetch_session_id_not_found);
    Session& session = found->second;
    if (session.epoch != request.session_epoch)
        return refused(ErrorCode::invalid_fetch_session_epoch);
    if (session.uses_topic_ids != uses_topic_ids)
        return refused(ErrorCode::fetch_session_topic_id_error);
    update(session, request);
    if (session.partitions.empty()) {
        sessions_.erase(found);
        context.partitions = request.partitions;
        return context;
    }
    session.last_used = now;
    session.epoch = next_epoch(session.epoch);
    context.kind = FetchContext::Kind::incremental;
    for (const CachedPartition& cached : session.partitions)
        context.partitions.push_back(cached.asked);
    return context;
}

void FetchSessions::update(Session& session, const protocol::FetchRequest& request) const {
    for (const FetchPartition& asked : request.partitions) {
        const auto known = find_partition(session.partitions, asked.id());
        if (known == session.partitions.end()) {
            session.partitions.push_back({asked});
        } else {
            known->asked = asked;
        }
    }
    for (const protocol::ForgottenTopic& forgotten : request.forgotten_topics_data) {
        std::erase_if(session.partitions, [&](const CachedPartition& cached) {
            return cached.asked.id() == forgotten.id();
        });
    }
}

void FetchSessions::finish(const FetchContext& context, protocol::FetchResponse& response,
                           LocalTime now, base::Rng& random) {
    switch (context.kind) {
        case FetchContext::Kind::sessionless: return;
        case FetchContext::Kind::refused: response.error = context.error; return;
        case FetchContext::Kind::full: return begin(context, response, now, random);
        case FetchContext::Kind::incremental: break;
    }
    response.session_id = context.session_id;
    const auto found = sessions_.find(context.session_id);
    // While this one waited, its session may have gone on with another request.
    const bool is_over =
        found == sessions_.end() || found->second.epoch != next_epoch(context.session_epoch);
    if (is_over) {
        response.error = ErrorCode::invalid_fetch_session_epoch;
        response.partitions.clear();
        return;
    }
    keep_news(found->second, response);
}

void FetchSessions::begin(const FetchContext& context, protocol::FetchResponse& response,
                          LocalTime now, base::Rng& random) {
    const std::int32_t shard = next_shard_;
    next_shard_ = (next_shard_ + 1) % shards;
    if (!make_room(shard, context.is_follower, response.partitions.size(), now)) return;
    Session session{context.is_follower, context.uses_topic_ids, now, now, 1, {}};
    for (const FetchPartitionResponse& told : response.partitions) {
        const auto asked = std::find_if(context.partitions.begin(), context.partitions.end(),
                                        [&](const auto& one) { return one.id() == told.id(); });
        session.partitions.push_back({*asked, told.high_watermark, told.log_start_offset});
    }
    const std::int32_t first = std::max(1, shard * ids_per_shard);
    const std::int32_t end = (shard + 1) * ids_per_shard;
    std::int32_t id = no_session;
    do {
        id = first +
             static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(end - first)));
    } while (sessions_.count(id) > 0);
    sessions_.emplace(id, std::move(session));
    response.session_id = id;
}

bool FetchSessions::make_room(std::int32_t shard, bool is_privileged, std::size_t size,
                              LocalTime now) {
    const auto first = sessions_.lower_bound(shard * ids_per_shard);
    const auto end =
        shard + 1 == shards ? sessions_.end() : sessions_.lower_bound((shard + 1) * ids_per_shard);
    if (std::distance(first, end) < slots_per_shard_) return true;
    const auto oldest = std::min_element(first, end, [](const auto& a, const auto& b) {
        return std::tuple(a.second.last_used, a.first) < std::tuple(b.second.last_used, b.first);
    });
    if (oldest == end) return false;
    if (now - oldest->second.last_used > eviction_time) {
        sessions_.erase(oldest);
        return true;
    }
    const auto value_of = [](const auto& entry) {
        return std::tuple(entry.second.is_privileged, entry.second.partitions.size(), entry.first);
    };
    auto least = end;
    for (auto session = first; session != end; ++session) {
        const bool is_old = session->second.last_used - session->second.created > eviction_time;
        const bool gives_way = is_old || (is_privileged && !session->second.is_privileged);
        if (gives_way && (least == end || value_of(*session) < value_of(*least))) least = session;
    }
    if (least == end || std::tuple(is_privileged, size, std::int32_t{0}) < value_of(*least))
        return false;
    sessions_.erase(least);
    return true;
}

// Only partitions with records, an error, a divergence or moved offsets are news. Those that gave
// records go to the end, so that the next one comes to its turn.
void FetchSessions::keep_news(Session& session, protocol::FetchResponse& response) const {
    std::vector<FetchPartitionResponse> news;
    for (FetchPartitionResponse& told : response.partitions) {
        const auto cached = find_partition(session.partitions, told.id());
        const bool has_records = told.records_size_bytes > 0;
        const bool has_error = told.error != ErrorCode::none;
        const bool is_news = has_records || has_error || told.diverging_epoch.has_value() ||
                             cached->high_watermark != told.high_watermark ||
                             cached->log_start_offset != told.log_start_offset;
        if (!is_news) continue;
        // After an error the partition is told of again, whatever its offsets are then.
        cached->high_watermark = has_error ? base::no_offset : told.high_watermark;
        cached->log_start_offset = told.log_start_offset;
        if (has_records) std::rotate(cached, cached + 1, session.partitions.end());
        news.push_back(std::move(told));
    }
    response.partitions = std::move(news);
}

}  // namespace brokerscope::replica
