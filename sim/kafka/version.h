// Which Kafka a cluster says it is. A version is one table of defaults, limits and switches
// (version_profile.h), never an `if` in the middle of a handler.
#pragma once

#include <array>
#include <cstdint>

#include "sim/base/fields.h"

namespace brokerscope::kafka {

/// 3.9 behaves as 3.9.2, 4.3 as 4.3.1.
enum class KafkaVersion : std::uint8_t { v3_9, v4_3 };

inline constexpr KafkaVersion default_version = KafkaVersion::v4_3;
inline constexpr std::array all_versions = {KafkaVersion::v3_9, KafkaVersion::v4_3};

constexpr auto enum_names(KafkaVersion) {
    return std::array<base::EnumName<KafkaVersion>, 2>{{
        {KafkaVersion::v3_9, "3.9"},
        {KafkaVersion::v4_3, "4.3"},
    }};
}

}  // namespace brokerscope::kafka
