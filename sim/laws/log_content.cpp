#include "sim/laws/log_content.h"

#include <algorithm>

namespace brokerscope::laws {

using base::Offset;

std::size_t LogContent::first_ending_after(Offset offset) const {
    const auto found = std::upper_bound(spans_.begin(), spans_.end(), offset,
                                        [](Offset o, const Span& span) { return o < span.end; });
    return static_cast<std::size_t>(found - spans_.begin());
}

std::optional<BatchRef> LogContent::expected_next() const {
    if (spans_.empty()) return std::nullopt;
    return BatchRef{spans_.back().strand, spans_.back().to};
}

void LogContent::append(BatchRef ref, const LoggedBatch& batch) {
    const bool goes_on = !spans_.empty() && spans_.back().strand == ref.strand &&
                         spans_.back().to == ref.index && spans_.back().end == batch.base_offset;
    if (goes_on) {
        spans_.back().to = ref.index + 1;
        spans_.back().end = batch.end();
    } else {
        spans_.push_back({ref.strand, ref.index, ref.index + 1, batch.base_offset, batch.end()});
    }
    end_ = batch.end();
}

void LogContent::truncate_to(Offset end, const Strands& strands) {
    while (!spans_.empty() && spans_.back().begin >= end)
        spans_.pop_back();
    if (!spans_.empty() && spans_.back().end > end) {
        Span& span = spans_.back();
        span.to = *strands.strand(span.strand).find(end);
        span.end = strands.batch({span.strand, span.to}).base_offset;
        if (span.to == span.from) spans_.pop_back();
    }
    end_ = std::min(end_, end);
}

std::optional<BatchRef> LogContent::find(Offset offset, const Strands& strands) const {
    const std::size_t at = first_ending_after(offset);
    if (at == spans_.size() || spans_[at].begin > offset) return std::nullopt;
    const std::optional<std::uint32_t> index = strands.strand(spans_[at].strand).find(offset);
    return index ? std::optional(BatchRef{spans_[at].strand, *index}) : std::nullopt;
}

Offset LogContent::common_end(const LogContent& other, const Strands& strands) const {
    const Offset limit = std::min(end_, other.end_);
    Offset at;
    while (at < limit) {
        const std::size_t mine = first_ending_after(at);
        const std::size_t theirs = other.first_ending_after(at);
        if (mine == spans_.size() || theirs == other.spans_.size()) return limit;
        const Span& a = spans_[mine];
        const Span& b = other.spans_[theirs];
        // Where one of them is a gap nobody knows, so nobody can tell that they differ.
        if (a.begin > at || b.begin > at) {
            at = std::min(limit, std::max(a.begin, b.begin));
            continue;
        }
        if (a.strand == b.strand) {
            at = std::min(a.end, b.end);
            continue;
        }
        const LoggedBatch& one = strands.batch(*find(at, strands));
        if (one != strands.batch(*other.find(at, strands))) return std::min(at, limit);
        at = one.end();
    }
    return limit;
}

void LogContent::replace_from(Offset from, const LogContent& source, Offset to,
                              const Strands& strands) {
    truncate_to(from, strands);
    source.for_each(end_, to, strands, [&](BatchRef ref, const LoggedBatch& batch) {
        if (batch.base_offset >= end_ && batch.end() <= to) append(ref, batch);
    });
}

}  // namespace brokerscope::laws
