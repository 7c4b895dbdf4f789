// PartitionLedger: what became of every record of one partition. It keeps what each replica's log
// holds and follows the *leading log*: the log of the broker that leads, which is what a partition
// is. When another broker takes the lead, the leading log becomes that broker's log, and what it
// lacks is gone.
//
// The lead changes hands when the new leader takes its role, not when the controller decides: until
// then a fetch response on its way may still bring what seems to be missing. The fact that is named
// as the cause is the controller's decision. While nobody leads, the leading log is the last one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"
#include "sim/laws/interval_set.h"
#include "sim/laws/log_content.h"
#include "sim/laws/origin.h"
#include "sim/laws/strand.h"
#include "sim/view/view.h"

namespace brokerscope::laws {

/// A fact that lost records, as it is told to people.
struct Cause {
    base::FactId fact;
    base::SimTime at;
    base::Text sentence;
};

/// Records of one client that were lost by the newest fact.
struct NewLoss {
    base::PartitionId partition;
    base::NodeId client;
    LossRange range;
};

/// The leading log no longer holds what could be read before: from `same_to` on it lacks records or
/// holds others.
struct Divergence {
    base::PartitionId partition;
    base::NodeId leader;
    base::Offset same_to;
    base::Offset readable_to;  // how far consumers could read before
};

/// What the newest fact did that laws want to know. Empty for nearly all facts.
struct LedgerNews {
    std::vector<NewLoss> lost;
    std::vector<Divergence> diverged;   // the leading log changed hands or was cut
    std::vector<Divergence> rewritten;  // other records became readable at these offsets
};

/// The fact that is being folded, the view after it, and where to note what it did.
struct LedgerStep {
    const view::View& view;
    const journal::Fact& fact;
    LedgerNews& news;
    std::map<base::FactId, Cause>& causes;  // of losses

    /// A client counts its records from the start again when its process is started again. Here a
    /// number is of the client, whichever process it is: see numbers_per_incarnation.
    std::int64_t number_of(base::NodeId client, std::int64_t in_process) const;
};

/// The newest fact itself as a cause.
Cause cause_of(const LedgerStep& step);

class PartitionLedger {
  public:
    explicit PartitionLedger(base::PartitionId id) : id_(id) {}

    // --- clients
    void accept(base::NodeId client, std::int64_t first_number,
                std::span<const journal::RecordSlice> records, bool keep_keys);
    void acknowledge(LedgerStep& step, const journal::BatchProgress& batch);
    void fail(base::NodeId client, const journal::BatchProgress& batch);
    /// A request with records that a client sent at this time to this broker will not arrive.
    void request_lost(LedgerStep& step, base::NodeId client, base::SimTime sent, base::NodeId to);

    // --- replicas
    void leader_appended(LedgerStep& step, const journal::LeaderAppended& appended);
    void follower_appended(base::NodeId node, const journal::FollowerAppended& appended);
    void truncated(LedgerStep& step, base::Offset to);
    void cleaned(const journal::LogCleaned& cleaned);
    void opened(base::NodeId node, const journal::ReplicaOpened& opened);
    void role_taken(LedgerStep& step, const journal::ReplicaRoleTaken& taken);
    void decided(LedgerStep& step, const journal::PartitionChanged& changed);
    void high_watermark_moved(LedgerStep& step, base::Offset to);

    // --- answers
    const std::map<base::NodeId, Origin>& origins() const { return origins_; }
    const Strands& strands() const { return strands_; }
    base::NodeId leader() const { return leader_; }
    const LogContent& leading_log() const { return log_; }
    /// Everything that consumers could ever read, as it was when they could read it last.
    const LogContent& readable() const { return readable_; }
    /// Up to here the leading log holds what is readable; behind it the lead was lost uncleanly.
    base::Offset same_to() const { return same_to_; }
    /// Distinct records of clients below the high watermark of the leading log.
    std::int64_t replicated() const { return replicated_; }
    /// Offsets of the leading log whose records are acknowledged.
    const IntervalSet& acknowledged_offsets() const { return acknowledged_offsets_; }
    /// Offsets whose records the cleaner took from some replica, because newer ones have their key.
    const IntervalSet& compacted() const { return compacted_; }
    /// The content of one replica's log, or null when it never had one.
    const LogContent* log_of(base::NodeId node) const;
    std::optional<base::Bytes> key_of(base::NodeId client, const LossRange& range,
                                      std::int64_t number) const;

  private:
    struct Replica {
        LogContent log;
        bool leads = false;  // as it believes
    };

    void take_lead(LedgerStep& step, base::NodeId node, base::LeaderEpoch epoch);
    void change_leading_log(LedgerStep& step, LogContent next, const Cause& cause);
    void note_divergence(LedgerStep& step);
    void enter(LedgerStep& step, const LoggedBatch& batch);
    void lower_replicated(base::Offset to);
    std::int64_t first_copies(base::Offset from, base::Offset to) const;
    Cause leader_change_or(LedgerStep& step) const;
    void lose_acknowledged(LedgerStep& step, BatchRef ref, const Cause& cause);
    void lose(LedgerStep& step, base::NodeId client, const LossRange& range, const Cause& cause);
    void lose_unlogged(LedgerStep& step, Origin& origin, base::NodeId client, Interval numbers,
                       const journal::BatchProgress& batch);
    void mark_acknowledged(base::NodeId client, Interval numbers, base::Offset hint);
    void settle(LedgerStep& step, const LoggedBatch& batch);
    void settle_elsewhere(LedgerStep& step, BatchRef ref);

    base::PartitionId id_;
    Strands strands_;
    std::map<base::NodeId, Replica> replicas_;
    std::map<base::NodeId, Origin> origins_;

    base::NodeId leader_{base::no_node};
    base::LeaderEpoch leader_epoch_{base::no_leader_epoch};
    base::LeaderEpoch decided_epoch_{base::no_leader_epoch};
    std::shared_ptr<const Cause> leader_change_;  // the controller's newest choice of a leader
    LogContent log_;
    LogContent readable_;
    base::Offset same_to_;
    base::Offset replicated_to_;
    std::int64_t replicated_ = 0;
    IntervalSet acknowledged_offsets_;
    IntervalSet compacted_;
    base::Offset cleaned_to_;
};

}  // namespace brokerscope::laws
