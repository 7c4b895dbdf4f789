#include "sim/laws/report.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/laws/report_text.h"
#include "tests/expect.h"
#include "tests/sim/laws/schema_support.h"
#include "tests/sim/laws/told_support.h"

using namespace brokerscope;
using namespace brokerscope::laws;
using nlohmann::ordered_json;

namespace {

/// A run in which an acks=1 producer loses two records and a consumer reads twice.
Told eventful_run() {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 1200});
    told.accept({hasty, 0, 3});
    told.append(NodeId{1}, 0, 1200, {hasty, 0, 2});
    told.acknowledge({hasty, 0, 2}, 1200);
    told.set_position(anna, 0);
    told.deliver(anna, 0, 999);
    told.deliver(bruno, 900, 999);
    told.state(base::outside_world, Expected{"nothing is lost before", true, "0"});
    hand_over(told);
    told.state(base::outside_world, Expected{"no acknowledged record is lost", false, "2 lost"});
    told.state(base::outside_world, RunEnded{});
    return told;
}

Report report_of(const Told& told) {
    return make_report(told.chronicle, {"eventful.lua", 4242, told.journal.hash()});
}

std::string file_text(const std::string& path) {
    std::ifstream in(std::string(BROKERSCOPE_SOURCE_DIR) + "/" + path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    REQUIRE_MESSAGE(in.good(), path << " cannot be read");
    return text.str();
}

}  // namespace

TEST_CASE("a report says what was expected, what was lost and why") {
    const Told told = eventful_run();
    const ordered_json report = as_json(to_value(report_of(told)));
    EXPECT_EQ(report["format"], 1);
    EXPECT_EQ(report["scenario"], "eventful.lua");
    EXPECT_EQ(report["seed"], 7);
    EXPECT_EQ(report["kafka"], "4.3");
    EXPECT_EQ(report["passed"], false);
    EXPECT_EQ(report["simulated_ms"], 9100);
    EXPECT_EQ(report["events"], 4242);
    EXPECT_EQ(report["facts"], told.journal.size());
    EXPECT_EQ(report["hash"], told.journal.hash());
    EXPECT_EQ(report["expectations"][1],
              ordered_json::parse(R"({"name": "no acknowledged record is lost", "passed": false,
                                      "at_ms": 9100, "detail": "2 lost"})"));
    const ordered_json& topic = report["topics"]["orders"];
    EXPECT_EQ(topic["produced"], 1203);
    EXPECT_EQ(topic["acknowledged"], 1202);
    EXPECT_EQ(topic["replicated"], 1200);
    EXPECT_EQ(topic["delivered"], 1100);
    EXPECT_EQ(topic["duplicated"], 100);
    EXPECT_EQ(topic["lost"], 2);
    EXPECT_EQ(topic["unknown"], 1);
    EXPECT_EQ(topic["groups"]["billing"]["delivered"], 1100);
    const ordered_json& lost = topic["lost_records"][1];
    EXPECT_EQ(lost["partition"], 0);
    EXPECT_EQ(lost["offset"], 1201);
    EXPECT_EQ(lost["key"], "k1");
    EXPECT_EQ(lost["cause_at_ms"], 9100);
    EXPECT_EQ(lost["cause"],
              view::describe(told.journal.at(FactId{lost["cause_fact"].get<std::int64_t>()}),
                             told.chronicle.view)
                  .en);
    EXPECT_EQ(report["members"][0]["member"], "anna");
    EXPECT_EQ(report["members"][0]["standing_still_ms"], 9100);
}

TEST_CASE("a run passes when nothing failed, whatever was not promised") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 1});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 1});
    told.acknowledge({hasty, 0, 1}, 0);
    EXPECT(report_of(told).passed());
    told.state(base::outside_world, Expected{"rain", false, ""});
    EXPECT_FALSE(report_of(told).passed());

    Told lawless = world_with_orders();
    lawless.role(NodeId{2}, NodeId{2}, 0);
    EXPECT_FALSE(report_of(lawless).passed());
}

TEST_CASE("a key that is no text is shown in hex") {
    EXPECT_EQ(key_text(base::Bytes{"c4"}), "c4");
    EXPECT_EQ(key_text(base::Bytes{std::string("\0\xff", 2)}), "0x00ff");
}

// ---- The documented fields ---------------------------------------------------------------------

