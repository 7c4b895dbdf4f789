// What a group has written into its internal topic, as its coordinator would read it again.
#include <optional>
#include <string>
#include <variant>

#include "cli/conform/story/observe.h"
#include "sim/group/group_records.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::cli::conform {
namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

Json member_json(const group::StoredMember& member) {
    return {{"memberId", member.member_id},
            {"groupInstanceId", nullptr},
            {"clientId", member.client_id},
            {"rebalanceTimeout", member.rebalance_timeout_ms},
            {"sessionTimeout", member.session_timeout_ms},
            {"subscription", member.subscription.data},
            {"assignment", member.assignment.data}};
}

struct RecordShape {
    Stage& stage;

    // Kafka's schema of the value: version 3 in both.
    Json operator()(const group::GroupMetadataRecord& record) const {
        Json members = Json::array();
        for (const group::StoredMember& member : record.members)
            members.push_back(member_json(member));
        return {{"type", "GroupMetadata"},
                {"key", Json::object()},
                {"value",
                 {{"protocolType", record.protocol_type},
                  {"generation", record.generation.value},
                  {"protocol", text_or_null(record.protocol)},
                  {"leader", text_or_null(record.leader)},
                  {"members", std::move(members)}}},
                {"valueVersion", 3}};
    }
    Json operator()(const group::OffsetCommitRecord& record) const {
        const std::string topic = stage.topic_name(record.partition.topic);
        Json value = {{"offset", record.offset.value},
                      {"leaderEpoch", record.leader_epoch.value},
                      {"metadata", record.metadata}};
        // 4.x adds the topic's id.
        const bool names_topic = stage.version() != kafka::KafkaVersion::v3_9;
        if (names_topic) value["topic"] = topic;
        return {{"type", "OffsetCommit"},
                {"key", {{"topic", topic}, {"partition", record.partition.partition}}},
                {"value", std::move(value)},
                {"valueVersion", names_topic ? 4 : 3}};
    }
};

std::string group_of(const group::GroupRecord& record) {
    return std::visit([](const auto& content) { return content.group; }, record);
}

}  // namespace

Json observe_coordinator_records(const Json& step, Stage& stage) {
    if (step["topic"] != "__consumer_offsets")
        throw NotModelled{"records of " + step["topic"].get<std::string>()};
    const std::string name = step["groupId"];
    const std::int32_t partitions = stage.image()->topic("__consumer_offsets")->partitions;
    const PartitionId id =
        stage.partition("__consumer_offsets", kafka::coordinator_partition(name, partitions));
    const NodeId leader = stage.leader_of(id);
    const auto& logs = stage.machine(leader).disk.logs;
    Json records = Json::array();
    if (const auto found = logs.find(id); found != logs.end()) {
        for (const log::RecordBatch& batch : found->second.read_all()) {
            for (const log::Record& record : *batch.records) {
                const std::optional<group::GroupRecord> decoded = group::decode_record(record);
                if (decoded && group_of(*decoded) == name)
                    records.push_back(std::visit(RecordShape{stage}, *decoded));
            }
        }
    }
    return {{"since", "start"}, {"records", std::move(records)}};
}

}  // namespace brokerscope::cli::conform
