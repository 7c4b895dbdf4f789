// The log directories of one broker as its process knows them (log.dirs; Kafka's LogManager and
// LogDirFailureChannel). A directory that breaks is noticed by what next touches the file system,
// seldom by an append: its files are open already (RE-43). From then on its replicas are offline
// until the broker starts again on a repaired directory. The first directory holds the metadata
// log: no broker lives without it, nor without any.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "sim/node/disk.h"

namespace brokerscope::replica {

class LogDirectories {
  public:
    /// At least one.
    explicit LogDirectories(std::int32_t count) : count_(count) {}

    /// Looks at the disk: directories that turn out to be broken, and are offline from now on.
    std::vector<std::int32_t> notice_failures(const node::Disk& disk);
    bool is_offline(base::PartitionId log, const node::Disk& disk) const {
        return !offline_.empty() && offline_.count(disk.directory(log)) > 0;
    }
    bool is_offline(std::int32_t directory) const { return offline_.count(directory) > 0; }
    /// The process has to end.
    bool are_fatal() const;
    /// Where a new log goes: where the fewest are, earlier ones of log.dirs first.
    std::int32_t choose(const node::Disk& disk) const;
    std::vector<base::PartitionId> logs_in(std::int32_t directory, const node::Disk& disk) const;
    std::vector<base::PartitionId> offline_logs(const node::Disk& disk) const;

  private:
    std::int32_t count_;
    std::set<std::int32_t> offline_;
};

}  // namespace brokerscope::replica
