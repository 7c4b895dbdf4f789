// One pass of the cleaner over a log, as steps (Kafka's Cleaner): the map of keys from the dirty
// part, the groups of segments that become one, and the rewriting of each batch. Used by
// PartitionLog::clean alone; see log_cleaner.h for what a pass means.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/log/cleaned_transactions.h"
#include "sim/log/log_cleaner.h"

namespace brokerscope::log {

class CleanerPass {
  public:
    CleanerPass(const PartitionLog& log, const CleaningPlan& plan, std::int64_t now_ms);

    /// Segments that belong together, as index ranges [first, last) of the log's segments.
    struct Group {
        std::size_t first;
        std::size_t last;
    };
    const std::vector<Group>& groups() const { return groups_; }
    /// The segment that a group becomes. Groups are cleaned in order.
    LogSegment clean_group(const Group& group);

  private:
    void build_key_map();
    void map_segment(const LogSegment& segment, CleanedTransactions& transactions);
    void group_segments();
    bool joins(const Group& group, std::size_t next) const;
    void clean_into(const LogSegment& source, LogSegment& cleaned);
    std::optional<RecordBatch> filter(const RecordBatch& batch, SegmentChunk& chunk);
    bool keeps_record(const RecordBatch& batch, std::size_t index) const;
    bool is_last_of_its_producer(const RecordBatch& batch) const;
    std::vector<AbortedTransaction> aborted_between(base::Offset from, base::Offset up_to) const;

    const PartitionLog& log_;
    const CleaningPlan& plan_;
    std::int64_t now_ms_;
    /// Views into the log's own records, which stay until the pass is over.
    std::map<std::string_view, base::Offset> newest_;
    std::vector<Group> groups_;
    CleanedTransactions transactions_;
};

}  // namespace brokerscope::log
