#include "sim/laws/report.h"

#include <algorithm>
#include <utility>

namespace brokerscope::laws {

using base::Value;
using base::ValueMember;

// --- made from a chronicle --------------------------------------------------------------------

namespace {

ReportedTopic report_topic(const Chronicle& chronicle, const view::TopicView& topic) {
    const Ledger& ledger = chronicle.ledger;
    ReportedTopic reported{.name = topic.name,
                           .totals = ledger.topic(topic.id),
                           .at_risk = at_risk(chronicle.view, ledger, topic.id),
                           .unavailable_ms = unavailable(chronicle.view, topic.id).milliseconds(),
                           .lost_records = {},
                           .groups = {}};
    for (const LostRecord& record : ledger.lost_records(topic.id, most_listed_losses)) {
        const Cause* cause = ledger.cause(record.cause);
        CHECK(cause != nullptr, "a record was lost without a cause");
        reported.lost_records.push_back({record, *cause});
    }
    for (const auto& [group, totals] : ledger.groups(topic.id))
        reported.groups.push_back({group, totals});
    return reported;
}

std::vector<ReportedMember> report_members(const view::View& view) {
    std::vector<ReportedMember> members;
    for (const auto& [id, consumer] : view.consumers) {
        base::Duration stood_still = consumer.stood_still;
        if (consumer.standing_still_since) {
            stood_still = stood_still + (view.at - *consumer.standing_still_since);
        }
        const auto process = view.processes.find(id);
        const auto group = view.groups.find(consumer.group);
        members.push_back(
            {.group = consumer.group,
             .member = process == view.processes.end() ? "" : process->second.name,
             .standing_still_ms = stood_still.milliseconds(),
             .rebalances = group == view.groups.end() ? 0 : group->second.rebalances});
    }
    std::stable_sort(members.begin(), members.end(),
                     [](const ReportedMember& a, const ReportedMember& b) {
                         return std::tie(a.group, a.member) < std::tie(b.group, b.member);
                     });
    return members;
}

}  // namespace

Report make_report(const Chronicle& chronicle, RunTotals run) {
    const view::View& view = chronicle.view;
    Report report;
    report.run = std::move(run);
    report.title = view.title;
    report.seed = view.seed;
    report.kafka = view.kafka;
    report.simulated_ms = view.at.milliseconds();
    report.facts = view.newest.value;
    for (const view::ExpectationView& one : view.expectations) {
        report.expectations.push_back(
            {one.name, one.passed, one.stated.at.milliseconds(), one.detail});
    }
    report.laws = chronicle.laws.verdicts();
    for (const auto& [id, topic] : view.topics) {
        if (!topic.internal) report.topics.push_back(report_topic(chronicle, topic));
    }
    report.members = report_members(view);
    return report;
}

bool Report::passed() const {
    const bool expected = std::all_of(expectations.begin(), expectations.end(),
                                      [](const auto& one) { return one.passed; });
    const bool lawful = std::none_of(laws.begin(), laws.end(), [](const auto& one) {
        return one.verdict.judgement == Judgement::broken;
    });
    return expected && lawful;
}

// --- as a tree --------------------------------------------------------------------------------

std::string key_text(const base::Bytes& key) {
    const bool printable = std::all_of(key.data.begin(), key.data.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    if (printable) return key.data;
    std::string text = "0x";
    for (const char c : key.data) {
        constexpr std::string_view digits = "0123456789abcdef";
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

namespace {

Value of(bool value) {
    return {value};
}
Value of(std::int64_t value) {
    return {value};
}
Value of(std::string_view value) {
    return {std::string(value)};
}
Value of(Value::Object members) {
    return {std::move(members)};
}

template <class T, class ToValue>
Value list_of(const std::vector<T>& elements, ToValue to_value_of) {
    Value::List list;
    for (const T& one : elements)
        list.push_back(to_value_of(one));
    return {std::move(list)};
}

Value value_of(const ReportedExpectation& one) {
    return of(Value::Object{{"name", of(one.name)},
                            {"passed", of(one.passed)},
                            {"at_ms", of(one.at_ms)},
                            {"detail", of(one.detail)}});
}

Value value_of(const NamedVerdict& one) {
    return of(Value::Object{{"name", of(one.name)},
                            {"verdict", of(base::name_of(one.verdict.judgement))},
                            {"at_ms", of(one.verdict.at.milliseconds())},
                            {"detail", of(one.verdict.detail.en)}});
}

Value value_of(const ReportedLoss& one) {
    const LostRecord& record = one.record;
    return of(Value::Object{
        {"partition", of(std::int64_t{record.partition.partition})},
        {"offset", record.offset == base::no_offset ? Value{} : of(record.offset.value)},
        {"key", record.key ? of(key_text(*record.key)) : Value{}},
        {"cause", of(one.cause.sentence.en)},
        {"cause_fact", of(one.cause.fact.value)},
        {"cause_at_ms", of(one.cause.at.milliseconds())}});
}

Value value_of(const GroupTotals& totals) {
    return of(Value::Object{{"delivered", of(totals.delivered)},
                            {"duplicated", of(totals.duplicated)},
                            {"skipped", of(totals.skipped)}});
}

Value value_of(const ReportedTopic& topic) {
    const TopicTotals& totals = topic.totals;
    Value::Object groups;
    for (const ReportedGroup& one : topic.groups)
        groups.push_back({one.name, value_of(one.totals)});
    return of(Value::Object{
        {"produced", of(totals.produced)},
        {"acknowledged", of(totals.acknowledged)},
        {"replicated", of(totals.replicated)},
        {"delivered", of(totals.delivered)},
        {"duplicated", of(totals.duplicated)},
        {"lost", of(totals.lost)},
        {"lost_records",
         list_of(topic.lost_records, [](const ReportedLoss& one) { return value_of(one); })},
        {"failed", of(totals.failed)},
        {"unknown", of(totals.unknown)},
        {"duplicated_in_log", of(totals.duplicated_in_log)},
        {"reordered", of(totals.reordered)},
        {"at_risk", of(topic.at_risk)},
        {"unavailable_ms", of(topic.unavailable_ms)},
        {"groups", of(std::move(groups))}});
}

Value value_of(const ReportedMember& one) {
    return of(Value::Object{{"group", of(one.group)},
                            {"member", of(one.member)},
                            {"standing_still_ms", of(one.standing_still_ms)},
                            {"rebalances", of(one.rebalances)}});
}

}  // namespace

Value to_value(const Report& report) {
    const auto each = [](const auto& one) { return value_of(one); };
    Value::Object topics;
    for (const ReportedTopic& topic : report.topics)
        topics.push_back({topic.name, value_of(topic)});
    return of(Value::Object{{"format", of(report_format)},
                            {"scenario", of(report.run.scenario)},
                            {"title", of(report.title.en)},
                            {"seed", of(static_cast<std::int64_t>(report.seed))},
                            {"kafka", of(report.kafka)},
                            {"passed", of(report.passed())},
                            {"simulated_ms", of(report.simulated_ms)},
                            {"events", of(report.run.events)},
                            {"facts", of(report.facts)},
                            {"hash", of(report.run.hash)},
                            {"expectations", list_of(report.expectations, each)},
                            {"laws", list_of(report.laws, each)},
                            {"topics", of(std::move(topics))},
                            {"members", list_of(report.members, each)}});
}

}  // namespace brokerscope::laws
