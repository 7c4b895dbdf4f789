#include "sim/kafka/config_definition.h"

#include <algorithm>
#include <tuple>

namespace brokerscope::kafka {
namespace {

constexpr std::optional<std::string_view> present_if(bool present, std::string_view text) {
    return present ? std::optional<std::string_view>(text) : std::nullopt;
}

constexpr ConfigDefinition definitions[] = {
#define CONFIG(scope, name, in_3_9, in_4_3, type, required, has_default, default_value, \
               has_validator, validator, accepts_empty, importance, dynamic, internal)  \
    {ConfigScope::scope,                                                                \
     name,                                                                              \
     in_3_9,                                                                            \
     in_4_3,                                                                            \
     ConfigType::type,                                                                  \
     required,                                                                          \
     present_if(has_default, default_value),                                            \
     present_if(has_validator, validator),                                              \
     accepts_empty,                                                                     \
     Importance::importance,                                                            \
     DynamicMode::dynamic,                                                              \
     internal},
#include "sim/kafka/config_rows.inc"
#undef CONFIG
};

}  // namespace

const ConfigDefinition* find_config(KafkaVersion version, ConfigScope scope,
                                    std::string_view name) {
    // The rows are sorted by scope and name; the versions of one config stand together.
    const auto key = [](const ConfigDefinition& row) { return std::tie(row.scope, row.name); };
    const auto* row = std::lower_bound(
        std::begin(definitions), std::end(definitions), std::tie(scope, name),
        [&](const ConfigDefinition& a, const auto& wanted) { return key(a) < wanted; });
    for (; row != std::end(definitions) && row->scope == scope && row->name == name; ++row) {
        if (row->is_in(version)) return row;
    }
    return nullptr;
}

std::vector<std::string_view> config_names(KafkaVersion version, ConfigScope scope) {
    std::vector<std::string_view> names;
    for (const ConfigDefinition& row : definitions) {
        if (row.scope == scope && row.is_in(version)) names.push_back(row.name);
    }
    return names;
}

}  // namespace brokerscope::kafka
