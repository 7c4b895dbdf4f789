// Whole clusters told in Lua: what must hold under variations that the lessons do not show.
#include "tests/expect.h"
#include "tests/stories/session_support.h"

using namespace brokerscope;
using namespace brokerscope::scripting;

namespace {

RunInputs scenario(const std::string& story) {
    RunInputs inputs;
    inputs.name = "story.lua";
    inputs.source = R"(
local s = scenario{ title = "A story", seed = 5, duration = "60s" }
local c = cluster{
    brokers = 3, ["offsets.topic.num.partitions"] = 1, ["group.initial.rebalance.delay.ms"] = "1s",
}
c:topic("orders", { partitions = 2, replication = 3, ["min.insync.replicas"] = 2 })
c:producer("shop", {
    topic = "orders", rate = "20/s", acks = "all", key = function(n) return "k" .. n % 7 end,
})
local billing = c:group("billing", {
    topics = { "orders" }, members = 2, work = "1ms", ["auto.offset.reset"] = "earliest",
    ["auto.commit.interval.ms"] = "1s", ["session.timeout.ms"] = "10s",
})
)" + story;
    return inputs;
}

}  // namespace

TEST_CASE("whatever the seed, acks=all loses nothing when a leader dies") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        RunInputs inputs = lesson("02_a_leader_dies");
        inputs.seed = seed;
        const auto session = ended(std::move(inputs));
        expect_all_hold(*session, 3);
        for (const auto& topic : session->report().topics)
            EXPECT_EQ(topic.totals.lost, 0);
    }
}

TEST_CASE("GR-1: when the coordinator dies, another one goes on with the committed offsets") {
    const auto session = ended(scenario(R"(
s:story(function()
    local stable = wait_until(function() return billing:state() == "Stable" end, "15s")
    expect("the group is stable", stable)
    wait "5s"
    local old = billing:coordinator()
    local committed = billing:committed(c:partition("orders", 0))
    expect("something is committed", committed > 0, committed)
    old:crash()
    expect("another coordinator", wait_until(function()
        local now = billing:coordinator()
        return now ~= nil and now ~= old and billing:state() == "Stable"
    end, "30s"))
    local again = billing:committed(c:partition("orders", 0))
    expect("no committed offset is forgotten", again >= committed, again)
    wait "10s"
    expect("the group reads on", billing:lag() < 20, billing:lag())
end)
s:finally(function()
    local ledger = c:ledger("orders")
    expect("nothing is lost", ledger.lost == 0, ledger.lost)
end)
)"));
    expect_all_hold(*session, 6);
}

TEST_CASE("CT-16: a stop is announced and costs no time, a crash costs the session") {
    const auto session = ended(scenario(R"(
local p = c:partition("orders", 0)
local function moved_within(old, limit)
    local before = now()
    wait_until(function() return p:leader() ~= nil and p:leader() ~= old end, "30s")
    return now() - before
end
s:story(function()
    wait "8s"
    local first = p:leader()
    first:stop()
    local stopped = moved_within(first)
    expect("a stop moves the leader within a second", stopped < 1000, stopped)
    expect("it ends by itself", wait_until(function() return not first:running() end, "10s"))
    first:start()
    expect("it is in sync again", wait_until(function() return #p:isr() == 3 end, "20s"))
    local second = p:leader()
    second:crash()
    local crashed = moved_within(second)
    expect("a crash is noticed when the session ends", crashed > 5000 and crashed < 12000, crashed)
end)
)"));
    expect_all_hold(*session, 4);
}

TEST_CASE("CT-8: a broker that nobody reaches is fenced, and comes back when its links do") {
    const auto session = ended(scenario(R"(
local p = c:partition("orders", 0)
s:story(function()
    wait "8s"
    local old = p:leader()
    for id = 1, 3 do
        if c:broker(id) ~= old then c:cut(old, c:broker(id)) end
    end
    c:cut(old, c:controller())
    expect("another one leads", wait_until(function()
        return p:leader() ~= nil and p:leader() ~= old
    end, "20s"))
    for id = 1, 3 do
        if c:broker(id) ~= old then c:heal(old, c:broker(id)) end
    end
    c:heal(old, c:controller())
    expect("the old one is in sync again", wait_until(function() return #p:isr() == 3 end, "25s"))
end)
s:finally(function()
    local ledger = c:ledger("orders")
    expect("nothing is lost", ledger.lost == 0, ledger.lost)
end)
)"));
    expect_all_hold(*session, 3);
}

TEST_CASE("a raw request is answered in Kafka's words") {
    const auto session = ended(scenario(R"(
s:story(function()
    wait "5s"
    local answer = c:request{ to = c:broker(1), api = "METADATA", body = { topics = { "orders" } } }
    expect("all brokers are named", #answer.brokers == 3)
    expect("the topic's name comes back", answer.topics[1].name == "orders", answer.topics[1].name)
    local first = answer.partitions[1]
    expect("a partition has its leader", first.leaderId == c:partition("orders", 0):leader().id)
    expect("all replicas are in sync", #first.replicaNodes == 3 and #first.isrNodes == 3)
    wait_until(function() return billing:state() == "Stable" end, "20s")
    local found = c:request{
        to = c:broker(1), api = "FIND_COORDINATOR",
        body = { coordinatorKeys = { "billing" }, keyType = 0 },
    }
    expect("the group's coordinator is found",
        found.coordinators[1].nodeId == billing:coordinator().id, found.coordinators[1].nodeId)
    for id = 1, 3 do
        local beat = c:request{
            to = c:broker(id), api = "HEARTBEAT",
            body = { groupId = "billing", generationId = 1, memberId = "nobody" },
        }
        local right = id == billing:coordinator().id and "UNKNOWN_MEMBER_ID" or "NOT_COORDINATOR"
        expect("a stranger's heartbeat at " .. id, beat.errorCode == right, beat.errorCode)
    end
    local dead = c:broker(2)
    dead:crash()
    local none = c:request{ to = dead, api = "METADATA", body = { topics = {} } }
    expect("a dead broker does not answer", none == nil)
end)
)"));
    expect_all_hold(*session, 9);
}
