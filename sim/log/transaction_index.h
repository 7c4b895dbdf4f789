// A segment's index of aborted transactions (rule ST-44; Kafka's TransactionIndex): an entry comes
// with each abort marker that closes a transaction with data on this partition. Readers of
// committed data get the entries of their range and leave those records out.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/ids.h"

namespace brokerscope::log {

struct AbortedTransaction {
    base::ProducerId producer_id;
    base::Offset first_offset;
    base::Offset last_offset;  // of the marker
    base::Offset last_stable_offset;

    friend bool operator==(const AbortedTransaction&, const AbortedTransaction&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("producerId", &AbortedTransaction::producer_id),
                          base::field("firstOffset", &AbortedTransaction::first_offset),
                          base::field("lastOffset", &AbortedTransaction::last_offset),
                          base::field("lastStableOffset", &AbortedTransaction::last_stable_offset)};
    }
};

class TransactionIndex {
  public:
    static constexpr std::int64_t entry_size_bytes = 34;

    const std::vector<AbortedTransaction>& entries() const { return entries_; }
    std::int64_t size_bytes() const {
        return static_cast<std::int64_t>(entries_.size()) * entry_size_bytes;
    }

    void append(const AbortedTransaction& aborted) { entries_.push_back(aborted); }
    /// Adds to `found` what touches [from, up_to). True when no later segment can know more.
    bool collect(base::Offset from, base::Offset up_to,
                 std::vector<AbortedTransaction>& found) const;
    /// Drops the entries from the first one on whose marker lies at or above `offset`.
    void truncate_to(base::Offset offset);
    void clear() { entries_.clear(); }

    friend bool operator==(const TransactionIndex&, const TransactionIndex&) = default;

  private:
    std::vector<AbortedTransaction> entries_;
};

}  // namespace brokerscope::log
