// What Kafka says of a topic's configs as a whole, when the topic is created or altered: unknown
// names first, then each value, then what does not go together.
#pragma once

#include <map>
#include <string>

#include "sim/base/result.h"
#include "sim/kafka/version.h"

namespace brokerscope::kafka {

/// Nothing, or Kafka's message with INVALID_CONFIG. The broker has no tiered storage.
base::Status check_topic_configs(KafkaVersion version,
                                 const std::map<std::string, std::string>& configs);

}  // namespace brokerscope::kafka
