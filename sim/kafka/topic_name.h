// Which texts are names of topics (rule CT-17), and which names collide in metric names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/base/result.h"

namespace brokerscope::kafka {

inline constexpr std::size_t longest_topic_name = 249;
inline constexpr std::string_view consumer_offsets_topic = "__consumer_offsets";
inline constexpr std::string_view transaction_state_topic = "__transaction_state";
inline constexpr std::string_view share_group_state_topic = "__share_group_state";

/// Nothing, or what Kafka answers with INVALID_TOPIC_EXCEPTION.
base::Status check_topic_name(std::string_view name);

/// Whether the name holds a '.' or '_'.
bool has_collision_chars(std::string_view name);
/// As metrics name it: '.' becomes '_'.
std::string unified_topic_name(std::string_view name);

/// Two names that differ only by '.' and '_': the second is refused.
bool topic_names_collide(std::string_view a, std::string_view b);

/// A topic of Kafka's own, to which ordinary clients cannot write.
bool is_internal_topic(std::string_view name);

}  // namespace brokerscope::kafka
