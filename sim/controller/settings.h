// What a controller is told when it is made: timeouts, defaults for new topics, and the switches in
// which releases differ.
#pragma once

#include <cstdint>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/kafka/version.h"

namespace brokerscope::controller {

struct ControllerSettings {
    kafka::KafkaVersion kafka = kafka::default_version;          // whose topic configs it knows
    base::Duration broker_session_timeout = base::seconds(9);    // broker.session.timeout.ms
    base::Duration max_idle_interval = base::milliseconds(500);  // metadata.max.idle.interval.ms
    std::int32_t default_partitions = 1;                         // num.partitions
    std::int32_t default_replication = 1;                        // default.replication.factor
    std::int32_t min_insync_replicas = 1;                        // min.insync.replicas
    bool unclean_leader_election = false;                        // unclean.leader.election.enable
    /// 4.3: eligible.leader.replicas.version=1 (KIP-966).
    bool eligible_leader_replicas = true;
    /// 4.3: expired sessions are looked for every session/8; 3.9: noticed exactly when they expire
    /// (CT-8).
    bool sessions_are_polled = true;
    /// 4.3: a session blocks another incarnation even when its broker is fenced (CT-5).
    bool fenced_session_blocks = true;
};

}  // namespace brokerscope::controller
