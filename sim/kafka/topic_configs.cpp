#include "sim/kafka/topic_configs.h"

#include <limits>
#include <string_view>

#include "sim/kafka/config_definition.h"
#include "sim/kafka/config_value.h"

namespace brokerscope::kafka {
namespace {

using Configs = std::map<std::string, std::string>;

std::string_view value_of(const Configs& configs, const std::string& name) {
    const auto found = configs.find(name);
    return found == configs.end() ? std::string_view{} : trimmed(found->second);
}

base::Status check_compaction_lags(const Configs& configs) {
    const std::int64_t shortest =
        parse_config_integer(value_of(configs, "min.compaction.lag.ms")).value_or(0);
    const std::int64_t longest = parse_config_integer(value_of(configs, "max.compaction.lag.ms"))
                                     .value_or(std::numeric_limits<std::int64_t>::max());
    if (shortest <= longest) return base::Nothing{};
    return base::Error{"conflict topic config setting min.compaction.lag.ms (" +
                           std::to_string(shortest) + ") > max.compaction.lag.ms (" +
                           std::to_string(longest) + ")",
                       "", ""};
}

}  // namespace

base::Status check_topic_configs(KafkaVersion version, const Configs& configs) {
    for (const auto& [name, value] : configs) {
        if (find_config(version, ConfigScope::topic, name) == nullptr)
            return base::Error{"Unknown topic config name: " + name, "", ""};
    }
    for (const auto& [name, value] : configs) {
        const ConfigDefinition& definition = *find_config(version, ConfigScope::topic, name);
        if (base::Status status = check_config_value(definition, value); !status) return status;
    }
    if (base::Status status = check_compaction_lags(configs); !status) return status;
    if (!parse_config_boolean(value_of(configs, "remote.storage.enable")).value_or(false))
        return base::Nothing{};
    return base::Error{
        "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with "
        "remote log storage.",
        "", ""};
}

}  // namespace brokerscope::kafka
