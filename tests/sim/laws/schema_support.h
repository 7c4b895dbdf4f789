// As much of JSON Schema as the report's schema uses: type, const, enum, minimum, required,
// properties, additionalProperties, items. Anything else in a schema is refused, so that a check
// that is not made cannot look like one that passed.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/base/value.h"

namespace brokerscope::laws {

/// What is wrong, as "report.topics.orders: los is not known"; empty when nothing is.
std::vector<std::string> violations(const nlohmann::ordered_json& schema,
                                    const nlohmann::ordered_json& value, const std::string& path);
/// The names of all properties in a schema, however deep.
std::vector<std::string> property_names(const nlohmann::ordered_json& schema);

nlohmann::ordered_json as_json(const base::Value& value);

}  // namespace brokerscope::laws
