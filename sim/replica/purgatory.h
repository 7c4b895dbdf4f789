// Purgatory: requests that wait until something moves in a partition that they are about. It only
// keeps them and finds those that a partition's move may complete, oldest first; who parked them
// decides. Their timers are set and cancelled by the owner, too.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/ids.h"

namespace brokerscope::replica {

/// Operation has `partition_ids()`: a move in one of them may complete it.
template <class Operation>
class Purgatory {
  public:
    std::int64_t park(Operation operation) {
        const std::int64_t id = next_id_++;
        for (const base::PartitionId partition : operation.partition_ids())
            watchers_[partition].insert(id);
        operations_.emplace(id, std::move(operation));
        return id;
    }

    Operation* find(std::int64_t id) {
        const auto found = operations_.find(id);
        return found == operations_.end() ? nullptr : &found->second;
    }

    /// Removes it and hands it out.
    Operation take(std::int64_t id) {
        const auto found = operations_.find(id);
        CHECK(found != operations_.end(), "what is taken out of a purgatory was parked there");
        Operation operation = std::move(found->second);
        operations_.erase(found);
        for (const base::PartitionId partition : operation.partition_ids()) {
            const auto watching = watchers_.find(partition);
            if (watching == watchers_.end()) continue;
            watching->second.erase(id);
            if (watching->second.empty()) watchers_.erase(watching);
        }
        return operation;
    }

    std::vector<std::int64_t> watching(base::PartitionId partition) const {
        const auto found = watchers_.find(partition);
        if (found == watchers_.end()) return {};
        return {found->second.begin(), found->second.end()};
    }

    const std::map<std::int64_t, Operation>& operations() const { return operations_; }

  private:
    std::int64_t next_id_ = 1;
    std::map<std::int64_t, Operation> operations_;
    std::map<base::PartitionId, std::set<std::int64_t>> watchers_;
};

}  // namespace brokerscope::replica
