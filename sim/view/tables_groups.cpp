// What kafka-consumer-groups prints about one group.
#include <algorithm>

#include "sim/view/tables_parts.h"

namespace brokerscope::view {
namespace {

constexpr std::size_t narrow = 15;

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text + " ";
}

struct Row {
    std::string topic;
    std::int32_t partition = 0;
    std::string current = "-";
    std::string end = "-";
    std::string lag = "-";
    std::string consumer = "-";
    std::string host = "-";
    std::string client = "-";
};

std::string client_name(const View& view, const MemberView& member) {
    const auto process = view.processes.find(member.client);
    return process == view.processes.end() ? "-" : process->second.name;
}

// Who owns the partition, as the coordinator handed it out.
const MemberView* owner_of(const GroupView& group, PartitionId partition) {
    for (const MemberView& member : group.members) {
        if (std::find(member.assigned.begin(), member.assigned.end(), partition) !=
            member.assigned.end())
            return &member;
    }
    return nullptr;
}

std::vector<PartitionId> partitions_of(const GroupView& group) {
    std::vector<PartitionId> partitions;
    for (const auto& [partition, offset] : group.committed)
        partitions.push_back(partition);
    for (const MemberView& member : group.members)
        partitions.insert(partitions.end(), member.assigned.begin(), member.assigned.end());
    std::sort(partitions.begin(), partitions.end());
    partitions.erase(std::unique(partitions.begin(), partitions.end()), partitions.end());
    return partitions;
}

Row row_of(const View& view, const GroupView& group, PartitionId id) {
    Row row;
    row.topic = std::string(view.topic_name(id.topic));
    row.partition = id.partition;
    const auto committed = group.committed.find(id);
    if (committed != group.committed.end()) row.current = std::to_string(committed->second.value);
    const auto partition = view.partitions.find(id);
    const ReplicaView* leader =
        partition == view.partitions.end() ? nullptr : view.replica(partition->second.leader, id);
    if (leader != nullptr) row.end = std::to_string(leader->high_watermark.value);
    if (leader != nullptr && committed != group.committed.end())
        row.lag = std::to_string(leader->high_watermark - committed->second);
    if (const MemberView* owner = owner_of(group, id)) {
        row.consumer = owner->id;
        row.client = client_name(view, *owner);
        row.host = "/" + row.client;
    }
    return row;
}

// The tool says it on stderr, in front of everything else that a person sees.
std::string no_members(const GroupView& group) {
    return group.members.empty() ? "\nConsumer group '" + group.name + "' has no active members.\n"
                                 : "";
}

}  // namespace

std::string group_offsets_table(const View& view, const GroupView& group) {
    std::vector<Row> rows;
    std::size_t topic_width = narrow;
    std::size_t consumer_width = narrow;
    const std::size_t group_width = std::max(narrow, group.name.size());
    for (const PartitionId id : partitions_of(group)) {
        rows.push_back(row_of(view, group, id));
        topic_width = std::max(topic_width, rows.back().topic.size());
        consumer_width = std::max(consumer_width, rows.back().consumer.size());
    }
    const auto line = [&](const std::string& name, const Row& row, const std::string& partition) {
        return padded(name, group_width) + padded(row.topic, topic_width) + padded(partition, 10) +
               padded(row.current, narrow) + padded(row.end, narrow) + padded(row.lag, narrow) +
               padded(row.consumer, consumer_width) + padded(row.host, narrow) + row.client + "\n";
    };
    std::string text = no_members(group) + "\n" +
                       line("GROUP",
                            {"TOPIC", 0, "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG", "CONSUMER-ID",
                             "HOST", "CLIENT-ID"},
                            "PARTITION");
    for (const Row& row : rows)
        text += line(group.name, row, std::to_string(row.partition));
    return text;
}

std::string group_members_table(const View& view, const GroupView& group) {
    const std::size_t group_width = std::max(narrow, group.name.size());
    std::size_t consumer_width = narrow;
    for (const MemberView& member : group.members)
        consumer_width = std::max(consumer_width, member.id.size());
    const auto line = [&](const std::string& name, const std::string& consumer,
                          const std::string& host, const std::string& client,
                          const std::string& partitions) {
        return padded(name, group_width) + padded(consumer, consumer_width) + padded(host, narrow) +
               padded(client, narrow) + padded(partitions, narrow) + "\n";
    };
    std::string text =
        no_members(group) + "\n" + line("GROUP", "CONSUMER-ID", "HOST", "CLIENT-ID", "#PARTITIONS");
    for (const MemberView& member : group.members) {
        const std::string client = client_name(view, member);
        text += line(group.name, member.id, "/" + client, client,
                     std::to_string(member.assigned.size()));
    }
    return text;
}

std::string group_state_table(const View&, const GroupView& group) {
    const std::size_t group_width = std::max(narrow, group.name.size());
    const auto line = [&](const std::string& name, const std::string& coordinator,
                          const std::string& strategy, const std::string& state,
                          const std::string& members) {
        return padded(name, group_width) + padded(coordinator, 25) + padded(strategy, 20) +
               padded(state, 20) + members + "\n";
    };
    const std::string id = std::to_string(group.coordinator.value);
    return no_members(group) + "\n" +
           line("GROUP", "COORDINATOR (ID)", "ASSIGNMENT-STRATEGY", "STATE", "#MEMBERS") +
           line(group.name, "broker-" + id + ":9092  (" + id + ")",
                group.protocol.empty() ? "-" : group.protocol, std::string(name_of(group.state)),
                std::to_string(group.members.size()));
}

}  // namespace brokerscope::view
