// The delivery ledger: folds facts into what became of every record that a client's send()
// accepted. A record is (client, partition, number); offsets are only where logs keep it.
//
//   produced      send() accepted it
//   acknowledged  the application was told that it is written
//   failed        the application was told that it is not (it may be, all the same)
//   unknown       neither yet: it waits, is on its way, or its producer died
//   replicated    it is below the high watermark of the leading log now (copies count once)
//   lost          acknowledged, and not in the leading log; with the fact that lost it. A record
//                 that comes back (an old leader that has it is elected again) is no longer lost
//   duplicated_in_log  copies beyond the first that the leading log holds
//   reordered     it stands in the leading log behind a record that its producer sent later
//
// and for each group delivered, duplicated and skipped (see deliveries.h). With acks=0 an
// acknowledgement says nothing about a log: such a record is lost when its request is lost, when it
// lands in the log of a broker that leads no longer, or when a later one of its producer stands in
// the leading log without it.
//
// Copying a ledger is cheap: batches are shared, the rest are intervals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/ids.h"
#include "sim/journal/facts.h"
#include "sim/laws/deliveries.h"
#include "sim/laws/partition_ledger.h"
#include "sim/view/view.h"

namespace brokerscope::laws {

struct GroupTotals {
    std::int64_t delivered = 0;
    std::int64_t duplicated = 0;
    std::int64_t skipped = 0;

    friend bool operator==(const GroupTotals&, const GroupTotals&) = default;
};

struct TopicTotals {
    std::int64_t produced = 0;
    std::int64_t acknowledged = 0;
    std::int64_t replicated = 0;
    std::int64_t failed = 0;
    std::int64_t unknown = 0;
    std::int64_t lost = 0;
    std::int64_t duplicated_in_log = 0;
    std::int64_t reordered = 0;
    std::int64_t delivered = 0;   // of all groups
    std::int64_t duplicated = 0;  // of all groups

    friend bool operator==(const TopicTotals&, const TopicTotals&) = default;
};

struct LostRecord {
    base::PartitionId partition;
    base::NodeId client;
    std::int64_t number = 0;
    base::Offset offset{base::no_offset};  // no_offset: no log ever held it
    std::optional<base::Bytes> key;
    base::FactId cause;
};

class Ledger {
  public:
    /// `view` is the view after the fact. Facts about internal topics are kept too: laws look at
    /// their logs.
    void apply(const view::View& view, const journal::Fact& fact);

    TopicTotals topic(base::TopicId topic) const;
    /// All topics but the internal ones.
    TopicTotals all(const view::View& view) const;
    std::map<std::string, GroupTotals> groups(base::TopicId topic) const;
    /// Ordered by partition, client and number; at most `most` of them.
    std::vector<LostRecord> lost_records(base::TopicId topic, std::size_t most) const;
    /// The fact that lost a record, as a sentence; null when this fact lost nothing.
    const Cause* cause(base::FactId fact) const;

    const std::map<base::PartitionId, PartitionLedger>& partitions() const { return partitions_; }
    const PartitionLedger* partition(base::PartitionId id) const;
    /// What the newest fact did.
    const LedgerNews& news() const { return news_; }

  private:
    PartitionLedger& at(base::PartitionId id);

    void fold(LedgerStep& step, const journal::RecordsAccepted& accepted);
    void fold(LedgerStep& step, const journal::BatchProgress& progress);
    void fold(LedgerStep& step, const journal::MessageLost& lost);
    void fold(LedgerStep& step, const journal::LeaderAppended& appended);
    void fold(LedgerStep& step, const journal::FollowerAppended& appended);
    void fold(LedgerStep& step, const journal::LogTruncated& truncated);
    void fold(LedgerStep& step, const journal::LogCleaned& cleaned);
    void fold(LedgerStep& step, const journal::ReplicaOpened& opened);
    void fold(LedgerStep& step, const journal::ReplicaRoleTaken& taken);
    void fold(LedgerStep& step, const journal::PartitionChanged& changed);
    void fold(LedgerStep& step, const journal::HighWatermarkMoved& moved);
    void fold(LedgerStep& step, const journal::PositionSet& position);
    void fold(LedgerStep& step, const journal::RecordsDelivered& delivered);
    template <class Body>
    void fold(LedgerStep&, const Body&) {}  // the other facts are about no record

    std::map<base::PartitionId, PartitionLedger> partitions_;
    std::map<base::PartitionId, std::map<std::string, Deliveries>> deliveries_;
    std::map<base::FactId, Cause> causes_;
    LedgerNews news_;
    bool some_unsettled_ = false;  // somebody sends with acks=0
};

/// Where the second-longest log of the running members of the ISR ends; 0 when fewer than two run.
base::Offset held_twice_to(const view::View& view, base::PartitionId id,
                           const view::PartitionView& partition);

/// Acknowledged records that a single further failure of a broker would lose: those that fewer than
/// two running members of the ISR hold. In a topic with one replica that is all of them.
std::int64_t at_risk(const view::View& view, const Ledger& ledger);
std::int64_t at_risk(const view::View& view, const Ledger& ledger, base::TopicId topic);

/// How long partitions had no leader, added up over the partitions of a topic, or of all topics but
/// the internal ones.
base::Duration unavailable(const view::View& view, base::TopicId topic);
base::Duration unavailable(const view::View& view);

}  // namespace brokerscope::laws
