// Requests and their answers.
#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "cli/conform/story/look_groups.h"
#include "cli/conform/story/player.h"
#include "cli/conform/story/translate.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::cli::conform {
namespace {

constexpr int topic_resource = 2;
constexpr Duration longest_answer = base::seconds(120);
constexpr Duration longest_look = base::seconds(15);
constexpr Duration delivery_takes = base::milliseconds(10);
// What was sent without an answer has arrived and is handled by then.
constexpr Duration unanswered_takes = base::milliseconds(50);

constexpr std::array<std::string_view, 10> group_apis{
    "JOIN_GROUP",     "SYNC_GROUP",        "HEARTBEAT",
    "LEAVE_GROUP",    "OFFSET_COMMIT",     "OFFSET_FETCH",
    "OFFSET_DELETE",  "TXN_OFFSET_COMMIT", "CONSUMER_GROUP_HEARTBEAT",
    "DESCRIBE_GROUPS"};

bool is_group_api(const std::string& api) {
    return std::find(group_apis.begin(), group_apis.end(), api) != group_apis.end();
}

void collect_errors(const Json& json, std::set<std::string>& errors) {
    if (json.is_object() && json.contains("errorCode")) {
        errors.insert(json["errorCode"].get<std::string>());
    }
    if (!json.is_structured()) return;
    for (const auto& [name, value] : json.items())
        collect_errors(value, errors);
}

// The model refuses static members where a client would be one; raw requests must not slip past.
bool names_static_member(const Json& json) {
    if (!json.is_structured()) return false;
    if (json.is_object() && json.contains("groupInstanceId") && !json["groupInstanceId"].is_null())
        return true;
    return std::any_of(json.begin(), json.end(), names_static_member);
}

bool changes_broker_configs(const Json& request) {
    const Json resources = request.value("resources", Json::array());
    return std::any_of(resources.begin(), resources.end(), [](const Json& resource) {
        return resource.value("resourceType", topic_resource) != topic_resource;
    });
}

bool names_topic_of_groups(const Json& json) {
    if (!json.is_structured()) return false;
    if (json.is_object() && json.value("topic", Json()) == "__consumer_offsets") return true;
    return std::any_of(json.begin(), json.end(), names_topic_of_groups);
}

}  // namespace

// Groups live in a topic of their own, which a recording's cluster had long before its story.
void Player::prepare_groups() {
    const Json& steps = story_["steps"];
    const bool has_groups = std::any_of(steps.begin(), steps.end(), [](const Json& step) {
        return is_group_api(step.value("api", "")) || step.contains("groupId") ||
               names_topic_of_groups(step.value("request", Json()));
    });
    if (!has_groups) return;
    const NodeId coordinator = coordinator_of("g");
    const PartitionId first = stage_.partition("__consumer_offsets", 0);
    stage_.run_until([&] { return stage_.knows_its_role(coordinator, first); }, longest_answer);
    stage_.run(base::seconds(2));
}

// A broker that has no producer ids yet says so, and every client asks again; so did the recorder.
void Player::do_request(const Json& step) {
    Json retried = step.value("retryWhile", Json::array());
    if (step["api"] == "INIT_PRODUCER_ID" && retried.empty() &&
        step.value("response", Json::object()).value("errorCode", "") == "NONE")
        retried.push_back("COORDINATOR_LOAD_IN_PROGRESS");
    for (int attempt = 0;; ++attempt) {
        const Sent sent = send(step);
        if (retried.empty() || attempt == 200 || !sent.looked.is_null()) return expect(sent, step);
        stage_.run_until([&] { return stage_.outcome(sent.number).is_over; }, longest_answer);
        const client::RawOutcome& outcome = stage_.outcome(sent.number);
        const std::string error =
            outcome.answer ? std::string(base::name_of(protocol::first_error(*outcome.answer)))
                           : "";
        if (std::find(retried.begin(), retried.end(), error) == retried.end())
            return expect(sent, step);
        stage_.run(base::milliseconds(100));
    }
}

