#include "tests/sim/group/group_story_support.h"

#include <algorithm>

namespace brokerscope::group_test {
namespace {

using Json = nlohmann::json;

group::GroupSettings settings_of(const Json& config, const std::string& version) {
    group::GroupSettings settings;
    settings.is_old_coordinator = version == "3.9.2";
    const auto number = [&](const char* name, std::int32_t usual) {
        return config.contains(name) ? std::stoi(config[name].get<std::string>()) : usual;
    };
    settings.initial_rebalance_delay =
        base::milliseconds(number("group.initial.rebalance.delay.ms", 3000));
    settings.min_session_timeout = base::milliseconds(number("group.min.session.timeout.ms", 6000));
    settings.max_size = number("group.max.size", settings.max_size);
    settings.offset_metadata_max_bytes = number("offset.metadata.max.bytes", 4096);
    return settings;
}

std::map<std::string, std::int32_t> topics_of(const Json& topics) {
    std::map<std::string, std::int32_t> result;
    for (const auto& [name, partitions] : topics.items())
        result[name] = partitions.is_null() ? 1 : partitions.get<std::int32_t>();
    return result;
}

Json optional_text(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

// Recordings give the size of a long text only.
std::string shortened(const std::string& text) {
    if (text.size() < 64) return text;
    return "<" + std::to_string(text.size()) + " bytes>";
}

// Kafka's body in JSON, as far as recordings show it.
struct Shape {
    const GroupBench& bench;

    static Json name(ErrorCode error) { return std::string(base::name_of(error)); }

    Json operator()(const protocol::JoinGroupResponse& answer) const {
        Json members = Json::array();
        for (const protocol::JoinGroupMember& one : answer.members)
            members.push_back({{"memberId", one.member_id}, {"metadata", one.metadata.data}});
        return {{"errorCode", name(answer.error)},
                {"generationId", answer.generation_id.value},
                {"protocolType", optional_text(answer.protocol_type)},
                {"protocolName", optional_text(answer.protocol_name)},
                {"leader", answer.leader},
                {"skipAssignment", answer.skip_assignment},
                {"memberId", answer.member_id},
                {"members", members}};
    }
    Json operator()(const protocol::SyncGroupResponse& answer) const {
        return {{"errorCode", name(answer.error)},
                {"protocolType", optional_text(answer.protocol_type)},
                {"protocolName", optional_text(answer.protocol_name)},
                {"assignment", answer.assignment.data}};
    }
    Json operator()(const protocol::HeartbeatResponse& answer) const {
        return {{"errorCode", name(answer.error)}};
    }
    Json operator()(const protocol::LeaveGroupResponse& answer) const {
        Json members = Json::array();
        for (const protocol::LeaveGroupMemberResponse& one : answer.members)
            members.push_back({{"memberId", one.member_id}, {"errorCode", name(one.error)}});
        return {{"errorCode", name(answer.error)}, {"members", members}};
    }
    Json operator()(const protocol::OffsetCommitResponse& answer) const {
        Json partitions = Json::array();
        for (const protocol::PartitionError& one : answer.partitions) {
            partitions.push_back({{"topic", bench.topic_name(one.topic)},
                                  {"partition", one.partition},
                                  {"errorCode", name(one.error)}});
        }
        return {{"partitions", partitions}};
    }
    Json operator()(const protocol::OffsetFetchResponse& answer) const {
        Json partitions = Json::array();
        for (const protocol::OffsetFetchPartitionResponse& one : answer.partitions) {
            partitions.push_back({{"topic", bench.topic_name(one.topic)},
                                  {"partition", one.partition},
                                  {"committedOffset", one.committed_offset.value},
                                  {"committedLeaderEpoch", one.committed_leader_epoch.value},
                                  {"metadata", shortened(one.metadata)},
                                  {"errorCode", name(one.error)}});
        }
        return {{"errorCode", name(answer.error)}, {"partitions", partitions}};
    }
    template <class Body>
    Json operator()(const Body&) const {
        return nullptr;
    }
};

// What names an element of a list that has no order.
std::string key_of(const Json& element) {
    for (const char* name : {"memberId", "topic"}) {
        if (element.is_object() && element.contains(name) && element[name].is_string()) {
            const Json partition = element.value("partition", Json(0));
            return element[name].get<std::string>() + " " + partition.dump();
        }
    }
    return "";
}

}  // namespace

GroupStory::GroupStory(const Json& story, const std::string& version)
    : story_(story),
      version_(version),
      bench_(settings_of(story["config"], version), topics_of(story["topics"])) {}

void GroupStory::play() {
    const Json& steps = story_["steps"];
    for (std::size_t i = 0; i < steps.size(); ++i) {
        INFO(story_["id"].get<std::string>(), " ", version_, " step ", i, ": ", steps[i].dump());
        play_step(steps[i]);
    }
}

void GroupStory::play_step(const Json& step) {
    const std::string what = step["do"];
    if (what == "request") {
        if (step["api"] == "DESCRIBE_GROUPS") return describe(step);
        const std::int32_t request = send(step, step["request"]);
        if (step.contains("response")) expect_answer(request, step["response"]);
    } else if (what == "send") {
        refs_[step["ref"]] = send(step, step["request"]);
        sent_at_.insert_or_assign(step["ref"].get<std::string>(), bench_.now());
    } else if (what == "answer") {
        const std::int32_t request = refs_.at(step["ref"]);
        if (step.contains("response")) return expect_answer(request, step["response"]);
        // No answer, or none any more because the broker is gone.
        bench_.run(base::milliseconds(step.value("withinMs", 0)));
        EXPECT_EQ(bench_.answer(request), nullptr);
    } else if (what == "see") {
        see_parked(step["refs"]);
    } else if (what == "wait") {
        bench_.run(base::milliseconds(step["ms"].get<std::int64_t>()));
    } else if (what == "waitUntil") {
        wait_until(step);
    } else if (what == "repeat") {
        repeat(step);
    } else if (what == "kill" || what == "stop") {
        bench_.fail_over({step["node"].get<std::int32_t>() + 1});
    } else if (what == "moveCoordinator") {
        bench_.move_coordinator({step["node"].get<std::int32_t>()});
    } else {
        REQUIRE_EQ(what, "closeConnection");
        bench_.close(step["conn"]);
    }
}

std::int32_t GroupStory::send(const Json& step, const Json& request) {
    return bench_.send(step.value("conn", "unnamed"), request_of(step["api"], request),
                       {step.value("to", 1)});
}

void GroupStory::expect_answer(std::int32_t request, const Json& expected) {
    bench_.run_until_answered(request, base::seconds(120));
    const protocol::ResponseBody* body = bench_.answer(request);
    EXPECT_NE(body, nullptr);
    if (body == nullptr) return;
    Json got = json_of(*body);
    // Before version 3 a leave names one member, whose error stands alone.
    const bool old_leave = got.contains("members") && !expected.contains("members") &&
                           got["errorCode"] == "NONE" && got["members"].size() == 1;
    if (old_leave) got["errorCode"] = got["members"][0]["errorCode"];
    EXPECT_MESSAGE(matches(expected, got), "got ", got.dump());
}

void GroupStory::see_parked(const Json& refs) {
    bench_.run(base::milliseconds(100));
    for (auto one = refs.begin(); one != refs.end(); ++one) {
        const bool parked = bench_.answer(refs_.at(one.key())) == nullptr;
        EXPECT_MESSAGE(parked == one.value().get<bool>(), one.key());
    }
}

void GroupStory::wait_until(const Json& step) {
    if (step["condition"] == "heartbeatAnswer") return;  // the bench moves coordinators at once
    const Json& args = step["args"];
    const LocalTime until = sent_at_.at(args["ref"]) + base::milliseconds(args["ms"].get<int>());
    if (until > bench_.now()) bench_.run(until - bench_.now());
}

void GroupStory::repeat(const Json& step) {
    const bool until_error = step.value("untilError", false);
    const std::int64_t every = step["everyMs"];
    const std::int64_t rounds = until_error ? 120'000 / every : step.value("forMs", 0) / every;
    for (std::int64_t i = 0; i < rounds; ++i) {
        bool failed = false;
        for (const Json& request : step["requests"]) {
            const std::int32_t sent = send(step, request);
            const protocol::ResponseBody* body = bench_.answer(sent);
            failed = failed || (body != nullptr && protocol::first_error(*body) != ErrorCode::none);
        }
        if (until_error && failed) return;
        bench_.run(base::milliseconds(every));
    }
    EXPECT_FALSE(until_error);
}

// --- describing ----------------------------------------------------------------------------------

void GroupStory::describe(const Json& step) {
    const Json& expected = step["response"]["groups"];
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i]["errorCode"] != "NONE") continue;  // asked of a broker that only refuses
        const Json got = described(step["request"]["groups"][i], expected[i]);
        EXPECT_MESSAGE(matches(expected[i], got), "got ", got.dump());
    }
}

