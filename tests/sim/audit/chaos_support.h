// Chaos: a small cluster to which a seeded stream of commands is given: processes crash, stop and
// start, links are cut and heal, clients come. Everything that happens is audited.
#pragma once

#include <cstdint>
#include <string>

#include "sim/world/cluster_settings.h"

namespace brokerscope::audit {

struct ChaosSettings {
    std::uint64_t seed = 1;
    bool combined = false;  // broker 1 is the controller, too
    bool cuts_links = false;
    kafka::KafkaVersion kafka = kafka::KafkaVersion::v4_3;
    std::int64_t events = 15'000;
};

struct ChaosResult {
    std::string trouble;     // the first difference, or ""
    std::int64_t looks = 0;  // audits made
    std::int64_t crashes = 0;
    std::int64_t delivered = 0;  // records, to consumers
};

ChaosResult run_chaos(const ChaosSettings& settings);

}  // namespace brokerscope::audit
