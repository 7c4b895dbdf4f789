// A replica's log as a story looks at it: what is on the disk of its broker.
#include <algorithm>
#include <set>
#include <string>

#include "cli/conform/story/observe.h"
#include "cli/conform/story/records.h"

namespace brokerscope::cli::conform {
namespace {

const log::PartitionLog* find_log(const Json& step, Stage& stage) {
    const PartitionId id = stage.partition(step["topic"], step["partition"]);
    const auto& logs = stage.machine(node_of(step, stage)).disk.logs;
    const auto found = logs.find(id);
    return found == logs.end() ? nullptr : &found->second;
}

Json index_json(const log::LogSegment& segment) {
    Json entries = Json::array();
    for (const log::OffsetPosition& entry : segment.offset_index().entries())
        entries.push_back({{"offset", entry.offset.value}, {"position", entry.position}});
    return entries;
}

Json time_index_json(const log::LogSegment& segment) {
    Json entries = Json::array();
    for (const log::TimestampOffsetEntry& entry : segment.time_index().entries())
        entries.push_back({{"timestamp", entry.timestamp_ms}, {"offset", entry.offset.value}});
    return entries;
}

Json segment_json(const log::LogSegment& segment) {
    Json batches = Json::array();
    for (std::size_t i = 0; i < segment.readable_batches(); ++i) {
        Json json = to_json(segment.batches()[i]);
        json["position"] = segment.position_of(i);
        batches.push_back(std::move(json));
    }
    return {{"baseOffset", segment.base_offset().value},
            {"sizeInBytes", segment.size_bytes()},
            {"batches", std::move(batches)},
            {"index", index_json(segment)},
            {"timeIndex", time_index_json(segment)},
            {"txnIndexSizeInBytes", segment.transaction_index().size_bytes()},
            {"tornBytes", segment.size_bytes() - segment.readable_bytes()}};
}

// All batches from the log's start on, and all their records.
void add_content(const log::PartitionLog& log, Json& seen) {
    Json batches = Json::array();
    Json records = Json::array();
    for (const Json& segment : seen["segments"]) {
        for (const Json& batch : segment["batches"]) {
            if (batch["lastOffset"].get<std::int64_t>() < log.log_start_offset().value) continue;
            batches.push_back(batch);
            for (Json record : batch["records"]) {
                record["producerEpoch"] = batch["producerEpoch"];
                record["baseSequence"] = batch["baseSequence"];
                records.push_back(std::move(record));
            }
        }
    }
    seen["batches"] = std::move(batches);
    seen["records"] = std::move(records);
}

Json snapshots_of(const log::PartitionLog& log) {
    Json offsets = Json::array();
    for (const auto& [offset, snapshot] : log.producers().snapshots())
        offsets.push_back(offset.value);
    return offsets;
}

}  // namespace

Json leader_epochs_of(const log::LeaderEpochCache& cache) {
    Json entries = Json::array();
    for (const log::EpochEntry& entry : cache.entries()) {
        entries.push_back(
            {{"epoch", entry.epoch.value}, {"startOffset", entry.start_offset.value}});
    }
    return entries;
}

Json observe_log(const Json& step, Stage& stage) {
    const log::PartitionLog* log = find_log(step, stage);
    if (log == nullptr) return {{"exists", false}};
    const auto cleaned = log->cleaner_checkpoint();
    Json seen = {{"exists", true},
                 {"logStartOffset", log->log_start_offset().value},
                 {"highWatermark", log->high_watermark().value},
                 {"lastStableOffset", log->last_stable_offset().value},
                 {"logEndOffset", log->log_end_offset().value},
                 {"leaderEpochs", leader_epochs_of(log->leader_epochs())},
                 {"snapshots", snapshots_of(*log)},
                 {"deletedFiles", deleted_files_of(*log)},
                 {"cleanerCheckpoint", cleaned ? Json(cleaned->value) : Json()}};
    Json segments = Json::array();
    for (const log::LogSegment& segment : log->segments())
        segments.push_back(segment_json(segment));
    seen["segments"] = std::move(segments);
    add_content(*log, seen);
    return seen;
}

Json deleted_files_of(const log::PartitionLog& log) {
    Json names = Json::array();
    for (const log::LogFile& file : log.files()) {
        if (file.name.ends_with(".deleted")) names.push_back(file.name);
    }
    return names;
}

const node::DeletedDirectory* find_deleted_directory(const Json& step, Stage& stage) {
    const std::string start = step["topic"].get<std::string>() + "-" +
                              std::to_string(step["partition"].get<std::int32_t>()) + ".";
    for (const NodeId broker : stage.brokers()) {
        for (const auto& [number, directory] : stage.machine(broker).disk.deleted_directories) {
            if (directory.name.starts_with(start)) return &directory;
        }
    }
    return nullptr;
}

// Names without the random part: "t-0.<uuid>-delete".
Json observe_partition_directories(const Json&, Stage& stage) {
    std::set<std::string> names;
    for (const NodeId broker : stage.brokers()) {
        for (const auto& [number, directory] : stage.machine(broker).disk.deleted_directories) {
            const std::size_t dot = directory.name.rfind('.');
            names.insert(directory.name.substr(0, dot) + ".<uuid>-delete");
        }
    }
    return {{"dirs", names}};
}

Json observe_files(const Json& step, Stage& stage) {
    const log::PartitionLog* log = nullptr;
    const bool is_deleted = step.value("deletedDirectory", false);
    if (is_deleted) {
        const node::DeletedDirectory* directory = find_deleted_directory(step, stage);
        if (directory != nullptr) log = &directory->log;
    } else {
        log = find_log(step, stage);
    }
    if (log == nullptr) throw NotModelled{"files of a directory that is not there"};
    Json files = Json::array();
    // Of a log that lives the recorder listed what belongs to it, not what tells whose log it is.
    for (const log::LogFile& file : log->files()) {
        if (file.name == "partition.metadata" && !is_deleted) continue;
        files.push_back({{"name", file.name}, {"sizeInBytes", file.size_bytes}});
    }
    return {{"nodeDown", step.value("nodeDown", false)},
            {"deletedDirectory", is_deleted},
            {"files", std::move(files)},
            {"leaderEpochs", leader_epochs_of(log->leader_epochs())}};
}

Json observe_checkpoints(const Json& step, Stage& stage) {
    const PartitionId id = stage.partition(step["topic"], step["partition"]);
    const node::Disk& disk = stage.machine(node_of(step, stage)).disk;
    const auto entry = [&](const std::map<PartitionId, base::Offset>& checkpoint) {
        const auto found = checkpoint.find(id);
        return found == checkpoint.end() ? Json() : Json(found->second.value);
    };
    return {{"highWatermark", entry(disk.high_watermark_checkpoint)},
            {"recoveryPoint", entry(disk.recovery_point_checkpoint)},
            {"logStartOffset", entry(disk.log_start_checkpoint)},
            {"cleanShutdownMarker", disk.clean_shutdown}};
}

Json observe_leader_epochs(const Json& step, Stage& stage) {
    const log::PartitionLog* log = find_log(step, stage);
    if (log == nullptr) return {{"entries", Json::array()}};
    return {{"entries", leader_epochs_of(log->leader_epochs())}};
}

}  // namespace brokerscope::cli::conform
