#include "sim/log/leader_epoch_cache.h"

#include "sim/base/check.h"
#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::log;
using nlohmann::json;

namespace {

json entries_of(const LeaderEpochCache& cache) {
    json rows = json::array();
    for (const EpochEntry& entry : cache.entries())
        rows.push_back({entry.epoch.value, entry.start_offset.value});
    return rows;
}

json nullable(const std::optional<base::LeaderEpoch>& epoch) {
    return epoch ? json(epoch->value) : json();
}

void apply(LeaderEpochCache& cache, const json& step) {
    if (step["op"] == "assign") {
        cache.assign({step["epoch"].get<std::int32_t>()},
                     {step["startOffset"].get<std::int64_t>()});
    } else if (step["op"] == "truncateFromEnd") {
        cache.truncate_from_end({step["endOffset"].get<std::int64_t>()});
    } else {
        REQUIRE_EQ(step["op"].get<std::string>(), "truncateFromStart");
        cache.truncate_from_start({step["startOffset"].get<std::int64_t>()});
    }
}

void expect_answers(const LeaderEpochCache& cache, const json& after) {
    const base::Offset end{after["logEndOffset"].get<std::int64_t>()};
    for (const json& row : after["endOffsetFor_epoch_foundEpoch_endOffset"]) {
        const EpochEndOffset found = cache.end_offset_for({row[0].get<std::int32_t>()}, end);
        EXPECT_EQ(found.epoch.value, row[1].get<std::int32_t>());
        EXPECT_EQ(found.end_offset.value, row[2].get<std::int64_t>());
    }
    for (const json& row : after["epochForOffset"])
        EXPECT_EQ(nullable(cache.epoch_for_offset({row[0].get<std::int64_t>()})), row[1]);
    EXPECT_EQ(nullable(cache.latest_epoch()), after["latestEpoch"]);
    EXPECT_EQ(nullable(cache.previous_epoch()), after["previousEpoch"]);
}

}  // namespace

TEST_CASE("ST-36 to ST-39: the epoch cache keeps Kafka's entries (vectors leader-epoch-cache)") {
    for (const json& vector : golden::vectors("leader-epoch-cache")) {
        INFO(vector["id"].get<std::string>());
        LeaderEpochCache cache;
        const json& steps = vector["input"]["steps"];
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const json& after = vector["output"]["after"][i];
            // A negative epoch is refused by Kafka; here it is a bug of the caller.
            if (!after.contains("error")) apply(cache, steps[i]);
            EXPECT_EQ(entries_of(cache), after["entries"]);
            if (after.contains("logEndOffset")) expect_answers(cache, after);
        }
    }
}