void Player::do_send(const Json& step) {
    sent_[step["ref"]] = send(step);
    // It arrives before what the recording's clients did next.
    stage_.run(delivery_takes);
}

void Player::do_answer(const Json& step) {
    const auto found = sent_.find(step["ref"]);
    if (found == sent_.end()) throw NotModelled{"an answer to what was not sent"};
    expect(found->second, step);
}

Player::Sent Player::send(const Json& step) {
    if (step.value("requestNotRecorded", false)) throw NotModelled{"a request that is not known"};
    if (step.value("outcome", "") == "notSent") return {};
    return send(step, step["request"]);
}

Player::Sent Player::send(const Json& step, const Json& recorded) {
    Sent sent;
    sent.api = step["api"];
    sent.at_ms = stage_.now_ms();
    const Json request = with_small_segments(known_.resolved(recorded, sent.at_ms), sent.api);
    if (sent.api == "INIT_PRODUCER_ID" && !request["transactionalId"].is_null())
        throw NotModelled{"the transaction coordinator"};
    if (sent.api == "INCREMENTAL_ALTER_CONFIGS" && changes_broker_configs(request))
        throw NotModelled{"configs of a running broker"};
    if (is_look_at_groups(sent.api)) return look(std::move(sent), step, request);
    if (names_static_member(request)) throw NotModelled{"static members (groupInstanceId)"};
    const protocol::RequestBody body = request_of(sent.api, request, {stage_, sent.at_ms});
    const NodeId to = target_of(sent.api, step, request);
    const auto* produce = std::get_if<protocol::ProduceRequest>(&body);
    sent.expects_answer = produce == nullptr || produce->acks != 0;
    sent.number = stage_.ask(to, body, step.value("version", -1), step.value("conn", "raw"));
    last_call_ = sent.number;
    return sent;
}

// Where its coordinator moves a group is found in the end; the recorder asked until then, unless it
// tells of the error itself.
Player::Sent Player::look(Sent sent, const Json& step, const Json& request) {
    const NodeId broker = target_of(sent.api, step, request);
    const bool waits =
        step.value("response", Json()).dump().find("NOT_COORDINATOR") == std::string::npos;
    stage_.run_until(
        [&] {
            sent.looked =
                look_at_groups(sent.api, request, step.value("version", 5), broker, stage_);
            return !waits || sent.looked.dump().find("NOT_COORDINATOR") == std::string::npos;
        },
        longest_look, delivery_takes);
    if (sent.looked.is_null()) throw Differs{sent.api, "an answer", "the broker is down"};
    return sent;
}

// Recordings show segments under their public name, whatever this Kafka calls so small ones.
Json Player::with_small_segments(const Json& request, const std::string& api) const {
    if (api != "INCREMENTAL_ALTER_CONFIGS" || story_.value("area", "") != "storage") return request;
    Json changed = request;
    for (Json& resource : changed["resources"]) {
        for (Json& config : resource["configs"]) {
            if (config["value"].is_string())
                config["name"] =
                    topic_setting(stage_.version(), config["name"], config["value"]).name;
        }
    }
    return changed;
}

// --- where to ------------------------------------------------------------------------------------

NodeId Player::any_broker() const {
    for (const NodeId broker : stage_.brokers()) {
        if (stage_.is_up(broker)) return broker;
    }
    return stage_.brokers().front();
}

