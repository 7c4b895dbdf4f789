// Tape: what one replica's log holds, as far as an audience can see: the newest batches with slices
// of their keys and values, older ones counted only. Batches are shared between the replicas that
// hold the same bytes and between the copies of a View, so copying a tape copies pointers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"

namespace brokerscope::view {

using journal::BatchStamp;
using journal::RecordSlice;

/// A batch as its leader appended it. `records` may be empty when nobody said what is in it.
struct TapeBatch {
    BatchStamp stamp;
    std::vector<RecordSlice> records;
    base::SimTime appended;  // on the leader
    base::FactId fact;       // its LeaderAppended
};
using TapeBatchPtr = std::shared_ptr<const TapeBatch>;

class Tape {
  public:
    /// The newest records that are kept; older batches are dropped whole.
    static constexpr std::int64_t most_records = 4096;

    void append(TapeBatchPtr batch);
    /// Drops everything from `end` on; a batch that `end` cuts is dropped whole (Kafka truncates at
    /// batches).
    void truncate_to(base::Offset end);
    void clear() { batches_.clear(); }

    const std::deque<TapeBatchPtr>& batches() const { return batches_; }
    /// The batch that holds this offset, or null.
    const TapeBatch* find(base::Offset offset) const;
    /// The key and value at this offset, or null when it is too old or unknown.
    const RecordSlice* record(base::Offset offset) const;

  private:
    std::deque<TapeBatchPtr> batches_;
};

}  // namespace brokerscope::view
