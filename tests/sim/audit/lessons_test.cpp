// The lessons, audited after each event: what an audience sees is what the nodes hold.
#include "tests/expect.h"
#include "tests/sim/audit/lesson_support.h"

namespace brokerscope::audit {
namespace {

void audit_lesson(const std::string& name) {
    const auto session = open_lesson(name);
    Watch watch(session->journal());
    const std::int64_t at_time_0 = session->events();
    session->watch([&](const world::World& world) { watch.look(world); });
    REQUIRE(session->finish().ok());
    EXPECT_EQ(watch.trouble(), "");
    EXPECT_GE(watch.looks(), session->events() - at_time_0);
}

}  // namespace

TEST_CASE("in 01_hello the View is what the nodes hold, after every event") {
    audit_lesson("01_hello.lua");
}

TEST_CASE("in 02_a_leader_dies the View is what the nodes hold, after every event") {
    audit_lesson("02_a_leader_dies.lua");
}

TEST_CASE("in 03_a_consumer_leaves the View is what the nodes hold, after every event") {
    audit_lesson("03_a_consumer_leaves.lua");
}

TEST_CASE("in 04_segments the View is what the nodes hold, after every event") {
    audit_lesson("04_segments.lua");
}

TEST_CASE("in 05_compaction the View is what the nodes hold, after every event") {
    audit_lesson("05_compaction.lua");
}

TEST_CASE("in 06_crash_or_power_loss the View is what the nodes hold, after every event") {
    audit_lesson("06_crash_or_power_loss.lua");
}

TEST_CASE("in 07_a_retry the View is what the nodes hold, after every event") {
    audit_lesson("07_a_retry.lua");
}

}  // namespace brokerscope::audit
