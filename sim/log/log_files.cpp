// The files of a partition's directory, a clean stop, and what may happen to files while the broker
// is down.
#include <algorithm>

#include "sim/log/partition_log.h"

namespace brokerscope::log {
namespace {

constexpr std::int64_t snapshot_header_bytes = 10;
constexpr std::int64_t snapshot_entry_bytes = 46;
// "version: 0", "topic_id: " and 22 characters.
constexpr std::int64_t partition_metadata_bytes = 43;
constexpr const char* epoch_file = "leader-epoch-checkpoint";

// Version, number of entries, and a line for each.
std::int64_t epoch_file_bytes(const LeaderEpochCache& cache) {
    std::int64_t bytes = 2;
    bytes += static_cast<std::int64_t>(std::to_string(cache.entries().size()).size()) + 1;
    for (const EpochEntry& entry : cache.entries()) {
        bytes += static_cast<std::int64_t>(std::to_string(entry.epoch.value).size() +
                                           std::to_string(entry.start_offset.value).size() + 2);
    }
    return bytes;
}

bool is_deleted(const LogFile& file) {
    return file.name.ends_with(".deleted");
}

}  // namespace

void PartitionLog::close() {
    producers_.take_snapshot();
    for (LogSegment& segment : segments_)
        segment.become_inactive();
    is_closed_ = true;
    mark_flushed(log_end_offset_);
}

// While a segment may grow, its index files have the size that they may grow to.
std::vector<LogFile> PartitionLog::files() const {
    std::vector<LogFile> found = other_files_;
    for (const LogSegment& segment : segments_) {
        const std::string stem = segment_file_stem(segment.base_offset());
        const bool grows = &segment == &segments_.back() && !is_closed_;
        const OffsetIndex& index = segment.offset_index();
        const TimeIndex& times = segment.time_index();
        found.push_back({stem + ".log", segment.size_bytes()});
        found.push_back({stem + ".index", grows ? index.max_entries() * index.entry_size_bytes
                                                : index.size_bytes()});
        found.push_back({stem + ".timeindex", grows ? times.max_entries() * times.entry_size_bytes
                                                    : times.size_bytes()});
        const TransactionIndex& aborted = segment.transaction_index();
        if (!aborted.entries().empty()) found.push_back({stem + ".txnindex", aborted.size_bytes()});
    }
    for (const LogSegment& segment : swap_segments_)
        found.push_back(
            {segment_file_stem(segment.base_offset()) + ".log.swap", segment.size_bytes()});
    for (const auto& [offset, snapshot] : producers_.snapshots()) {
        found.push_back({segment_file_stem(offset) + ".snapshot",
                         snapshot_header_bytes +
                             snapshot_entry_bytes * static_cast<std::int64_t>(snapshot.size())});
    }
    found.push_back({epoch_file, epoch_file_bytes(leader_epochs_)});
    found.push_back({"partition.metadata", partition_metadata_bytes});
    std::erase_if(found, [&](const LogFile& file) {
        return std::find(missing_files_.begin(), missing_files_.end(), file.name) !=
               missing_files_.end();
    });
    std::sort(found.begin(), found.end(),
              [](const LogFile& a, const LogFile& b) { return a.name < b.name; });
    return found;
}

bool PartitionLog::has_deleted_files() const {
    return std::any_of(other_files_.begin(), other_files_.end(), is_deleted);
}

std::vector<std::string> PartitionLog::remove_deleted_files() {
    std::vector<std::string> removed;
    std::erase_if(other_files_, [&](const LogFile& file) {
        if (is_deleted(file)) removed.push_back(file.name);
        return is_deleted(file);
    });
    return removed;
}

LogSegment* PartitionLog::segment_of_file(const std::string& file) {
    for (LogSegment& segment : segments_) {
        if (segment_file_stem(segment.base_offset()) + ".log" == file) return &segment;
    }
    return nullptr;
}

bool PartitionLog::has_file(const std::string& file) const {
    const std::vector<LogFile> all = files();
    return std::any_of(all.begin(), all.end(),
                       [&](const LogFile& found) { return found.name == file; });
}

void PartitionLog::lose_unflushed(std::int64_t torn_bytes) {
    while (segments_.size() > 1 && active().base_offset() > flushed_offset_)
        segments_.pop_back();
    std::size_t kept = 0;
    const std::vector<RecordBatch>& batches = active().batches();
    while (kept < batches.size() && batches[kept].last_offset() < flushed_offset_)
        ++kept;
    if (kept < batches.size()) {
        const std::int64_t torn =
            std::clamp<std::int64_t>(torn_bytes, 0, batches[kept].size_bytes - 1);
        active().cut_file(active().position_of(kept) + torn);
    }
    producers_.delete_snapshots_above(flushed_offset_);
    log_end_offset_ = flushed_offset_;
    high_watermark_ = std::min(high_watermark_, log_end_offset_);
    log_start_offset_ = std::min(log_start_offset_, log_end_offset_);
    dirty_bytes_ = 0;
}

bool PartitionLog::damage_flip_bit(const std::string& file, std::int64_t position) {
    LogSegment* segment = segment_of_file(file);
    return segment != nullptr && has_file(file) && segment->corrupt_at(position);
}

bool PartitionLog::damage_truncate(const std::string& file, std::int64_t cut_bytes) {
    LogSegment* segment = segment_of_file(file);
    if (segment == nullptr || !has_file(file) || cut_bytes < 0) return false;
    if (cut_bytes > segment->size_bytes()) return false;
    segment->cut_file(segment->size_bytes() - cut_bytes);
    return true;
}

bool PartitionLog::damage_delete(const std::string& file) {
    if (!has_file(file)) return false;
    if (std::erase_if(other_files_, [&](const LogFile& other) { return other.name == file; }) > 0)
        return true;
    for (const auto& snapshot : producers_.snapshots()) {
        if (segment_file_stem(snapshot.first) + ".snapshot" != file) continue;
        producers_.delete_snapshot(snapshot.first);
        return true;
    }
    if (file == epoch_file) leader_epochs_.clear();
    for (LogSegment& segment : segments_) {
        if (segment_file_stem(segment.base_offset()) + ".txnindex" == file)
            segment.transaction_index().clear();
    }
    missing_files_.push_back(file);
    return true;
}

bool PartitionLog::create_file(const LogFile& file) {
    if (has_file(file.name)) return false;
    other_files_.push_back(file);
    return true;
}

bool PartitionLog::rename_file(const std::string& file, const std::string& new_name) {
    if (!has_file(file) || has_file(new_name)) return false;
    const std::vector<LogFile> all = files();
    const auto renamed = std::find_if(all.begin(), all.end(),
                                      [&](const LogFile& found) { return found.name == file; });
    if (const LogSegment* segment = segment_of_file(file)) {
        if (new_name == file + ".swap") {
            swap_segments_.push_back(*segment);
            missing_files_.push_back(file);
            return true;
        }
    }
    const std::int64_t size_bytes = renamed->size_bytes;
    damage_delete(file);
    return create_file({new_name, size_bytes});
}

}  // namespace brokerscope::log
