// Tables: what Kafka's own command line tools would print about a View, letter by letter as far as
// a View knows it: kafka-topics, kafka-get-offsets, kafka-log-dirs, kafka-configs and
// kafka-consumer-groups. The command line, Lua and the window's inspector show the same text.
//
// Pure text. Hosts are called after their nodes, and rows stand in the order of ids, where Kafka's
// order is that of a hash map.
#pragma once

#include <string>

#include "sim/view/view.h"

namespace brokerscope::view {

/// kafka-topics --describe; a topic of that name only, unless the name is "". Internal topics come
/// too, as they do there.
std::string topics_table(const View& view, std::string_view topic = "");

enum class WhichOffset { earliest, latest };
/// kafka-get-offsets --time earliest|latest: "topic:partition:offset". Partitions without a leader
/// that runs are left out, as the tool leaves them out.
std::string offsets_table(const View& view, WhichOffset which, std::string_view topic = "");

/// kafka-log-dirs --describe: of the brokers that run, as the JSON of the tool.
std::string log_dirs_table(const View& view, std::string_view topic = "");

/// kafka-configs --describe --entity-type topics: what the topic sets for itself.
std::string topic_configs_table(const View& view, const TopicView& topic);

/// kafka-consumer-groups --describe --offsets, --members and --state of one group.
std::string group_offsets_table(const View& view, const GroupView& group);
std::string group_members_table(const View& view, const GroupView& group);
std::string group_state_table(const View& view, const GroupView& group);

}  // namespace brokerscope::view
