#include <algorithm>

#include "sim/kafka/api_keys.h"
#include "sim/kafka/errors.h"
#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::kafka;
using nlohmann::json;

namespace {

// "3.9.2" in a vector is the profile 3.9, "4.3.1" is 4.3; a vector without a version holds for
// both.
std::vector<KafkaVersion> versions_of(const json& vector) {
    if (!vector.contains("kafka")) return {all_versions.begin(), all_versions.end()};
    return {vector["kafka"] == "3.9.2" ? KafkaVersion::v3_9 : KafkaVersion::v4_3};
}

bool lists(const json& list, const char* name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

TEST_CASE("error codes have Kafka's numbers, names and retriable flags (vectors errors)") {
    std::size_t codes = 0;
    for (const json& vector : golden::vectors("errors")) {
        const std::string name = vector["input"]["name"];
        INFO(name);
        const json& expected = vector["output"];
        const auto code = static_cast<ErrorCode>(expected["code"].get<std::int16_t>());
        const ErrorCodeInfo* info = find_error(code);
        REQUIRE(info != nullptr);
        EXPECT_EQ(base::name_of(code), name);
        EXPECT(base::parse_enum<ErrorCode>(name) == code);
        EXPECT_EQ(is_retriable(code), expected["retriable"].get<bool>());
        EXPECT_EQ(refreshes_metadata(code), expected["refreshMetadata"].get<bool>());
        const json& exception = expected["exception"];
        EXPECT_EQ(info->exception, exception.is_null() ? "" : exception.get<std::string>());
        EXPECT(info->since == versions_of(vector).front());
        ++codes;
    }
    EXPECT_EQ(error_code_infos.size(), codes);
}

TEST_CASE("an unknown error number has no name and is not retriable") {
    EXPECT_EQ(base::name_of(static_cast<ErrorCode>(9999)), "?");
    EXPECT_FALSE(is_retriable(static_cast<ErrorCode>(9999)));
    EXPECT_EQ(static_cast<int>(ErrorCode::not_leader_or_follower), 6);
    EXPECT_EQ(static_cast<int>(ErrorCode::unknown_server_error), -1);
}

TEST_CASE("requests have Kafka's numbers, names and versions (vectors api-keys)") {
    std::size_t rows = 0;
    for (const json& vector : golden::vectors("api-keys")) {
        const std::string name = vector["input"]["name"];
        const json& expected = vector["output"];
        const auto key = static_cast<ApiKey>(expected["id"].get<std::int16_t>());
        EXPECT_NE(base::name_of(key), "?");
        for (const KafkaVersion version : versions_of(vector)) {
            INFO(name << " " << base::name_of(version));
            const ApiVersions* versions = find_api_versions(version, key);
            REQUIRE(versions != nullptr);
            EXPECT_EQ(versions->name, name);
            EXPECT_EQ(versions->oldest, expected["oldestVersion"].get<std::int16_t>());
            EXPECT_EQ(versions->latest, expected["latestStableVersion"].get<std::int16_t>());
            EXPECT_EQ(versions->by_brokers, lists(expected["listeners"], "BROKER"));
            EXPECT_EQ(versions->by_controllers, lists(expected["listeners"], "CONTROLLER"));
            EXPECT_EQ(versions->is_forwarded, expected["forwardable"].get<bool>());
            EXPECT_EQ(versions->is_cluster_action, expected["clusterAction"].get<bool>());
            ++rows;
        }
    }
    EXPECT_EQ(api_versions.size(), rows);
    EXPECT_FALSE(find_api_versions(KafkaVersion::v4_3, ApiKey::leader_and_isr)->by_brokers);
    EXPECT_EQ(base::name_of(ApiKey::offset_for_leader_epoch), "OFFSET_FOR_LEADER_EPOCH");
}
