#include "sim/replica/log_directories.h"

#include "sim/base/check.h"

namespace brokerscope::replica {

using base::PartitionId;

std::vector<std::int32_t> LogDirectories::notice_failures(const node::Disk& disk) {
    std::vector<std::int32_t> failed;
    for (const std::int32_t directory : disk.broken_directories) {
        if (offline_.insert(directory).second) failed.push_back(directory);
    }
    return failed;
}

bool LogDirectories::are_fatal() const {
    return offline_.count(0) > 0 || static_cast<std::int32_t>(offline_.size()) == count_;
}

std::int32_t LogDirectories::choose(const node::Disk& disk) const {
    std::int32_t best = -1;
    std::size_t fewest = 0;
    for (std::int32_t directory = 0; directory < count_; ++directory) {
        if (is_offline(directory)) continue;
        const std::size_t logs = logs_in(directory, disk).size();
        if (best >= 0 && logs >= fewest) continue;
        best = directory;
        fewest = logs;
    }
    CHECK(best >= 0, "a broker without log directories has ended");
    return best;
}

std::vector<PartitionId> LogDirectories::logs_in(std::int32_t directory,
                                                 const node::Disk& disk) const {
    std::vector<PartitionId> logs;
    for (const auto& [id, log] : disk.logs) {
        const bool is_metadata = id.topic == base::cluster_metadata_topic;
        if (!is_metadata && disk.directory(id) == directory) logs.push_back(id);
    }
    return logs;
}

std::vector<PartitionId> LogDirectories::offline_logs(const node::Disk& disk) const {
    std::vector<PartitionId> logs;
    for (const std::int32_t directory : offline_) {
        for (const PartitionId log : logs_in(directory, disk))
            logs.push_back(log);
    }
    return logs;
}

}  // namespace brokerscope::replica
