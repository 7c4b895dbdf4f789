// The timers of a broker's replicas. They share Role::broker with the rest of the process, which
// uses other kinds: 1 to 499 are ours, the broker's life cycle has 500 to 999, coordinators 1000
// and above.
#pragma once

#include <cstdint>

#include "sim/node/turn.h"

namespace brokerscope::replica {

enum class ReplicaTimer : std::int32_t {
    high_watermark_checkpoint = 1,
    isr_shrink_check = 2,
    produce_expiry = 3,   // subject: the parked request
    fetch_expiry = 4,     // subject: the parked request
    fetcher_wake_up = 5,  // subject: the leader's node
    fetcher_timeout = 6,  // subject: the leader's node
    isr_change_retry = 7,
    isr_change_timeout = 8,
    delete_expiry = 9,  // subject: the parked request
    retention_check = 10,
    cleaner_run = 11,
    recovery_point_checkpoint = 12,
    log_start_checkpoint = 13,
    producer_expiration_check = 14,
    flush_check = 15,
    file_removal = 16,       // subject: the partition
    directory_removal = 17,  // subject: the directory's number
};
inline constexpr std::int32_t last_replica_timer = 499;

constexpr node::TimerKey timer_key(ReplicaTimer timer, std::int64_t subject = 0) {
    return {node::Role::broker, static_cast<std::int32_t>(timer), subject};
}

}  // namespace brokerscope::replica
