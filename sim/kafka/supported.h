// The configs that the simulation obeys today: the one list to extend when a model learns another.
// A config that Kafka knows and this list does not is refused with "not modelled yet", never
// silently ignored.
#pragma once

#include <span>
#include <string_view>

#include "sim/kafka/config_definition.h"

namespace brokerscope::kafka {

struct SupportedConfig {
    ConfigScope scope;
    std::string_view name;
    /// The values that are modelled, separated by '|'; "" when every valid one is.
    std::string_view only = "";
};

std::span<const SupportedConfig> supported_configs();

/// Null when the simulation does not obey this config.
const SupportedConfig* find_supported(ConfigScope scope, std::string_view name);

}  // namespace brokerscope::kafka
