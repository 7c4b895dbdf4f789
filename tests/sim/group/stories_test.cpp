#include <fstream>

#include "tests/sim/group/group_story_support.h"

using namespace brokerscope::group_test;
using nlohmann::json;

TEST_CASE("GR-10 to GR-69: groups answer as real Kafka did (recorded stories)") {
    const std::string path =
        std::string(BROKERSCOPE_SOURCE_DIR) + "/tests/golden/stories/groups.jsonl";
    std::ifstream file(path);
    std::size_t played = 0;
    for (std::string line; std::getline(file, line);) {
        const json story = json::parse(line);
        for (const json& version : story["kafka"]) {
            GroupStory(story, version).play();
            ++played;
        }
    }
    EXPECT_GT(played, 100);
}
