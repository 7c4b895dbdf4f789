// DESCRIBE_CONFIGS against what brokers of Kafka 3.9.2 and 4.3.1 answered (tests/golden/tables).
#include "sim/broker/config_answers.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/expect.h"
#include "tests/sim/broker/broker_support.h"

using namespace brokerscope;
using namespace brokerscope::broker_test;
using nlohmann::json;

namespace {

std::vector<json> recorded() {
    std::ifstream in(std::string(BROKERSCOPE_SOURCE_DIR) +
                     "/tests/golden/tables/describe-configs.jsonl");
    std::vector<json> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(json::parse(line));
    REQUIRE_EQ(lines.size(), 16);
    return lines;
}

protocol::DescribeConfigsRequest request_of(const json& asked) {
    protocol::DescribeConfigsRequest request;
    request.include_synonyms = asked.at("includeSynonyms").get<bool>();
    for (const json& one : asked.at("resources")) {
        protocol::DescribeConfigsResource resource;
        resource.resource_type = one.at("resourceType").get<std::int8_t>();
        resource.resource_name = one.at("resourceName").get<std::string>();
        const json& keys = one.at("configurationKeys");
        if (!keys.is_null()) resource.configuration_keys = keys.get<std::vector<std::string>>();
        request.resources.push_back(resource);
    }
    return request;
}

json text_or_null(const std::optional<std::string>& text) {
    return text ? json(*text) : json(nullptr);
}

json in_json(const protocol::DescribedConfig& config) {
    json synonyms = json::array();
    for (const protocol::DescribedConfigSynonym& synonym : config.synonyms)
        synonyms.push_back({{"name", synonym.name},
                            {"value", text_or_null(synonym.value)},
                            {"source", synonym.source}});
    return {{"name", config.name},
            {"value", text_or_null(config.value)},
            {"readOnly", config.read_only},
            {"configSource", config.config_source},
            {"isSensitive", config.is_sensitive},
            {"synonyms", synonyms},
            {"configType", config.config_type}};
}

json in_json(const protocol::DescribeConfigsResponse& response) {
    json results = json::array();
    for (const protocol::DescribeConfigsResult& result : response.results) {
        json configs = json::array();
        for (const protocol::DescribedConfig& config : result.configs)
            configs.push_back(in_json(config));
        results.push_back({{"errorCode", base::name_of(result.error)},
                           {"errorMessage", text_or_null(result.error_message)},
                           {"resourceType", result.resource_type},
                           {"resourceName", result.resource_name},
                           {"configs", configs}});
    }
    return {{"results", results}};
}

node::MetadataImage image_with_dc() {
    node::MetadataImage image;
    for (node::MetadataRecord& record : topic("dc", {NodeId{1}, NodeId{2}}))
        image.apply(record);
    image.apply(node::ConfigRecord{2, "dc", "retention.ms", "5000"});
    return image;
}

protocol::DescribeConfigsResult ask_bench(Bench& bench, std::int8_t type, const std::string& name) {
    protocol::DescribeConfigsRequest request;
    request.resources.push_back({type, name, std::nullopt});
    bench.ask(request);
    const auto answers = bench.answers<protocol::DescribeConfigsResponse>();
    REQUIRE_EQ(answers.size(), 1);
    return answers.front().results.front();
}

}  // namespace

TEST_CASE("CT-25: DESCRIBE_CONFIGS answers as recorded, field by field") {
    const node::MetadataImage image = image_with_dc();
    for (const json& line : recorded()) {
        CAPTURE(line.at("kafka").dump() + line.at("request").dump());
        const auto version =
            base::parse_enum<kafka::KafkaVersion>(line.at("kafka").get<std::string>());
        REQUIRE(version.has_value());
        const kafka::BrokerConfigs configs =
            kafka::configs_of_broker(*version, {1, "broker", ""}, {}, {});
        const json answer = in_json(broker::answer_describe_configs(request_of(line.at("request")),
                                                                    image, NodeId{1}, configs));
        EXPECT_EQ(answer, line.at("response"));
    }
}

TEST_CASE("a broker tells what its file says, and that over the default") {
    broker::BrokerSettings settings;
    settings.configs = kafka::configs_of_broker(kafka::KafkaVersion::v4_3, {1, "broker", "rack-a"},
                                                {{"log.segment.bytes", "5000"}}, {});
    Bench bench(settings);
    bench.become_running();
    const auto described = ask_bench(bench, protocol::broker_resource, "1");
    EXPECT_EQ(described.error, ErrorCode::none);
    const auto find = [&](const std::string& name) {
        const auto found = std::find_if(described.configs.begin(), described.configs.end(),
                                        [&](const auto& one) { return one.name == name; });
        REQUIRE(found != described.configs.end());
        return *found;
    };
    EXPECT_EQ(find("log.segment.bytes").value, "5000");
    EXPECT_EQ(find("log.segment.bytes").config_source, 4);
    EXPECT_FALSE(find("log.segment.bytes").read_only);
    EXPECT_EQ(find("broker.rack").value, "rack-a");
    EXPECT(find("node.id").read_only);
    EXPECT(find("ssl.key.password").is_sensitive);
}

TEST_CASE("configs of what is not modelled are refused, and the connection stays") {
    Bench bench;
    bench.become_running();
    EXPECT_EQ(ask_bench(bench, 32, "billing").error, ErrorCode::invalid_request);
    EXPECT_EQ(ask_bench(bench, protocol::topic_resource, "a/b").error,
              ErrorCode::invalid_topic_exception);
    EXPECT_EQ(bench.effect_count<node::CloseConnection>(), 0);
}
