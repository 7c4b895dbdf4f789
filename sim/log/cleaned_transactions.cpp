#include "sim/log/cleaned_transactions.h"

#include "sim/log/control_record.h"

namespace brokerscope::log {

void CleanedTransactions::add(const std::vector<AbortedTransaction>& aborted) {
    for (const AbortedTransaction& transaction : aborted)
        waiting_.emplace(transaction.first_offset, transaction);
}

bool CleanedTransactions::may_discard(const RecordBatch& batch) {
    begin_up_to(batch.last_offset());
    return batch.is_control() ? may_discard_marker(batch) : may_discard_data(batch);
}

void CleanedTransactions::begin_up_to(base::Offset offset) {
    while (!waiting_.empty() && waiting_.begin()->first <= offset) {
        const AbortedTransaction& transaction = waiting_.begin()->second;
        aborted_.try_emplace(transaction.producer_id, Ongoing{transaction, false});
        waiting_.erase(waiting_.begin());
    }
}

bool CleanedTransactions::may_discard_marker(const RecordBatch& marker) {
    if (marker.records->empty()) return true;
    const std::optional<ControlRecordType> type = control_record_type(marker);
    if (type == ControlRecordType::commit) return committed_.erase(marker.producer_id) == 0;
    if (type != ControlRecordType::abort) return false;
    const auto found = aborted_.find(marker.producer_id);
    if (found == aborted_.end()) return true;
    const Ongoing ended = found->second;
    aborted_.erase(found);
    if (!ended.has_data) return true;
    if (index_ != nullptr) index_->append(ended.transaction);
    return false;
}

bool CleanedTransactions::may_discard_data(const RecordBatch& batch) {
    if (!batch.is_transactional()) return false;
    const auto found = aborted_.find(batch.producer_id);
    if (found == aborted_.end()) {
        committed_.insert(batch.producer_id);
        return false;
    }
    found->second.has_data = true;
    return true;
}

}  // namespace brokerscope::log
