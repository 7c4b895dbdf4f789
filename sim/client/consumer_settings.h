// What a consumer is made from: Kafka's consumer configs with Kafka's defaults, and what its
// application does with a record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/client/workload.h"
#include "sim/kafka/backoff.h"

namespace brokerscope::client {

using base::Duration;
using base::NodeId;

struct ConsumerSettings {
    /// Where to go on when nothing is committed, or when what is committed is out of range.
    enum class AutoOffsetReset : std::uint8_t { latest, earliest, none };

    std::string name;                 // client.id
    std::string group;                // group.id
    std::vector<std::string> topics;  // subscribe()
    Duration work;                    // of the application per record, where the source says none
    std::vector<NodeId> brokers;      // bootstrap.servers
    Duration session_timeout = base::seconds(45);
    Duration heartbeat_interval = base::seconds(3);
    Duration max_poll_interval = base::seconds(300);
    std::int32_t max_poll_records = 500;
    AutoOffsetReset auto_offset_reset = AutoOffsetReset::latest;
    bool enable_auto_commit = true;
    Duration auto_commit_interval = base::seconds(5);
    std::int32_t fetch_min_bytes = 1;
    Duration fetch_max_wait = base::milliseconds(500);
    std::int32_t fetch_max_bytes = 52'428'800;
    std::int32_t max_partition_fetch_bytes = 1'048'576;
    Duration request_timeout = base::seconds(30);
    kafka::ExponentialBackoff retry{100, 1000};
    kafka::ExponentialBackoff reconnect{50, 1000};
    Duration metadata_max_age = base::seconds(300);
    WorkloadSource* source = nullptr;
};

}  // namespace brokerscope::client
