// The report that `run --report json` writes is what docs/report.schema.json says, and agrees with
// the exit code.
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/scenario_input.h"
#include "tests/expect.h"
#include "tests/sim/laws/schema_support.h"
#include "tests/workplace.h"

using namespace brokerscope;
using nlohmann::ordered_json;

namespace {

const ordered_json& schema() {
    static const ordered_json parsed = ordered_json::parse(
        std::ifstream(std::string(BROKERSCOPE_SOURCE_DIR) + "/docs/report.schema.json"));
    return parsed;
}

struct Reported {
    int status;
    ordered_json report;
};

// Runs it with these arguments and holds the report against the schema.
Reported reported(const Workplace& workplace, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    arguments.insert(arguments.end(), {"--report", "json"});
    const Workplace::Outcome ended = workplace.run(arguments);
    CAPTURE(ended.err);
    REQUIRE_FALSE(ended.out.empty());
    ordered_json report = ordered_json::parse(ended.out);
    const std::vector<std::string> findings = laws::violations(schema(), report, "report");
    EXPECT_MESSAGE(findings.empty(), (findings.empty() ? "" : findings.front()));
    return {ended.status, std::move(report)};
}

// What docs/report.md says of the numbers of a topic.
void expect_balanced(const ordered_json& topic) {
    const auto number = [&](const char* name) { return topic.at(name).get<std::int64_t>(); };
    EXPECT_EQ(number("produced"), number("acknowledged") + number("failed") + number("unknown"));
    EXPECT_LE(number("duplicated"), number("delivered"));
    EXPECT_EQ(topic.at("lost_records").size(),
              static_cast<std::size_t>(std::min<std::int64_t>(number("lost"), 1000)));
    std::int64_t delivered = 0;
    for (const auto& [name, group] : topic.at("groups").items())
        delivered += group.at("delivered").get<std::int64_t>();
    EXPECT_EQ(delivered, number("delivered"));
}

const std::string small = R"(
scenario{ title = {en = "Small", pt = "Pequeno"}, seed = 9007199254740993, duration = "5s" }
local c = cluster{ brokers = 1, kafka = "3.9" }
c:topic("t", {partitions = 1})
at("1s", function() expect("%s", %s, 'quotes " and a tab\t') end)
)";

std::string small_with(const std::string& name, const std::string& condition) {
    char text[1024];
    std::snprintf(text, sizeof text, small.c_str(), name.c_str(), condition.c_str());
    return text;
}

}  // namespace

TEST_CASE("the lessons' reports are what the schema says, and their numbers add up") {
    const Workplace workplace;
    for (const cli::Lesson& lesson : cli::lessons()) {
        CAPTURE(lesson.name);
        const Reported ended = reported(workplace, {lesson.name});
        EXPECT_EQ(ended.status, 0);
        EXPECT_EQ(ended.report.at("passed"), true);
        EXPECT_EQ(ended.report.at("scenario"), std::string(lesson.name) + ".lua");
        REQUIRE_FALSE(ended.report.at("topics").empty());
        for (const auto& [name, topic] : ended.report.at("topics").items())
            expect_balanced(topic);
    }
}

TEST_CASE("a loss is listed with the fact that caused it") {
    const Workplace workplace;
    const Reported ended = reported(workplace, {"02_a_leader_dies", "--set", "acks=1"});
    EXPECT_EQ(ended.status, 0);
    const ordered_json& orders = ended.report.at("topics").at("orders");
    expect_balanced(orders);
    REQUIRE(orders.at("lost").get<int>() > 0);
    const ordered_json& first = orders.at("lost_records").front();
    EXPECT_EQ(first.at("cause"),
              "orders-0 is to be led by broker 1 in epoch 1, ISR 1, 2: a broker was fenced");
    EXPECT_GT(first.at("cause_at_ms").get<int>(), 5'900);
}

TEST_CASE("an expectation that fails is exit code 1 and stands in the report") {
    const Workplace workplace;
    workplace.write("fails.lua", small_with("one is two", "1 == 2"));
    const Reported ended = reported(workplace, {"fails.lua"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_EQ(ended.report.at("passed"), false);
    const ordered_json& only = ended.report.at("expectations").front();
    EXPECT_EQ(only.at("name"), "one is two");
    EXPECT_EQ(only.at("passed"), false);
    EXPECT_EQ(only.at("at_ms"), 1'000);
    EXPECT_EQ(only.at("detail"), "quotes \" and a tab\t");
    EXPECT_EQ(ended.report.at("kafka"), "3.9");
    EXPECT_EQ(ended.report.at("title"), "Small");
}

TEST_CASE("a seed above 2^53 is reported to the last digit") {
    const Workplace workplace;
    workplace.write("holds.lua", small_with("one is one", "1 == 1"));
    EXPECT_EQ(reported(workplace, {"holds.lua"}).report.at("seed"), 9007199254740993);
    const Reported largest = reported(workplace, {"holds.lua", "--seed", "18446744073709551615"});
    EXPECT_EQ(largest.status, 0);
    EXPECT_EQ(largest.report.at("seed"), 18446744073709551615ULL);
}

TEST_CASE("--out holds what stdout would") {
    const Workplace workplace;
    workplace.write("holds.lua", small_with("one is one", "1 == 1"));
    const auto shown = workplace.run({"run", "holds.lua", "--report", "json"});
    const auto quiet =
        workplace.run({"run", "holds.lua", "--report", "json", "--out", "report.json"});
    EXPECT_EQ(quiet.status, 0);
    EXPECT_EQ(quiet.out, "");
    EXPECT_EQ(workplace.text_of("report.json"), shown.out);
}
