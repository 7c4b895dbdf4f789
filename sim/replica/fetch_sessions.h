// Fetch sessions (KIP-227): a reader that asks for the same partitions again and again names only
// what has changed, and hears only of partitions that have news. This is the broker's side: the
// cache of sessions, and what each request and answer do to it (Kafka's FetchSession.scala).
//
// A request is sessionless (epoch -1), full (epoch 0: closes the session that it names and may
// begin a new one) or incremental (the next epoch of a session). The cache has eight shards with
// their own ranges of session ids; a full shard gives way only to followers, to larger sessions, or
// where a session has not been used for two minutes. Sessions are memory: they end with the
// process.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/base/rng.h"
#include "sim/base/time.h"
#include "sim/protocol/fetch.h"

namespace brokerscope::replica {

/// How a fetch request stands to the sessions.
struct FetchContext {
    enum class Kind : std::uint8_t { sessionless, full, incremental, refused };
    Kind kind = Kind::sessionless;
    protocol::ErrorCode error = protocol::ErrorCode::none;
    std::int32_t session_id = 0;
    std::int32_t session_epoch = 0;  // of the request
    bool uses_topic_ids = false;
    bool is_follower = false;
    /// All that the reader asks for, in the order in which it is read.
    std::vector<protocol::FetchPartition> partitions;
};

class FetchSessions {
  public:
    /// max.incremental.fetch.session.cache.slots.
    explicit FetchSessions(std::int32_t slots);

    FetchContext open(const protocol::FetchRequest& request, bool uses_topic_ids, bool is_follower,
                      base::LocalTime now);
    /// Makes of what was read for a request what its reader is told: in a session only the news.
    void finish(const FetchContext& context, protocol::FetchResponse& response, base::LocalTime now,
                base::Rng& random);

    std::size_t size() const { return sessions_.size(); }

  private:
    struct CachedPartition {
        protocol::FetchPartition asked;
        // What the reader was told last.
        base::Offset high_watermark{base::no_offset};
        base::Offset log_start_offset{base::no_offset};
    };
    struct Session {
        bool is_privileged = false;
        bool uses_topic_ids = false;
        base::LocalTime created;
        base::LocalTime last_used;
        std::int32_t epoch = 1;
        std::vector<CachedPartition> partitions;  // in the order in which they are read
    };
    using Sessions = std::map<std::int32_t, Session>;

    void update(Session& session, const protocol::FetchRequest& request) const;
    void begin(const FetchContext& context, protocol::FetchResponse& response, base::LocalTime now,
               base::Rng& random);
    bool make_room(std::int32_t shard, bool is_privileged, std::size_t size, base::LocalTime now);
    void keep_news(Session& session, protocol::FetchResponse& response) const;

    std::int32_t slots_per_shard_;
    std::int32_t next_shard_ = 0;
    Sessions sessions_;
};

}  // namespace brokerscope::replica
