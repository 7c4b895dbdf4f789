// The validators of Kafka that look at more than ranges and lists of words: addresses of a quorum,
// throttled replicas, old version numbers, and what a Connect worker is told. They are recognised
// by their description in the definition, and speak in Kafka's words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/kafka/config_definition.h"

namespace brokerscope::kafka {

/// Absent when the config has none of these validators. `value` was already found to be of the
/// config's type; a text is trimmed.
std::optional<base::Status> check_by_special_validator(const ConfigDefinition& definition,
                                                       std::string_view value);

/// "Invalid value x for configuration name: reason".
base::Error invalid_config_value(const ConfigDefinition& definition, std::string_view value,
                                 std::string_view reason);

}  // namespace brokerscope::kafka
