#include "sim/log/log_loader.h"

#include <algorithm>
#include <limits>

namespace brokerscope::log {
namespace {

bool has_suffix(const std::string& name, std::string_view suffix) {
    return name.size() >= suffix.size() &&
           name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::int64_t offset_in_name(const std::string& name) {
    std::int64_t offset = 0;
    for (const char digit : name) {
        if (digit < '0' || digit > '9') break;
        offset = offset * 10 + (digit - '0');
    }
    return offset;
}

}  // namespace

RecoveryReport PartitionLog::recover(const RecoveryOptions& options) {
    return LogLoader(*this, options).load();
}

RecoveryReport LogLoader::load() {
    report_.end_before = log_.log_end_offset_;
    log_.producers_.lose_memory();
    log_.is_closed_ = false;
    remove_leftovers();
    complete_swaps();
    load_segments();
    if (!options_.clean_shutdown) recover_unflushed();
    start_over_if_below_the_start();
    restore_offsets();
    return report_;
}

bool LogLoader::is_missing(const LogSegment& segment, const char* suffix) const {
    const std::string name = segment_file_stem(segment.base_offset()) + suffix;
    return std::find(log_.missing_files_.begin(), log_.missing_files_.end(), name) !=
           log_.missing_files_.end();
}

// `.deleted` and `.cleaned` files go, and `.swap` files that a `.cleaned` one may belong to: that
// cleaning had not come to its end (ST-35).
void LogLoader::remove_leftovers() {
    std::int64_t first_cleaned = std::numeric_limits<std::int64_t>::max();
    for (const LogFile& file : log_.other_files_) {
        if (has_suffix(file.name, ".cleaned"))
            first_cleaned = std::min(first_cleaned, offset_in_name(file.name));
    }
    std::erase_if(log_.swap_segments_, [&](const LogSegment& segment) {
        return segment.base_offset().value >= first_cleaned;
    });
    std::erase_if(log_.other_files_, [](const LogFile& file) {
        return has_suffix(file.name, ".deleted") || has_suffix(file.name, ".cleaned") ||
               has_suffix(file.name, ".swap");
    });
}

// What was cleaned to its end takes the place of the segments that it was made of.
void LogLoader::complete_swaps() {
    std::vector<LogSegment> swaps = std::move(log_.swap_segments_);
    log_.swap_segments_.clear();
    std::erase_if(log_.segments_,
                  [&](const LogSegment& segment) { return is_missing(segment, ".log"); });
    if (swaps.empty()) return;
    base::Offset first = swaps.front().base_offset();
    base::Offset end = swaps.front().next_offset();
    for (const LogSegment& swap : swaps) {
        first = std::min(first, swap.base_offset());
        end = std::max(end, swap.next_offset());
    }
    const auto is_replaced = [&](base::Offset offset) { return offset >= first && offset < end; };
    std::erase_if(log_.segments_,
                  [&](const LogSegment& segment) { return is_replaced(segment.base_offset()); });
    std::vector<base::Offset> snapshots;
    for (const auto& snapshot : log_.producers_.snapshots())
        snapshots.push_back(snapshot.first);
    for (const base::Offset snapshot : snapshots) {
        if (is_replaced(snapshot)) log_.producers_.delete_snapshot(snapshot);
    }
    for (LogSegment& swap : swaps)
        take_over(std::move(swap));
}

// Its own index files went with those of the segments that it replaces.
void LogLoader::take_over(LogSegment swapped) {
    const std::string stem = segment_file_stem(swapped.base_offset());
    log_.missing_files_.push_back(stem + ".index");
    log_.missing_files_.push_back(stem + ".timeindex");
    const auto behind = std::find_if(
        log_.segments_.begin(), log_.segments_.end(),
        [&](const LogSegment& segment) { return segment.base_offset() > swapped.base_offset(); });
    log_.segments_.insert(behind, std::move(swapped));
}

void LogLoader::load_segments() {
    for (std::size_t i = 0; i < log_.segments_.size(); ++i) {
        LogSegment& segment = log_.segments_[i];
        segment.set_index_size_bytes(log_.config_.segment_index_bytes);
        if (is_missing(segment, ".timeindex")) segment.lose_time_index();
        segment.reload(options_.now_ms);
        // While it is read, only the segments in front of it are known.
        if (is_missing(segment, ".index")) recover_segment(i, i);
    }
    log_.missing_files_.clear();
}

// Every segment from the one with the recovery point on, up to the first damage.
void LogLoader::recover_unflushed() {
    std::size_t first = log_.segments_.size();
    while (first > 0) {
        --first;
        if (log_.segments_[first].base_offset() <= options_.recovery_point) break;
    }
    for (std::size_t i = first; i < log_.segments_.size(); ++i) {
        const std::int64_t cut = recover_segment(i, log_.segments_.size());
        report_.bytes_cut += cut;
        if (cut == 0) continue;
        delete_segments_from(i + 1);
        return;
    }
}

// Reads a segment again. It counts for its producers what the log in front of it says of them.
std::int64_t LogLoader::recover_segment(std::size_t at, std::size_t segments_known) {
    LogSegment& segment = log_.segments_[at];
    if (report_.segments_read.empty()) report_.from = segment.base_offset();
    report_.segments_read.push_back(segment.base_offset());
    ProducerStates producers = log_.producers_;
    producers.lose_memory();
    log_.rebuild_producers(producers, {.log_start = options_.log_start_checkpoint,
                                       .end = segment.base_offset(),
                                       .now_ms = options_.now_ms,
                                       .segments_known = segments_known});
    const std::int64_t cut = segment.begin_recovery(segment.count_valid_batches());
    read_again(segment, producers);
    if (cut > 0) segment.set_last_modified_ms(options_.now_ms);
    producers.take_snapshot();
    log_.producers_.adopt_snapshots(producers);
    return cut;
}

void LogLoader::read_again(LogSegment& segment, ProducerStates& producers) {
    std::int64_t last_entry_position = 0;
    for (std::size_t i = 0; i < segment.batches().size(); ++i) {
        const RecordBatch& batch = segment.batches()[i];
        segment.index_batch(i, last_entry_position);
        const base::LeaderEpoch epoch = batch.partition_leader_epoch;
        if (epoch.value >= 0 && epoch > log_.latest_epoch())
            log_.leader_epochs_.assign(epoch, batch.base_offset);
        if (batch.producer_id != base::no_producer_id) {
            const auto aborted = producers.apply_append(
                producers.decide_append(batch, AppendOrigin::replication, 0).update);
            if (aborted) segment.transaction_index().append(*aborted);
        }
        producers.set_map_end_offset(batch.next_offset());
    }
    segment.end_recovery();
}

void LogLoader::delete_segments_from(std::size_t first) {
    for (std::size_t i = first; i < log_.segments_.size(); ++i) {
        const LogSegment& segment = log_.segments_[i];
        report_.segments_deleted.push_back(segment.base_offset());
        log_.producers_.delete_snapshot(segment.base_offset());
        log_.mark_deleted(segment);
    }
    log_.segments_.erase(log_.segments_.begin() + static_cast<std::ptrdiff_t>(first),
                         log_.segments_.end());
}

void LogLoader::start_over_if_below_the_start() {
    const base::Offset start = options_.log_start_checkpoint;
    if (!log_.segments_.empty() && log_.segments_.back().next_offset() < start) {
        delete_segments_from(0);
        log_.leader_epochs_.clear();
        log_.producers_.truncate_fully_and_start_at(start);
        report_.started_over = true;
    }
    if (log_.segments_.empty()) log_.segments_.emplace_back(start, log_.config_, options_.now_ms);
}

void LogLoader::restore_offsets() {
    const base::Offset end = log_.active().next_offset();
    log_.log_end_offset_ = end;
    report_.log_end = end;
    report_.recovery_point = options_.clean_shutdown ? end : std::min(options_.recovery_point, end);
    log_.leader_epochs_.truncate_from_end(end);
    log_.log_start_offset_ =
        std::max(options_.log_start_checkpoint, log_.segments_.front().base_offset());
    log_.leader_epochs_.truncate_from_start(options_.log_start_checkpoint);
    std::vector<base::Offset> base_offsets;
    for (const LogSegment& segment : log_.segments_)
        base_offsets.push_back(segment.base_offset());
    log_.producers_.remove_stray_snapshots(base_offsets);
    log_.rebuild_producers(log_.producers_, {.log_start = log_.log_start_offset_,
                                             .end = end,
                                             .now_ms = options_.now_ms,
                                             .segments_known = log_.segments_.size(),
                                             .after_clean_stop = options_.clean_shutdown});
    log_.flushed_offset_ = std::clamp(log_.flushed_offset_, log_.log_start_offset_, end);
    log_.count_dirty_bytes();
    // Until the broker restores what its checkpoint says.
    log_.set_high_watermark(log_.log_start_offset_);
}

}  // namespace brokerscope::log
