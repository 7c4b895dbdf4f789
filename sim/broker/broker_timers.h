// The timers of a broker's own parts: kinds 500 to 999 of Role::broker. Below are those of the
// replicas, above those of the coordinators.
#pragma once

#include <cstdint>

#include "sim/node/turn.h"

namespace brokerscope::broker {

enum class BrokerTimer : std::int32_t {
    next_communication = 500,
    communication_timeout = 501,
    registration_deadline = 502,
    controlled_shutdown_deadline = 503,
    metadata_fetch_retry = 504,
    metadata_fetch_timeout = 505,
    forwarding_retry = 506,
    forwarding_timeout = 507,
    producer_ids_timeout = 508,
};
inline constexpr std::int32_t last_broker_timer = 999;

constexpr node::TimerKey timer_key(BrokerTimer timer) {
    return {node::Role::broker, static_cast<std::int32_t>(timer), 0};
}

}  // namespace brokerscope::broker
