// Vectors of configs: what Kafka knows about each of them, and which values it accepts or refuses,
// in its own words.
#include <cstdlib>

#include "cli/conform/vectors.h"
#include "sim/kafka/config_definition.h"
#include "sim/kafka/config_value.h"

namespace brokerscope::cli::conform {
namespace {

using kafka::ConfigDefinition;
using kafka::ConfigType;

Json typed(ConfigType type, std::string_view text) {
    switch (type) {
        case ConfigType::boolean_type: return text == "true";
        case ConfigType::int_type:
        case ConfigType::short_type:
        case ConfigType::long_type: return std::strtoll(std::string(text).c_str(), nullptr, 10);
        case ConfigType::double_type: return std::strtod(std::string(text).c_str(), nullptr);
        case ConfigType::list_type: return kafka::parse_config_list(text);
        default: return text;
    }
}

// The values that were tried: only them, not what became of them, is taken from the recording.
std::vector<std::string> probes_of(const Json& recorded) {
    std::vector<std::string> probes;
    for (const Json& probe : recorded.at("accepted"))
        probes.push_back(probe.get<std::string>());
    for (const auto& [probe, message] : recorded.at("rejected").items())
        probes.push_back(probe);
    return probes;
}

void judge_probes(const ConfigDefinition& definition, const Json& recorded, Json& output) {
    output["accepted"] = Json::array();
    output["rejected"] = Json::object();
    for (const std::string& probe : probes_of(recorded)) {
        const base::Status status = kafka::check_config_value(definition, probe);
        if (status) {
            output["accepted"].push_back(probe);
        } else {
            output["rejected"][probe] = status.error().message;
        }
    }
}

Answer play_config(const Question& question) {
    const std::string scope_name = question.input.at("scope");
    const auto scope = base::parse_enum<kafka::ConfigScope>(scope_name);
    if (!scope) return NotModelled{"configs of the scope " + scope_name};
    const std::string name = question.input.at("name");
    const ConfigDefinition* definition = kafka::find_config(question.version, *scope, name);
    if (definition == nullptr) return Json{{"type", "no such config"}};
    Json output{{"type", base::name_of(definition->type)},
                {"required", definition->is_required},
                {"default", nullptr},
                {"validator", nullptr},
                {"importance", base::name_of(definition->importance)},
                {"internal", definition->is_internal}};
    if (definition->default_value)
        output["default"] = typed(definition->type, *definition->default_value);
    if (definition->validator) output["validator"] = *definition->validator;
    if (*scope == kafka::ConfigScope::broker)
        output["dynamic"] = base::name_of(definition->dynamic);
    if (question.recorded.contains("accepted"))
        judge_probes(*definition, question.recorded, output);
    return output;
}

constexpr VectorFamily families[] = {
    {"configs-broker", "scope", play_config},
    {"configs-topic", "scope", play_config},
    {"configs-producer", "scope", play_config},
    {"configs-consumer", "scope", play_config},
    {"configs-admin", "scope", play_config},
    {"configs-group", "scope", play_config},
    {"configs-connect-distributed", "scope", play_config},
    {"configs-quota-ip", "scope", play_config},
    {"configs-quota-userAndClient", "scope", play_config},
    {"configs-quota-scramMechanismsPlusUserAndClient", "scope", play_config},
};

}  // namespace

std::span<const VectorFamily> config_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
