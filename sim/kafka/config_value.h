// How Kafka reads and judges the text of a config: by type, then by the validator of its
// definition, with Kafka's own messages ("Invalid value 0 for configuration retries: ...").
//
// Ranges, lists of valid words and non-empty texts are judged here, the other validators in
// config_validators.h. Whether a class exists is not looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"
#include "sim/kafka/config_definition.h"

namespace brokerscope::kafka {

/// Nothing, or Kafka's message about this value.
base::Status check_config_value(const ConfigDefinition& definition, std::string_view value);

// --- parsing what was checked
std::string_view trimmed(std::string_view text);
/// A decimal integer that fits 64 bits, with an optional sign.
std::optional<std::int64_t> parse_config_integer(std::string_view text);
/// "true" or "false" in any case.
std::optional<bool> parse_config_boolean(std::string_view text);
/// Splits at commas; "" is the empty list.
std::vector<std::string> parse_config_list(std::string_view text);
/// A decimal number in units of 10^-9: there is no floating point here.
std::optional<std::int64_t> parse_config_decimal(std::string_view text);

}  // namespace brokerscope::kafka
