#include "sim/laws/strand.h"

#include "sim/base/check.h"

namespace brokerscope::laws {

using base::NodeId;
using base::Offset;

LoggedBatch logged_batch(const journal::BatchStamp& stamp) {
    return {.base_offset = stamp.base_offset,
            .first_number = stamp.origin_first,
            .count = static_cast<std::int32_t>(stamp.last_offset - stamp.base_offset + 1),
            .crc = stamp.crc,
            .client = stamp.origin_client,
            .epoch = stamp.leader_epoch,
            .is_control = stamp.is_control};
}

// --- one strand -------------------------------------------------------------------------------

const LoggedBatch& Strand::batch(std::uint32_t index) const {
    return chunks_[index / chunk_size]->batches[index % chunk_size];
}

std::optional<std::uint32_t> Strand::find(Offset offset) const {
    if (size_ == 0 || offset >= end() || offset < batch(0).base_offset) return std::nullopt;
    std::uint32_t low = 0;
    std::uint32_t high = size_;
    while (high - low > 1) {
        const std::uint32_t middle = low + (high - low) / 2;
        (batch(middle).base_offset <= offset ? low : high) = middle;
    }
    return low;
}

std::optional<base::Bytes> Strand::key_at(Offset offset) const {
    const std::optional<std::uint32_t> index = find(offset);
    if (!index) return std::nullopt;
    const Chunk& chunk = *chunks_[*index / chunk_size];
    const std::uint32_t first = chunk.first_key[*index % chunk_size];
    if (first == no_keys) return std::nullopt;
    const auto at = static_cast<std::size_t>(first + (offset - batch(*index).base_offset));
    const Key& key = chunk.keys[at];
    if (!key.present) return std::nullopt;
    const std::uint32_t begin = at == 0 ? 0 : chunk.keys[at - 1].end;
    return base::Bytes{chunk.key_bytes.substr(begin, key.end - begin)};
}

Strand::Chunk& Strand::open_chunk() {
    if (size_ % chunk_size == 0) {
        chunks_.push_back(std::make_shared<Chunk>());
    } else if (chunks_.back().use_count() > 1) {
        // A keyframe holds this chunk: it must stay as it was at that moment.
        chunks_.back() = std::make_shared<Chunk>(*chunks_.back());
    }
    return *chunks_.back();
}

void Strand::append(const LoggedBatch& batch, std::span<const journal::RecordSlice> records) {
    CHECK(size_ == 0 || batch.base_offset == end(), "a strand has no gaps");
    Chunk& chunk = open_chunk();
    const bool keys_known = static_cast<std::int64_t>(records.size()) == batch.count;
    chunk.batches.push_back(batch);
    chunk.first_key.push_back(keys_known ? static_cast<std::uint32_t>(chunk.keys.size()) : no_keys);
    ++size_;
    if (!keys_known) return;
    for (const journal::RecordSlice& record : records) {
        if (record.key) chunk.key_bytes += record.key->data;
        chunk.keys.push_back(
            {static_cast<std::uint32_t>(chunk.key_bytes.size()), record.key.has_value()});
    }
}

// --- all of a partition -----------------------------------------------------------------------

BatchRef Strands::append(NodeId leader, const LoggedBatch& batch,
                         std::span<const journal::RecordSlice> records) {
    // A leader may have stepped down and up again, or its log may have been cut: then the newest
    // strand of its epoch does not end where this batch begins, and another one starts.
    std::uint32_t at = static_cast<std::uint32_t>(strands_.size());
    while (at > 0) {
        const Strand& one = strands_[at - 1];
        if (one.writer() == leader && one.epoch() == batch.epoch) break;
        --at;
    }
    if (at == 0 || strands_[at - 1].end() != batch.base_offset) {
        strands_.emplace_back(leader, batch.epoch);
        at = static_cast<std::uint32_t>(strands_.size());
    }
    Strand& strand = strands_[at - 1];
    strand.append(batch, records);
    return {at - 1, strand.size() - 1};
}

bool Strands::holds(BatchRef ref, const LoggedBatch& batch, bool was_cleaned) const {
    if (ref.strand >= strands_.size() || ref.index >= strands_[ref.strand].size()) return false;
    LoggedBatch known = this->batch(ref);
    if (known.first_number >= 0) known.first_number %= numbers_per_incarnation;
    if (was_cleaned) known.crc = batch.crc;
    return known == batch;
}

BatchRef Strands::find_or_add(NodeId follower, const LoggedBatch& batch,
                              std::optional<BatchRef> expected, bool was_cleaned) {
    if (expected && holds(*expected, batch, was_cleaned)) return *expected;
    for (std::size_t at = strands_.size(); at > 0; --at) {
        const Strand& one = strands_[at - 1];
        if (one.epoch() != batch.epoch) continue;
        const std::optional<std::uint32_t> index = one.find(batch.base_offset);
        if (!index) continue;
        const BatchRef found{static_cast<std::uint32_t>(at - 1), *index};
        if (holds(found, batch, was_cleaned)) return found;
    }
    return append(follower, batch, {});
}

std::optional<BatchRef> Strands::find_record(NodeId client, std::int64_t number,
                                             Offset offset) const {
    for (std::size_t at = strands_.size(); at > 0; --at) {
        const std::optional<std::uint32_t> index = strands_[at - 1].find(offset);
        if (!index) continue;
        const LoggedBatch& one = strands_[at - 1].batch(*index);
        if (!one.has_client() || one.client != client || one.number_at(offset) != number) continue;
        return BatchRef{static_cast<std::uint32_t>(at - 1), *index};
    }
    return std::nullopt;
}

}  // namespace brokerscope::laws