// What DESCRIBE_GROUPS shows of a group, from the coordinator's own state.
Json GroupStory::described(const std::string& group_id, const Json& expected) {
    const group::ClassicGroup* group = bench_.find(group_id);
    Json got = {{"groupId", group_id}, {"errorCode", "NONE"}, {"groupState", "Dead"},
                {"protocolType", ""},  {"protocolData", ""},  {"members", Json::array()}};
    if (group == nullptr) {
        // A group that only stores offsets is Empty; here it is nothing but its offsets.
        const auto& offsets = bench_.coordinator().offsets();
        const bool has_offsets =
            std::any_of(offsets.begin(), offsets.end(),
                        [&](const auto& entry) { return entry.first.first == group_id; });
        if (has_offsets) got["groupState"] = "Empty";
        return got;
    }
    const bool stable = group->state == group::GroupState::stable;
    const bool shown = stable || version_ != "3.9.2";
    got["groupState"] = std::string(base::name_of(group->state));
    got["protocolType"] = expected["protocolType"] == "" ? "" : group->protocol_type;
    if (stable) got["protocolData"] = group->protocol;
    for (const group::Member& member : group->members) {
        const base::Bytes metadata = group::subscription_of(member, group->protocol);
        got["members"].push_back({{"memberId", member.id},
                                  {"clientId", member.client_id},
                                  {"memberMetadata", stable ? metadata.data : ""},
                                  {"memberAssignment", shown ? member.assignment.data : ""}});
    }
    return got;
}

