// LogContent: what a log holds, as spans of strands (see strand.h). Copying it copies a few spans,
// comparing two logs of one partition looks at single batches only where their spans differ.
//
// It is not a log: no segments, no epoch cache, no bytes. Offsets ascend; where nobody stated what
// a log holds (it was opened with more than was ever appended) there is a gap.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/laws/strand.h"

namespace brokerscope::laws {

class LogContent {
  public:
    base::Offset end() const { return end_; }

    /// The reference after the last batch: where a follower's next batch probably is.
    std::optional<BatchRef> expected_next() const;
    /// The batch begins at or behind the end.
    void append(BatchRef ref, const LoggedBatch& batch);
    /// Drops everything from `end` on; a batch that `end` cuts is dropped whole (Kafka truncates at
    /// batches), but the log still ends at `end` then.
    void truncate_to(base::Offset end, const Strands& strands);
    /// The log ends here although nobody stated what it holds up to here.
    void set_end(base::Offset end) { end_ = end; }

    std::optional<BatchRef> find(base::Offset offset, const Strands& strands) const;
    /// The offset up to which both logs hold the same batches.
    base::Offset common_end(const LogContent& other, const Strands& strands) const;
    /// Replaces everything from `from` on by the whole batches that `source` holds in [from, to).
    void replace_from(base::Offset from, const LogContent& source, base::Offset to,
                      const Strands& strands);

    /// Calls visit(ref, batch) for every batch that overlaps [from, to), ascending.
    template <class Visit>
    void for_each(base::Offset from, base::Offset to, const Strands& strands, Visit&& visit) const;

  private:
    struct Span {
        std::uint32_t strand = 0;
        std::uint32_t from = 0;
        std::uint32_t to = 0;  // not included
        base::Offset begin;
        base::Offset end;
    };
    std::size_t first_ending_after(base::Offset offset) const;

    std::vector<Span> spans_;
    base::Offset end_;
};

template <class Visit>
void LogContent::for_each(base::Offset from, base::Offset to, const Strands& strands,
                          Visit&& visit) const {
    for (std::size_t at = first_ending_after(from); at < spans_.size(); ++at) {
        const Span& span = spans_[at];
        if (span.begin >= to) return;
        std::uint32_t index = span.from;
        if (from > span.begin) index = *strands.strand(span.strand).find(from);
        for (; index < span.to; ++index) {
            const LoggedBatch& batch = strands.batch({span.strand, index});
            if (batch.base_offset >= to) return;
            visit(BatchRef{span.strand, index}, batch);
        }
    }
}

}  // namespace brokerscope::laws
