// Tape: what one replica's log holds, as far as an audience can see: the newest batches with slices
// of their keys and values; older ones are gone from it. Batches are shared between the replicas
// that hold the same bytes. A copy of a tape shares everything with the original until one of the
// two changes, and then all but a page: keyframes copy thousands of tapes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"

namespace brokerscope::view {

using journal::BatchStamp;
using journal::RecordSlice;

/// A batch as its leader appended it. `records` may be empty when nobody said what is in it.
struct TapeBatch {
    BatchStamp stamp;
    std::vector<RecordSlice> records;
    base::SimTime appended;  // on the leader
    base::FactId fact;       // its LeaderAppended; the first FollowerAppended when it is too old
    /// Of the records, when the cleaner has taken some; empty: from the base offset on, no gap.
    std::vector<base::Offset> offsets;
    bool is_cleaned = false;
    bool is_corrupt = false;  // a bit of it flipped on this replica's disk
};
using TapeBatchPtr = std::shared_ptr<const TapeBatch>;

namespace detail {
inline constexpr std::size_t tape_page_size = 32;
struct TapePages {
    std::vector<std::shared_ptr<std::vector<TapeBatchPtr>>> pages;
    std::size_t first = 0;  // batches of the first page that are gone
    std::size_t count = 0;
    std::int64_t records = 0;

    const TapeBatchPtr& at(std::size_t index) const {
        const std::size_t place = first + index;
        return (*pages[place / tape_page_size])[place % tape_page_size];
    }
};
}  // namespace detail

/// The batches of a tape, oldest first, to be walked and indexed like a container. It looks into
/// the tape: it is good until the tape changes or goes.
class TapeBatches {
  public:
    class Iterator {
      public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = TapeBatchPtr;
        using difference_type = std::ptrdiff_t;
        using pointer = const TapeBatchPtr*;
        using reference = const TapeBatchPtr&;

        Iterator() = default;
        Iterator(const detail::TapePages* pages, difference_type index)
            : pages_(pages), index_(index) {}
        reference operator*() const { return pages_->at(static_cast<std::size_t>(index_)); }
        pointer operator->() const { return &**this; }
        reference operator[](difference_type n) const { return *(*this + n); }
        Iterator& operator++() { return *this += 1; }
        Iterator& operator--() { return *this += -1; }
        Iterator operator++(int) { return Iterator(pages_, index_++); }
        Iterator operator--(int) { return Iterator(pages_, index_--); }
        Iterator& operator+=(difference_type n) {
            index_ += n;
            return *this;
        }
        Iterator& operator-=(difference_type n) { return *this += -n; }
        friend Iterator operator+(Iterator it, difference_type n) { return it += n; }
        friend Iterator operator+(difference_type n, Iterator it) { return it += n; }
        friend Iterator operator-(Iterator it, difference_type n) { return it -= n; }
        friend difference_type operator-(const Iterator& a, const Iterator& b) {
            return a.index_ - b.index_;
        }
        friend auto operator<=>(const Iterator& a, const Iterator& b) {
            return a.index_ <=> b.index_;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) {
            return a.index_ == b.index_;
        }

      private:
        const detail::TapePages* pages_ = nullptr;
        difference_type index_ = 0;
    };
    using value_type = TapeBatchPtr;
    using const_iterator = Iterator;

    explicit TapeBatches(const detail::TapePages* pages) : pages_(pages) {}
    std::size_t size() const { return pages_ == nullptr ? 0 : pages_->count; }
    bool empty() const { return size() == 0; }
    const TapeBatchPtr& operator[](std::size_t index) const { return pages_->at(index); }
    const TapeBatchPtr& front() const { return pages_->at(0); }
    const TapeBatchPtr& back() const { return pages_->at(size() - 1); }
    Iterator begin() const { return {pages_, 0}; }
    Iterator end() const { return {pages_, static_cast<std::ptrdiff_t>(size())}; }
    std::reverse_iterator<Iterator> rbegin() const { return std::reverse_iterator(end()); }
    std::reverse_iterator<Iterator> rend() const { return std::reverse_iterator(begin()); }

  private:
    const detail::TapePages* pages_;
};

class Tape {
  public:
    /// The newest records that are kept; older batches are dropped whole. The newest batch stays,
    /// however large it is.
    static constexpr std::int64_t most_records = 4096;

    /// Offsets grow: the batch begins behind the newest one.
    void append(TapeBatchPtr batch);
    /// Drops everything from `end` on; a batch that `end` cuts is dropped whole (Kafka truncates at
    /// batches).
    void truncate_to(base::Offset end);
    /// Drops the batches that end below `start`.
    void drop_below(base::Offset start);
    void clear() { pages_.reset(); }

    TapeBatches batches() const { return TapeBatches(pages_.get()); }
    /// The batch that holds this offset, or null.
    const TapeBatch* find(base::Offset offset) const;
    /// The same, for sharing it with another tape.
    TapeBatchPtr find_shared(base::Offset offset) const;
    /// The key and value at this offset, or null when it is too old or unknown.
    const RecordSlice* record(base::Offset offset) const;

  private:
    detail::TapePages& own_pages();
    std::vector<TapeBatchPtr>& own_last_page();
    const TapeBatchPtr* place_of(base::Offset offset) const;

    std::shared_ptr<detail::TapePages> pages_;  // null when it is empty
};

}  // namespace brokerscope::view
