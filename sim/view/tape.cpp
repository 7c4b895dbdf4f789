#include "sim/view/tape.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::view {
namespace {

std::int64_t records_of(const TapeBatch& batch) {
    return batch.stamp.last_offset - batch.stamp.base_offset + 1;
}

void drop_oldest(detail::TapePages& pages) {
    pages.records -= records_of(*pages.at(0));
    ++pages.first;
    --pages.count;
    if (pages.first == detail::tape_page_size) {
        pages.pages.erase(pages.pages.begin());
        pages.first = 0;
    }
}

}  // namespace

detail::TapePages& Tape::own_pages() {
    if (pages_ == nullptr) {
        pages_ = std::make_shared<detail::TapePages>();
    } else if (pages_.use_count() > 1) {
        pages_ = std::make_shared<detail::TapePages>(*pages_);
    }
    return *pages_;
}

std::vector<TapeBatchPtr>& Tape::own_last_page() {
    std::shared_ptr<std::vector<TapeBatchPtr>>& last = own_pages().pages.back();
    if (last.use_count() > 1) last = std::make_shared<std::vector<TapeBatchPtr>>(*last);
    return *last;
}

void Tape::append(TapeBatchPtr batch) {
    detail::TapePages& pages = own_pages();
    CHECK(
        pages.count == 0 || pages.at(pages.count - 1)->stamp.last_offset < batch->stamp.base_offset,
        "a batch was appended below the end of a log");
    pages.records += records_of(*batch);
    if (pages.pages.empty() || pages.pages.back()->size() == detail::tape_page_size) {
        pages.pages.push_back(std::make_shared<std::vector<TapeBatchPtr>>());
    }
    own_last_page().push_back(std::move(batch));
    ++pages.count;
    while (pages.records > most_records && pages.count > 1)
        drop_oldest(pages);
}

void Tape::truncate_to(base::Offset end) {
    if (batches().empty() || batches().back()->stamp.last_offset < end) return;
    detail::TapePages& pages = own_pages();
    while (pages.count > 0 && pages.at(pages.count - 1)->stamp.last_offset >= end) {
        pages.records -= records_of(*pages.at(pages.count - 1));
        own_last_page().pop_back();
        --pages.count;
        if (pages.pages.back()->empty()) pages.pages.pop_back();
    }
    if (pages.count == 0) clear();
}

void Tape::drop_below(base::Offset start) {
    if (batches().empty() || batches().front()->stamp.last_offset >= start) return;
    detail::TapePages& pages = own_pages();
    while (pages.count > 0 && pages.at(0)->stamp.last_offset < start)
        drop_oldest(pages);
    if (pages.count == 0) clear();
}

const TapeBatchPtr* Tape::place_of(base::Offset offset) const {
    const TapeBatches all = batches();
    const auto it = std::lower_bound(all.begin(), all.end(), offset,
                                     [](const TapeBatchPtr& batch, base::Offset wanted) {
                                         return batch->stamp.last_offset < wanted;
                                     });
    if (it == all.end() || (*it)->stamp.base_offset > offset) return nullptr;
    return &*it;
}

const TapeBatch* Tape::find(base::Offset offset) const {
    const TapeBatchPtr* place = place_of(offset);
    return place == nullptr ? nullptr : place->get();
}

TapeBatchPtr Tape::find_shared(base::Offset offset) const {
    const TapeBatchPtr* place = place_of(offset);
    return place == nullptr ? nullptr : *place;
}

const RecordSlice* Tape::record(base::Offset offset) const {
    const TapeBatch* batch = find(offset);
    if (batch == nullptr) return nullptr;
    auto index = static_cast<std::size_t>(offset - batch->stamp.base_offset);
    if (batch->is_cleaned) {
        const auto kept = std::find(batch->offsets.begin(), batch->offsets.end(), offset);
        if (kept == batch->offsets.end()) return nullptr;
        index = static_cast<std::size_t>(kept - batch->offsets.begin());
    }
    return index < batch->records.size() ? &batch->records[index] : nullptr;
}

}  // namespace brokerscope::view