NodeId Player::target_of(const std::string& api, const Json& step, const Json& request) {
    const Json to = step.value("to", Json());
    if (step.value("listener", "") == "controller")
        throw NotModelled{"requests to a controller's own listener"};
    if (to.is_number()) return {to.get<std::int32_t>()};
    if (to.is_string() && to != "*") {
        if (to == "$controller" && stage_.is_up(stage_.controller())) return stage_.controller();
        if (to == "$coordinator" && request.contains("groupId"))
            return coordinator_of(request["groupId"]);
        throw NotModelled{"to " + to.get<std::string>()};
    }
    if (is_group_api(api) && request.contains("groupId")) return coordinator_of(request["groupId"]);
    if (api == "DESCRIBE_GROUPS" && !request["groups"].empty())
        return coordinator_of(request["groups"][0]);
    const Json partitions = request.value("partitions", Json());
    if (partitions.is_array() && !partitions.empty() && partitions[0].contains("topic")) {
        const PartitionId id =
            stage_.partition(partitions[0]["topic"], partitions[0].value("partition", 0));
        const NodeId leader = stage_.leader_of(id);
        if (leader != base::no_node) return leader;
    }
    return any_broker();
}

// The broker that leads the group's partition; asked for, so that it is there.
NodeId Player::coordinator_of(const std::string& group) {
    NodeId coordinator = base::no_node;
    stage_.run_until(
        [&] {
            protocol::FindCoordinatorRequest find;
            find.coordinator_keys = {group};
            const std::int64_t number = stage_.ask(any_broker(), find, -1, "raw");
            stage_.run_until([&] { return stage_.outcome(number).is_over; }, longest_answer);
            const auto& answer = stage_.outcome(number).answer;
            if (!answer) return false;
            const auto& found = std::get<protocol::FindCoordinatorResponse>(*answer).coordinators;
            if (found.empty() || found[0].error != kafka::ErrorCode::none) return false;
            coordinator = found[0].node_id;
            return true;
        },
        longest_answer, base::milliseconds(100));
    if (coordinator == base::no_node) throw NotModelled{"a group that nobody coordinates"};
    return coordinator;
}

// --- answers -------------------------------------------------------------------------------------

void Player::expect(const Sent& sent, const Json& step) {
    if (step.value("outcome", "") == "notSent") return;
    if (step.contains("throttled")) throw NotModelled{"quotas"};
    if (step.contains("outcome")) return expect_outcome(sent, step);
    if (!sent.expects_answer) {
        stage_.run(unanswered_takes);
        return;
    }
    if (!sent.looked.is_null()) return expect_answer(sent, sent.looked, step);
    const bool over =
        stage_.run_until([&] { return stage_.outcome(sent.number).is_over; }, longest_answer);
    const client::RawOutcome& outcome = stage_.outcome(sent.number);
    if (!outcome.answer) {
        throw Differs{sent.api, "an answer",
                      !over || !outcome.closed ? "no answer" : "the connection is closed"};
    }
    expect_answer(sent, answer_of(*outcome.answer, stage_), step);
}

void Player::expect_answer(const Sent& sent, const Json& answer, const Json& step) {
    if (step.contains("errorCodes")) expect_errors(answer, step);
    if (!step.contains("response") || step["response"].is_null()) return;
    const Json& recorded = step["response"];
    const Looking looking = looking_at(step, sent.at_ms);
    const int version = step.value("version", std::numeric_limits<int>::max());
    if (auto other =
            known_.compare(recorded, in_shape_of(recorded, version, answer), looking, sent.api))
        throw std::move(*other);
}

void Player::expect_outcome(const Sent& sent, const Json& step) {
    const std::string recorded = step["outcome"];
    stage_.run(base::milliseconds(step.value("withinMs", std::int64_t{2000})));
    const client::RawOutcome& outcome = stage_.outcome(sent.number);
    const std::string modelled = outcome.answer.has_value() ? "an answer"
                                 : outcome.closed           ? "connectionClosed"
                                                            : "noAnswer";
    if (modelled != recorded) throw Differs{sent.api, recorded, modelled};
}

void Player::expect_errors(const Json& answer, const Json& step) {
    std::set<std::string> errors;
    collect_errors(answer, errors);
    std::set<std::string> recorded;
    for (const Json& error : step["errorCodes"])
        recorded.insert(error.get<std::string>());
    if (errors != recorded) {
        throw Differs{step.value("api", "") + " errorCodes", shown(Json(recorded)),
                      shown(Json(errors))};
    }
}

}  // namespace brokerscope::cli::conform
