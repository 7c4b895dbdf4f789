#include <algorithm>

#include "sim/kafka/backoff.h"
#include "sim/kafka/topic_name.h"
#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::kafka;
using nlohmann::json;

TEST_CASE("CT-17: topic names are judged as in Kafka (vectors topic-name, topic-collision)") {
    for (const json& vector : golden::vectors("topic-name")) {
        const std::string name = vector["input"]["name"];
        INFO(name);
        const json& expected = vector["output"];
        const base::Status status = check_topic_name(name);
        EXPECT_EQ(status.ok(), expected["valid"].get<bool>());
        if (!status)
            EXPECT_EQ(status.error().message, expected["error"]["message"].get<std::string>());
        EXPECT_EQ(is_internal_topic(name), expected["internal"].get<bool>());
    }
    for (const json& vector : golden::vectors("topic-collision")) {
        const std::string a = vector["input"]["a"];
        const std::string b = vector["input"]["b"];
        EXPECT_EQ(topic_names_collide(a, b), vector["output"]["collide"].get<bool>());
    }
    EXPECT(check_topic_name(std::string(249, 'x')).ok());
    EXPECT_FALSE(check_topic_name(std::string(250, 'x')).ok());
}

TEST_CASE("DET-4, PR-13: clients back off as long as Kafka's (vectors backoff)") {
    for (const json& vector : golden::vectors("backoff")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const json& expected = vector["output"];
        const ExponentialBackoff backoff{
            input["initialMs"].get<std::int64_t>(), input["maxMs"].get<std::int64_t>(),
            input["multiplier"].get<std::int64_t>(),
            // 0, 2, 20 or 50 percent
            static_cast<std::int64_t>(input["jitter"].get<double>() * 100 + 0.5)};
        if (backoff.initial_ms >= backoff.max_ms) {
            // Recorded as a failure of the recorder, which drew 4000 times and always saw the
            // limit.
            EXPECT_EQ(backoff_range(backoff, 3), BackoffRange{backoff.max_ms, backoff.max_ms});
            continue;
        }
        const bool is_exact = expected.contains("backoff");
        for (std::size_t i = 0; i < expected["attempts"].size(); ++i) {
            const auto attempts = expected["attempts"][i].get<std::int64_t>();
            const BackoffRange range = backoff_range(backoff, attempts);
            INFO("attempts " << attempts);
            // Kafka reaches its limit by a power of a logarithm, which may end a little below it;
            // integers end there exactly.
            const auto shortest = expected[is_exact ? "backoff" : "min"][i].get<std::int64_t>();
            const auto longest = expected[is_exact ? "backoff" : "max"][i].get<std::int64_t>();
            const std::int64_t slack = 1 + backoff.max_ms / 10'000'000'000;
            EXPECT_LE(std::abs(range.shortest_ms - shortest), slack);
            EXPECT_LE(std::abs(range.longest_ms - longest), slack);
            if (attempts <= 3 && backoff.multiplier <= 2) {
                EXPECT_EQ(range, BackoffRange{shortest, longest});
            }
        }
    }
}

TEST_CASE("PR-13: drawn backoffs fill their range") {
    base::Rng random(7, "backoff", {1001});
    const ExponentialBackoff backoff{100, 1000, 2, 20};
    const BackoffRange range = backoff_range(backoff, 3);
    EXPECT_EQ(range, BackoffRange{640, 960});
    base::Duration shortest = base::seconds(10);
    base::Duration longest{};
    for (int i = 0; i < 4000; ++i) {
        const base::Duration drawn = draw_backoff(backoff, 3, random);
        shortest = std::min(shortest, drawn);
        longest = std::max(longest, drawn);
    }
    EXPECT_GE(shortest, base::milliseconds(640));
    EXPECT_LE(shortest, base::milliseconds(645));
    EXPECT_LE(longest, base::milliseconds(960));
    EXPECT_GE(longest, base::milliseconds(955));
}
