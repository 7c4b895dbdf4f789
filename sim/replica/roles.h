// From the metadata image to roles: which replicas this broker hosts, whom they follow and which of
// them lead (CT-27, RE-24, RE-25). Nothing here decides about leadership: the controller did.
#pragma once

#include <set>
#include <variant>
#include <vector>

#include "sim/replica/fetcher.h"

namespace brokerscope::replica {

/// What a newly published part of the metadata log touched.
struct MetadataChange {
    std::set<PartitionId> partitions;
    std::set<base::TopicId> topics;  // whose configs changed
    std::set<base::TopicId> deleted_topics;

    bool empty() const { return partitions.empty() && topics.empty() && deleted_topics.empty(); }
    void add(const MetadataChange& later) {
        partitions.insert(later.partitions.begin(), later.partitions.end());
        topics.insert(later.topics.begin(), later.topics.end());
        deleted_topics.insert(later.deleted_topics.begin(), later.deleted_topics.end());
    }
};

struct Elected {
    LeaderEpoch leader_epoch;
};
struct Resigned {};

/// This broker took or lost the leadership of a partition, for the coordinators.
struct LeadershipChange {
    PartitionId partition;
    std::variant<Elected, Resigned> what;
};

/// A log directory broke: its replicas go offline, and stop leading and following (RE-43).
std::vector<LeadershipChange> take_offline(std::int32_t directory, Fetchers& fetchers,
                                           Context& context);

/// Gives up the replicas of deleted topics, and takes the roles that the image gives to this
/// broker's other replicas: leaders first, then followers.
std::vector<LeadershipChange> apply_metadata(const MetadataChange& change, Fetchers& fetchers,
                                             Context& context);

}  // namespace brokerscope::replica
