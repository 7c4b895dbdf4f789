// One literal hash a lesson, in tests/golden/hashes.txt: the same from every compiler and build,
// twice in one process, with and without a window, headless and replayed.
// BROKERSCOPE_REWRITE_GOLDEN=1 writes the file; the commit says why a hash moved.
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/live_run.h"
#include "cli/scenario_input.h"
#include "tests/expect.h"
#include "tests/workplace.h"

using namespace brokerscope;
using namespace brokerscope::cli;

namespace {

const std::string golden_path = std::string(BROKERSCOPE_SOURCE_DIR) + "/tests/golden/hashes.txt";

std::map<std::string, std::string> golden_hashes() {
    std::ifstream in(golden_path);
    std::map<std::string, std::string> hashes;
    for (std::string name, hash; in >> name >> hash;)
        hashes[name] = hash;
    return hashes;
}

std::unique_ptr<scripting::Session> session_of(const std::string& lesson) {
    ScenarioFlags flags;
    flags.scenario = lesson;
    auto inputs = read_inputs(flags);
    REQUIRE(inputs.ok());
    auto session = scripting::Session::open(std::move(inputs).value());
    REQUIRE_MESSAGE(session.ok(), base::to_text(session.error()));
    return std::move(session).value();
}

std::string hash_in_one_go(const std::string& lesson) {
    const auto session = session_of(lesson);
    REQUIRE(session->finish().ok());
    return session->journal().hash();
}

std::string hash_in_small_steps(const std::string& lesson) {
    const auto session = session_of(lesson);
    while (!session->finished())
        REQUIRE(session->advance(session->end(), 7).ok());
    return session->journal().hash();
}

// As the window does: frame by frame, looking back between the frames.
std::string hash_while_watched(const std::string& lesson) {
    LiveRun run(session_of(lesson));
    base::SimTime moment;
    for (int frame = 0; !run.finished(); ++frame) {
        moment = moment + base::milliseconds(16) * (frame % 60 + 1);
        REQUIRE(run.advance_to(moment, base::seconds(60)).ok());
        if (frame % 10 == 0) run.at(run.head() - base::milliseconds(300));
    }
    return run.journal().hash();
}

}  // namespace

TEST_CASE("every lesson has the hash that it had, run by the program") {
    const Workplace workplace;
    std::ostringstream now;
    for (const Lesson& lesson : lessons()) {
        const auto ended = workplace.run({"run", lesson.name, "--report", "json"});
        REQUIRE_EQ(ended.status, 0);
        now << lesson.name << ' ' << nlohmann::json::parse(ended.out).at("hash").get<std::string>()
            << '\n';
    }
    if (std::getenv("BROKERSCOPE_REWRITE_GOLDEN") != nullptr)
        std::ofstream(golden_path) << now.str();
    std::ostringstream then;
    for (const auto& [name, hash] : golden_hashes())
        then << name << ' ' << hash << '\n';
    EXPECT_EQ(now.str(), then.str());
}

TEST_CASE("the hash is the same twice in one process, in small steps, and watched") {
    for (const auto& [lesson, hash] : golden_hashes()) {
        EXPECT_EQ(hash_in_one_go(lesson), hash);
        EXPECT_EQ(hash_in_one_go(lesson), hash);
        EXPECT_EQ(hash_in_small_steps(lesson), hash);
        EXPECT_EQ(hash_while_watched(lesson), hash);
    }
}

TEST_CASE("a saved run and a saved journal prove the hash") {
    const Workplace workplace;
    for (const auto& [lesson, hash] : golden_hashes()) {
        REQUIRE_EQ(workplace.run({"run", lesson, "--save", "a.bsrun", "--journal", "a.bsj"}).status,
                   0);
        for (const char* file : {"a.bsrun", "a.bsj"}) {
            const auto ended = workplace.run({"replay", file, "--verify"});
            EXPECT_EQ(ended.status, 0);
            EXPECT(ended.out.find("re-run    " + hash) != std::string::npos);
            EXPECT(ended.out.find("the same run") != std::string::npos);
        }
    }
}

TEST_CASE("another seed is another run") {
    const auto hash_with_seed = [](const std::string& seed) {
        ScenarioFlags flags;
        flags.scenario = "01_hello";
        flags.seed = seed;
        auto session = scripting::Session::open(read_inputs(flags).value());
        REQUIRE(session.ok());
        REQUIRE(session.value()->finish().ok());
        return session.value()->journal().hash();
    };
    EXPECT_NE(hash_with_seed("1"), hash_with_seed("2"));
    EXPECT_EQ(hash_with_seed("2"), hash_with_seed("2"));
}
