#include "tests/conform/story_support.h"

#include "tests/expect.h"

namespace brokerscope::conform_test {

Json story_of(const std::vector<std::string>& steps) {
    Json story = {{"id", "made-up"},
                  {"area", "storage"},
                  {"kafka", {"4.3.1"}},
                  {"mode", "kraft"},
                  {"brokers", 1},
                  {"config", {{"topics", {{"t", {{"assignment", {{1}}}, {"partitions", 1}}}}}}}};
    story["steps"] = Json::array();
    for (const std::string& step : steps)
        story["steps"].push_back(Json::parse(step));
    return story;
}

std::string produced(const std::string& value, int base_offset) {
    return R"({"do": "request", "api": "PRODUCE", "request": {"acks": -1, "partitions": [)"
           R"({"topic": "t", "partition": 0, "batches": [{"records": [{"value": ")" +
           value +
           R"("}]}]}]}, "response": {"partitions": [{"topic": "t", "partition": 0, )"
           R"("errorCode": "NONE", "baseOffset": )" +
           std::to_string(base_offset) + "}]}}";
}

CaseResult played(const Json& story) {
    const base::Result<CaseResult> result = cli::conform::play_story(story, "made-up.json");
    REQUIRE_MESSAGE(result.ok(), base::to_text(result.ok() ? base::Error{} : result.error()));
    return *result;
}

}  // namespace brokerscope::conform_test
