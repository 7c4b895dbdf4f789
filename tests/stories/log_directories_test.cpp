// Brokers with several log directories, and what happens when one of them breaks.
#include "tests/expect.h"
#include "tests/stories/session_support.h"

using namespace brokerscope;
using namespace brokerscope::scripting;

namespace {

// Two brokers with two directories each; "pair" has a replica on both, "single" only on broker 1.
// Broker 1 keeps "single" in its first directory and "pair" in its second one.
RunInputs with_directories(const std::string& release, const std::string& story) {
    RunInputs inputs;
    inputs.name = "directories.lua";
    inputs.seed = 3;
    inputs.source = R"(
local s = scenario{ title = "Log directories", duration = "60s" }
local c = cluster{ kafka = ")" +
                    release + R"(", brokers = 2, ["log.dirs"] = "/data/a,/data/b" }
c:topic("single", { assignment = {{1}} })
c:topic("pair", { assignment = {{1, 2}} })
local app = c:producer("app", { topic = "pair", rate = "20/s", acks = "all" })
local single, pair = c:partition("single", 0), c:partition("pair", 0)
local function produce(topic)
    local answer = c:request{ to = c:broker(1), api = "PRODUCE", version = 9, body = {
        acks = 1, timeoutMs = 1000, topicData = {{ name = topic, partitionData = {{
            index = 0, records = {{ value = "x" }} }} }} } }
    return answer and answer.responses[1].partitionResponses[1].errorCode
end
s:story(function()
    wait_until(function()
        return single:leader() and #pair:isr() == 2 and (pair:log_end() or 0) > 20
    end, "20s")
)" + story + R"(
end)
s:finally(function() expect("it ends", true) end)
)";
    return inputs;
}

std::unique_ptr<Session> played(const std::string& release, const std::string& story,
                                std::size_t expectations) {
    auto session = ended(with_directories(release, story));
    expect_all_hold(*session, expectations);
    return session;
}

template <class Fact>
std::vector<journal::Fact> facts_of(const Session& session) {
    std::vector<journal::Fact> found;
    for (std::int64_t number = 1; number <= session.journal().size(); ++number) {
        const journal::Fact fact = session.journal().at({number});
        if (std::holds_alternative<Fact>(fact.body)) found.push_back(fact);
    }
    return found;
}

}  // namespace

TEST_CASE("RE-43, CT-34: the replicas of a broken directory go offline, the others go on") {
    const auto session = played("4.3", R"(
    c:broker(1):break_log_dir(1)
    expect("another replica leads", wait_until(function()
        local leader = pair:leader()
        return leader and leader.id == 2
    end, "10s"))
    expect("its ISR is the rest", #pair:isr() == 1)
    expect("the broker stays up", c:broker(1):running())
    expect("its other directory serves", single:leader() and single:leader().id == 1)
)",
                                5);
    const auto failed = facts_of<journal::LogDirectoryFailed>(*session);
    REQUIRE_EQ(failed.size(), 1);
    EXPECT_EQ(failed[0].node.value, 1);
    const auto& what = std::get<journal::LogDirectoryFailed>(failed[0].body);
    EXPECT_EQ(what.directory, 1);
    EXPECT_EQ(what.partitions.size(), 1);
    EXPECT_EQ(session->report().topics.size(), 2);
}

TEST_CASE("RE-43: a sole replica in a broken directory leaves its partition without a leader") {
    for (const std::string release : {"3.9", "4.3"}) {
        CAPTURE(release);
        const bool is_old = release == "3.9";
        played(release,
               R"(
    c:broker(2):stop()
    wait_until(function() return #pair:isr() == 1 end, "20s")
    local epoch = pair:epoch()
    c:broker(1):break_log_dir(1)
    expect("nobody leads", wait_until(function() return pair:leader() == nil end, "10s"))
    expect("the leader epoch rises by one", pair:epoch() == epoch + 1, pair:epoch())
    expect("the ISR", #pair:isr() == )" +
                   std::string(is_old ? "1" : "0") + R"()
    c:broker(1):crash()
    c:broker(1):repair_log_dir(1)
    c:broker(1):start()
    expect("repaired and started, it leads again", wait_until(function()
        local leader = pair:leader()
        return leader and leader.id == 1
    end, "30s"))
)",
               5);
    }
}

TEST_CASE("RE-43: without the directory of the metadata log the process ends") {
    played("4.3", R"(
    c:broker(1):break_log_dir(0)
    expect("it ends", wait_until(function() return not c:broker(1):running() end, "10s"))
    expect("the other broker leads", wait_until(function()
        local leader = pair:leader()
        return leader and leader.id == 2
    end, "20s"))
    c:broker(1):start()
    wait "3s"
    expect("it cannot start either", not c:broker(1):running())
    c:broker(1):repair_log_dir(0)
    c:broker(1):start()
    expect("repaired, it comes back", wait_until(function() return #pair:isr() == 2 end, "30s"))
)",
           5);
}

TEST_CASE("a log directory that is not there, or broken twice, is an error with its place") {
    const auto refusal = [](const std::string& story) {
        auto session = Session::open(with_directories("4.3", story));
        REQUIRE(session.ok());
        base::Status status = base::Nothing{};
        while (status && !(*session)->finished())
            status = (*session)->advance((*session)->end(), 100'000);
        REQUIRE_FALSE(status.ok());
        return status.error().message;
    };
    EXPECT(refusal("c:broker(1):break_log_dir(2)").find("it has 2") != std::string::npos);
    EXPECT(refusal("c:broker(1):repair_log_dir(1)").find("works") != std::string::npos);
    EXPECT(refusal("c:controller():break_log_dir(0)").find("only brokers") != std::string::npos);
}
