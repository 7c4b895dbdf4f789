#include "sim/kafka/version_profile.h"

namespace brokerscope::kafka {
namespace {

constexpr VersionProfile profile_3_9{
    .version = KafkaVersion::v3_9,
    .release = "3.9.2",
    .has_eligible_leader_replicas = false,
    .session_checks_per_timeout = 0,
    .refuses_reregistration_during_session = false,
    .sorts_isr_by_broker = false,
    .completes_reassignment_with_adding_only = false,
    .has_raft_pre_vote = false,
    .keeps_unstable_offset_below_log_start = false,
    .splits_pieces_by_half = false,
    .transaction_version = 0,
    .delays_target_assignment = false,
};

constexpr VersionProfile profile_4_3{
    .version = KafkaVersion::v4_3,
    .release = "4.3.1",
    .has_eligible_leader_replicas = true,
    .session_checks_per_timeout = 8,
    .refuses_reregistration_during_session = true,
    .sorts_isr_by_broker = true,
    .completes_reassignment_with_adding_only = true,
    .has_raft_pre_vote = true,
    .keeps_unstable_offset_below_log_start = true,
    .splits_pieces_by_half = true,
    .transaction_version = 2,
    .delays_target_assignment = true,
};

}  // namespace

const VersionProfile& version_profile(KafkaVersion version) {
    return version == KafkaVersion::v3_9 ? profile_3_9 : profile_4_3;
}

}  // namespace brokerscope::kafka
