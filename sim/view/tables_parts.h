// The tables one by one, and what they share. Whoever shows a table asks table() in tables.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kafka/config_description.h"
#include "sim/view/tables.h"

namespace brokerscope::view {

/// "1,2,3"
std::string id_list(const std::vector<NodeId>& ids);
bool runs(const View& view, NodeId node);
/// The name is this topic's, or "".
bool is_asked(std::string_view asked, const TopicView& topic);

template <class Visit>
void each_partition(const View& view, TopicId topic, Visit&& visit) {
    for (auto one = view.partitions.lower_bound({topic, 0});
         one != view.partitions.end() && one->first.topic == topic; ++one)
        visit(one->first, one->second);
}

/// Internal topics come too, as they do in the tool.
std::string topics_table(const View& view, std::string_view topic);

/// "topic:partition:offset". Partitions without a leader that runs are left out, as the tool leaves
/// them out; internal topics as with --exclude-internal-topics, unless one is named. An error when
/// the time is malformed, or when a record of that time is older than what a View remembers.
base::Result<std::string> offsets_table(const View& view, std::string_view time,
                                        std::string_view topic);

/// Of the brokers that run, as the JSON of the tool.
std::string log_dirs_table(const View& view, std::string_view topic, NodeId broker);

/// One replica: a dump of each of its segment files, the oldest first.
std::string log_table(const View& view, NodeId broker, PartitionId partition,
                      const ReplicaView& replica);

/// What a broker's configs are made of; of one that nobody declared, what the version says.
kafka::BrokerConfigs configs_of_broker(const View& view, NodeId broker);
/// A topic's configs as the first broker that runs tells them.
std::vector<kafka::ConfigDescription> describe_topic_configs(const View& view,
                                                             const TopicView& topic);
std::string topic_configs_table(const View& view, const TopicView& topic, bool all);
std::string broker_configs_table(const View& view, NodeId broker, bool all);
std::string cluster_configs_table(const View& view);

std::string group_offsets_table(const View& view, const GroupView& group);
std::string group_members_table(const View& view, const GroupView& group);
std::string group_state_table(const View& view, const GroupView& group);

}  // namespace brokerscope::view
