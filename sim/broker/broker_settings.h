// What a broker is told when it is made: who it is, who controls it, and its settings with Kafka's
// names and defaults. Plain data; the world fills it from the configs of the scenario.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/group/group_coordinator.h"
#include "sim/kafka/config_description.h"
#include "sim/replica/replica_settings.h"

namespace brokerscope::broker {

struct BrokerSettings {
    base::NodeId id{base::no_node};
    base::NodeId controller{base::no_node};
    std::string cluster_id = "brokerscope";
    std::string rack;
    kafka::BrokerConfigs configs;  // what it tells when it is asked for them

    replica::ReplicaSettings replica;
    group::GroupSettings group;  // offsets.topic.num.partitions is here

    base::Duration heartbeat_interval = base::seconds(2);  // broker.heartbeat.interval.ms
    base::Duration initial_registration_timeout = base::seconds(60);  // initial.broker...timeout.ms
    bool controlled_shutdown = true;                                  // controlled.shutdown.enable
    base::Duration controlled_shutdown_timeout = base::seconds(300);
    base::Duration request_timeout = base::seconds(30);  // request.timeout.ms
    base::Duration forwarding_timeout = base::seconds(60);
    base::Duration quorum_request_timeout =
        base::seconds(2);  // controller.quorum.request.timeout.ms
    base::Duration quorum_fetch_wait = base::milliseconds(500);
    std::int32_t quorum_fetch_max_bytes = 8 * 1024 * 1024;

    bool auto_create_topics = true;                          // auto.create.topics.enable
    std::int16_t offsets_topic_replication = 3;              // offsets.topic.replication.factor
    std::int64_t offsets_topic_segment_bytes = 104'857'600;  // offsets.topic.segment.bytes
};

}  // namespace brokerscope::broker
