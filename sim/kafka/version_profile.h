// What differs between the modelled versions beyond their configs and API versions: one table of
// limits and switches, so that no handler asks for a version. Each switch names its rule.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/kafka/version.h"

namespace brokerscope::kafka {

struct VersionProfile {
    KafkaVersion version;
    std::string_view release;  // the release whose behaviour was recorded

    // --- controller
    bool has_eligible_leader_replicas;             // RE-32, RE-36: the last ISR member may leave
    std::int32_t session_checks_per_timeout;       // RE-15: 0 = expiry is noticed at once
    bool refuses_reregistration_during_session;    // RE-15: a new incarnation waits the old one out
    bool sorts_isr_by_broker;                      // RE-13: after the leader changed it
    bool completes_reassignment_with_adding_only;  // RE-38: the adding replicas in the ISR suffice
    bool has_raft_pre_vote;                        // KR-22

    // --- logs
    bool keeps_unstable_offset_below_log_start;  // ST-43: after DeleteRecords into a transaction

    // --- producer
    bool splits_pieces_by_half;        // PR-15: a refused piece of a split is halved
    std::int16_t transaction_version;  // TX-34: by default

    // --- groups
    bool delays_target_assignment;  // NG-13: group.consumer.assignment.interval.ms
};

const VersionProfile& version_profile(KafkaVersion version);

}  // namespace brokerscope::kafka
