// What the control records of a metadata log carry as values (rules KR-9, KR-20): a new leader's
// message about itself, the frame of a snapshot, the protocol version and the voters of the quorum.
// Bytes exactly as Kafka writes them, all in version 0 of their messages.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/ids.h"

namespace brokerscope::log {

struct VoterEndpoint {
    std::string listener;
    std::string host;
    std::uint16_t port = 0;
};

struct Voter {
    base::NodeId id;
    std::vector<VoterEndpoint> endpoints;
    std::int16_t lowest_kraft_version = 0;
    std::int16_t highest_kraft_version = 0;
};

base::Bytes leader_change_value(base::NodeId leader, const std::vector<base::NodeId>& voters,
                                const std::vector<base::NodeId>& granting_voters);
base::Bytes snapshot_header_value(std::int64_t last_contained_log_timestamp_ms);
base::Bytes snapshot_footer_value();
base::Bytes kraft_version_value(std::int16_t kraft_version);
/// The directory ids are all zero: a process here has no id besides its node's.
base::Bytes kraft_voters_value(const std::vector<Voter>& voters);

}  // namespace brokerscope::log
