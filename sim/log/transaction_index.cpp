#include "sim/log/transaction_index.h"

#include <algorithm>

namespace brokerscope::log {

bool TransactionIndex::collect(base::Offset from, base::Offset up_to,
                               std::vector<AbortedTransaction>& found) const {
    for (const AbortedTransaction& aborted : entries_) {
        if (aborted.last_offset >= from && aborted.first_offset < up_to) found.push_back(aborted);
        if (aborted.last_stable_offset >= up_to) return true;
    }
    return false;
}

void TransactionIndex::truncate_to(base::Offset offset) {
    const auto first = std::find_if(
        entries_.begin(), entries_.end(),
        [&](const AbortedTransaction& aborted) { return aborted.last_offset >= offset; });
    entries_.erase(first, entries_.end());
}

}  // namespace brokerscope::log
