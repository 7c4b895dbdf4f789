// Which transactional batches a pass of the cleaner leaves out (rule ST-29; Kafka's
// CleanedTransactionMetadata). Fed with every batch of the log in order, it knows from the index of
// aborted transactions whose records are void, and whether a marker still has data in front of it.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "sim/log/record_batch.h"
#include "sim/log/transaction_index.h"

namespace brokerscope::log {

class CleanedTransactions {
  public:
    void add(const std::vector<AbortedTransaction>& aborted);
    /// Entries whose marker and data both stay go to `index`; null: nowhere.
    void write_to(TransactionIndex* index) { index_ = index; }

    /// True when the batch may be left out: it is of an aborted transaction, or a marker that has
    /// no data any more.
    bool may_discard(const RecordBatch& batch);

  private:
    struct Ongoing {
        AbortedTransaction transaction;
        bool has_data = false;
    };

    bool may_discard_marker(const RecordBatch& marker);
    bool may_discard_data(const RecordBatch& batch);
    void begin_up_to(base::Offset offset);

    std::multimap<base::Offset, AbortedTransaction> waiting_;  // by first offset
    std::map<base::ProducerId, Ongoing> aborted_;
    std::set<base::ProducerId> committed_;  // with data seen, and no marker yet
    TransactionIndex* index_ = nullptr;
};

}  // namespace brokerscope::log
