// One read for a fetch request: the checks in Kafka's order, the batches within the limits, and
// what a follower's fetch tells its leader (RE-2 to RE-5, RE-26, RE-47, ST-15). It answers as
// things are now; whether to wait is decided in fetch.h.
#pragma once

#include <cstdint>

#include "sim/replica/context.h"

namespace brokerscope::replica {

/// Who fetches; the version decides how errors are told.
struct FetchReader {
    NodeId replica{base::no_node};  // -1: a consumer
    BrokerEpoch replica_epoch{base::no_broker_epoch};
    std::int16_t version = 0;
    bool read_committed = false;

    bool is_follower() const { return replica != base::no_node; }
    Needs needs() const { return is_follower() ? Needs::leader : Needs::replica; }
    /// A follower may have everything, a consumer what is committed (RE-23), or decided (ST-43).
    Offset bound_of(const log::PartitionLog& log) const {
        if (is_follower()) return log.log_end_offset();
        return read_committed ? log.last_stable_offset() : log.high_watermark();
    }
};

struct FetchRead {
    protocol::FetchResponse response;
    std::int64_t size_bytes = 0;
    /// An error or a diverging epoch, which must not wait.
    bool is_urgent = false;
};

enum class Progress {
    noted,   // the first look at a request: a follower's offsets are acknowledgements (RE-2)
    ignored  // the same request again, after it has waited
};

FetchRead read_for(const FetchReader& reader, const protocol::FetchRequest& request,
                   Progress progress, Context& context);

}  // namespace brokerscope::replica
