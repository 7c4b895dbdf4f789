// Losses: which of one client's records of one partition are lost, and why. Ranges with the same
// cause that follow on each other are one entry, so that a producer that loses a million records in
// one election costs a few bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.h"

namespace brokerscope::laws {

/// Records [first_number, first_number + count) are lost.
struct LossRange {
    std::int64_t first_number = 0;
    std::int64_t count = 0;
    base::Offset first_offset{base::no_offset};  // no_offset: no log ever held them
    std::optional<std::uint32_t> strand;         // where their batches are kept
    base::FactId cause;

    std::int64_t end() const { return first_number + count; }
    base::Offset offset_of(std::int64_t number) const;
};

class Losses {
  public:
    /// None of these records may be lost already.
    void add(const LossRange& range);
    /// They came back: an old leader that still has them was elected again.
    void remove(std::int64_t begin, std::int64_t end);

    std::int64_t size() const { return size_; }
    /// Ascending by number.
    const std::vector<LossRange>& ranges() const { return ranges_; }

  private:
    std::vector<LossRange> ranges_;
    std::int64_t size_ = 0;
};

}  // namespace brokerscope::laws
