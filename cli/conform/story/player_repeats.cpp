// What recordings tell in short: requests that are repeated, records that are just there, and what
// an administrator asks for (DescribeProducers, OffsetFetch).
#include <algorithm>

#include "cli/conform/story/look_groups.h"
#include "cli/conform/story/player.h"
#include "cli/conform/story/translate.h"

namespace brokerscope::cli::conform {
namespace {

constexpr Duration longest_repeat = base::seconds(300);
constexpr Duration longest_answer = base::seconds(60);

bool has_error(const client::RawOutcome& outcome) {
    return !outcome.answer || protocol::first_error(*outcome.answer) != kafka::ErrorCode::none;
}

// `count` records as one batch; `records` as a batch each. With keys: the topic may be compacted.
std::vector<std::vector<log::Record>> batches_in(const Json& step, std::int64_t now_ms) {
    std::vector<std::vector<log::Record>> batches;
    for (const Json& record : step.value("records", Json::array())) {
        if (record.size() != 1 || !record.contains("timestamp"))
            throw NotModelled{"produceRecords with " + shown(record)};
        batches.push_back(
            {log::Record{base::Bytes{"k"}, base::Bytes{"v"}, {}, record["timestamp"]}});
    }
    const std::int64_t count = step.value("count", step.value("countPerPartition", 0));
    std::vector<log::Record> together;
    for (std::int64_t i = 0; i < count; ++i)
        together.push_back({base::Bytes{"k" + std::to_string(i)},
                            base::Bytes{"v" + std::to_string(i)},
                            {},
                            now_ms});
    if (!together.empty()) batches.push_back(std::move(together));
    return batches;
}

}  // namespace

// All of them at once, each time.
std::vector<Player::Sent> Player::send_all(const Json& step) {
    std::vector<Sent> sent;
    for (const Json& request : step["requests"]) {
        if (!request.is_object()) throw NotModelled{"repeat of " + shown(request)};
        sent.push_back(send(step, request));
    }
    const auto is_over = [&](const Sent& one) {
        return !one.looked.is_null() || stage_.outcome(one.number).is_over;
    };
    const auto all_over = [&] { return std::all_of(sent.begin(), sent.end(), is_over); };
    stage_.run_until(all_over, longest_answer);
    return sent;
}

void Player::do_repeat(const Json& step) {
    if (step.contains("untilProducerEpoch")) throw NotModelled{"repeat untilProducerEpoch"};
    const Duration every = base::milliseconds(step.value("everyMs", std::int64_t{100}));
    const bool until_error = step.value("untilError", false);
    const bool until_none = step.value("untilAllNone", false);
    const base::SimTime begin = stage_.now();
    const base::SimTime end =
        begin + (step.contains("forMs") ? base::milliseconds(step["forMs"]) : longest_repeat);
    for (base::SimTime next = begin; next < end; next = next + every) {
        if (next > stage_.now()) stage_.run(next - stage_.now());
        const std::vector<Sent> sent = send_all(step);
        const auto failed = [&](const Sent& one) {
            return one.looked.is_null() && has_error(stage_.outcome(one.number));
        };
        if (until_error && std::any_of(sent.begin(), sent.end(), failed)) return;
        if (until_none && std::none_of(sent.begin(), sent.end(), failed)) return;
    }
    if (until_error || until_none)
        throw Differs{"repeat " + step["api"].get<std::string>(), "it ends", "it does not end"};
    if (end > stage_.now()) stage_.run(end - stage_.now());
}

Json Player::ask_now(NodeId to, protocol::RequestBody body) {
    const std::int64_t number = stage_.ask(to, std::move(body), -1, "admin");
    stage_.run_until([&] { return stage_.outcome(number).is_over; }, longest_answer);
    const auto& answer = stage_.outcome(number).answer;
    return answer ? answer_of(*answer, stage_) : Json();
}

void Player::do_produce_records(const Json& step) {
    const std::string name = step["topic"];
    const base::TopicId topic = stage_.topic_id(name);
    const node::MetadataImage* image = stage_.image();
    if (image == nullptr || image->topic(topic) == nullptr)
        throw NotModelled{"records for a topic that is not there"};
    const bool everywhere = !step.contains("partition");
    const std::int32_t count = image->topic(topic)->partitions;
    std::optional<std::int64_t> first_offset;
    for (std::int32_t number = 0; number < count; ++number) {
        if (!everywhere && step["partition"] != number) continue;
        for (auto& records : batches_in(known_.resolved(step, stage_.now_ms()), stage_.now_ms())) {
            protocol::ProduceRequest request;
            request.acks = -1;
            request.timeout_ms = 30'000;
            request.partitions.push_back(
                {topic, number, std::vector{log::make_batch(std::move(records))}});
            const Json answer = ask_now(stage_.leader_of({topic, number}), request);
            if (answer.is_null() || answer["partitions"][0]["errorCode"] != "NONE")
                throw Differs{"produceRecords", "NONE", shown(answer)};
            if (!first_offset) first_offset = answer["partitions"][0]["baseOffset"];
        }
    }
    const Json recorded = step.value("baseOffset", Json());
    if (recorded.is_number() && first_offset && recorded != *first_offset)
        throw Differs{"produceRecords.baseOffset", shown(recorded), std::to_string(*first_offset)};
}

Json Player::asked_for_producers(const Json& step) {
    const PartitionId id = stage_.partition(step["topic"], step["partition"]);
    protocol::DescribeProducersRequest request;
    request.partitions.push_back({id.topic, id.partition});
    const NodeId leader = stage_.leader_of(id);
    const Json answer = ask_now(leader != base::no_node ? leader : any_broker(), request);
    if (answer.is_null()) return Json::object();
    return answer["partitions"][0];
}

Json Player::asked_for_offsets(const Json& step) {
    protocol::OffsetFetchRequest request;
    request.group_id = step["groupId"];
    const Json answer = ask_now(coordinator_of(request.group_id), request);
    if (answer.is_null()) return Json::object();
    return {{"groupId", step["groupId"]}, {"partitions", answer["partitions"]}};
}

Json Player::described_group(const Json& step) {
    const Json request = {{"groups", {step["groupId"]}}};
    const NodeId coordinator = coordinator_of(step["groupId"]);
    const Json answer = look_at_groups("DESCRIBE_GROUPS", request, 5, coordinator, stage_);
    return answer.is_null() ? Json::object() : answer["groups"][0];
}

}  // namespace brokerscope::cli::conform
