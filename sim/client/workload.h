// WorkloadSource: where an application's own choices come from: keys, values, partitions, the time
// that work on a record takes. A scenario's functions implement it; what they return is integers
// and bytes, and it ends in facts, so a run can be told from its facts alone.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/bytes.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/log/record.h"

namespace brokerscope::client {

/// What an application hands to send(); an absent partition is left to the partitioner, an absent
/// timestamp is the client's clock.
struct RecordPlan {
    std::optional<base::Bytes> key;
    std::optional<base::Bytes> value;
    std::optional<std::int32_t> partition;
    std::optional<std::int64_t> timestamp_ms;
};

class WorkloadSource {
  public:
    virtual ~WorkloadSource() = default;
    /// The producer's n-th record, n counting from 1; nothing: use the plain form of its settings.
    virtual std::optional<RecordPlan> record(base::NodeId producer, std::int64_t n) = 0;
    /// How long this consumer's application works on a record; nothing: use its settings.
    virtual std::optional<base::Duration> work(base::NodeId consumer, base::PartitionId partition,
                                               base::Offset offset, const log::Record& record) = 0;
};

}  // namespace brokerscope::client
