// Where each leader epoch began in one replica's log (rules ST-36 to ST-39): entries (epoch, first
// offset), strictly increasing in both. Followers and leaders compare these entries to find where
// their logs part (RE-26, RE-27). The cache knows no log end: who asks about the latest epoch
// brings it.
#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/ids.h"

namespace brokerscope::log {

struct EpochEntry {
    base::LeaderEpoch epoch = base::no_leader_epoch;
    base::Offset start_offset{0};

    friend bool operator==(const EpochEntry&, const EpochEntry&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("epoch", &EpochEntry::epoch),
                          base::field("startOffset", &EpochEntry::start_offset)};
    }
};

/// The answer of OffsetsForLeaderEpoch; (-1, -1) is "undefined".
struct EpochEndOffset {
    base::LeaderEpoch epoch = base::no_leader_epoch;
    base::Offset end_offset = base::no_offset;

    bool is_defined() const { return epoch != base::no_leader_epoch; }
    friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("leaderEpoch", &EpochEndOffset::epoch),
                          base::field("endOffset", &EpochEndOffset::end_offset)};
    }
};

class LeaderEpochCache {
  public:
    /// Notes that `epoch` (not negative) begins at `start_offset`. The latest epoch again, at the
    /// same or a later offset, changes nothing; otherwise entries that are not older in both epoch
    /// and offset make way, so an epoch that wrote nothing vanishes (ST-36).
    void assign(base::LeaderEpoch epoch, base::Offset start_offset);

    /// The largest known epoch not above `asked`, and where it ended (ST-37).
    EpochEndOffset end_offset_for(base::LeaderEpoch asked, base::Offset log_end_offset) const;
    /// The epoch in which `offset` was (or would be) written; absent below the first entry.
    std::optional<base::LeaderEpoch> epoch_for_offset(base::Offset offset) const;

    std::optional<base::LeaderEpoch> latest_epoch() const;
    std::optional<base::LeaderEpoch> previous_epoch() const;
    const std::vector<EpochEntry>& entries() const { return entries_; }

    /// Drops entries that start at or after the log's new end (ST-38).
    void truncate_from_end(base::Offset end_offset);
    /// The log's start rose: older entries collapse into one that begins at the new start (ST-39).
    void truncate_from_start(base::Offset start_offset);
    void clear() { entries_.clear(); }

    friend bool operator==(const LeaderEpochCache&, const LeaderEpochCache&) = default;

  private:
    std::vector<EpochEntry> entries_;
};

}  // namespace brokerscope::log
