// Random runs with crashes, stops, starts and cut links, audited after every event.
#include "tests/expect.h"
#include "tests/sim/audit/chaos_support.h"

namespace brokerscope::audit {
namespace {

// Seeds `first`, `first` + 1, ...; each must have been worth it.
void audit_chaos(ChaosSettings settings, std::uint64_t first, std::uint64_t seeds) {
    std::int64_t crashes = 0;
    std::int64_t delivered = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        CAPTURE(seed);
        settings.seed = seed;
        const ChaosResult result = run_chaos(settings);
        EXPECT_EQ(result.trouble, "");
        EXPECT_GE(result.looks, settings.events);
        crashes += result.crashes;
        delivered += result.delivered;
    }
    EXPECT_GT(crashes, 0);
    EXPECT_GT(delivered, 0);
}

}  // namespace

TEST_CASE("with processes that crash, stop and start, the View is what the nodes hold") {
    audit_chaos({}, 1, 3);
}

TEST_CASE("with links that are cut and heal as well, the View is what the nodes hold") {
    audit_chaos({.cuts_links = true}, 20, 4);
}

TEST_CASE("with a broker that is the controller, too, the View is what the nodes hold") {
    audit_chaos({.combined = true}, 30, 2);
}

TEST_CASE("with 3.9 and cut links, the View is what the nodes hold") {
    audit_chaos({.cuts_links = true, .kafka = kafka::KafkaVersion::v3_9}, 40, 2);
}

}  // namespace brokerscope::audit
