#include "sim/kafka/config_definition.h"

#include <algorithm>

#include "sim/kafka/config_value.h"
#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::kafka;
using nlohmann::json;

namespace {

std::vector<KafkaVersion> versions_of(const json& vector) {
    if (!vector.contains("kafka")) return {all_versions.begin(), all_versions.end()};
    return {vector["kafka"] == "3.9.2" ? KafkaVersion::v3_9 : KafkaVersion::v4_3};
}

const ConfigDefinition& definition_of(const json& vector, KafkaVersion version) {
    const auto scope = base::parse_enum<ConfigScope>(vector["input"]["scope"].get<std::string>());
    REQUIRE(scope.has_value());
    const ConfigDefinition* found =
        find_config(version, *scope, vector["input"]["name"].get<std::string>());
    REQUIRE(found != nullptr);
    return *found;
}

std::string as_text(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::string text;
    for (const json& item : value)
        text += (text.empty() ? "" : ",") + item.get<std::string>();
    return text;
}

json nullable(std::optional<std::string_view> text) {
    return text ? json(std::string(*text)) : json();
}

std::string with_name(std::string text, const std::string& name) {
    for (std::size_t at = text.find("NAME"); at != std::string::npos; at = text.find("NAME"))
        text.replace(at, 4, name);
    return text;
}

// Kafka's whole message for a probe, or "" when it accepts it.
std::vector<std::pair<std::string, std::string>> judged_probes(const json& vector) {
    const std::string name = vector["input"]["name"];
    std::vector<std::pair<std::string, std::string>> judged;
    const json& output = vector["output"];
    for (const json& probe : output["accepted"])
        judged.emplace_back(probe.get<std::string>(), "");
    for (const auto& [reason, probes] : output["rejected"].items()) {
        for (const json& probe : probes) {
            const std::string text = probe;
            judged.emplace_back(text, "Invalid value " + text + " for configuration " + name +
                                          ": " + with_name(reason, name));
        }
    }
    for (const auto& [probe, message] : output["rejectedOtherwise"].items())
        judged.emplace_back(probe, with_name(message.get<std::string>(), name));
    return judged;
}

}  // namespace

TEST_CASE("every config has Kafka's type, default and validator (vectors config-definitions)") {
    for (const json& vector : golden::vectors("config-definitions")) {
        INFO(vector["id"].get<std::string>());
        const json& expected = vector["output"];
        for (const KafkaVersion version : versions_of(vector)) {
            const ConfigDefinition& found = definition_of(vector, version);
            EXPECT_EQ(base::name_of(found.type), expected["type"].get<std::string>());
            EXPECT_EQ(found.is_required, expected["required"].get<bool>());
            EXPECT_EQ(found.is_internal, expected["internal"].get<bool>());
            EXPECT_EQ(nullable(found.validator), expected["validator"]);
            EXPECT_EQ(found.default_value.has_value(), !expected["default"].is_null());
            // Doubles as large as 1.8e308 are printed in more than one way.
            if (found.default_value && found.type != ConfigType::double_type) {
                EXPECT_EQ(std::string(*found.default_value), as_text(expected["default"]));
            }
            EXPECT_EQ(base::name_of(found.dynamic), expected.value("dynamic", "read-only"));
        }
    }
}

TEST_CASE("a config of one version is not found in the other") {
    EXPECT(find_config(KafkaVersion::v4_3, ConfigScope::broker, "zookeeper.connect") == nullptr);
    EXPECT(find_config(KafkaVersion::v3_9, ConfigScope::broker, "zookeeper.connect") != nullptr);
    EXPECT(find_config(KafkaVersion::v4_3, ConfigScope::topic, "acks") == nullptr);
    EXPECT_EQ(*find_config(KafkaVersion::v3_9, ConfigScope::producer, "linger.ms")->default_value,
              "0");
    EXPECT_EQ(*find_config(KafkaVersion::v4_3, ConfigScope::producer, "linger.ms")->default_value,
              "5");
    for (const ConfigScope scope : {ConfigScope::broker, ConfigScope::topic, ConfigScope::group}) {
        const auto names = config_names(KafkaVersion::v4_3, scope);
        EXPECT(std::is_sorted(names.begin(), names.end()));
        EXPECT_GT(names.size(), 10);
    }
}

TEST_CASE("values are accepted and refused as Kafka does, with its words (vectors config-probes)") {
    std::size_t probes = 0;
    for (const json& vector : golden::vectors("config-probes")) {
        const ConfigDefinition& definition = definition_of(vector, versions_of(vector).front());
        for (const auto& judged : judged_probes(vector)) {
            const std::string& probe = judged.first;
            INFO(vector["id"].get<std::string>() << " = '" << probe << "'");
            const base::Status status = check_config_value(definition, probe);
            EXPECT_EQ(status.ok() ? "" : status.error().message, judged.second);
            ++probes;
        }
    }
    EXPECT_GT(probes, 2000);
}
