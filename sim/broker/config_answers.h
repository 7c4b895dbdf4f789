// DESCRIBE_CONFIGS, answered by the broker that is asked: a topic's configs out of its own image,
// its own configs, and the dynamic defaults of all brokers (Kafka's ConfigHelper). Pure.
//
// Documentation texts are never given. Broker loggers, client metrics and groups have no configs
// here: they are refused.
#pragma once

#include "sim/kafka/config_description.h"
#include "sim/node/metadata_image.h"
#include "sim/protocol/configs.h"

namespace brokerscope::broker {

protocol::DescribeConfigsResponse answer_describe_configs(
    const protocol::DescribeConfigsRequest& request, const node::MetadataImage& image,
    base::NodeId self, const kafka::BrokerConfigs& configs);

}  // namespace brokerscope::broker