// --- shapes --------------------------------------------------------------------------------------

protocol::RequestBody GroupStory::request_of(const std::string& api, const Json& request) {
    const std::string group_id = request["groupId"];
    const std::string member = resolved(request.value("memberId", ""));
    const base::GenerationId generation{
        request.value("generationId", request.value("generationIdOrMemberEpoch", -1))};
    const auto text = [&](const char* name) {
        const bool given = request.contains(name) && !request[name].is_null();
        return given ? std::optional(request[name].get<std::string>()) : std::nullopt;
    };
    if (api == "JOIN_GROUP") {
        protocol::JoinGroupRequest body =
            join(member, "", request["sessionTimeoutMs"], request["rebalanceTimeoutMs"]);
        body.group_id = group_id;
        body.protocol_type = request["protocolType"];
        body.protocols.clear();
        for (const Json& one : request["protocols"])
            body.protocols.push_back({one["name"], base::Bytes{one["metadata"]}});
        return body;
    }
    if (api == "SYNC_GROUP") {
        protocol::SyncGroupRequest body = sync(member, generation.value);
        body.group_id = group_id;
        body.protocol_type = text("protocolType");
        body.protocol_name = text("protocolName");
        for (const Json& one : request["assignments"]) {
            const std::string bytes = one["assignment"];
            body.assignments.push_back({resolved(one["memberId"]), base::Bytes{bytes}});
        }
        return body;
    }
    if (api == "HEARTBEAT") {
        protocol::HeartbeatRequest body = heartbeat(member, generation.value);
        body.group_id = group_id;
        return body;
    }
    if (api == "LEAVE_GROUP") {
        protocol::LeaveGroupRequest body = leave({});
        body.group_id = group_id;
        for (const Json& one : request["members"])
            body.members.push_back({resolved(one["memberId"]), {}, {}});
        return body;
    }
    if (api == "OFFSET_COMMIT") {
        protocol::OffsetCommitRequest body{group_id, generation, member, {}, {}};
        for (const Json& one : request["partitions"]) {
            std::string metadata = one.value("committedMetadata", "");
            if (metadata.starts_with("<")) {  // "<64 bytes>"
                metadata =
                    std::string(static_cast<std::size_t>(std::stoi(metadata.substr(1))), 'x');
            }
            body.partitions.push_back({bench_.topic_id(one["topic"]),
                                       one["partition"],
                                       {one["committedOffset"].get<std::int64_t>()},
                                       {one.value("committedLeaderEpoch", -1)},
                                       metadata});
        }
        return body;
    }
    REQUIRE_EQ(api, "OFFSET_FETCH");
    protocol::OffsetFetchRequest body;
    body.group_id = group_id;
    if (request.contains("partitions") && !request["partitions"].is_null()) {
        body.partitions.emplace();
        for (const Json& one : request["partitions"])
            body.partitions->push_back({bench_.topic_id(one["topic"]), one["partition"]});
    }
    return body;
}

Json GroupStory::json_of(const protocol::ResponseBody& body) const {
    return std::visit(Shape{bench_}, body);
}

std::string GroupStory::resolved(const std::string& text) const {
    const auto found = symbols_.find(text);
    return found == symbols_.end() ? text : found->second;
}

bool GroupStory::matches(const Json& expected, const Json& got) {
    if (expected == "*") return true;
    if (expected.is_string() && expected.get<std::string>().starts_with("$")) {
        const auto [symbol, is_new] = symbols_.emplace(expected, got.is_string() ? got : "");
        return got == Json(symbol->second);
    }
    if (expected.is_array()) return matches_list(expected, got);
    if (!expected.is_object()) return expected == got;
    return std::all_of(expected.items().begin(), expected.items().end(), [&](const auto& field) {
        return got.contains(field.key()) && matches(field.value(), got[field.key()]);
    });
}

bool GroupStory::matches_list(const Json& expected, const Json& got) {
    if (!got.is_array() || got.size() != expected.size()) return false;
    const auto place = [&](const Json& element) {
        Json copy = element;
        if (copy.is_object() && copy.contains("memberId") && copy["memberId"].is_string())
            copy["memberId"] = resolved(copy["memberId"]);
        return key_of(copy);
    };
    const auto in_order = [&](const Json& list) {
        std::vector<Json> sorted(list.begin(), list.end());
        std::stable_sort(sorted.begin(), sorted.end(),
                         [&](const Json& a, const Json& b) { return place(a) < place(b); });
        return sorted;
    };
    const std::vector<Json> wanted = in_order(expected);
    const std::vector<Json> found = in_order(got);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!matches(wanted[i], found[i])) return false;
    }
    return true;
}

}  // namespace brokerscope::group_test
