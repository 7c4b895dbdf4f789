#include "cli/conform/story/look_groups.h"

#include <algorithm>
#include <set>

#include "sim/group/group_records.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::cli::conform {
namespace {

constexpr int first_version_with_not_found = 6;
constexpr int newest_describe_version = 5;

// Outside of Stable nobody is told what members are subscribed to; 3.9 also hides what was assigned
// to them.
Json member_json(const group::ClassicGroup& group, const group::Member& member, bool is_old) {
    const bool stable = group.state == journal::GroupState::stable;
    const bool shows_assignment = stable || !is_old;
    return {{"memberId", member.id},
            {"groupInstanceId", nullptr},
            {"clientId", member.client_id},
            {"memberMetadata",
             stable ? group::subscription_of(member, group.protocol).data : std::string()},
            {"memberAssignment", shows_assignment ? member.assignment.data : std::string()}};
}

Json described(const std::string& id, const std::string& state, const std::string& type) {
    return {{"errorCode", "NONE"},     {"errorMessage", nullptr}, {"groupId", id},
            {"groupState", state},     {"protocolType", type},    {"protocolData", ""},
            {"members", Json::array()}};
}

bool has_offsets(const std::string& id, const group::GroupCoordinator& coordinator) {
    const auto first = coordinator.offsets().lower_bound({id, PartitionId{}});
    return first != coordinator.offsets().end() && first->first.first == id;
}

bool coordinates(const std::string& id, const group::GroupCoordinator& coordinator, Stage& stage) {
    const node::MetadataImage* image = stage.image();
    const node::TopicImage* topic =
        image == nullptr ? nullptr : image->topic(std::string("__consumer_offsets"));
    return topic != nullptr &&
           coordinator.active().count(kafka::coordinator_partition(id, topic->partitions)) > 0;
}

// 4.x tells of what is committed only: a group that was born this moment is still unknown.
bool is_committed(const std::string& id, Stage& stage) {
    const std::int32_t partitions =
        stage.image()->topic(std::string("__consumer_offsets"))->partitions;
    const log::PartitionLog* log = stage.leaders_log(
        stage.partition("__consumer_offsets", kafka::coordinator_partition(id, partitions)));
    if (log == nullptr) return false;
    for (const log::RecordBatch& batch : log->read_all()) {
        if (batch.last_offset() >= log->high_watermark()) return false;
        for (const log::Record& record : *batch.records) {
            const auto decoded = group::decode_record(record);
            if (!decoded) continue;
            if (std::visit([](const auto& content) { return content.group; }, *decoded) == id)
                return true;
        }
    }
    return false;
}

Json unknown(const std::string& id, int version) {
    Json json = described(id, "Dead", "");
    if (version >= first_version_with_not_found) {
        json["errorCode"] = "GROUP_ID_NOT_FOUND";
        json["errorMessage"] = "Group " + id + " not found.";
    }
    return json;
}

Json describe(const std::string& id, int version, const group::GroupCoordinator& coordinator,
              Stage& stage) {
    if (!coordinates(id, coordinator, stage)) {
        Json refused = described(id, "", "");
        refused["errorCode"] = "NOT_COORDINATOR";
        return refused;
    }
    const bool is_old = stage.version() == kafka::KafkaVersion::v3_9;
    const auto found = coordinator.groups().find(id);
    if (found == coordinator.groups().end()) {
        // Committed offsets alone make a group, which has no type.
        return has_offsets(id, coordinator) ? described(id, "Empty", "") : unknown(id, version);
    }
    if (!is_old && !is_committed(id, stage)) return unknown(id, version);
    const group::ClassicGroup& group = found->second;
    Json json = described(id, std::string(base::name_of(group.state)), group.protocol_type);
    if (group.state == journal::GroupState::stable) json["protocolData"] = group.protocol;
    for (const group::Member& member : group.members)
        json["members"].push_back(member_json(group, member, is_old));
    return json;
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
        return static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
    });
    return text;
}

// Without regard to case; an empty list lets everything pass.
bool passes(const Json& filter, const std::string& value) {
    if (!filter.is_array() || filter.empty()) return true;
    return std::any_of(filter.begin(), filter.end(), [&](const Json& one) {
        return lower_case(one.get<std::string>()) == lower_case(value);
    });
}

Json list(const Json& request, const group::GroupCoordinator& coordinator, Stage& stage) {
    std::set<std::string> ids;
    for (const auto& [id, group] : coordinator.groups())
        ids.insert(id);
    for (const auto& [key, committed] : coordinator.offsets())
        ids.insert(key.first);
    Json groups = Json::array();
    for (const std::string& id : ids) {
        const Json about = describe(id, newest_describe_version, coordinator, stage);
        if (about["errorCode"] != "NONE" || about["groupState"] == "Dead") continue;
        if (!passes(request.value("statesFilter", Json()), about["groupState"])) continue;
        if (!passes(request.value("typesFilter", Json()), "classic")) continue;
        groups.push_back({{"groupId", id},
                          {"protocolType", about["protocolType"]},
                          {"groupState", about["groupState"]},
                          {"groupType", "classic"}});
    }
    return {{"errorCode", "NONE"}, {"groups", std::move(groups)}};
}

}  // namespace

bool is_look_at_groups(const std::string& api) {
    return api == "DESCRIBE_GROUPS" || api == "LIST_GROUPS";
}

Json look_at_groups(const std::string& api, const Json& request, int version, NodeId broker,
                    Stage& stage) {
    const broker::Broker* asked = stage.broker(broker);
    if (asked == nullptr) return {};
    if (api == "LIST_GROUPS") return list(request, asked->groups(), stage);
    Json groups = Json::array();
    for (const Json& id : request["groups"])
        groups.push_back(describe(id, version, asked->groups(), stage));
    return {{"groups", std::move(groups)}};
}

}  // namespace brokerscope::cli::conform