TEST_CASE("a report is what docs/report.schema.json says") {
    const ordered_json schema = ordered_json::parse(file_text("docs/report.schema.json"));
    const ordered_json report = as_json(to_value(report_of(eventful_run())));
    const std::vector<std::string> findings = violations(schema, report, "report");
    EXPECT_MESSAGE(findings.empty(), (findings.empty() ? "" : findings.front()));
}

TEST_CASE("a field that is missing, unknown or of another type is found") {
    const ordered_json schema = ordered_json::parse(file_text("docs/report.schema.json"));
    const ordered_json good = as_json(to_value(report_of(eventful_run())));
    const auto first_finding = [&](const ordered_json& report) {
        const auto findings = violations(schema, report, "report");
        return findings.empty() ? std::string() : findings.front();
    };
    ordered_json bad = good;
    bad.erase("hash");
    EXPECT_EQ(first_finding(bad), "report: hash is missing");
    bad = good;
    bad["topics"]["orders"]["los"] = 0;
    EXPECT_EQ(first_finding(bad), "report.topics.orders: los is not known");
    bad = good;
    bad["laws"][0]["verdict"] = "perhaps";
    EXPECT_EQ(first_finding(bad), "report.laws[0].verdict: is none of the values");
    bad = good;
    bad["topics"]["orders"]["lost"] = "2";
    EXPECT_EQ(first_finding(bad), "report.topics.orders.lost: has another type");
    bad = good;
    bad["format"] = 2;
    EXPECT_EQ(first_finding(bad), "report.format: is another value");
}

TEST_CASE("docs/report.md names every field of a report") {
    const std::string document = file_text("docs/report.md");
    for (const std::string& name :
         property_names(ordered_json::parse(file_text("docs/report.schema.json")))) {
        EXPECT_MESSAGE(document.find("`" + name + "`") != std::string::npos, name);
    }
}

// ---- As text -----------------------------------------------------------------------------------

TEST_CASE("a report reads well at a terminal") {
    const Told told = eventful_run();
    Report report = report_of(told);
    report.run.hash = "0123456789abcdef0123456789abcdef";
    const std::string text = report_text(report, {{"wall time", "0.42 s"}, {"speed-up", "21x"}});
    const std::string cause = report.topics[0].lost_records[0].cause.sentence.en;
    EXPECT_EQ(text, R"(A small world
  scenario    eventful.lua
  seed        7
  Kafka       4.3

topic orders
  produced                    1 203
  acknowledged                1 202
  replicated                  1 200
  delivered                   1 100
  lost                            2   acknowledged, and gone
  duplicated                    100   delivered again
  unknown                         1   neither acknowledged nor failed
  without leader            9.000 s   summed over partitions
  lost records
    00:09.100  )" + cause +
                        R"(
      orders-0 offset 1200  key k0
      orders-0 offset 1201  key k1
  group billing: delivered 1 100, duplicated 100, skipped 0

group billing, rebalances: 0
  anna   stood still      9.100 s
  bruno  stood still      9.100 s

expectations
  passed       00:00.000  nothing is lost before: 0
  FAILED       00:09.100  no acknowledged record is lost: 2 lost

laws
  holds        one leader per epoch
  holds        the high watermark never goes back
  holds        a new leader has every replicated record
  holds        a replicated record never changes
  not promised acknowledged records survive
               00:09.100  2 acknowledged record(s) of orders-0 lost: Producer hasty uses acks=1
  holds        one owner per partition
  holds        commits stay inside the log
  holds        metadata epochs never go back
  holds        the ISR is sound
  holds        a fenced broker leads nothing

run
  simulated time  9.100 s
  events          4 242
  facts           )" + std::to_string(told.journal.size()) +
                        R"(
  wall time       0.42 s
  speed-up        21x
  journal hash    0123456789abcdef0123456789abcdef
)");
}

TEST_CASE("of many lost records the text shows the first twenty and counts the rest") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 1500});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 1500});
    told.acknowledge({hasty, 0, 1500}, 0);
    hand_over(told);
    const Report report = report_of(told);
    EXPECT_EQ(report.topics[0].lost_records.size(), 1000);
    const std::string text = report_text(report);
    EXPECT(text.find("orders-0 offset 19  key k19\n      and 1 480 more\n") != std::string::npos);
}
