// Strands: every batch that was ever in a log of one partition, kept once. A strand is what one
// leader appended in one epoch without a break; the logs of the replicas are spans of strands (see
// log_content.h), so that ten replicas and fifty keyframes share the same batches.
//
// Strands only grow. Chunks are shared between copies and cloned when a shared one must grow.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/ids.h"
#include "sim/journal/facts.h"

namespace brokerscope::laws {

/// What a client's number is higher by for each earlier process of that client.
inline constexpr std::int64_t numbers_per_incarnation = std::int64_t{1} << 40;

/// One batch: whose records it holds (client and that client's numbers), and where they are.
struct LoggedBatch {
    base::Offset base_offset;
    std::int64_t first_number = -1;
    std::int32_t count = 0;  // records, or offsets taken by a control batch
    std::uint32_t crc = 0;
    base::NodeId client{base::no_node};
    base::LeaderEpoch epoch;
    bool is_control = false;

    friend bool operator==(const LoggedBatch&, const LoggedBatch&) = default;
    base::Offset end() const { return base_offset + count; }
    /// False for control batches and for batches of which nobody said whose they are.
    bool has_client() const { return !is_control && client != base::no_node; }
    std::int64_t number_at(base::Offset offset) const {
        return first_number + (offset - base_offset);
    }
};
/// With the number that the stamp says, which is that of the client's process.
LoggedBatch logged_batch(const journal::BatchStamp& stamp);

/// Where a batch is kept.
struct BatchRef {
    std::uint32_t strand = 0;
    std::uint32_t index = 0;

    friend bool operator==(const BatchRef&, const BatchRef&) = default;
};

class Strand {
  public:
    Strand(base::NodeId writer, base::LeaderEpoch epoch) : writer_(writer), epoch_(epoch) {}

    base::NodeId writer() const { return writer_; }
    base::LeaderEpoch epoch() const { return epoch_; }
    std::uint32_t size() const { return size_; }
    base::Offset end() const { return size_ == 0 ? base::Offset{} : batch(size_ - 1).end(); }
    const LoggedBatch& batch(std::uint32_t index) const;
    /// The batch that holds this offset, or nothing.
    std::optional<std::uint32_t> find(base::Offset offset) const;
    /// The key of the record at this offset, as far as its leader stated it.
    std::optional<base::Bytes> key_at(base::Offset offset) const;

    /// Offsets of a strand have no gaps: the batch must begin where the strand ends.
    void append(const LoggedBatch& batch, std::span<const journal::RecordSlice> records);

  private:
    static constexpr std::uint32_t chunk_size = 128;
    struct Key {
        std::uint32_t end = 0;  // in key_bytes; it begins where the one before ends
        bool present = false;
    };
    struct Chunk {
        std::vector<LoggedBatch> batches;
        std::vector<std::uint32_t> first_key;  // of each batch; no_keys when unknown
        std::vector<Key> keys;
        std::string key_bytes;
    };
    static constexpr std::uint32_t no_keys = 0xffffffff;

    Chunk& open_chunk();

    base::NodeId writer_;
    base::LeaderEpoch epoch_;
    std::uint32_t size_ = 0;
    std::vector<std::shared_ptr<Chunk>> chunks_;
};

/// All strands of one partition.
class Strands {
  public:
    /// A leader appended a batch.
    BatchRef append(base::NodeId leader, const LoggedBatch& batch,
                    std::span<const journal::RecordSlice> records);
    /// The same batch as some leader appended it; `expected` is tried first. A batch that nobody
    /// appended (its follower made it up) gets a strand of that follower.
    /// What was cleaned has other bytes than its leader appended: it is known without its checksum.
    BatchRef find_or_add(base::NodeId follower, const LoggedBatch& batch,
                         std::optional<BatchRef> expected, bool was_cleaned = false);
    /// The newest batch with this client's record at this offset that any log ever held.
    std::optional<BatchRef> find_record(base::NodeId client, std::int64_t number,
                                        base::Offset offset) const;

    const LoggedBatch& batch(BatchRef ref) const { return strands_[ref.strand].batch(ref.index); }
    const Strand& strand(std::uint32_t index) const { return strands_[index]; }

  private:
    /// `batch` is as its stamp says.
    bool holds(BatchRef ref, const LoggedBatch& batch, bool was_cleaned) const;

    std::vector<Strand> strands_;
};

}  // namespace brokerscope::laws
