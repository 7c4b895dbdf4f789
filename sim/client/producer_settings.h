// What a producer is told when it is made: its part of Kafka's ProducerConfig, and what its
// application does.
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

struct ProducerSettings {
    std::string name;  // client.id
    std::string topic;
    Duration interval;             // between two calls of send()
    std::int64_t limit = -1;       // records in all; -1: no limit
    std::int64_t keys = 0;         // plain workload: k1..kN round robin; 0: no keys
    std::int32_t value_bytes = 0;  // plain workload: 0: the text v1, v2, ..
    std::vector<NodeId> brokers;   // bootstrap.servers
    std::int16_t acks = -1;
    bool idempotence = true;         // enable.idempotence, as Kafka corrects it (PR-20)
    std::int32_t max_in_flight = 5;  // max.in.flight.requests.per.connection
    Duration linger = base::milliseconds(5);
    std::int64_t batch_size = 16'384;
    std::int64_t buffer_memory = 33'554'432;
    std::int64_t max_request_size = 1'048'576;
    Duration max_block = base::seconds(60);
    Duration request_timeout = base::seconds(30);
    Duration delivery_timeout = base::seconds(120);
    std::int64_t retries = 2'147'483'647;
    kafka::ExponentialBackoff retry{100, 1000};
    kafka::ExponentialBackoff reconnect{50, 1000};
    bool splits_pieces_by_half = true;  // VersionProfile's
    Duration metadata_max_age = base::seconds(300);
    WorkloadSource* source = nullptr;
};

}  // namespace brokerscope::client
