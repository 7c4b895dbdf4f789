// METADATA and FIND_COORDINATOR, answered from the broker's own image, which may lag behind the
// controller (MD-1 to MD-4, GR-1, GR-2). Pure; which topics should be created is returned.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/node/metadata_image.h"
#include "sim/protocol/message.h"

namespace brokerscope::broker {

struct MetadataAnswer {
    protocol::MetadataResponse response;
    /// Names that were asked for, are legal and do not exist.
    std::vector<std::string> unknown_topics;
};

/// `controller_id`: whom clients are told to send controller requests to.
MetadataAnswer answer_metadata(const protocol::MetadataRequest& request,
                               const node::MetadataImage& image, base::NodeId controller_id);

/// The brokers that clients hear of: registered and unfenced.
std::vector<base::NodeId> live_brokers(const node::MetadataImage& image);

struct CoordinatorAnswer {
    protocol::FindCoordinatorResponse response;
    bool offsets_topic_is_missing = false;
};

CoordinatorAnswer answer_coordinator(const protocol::FindCoordinatorRequest& request,
                                     const node::MetadataImage& image,
                                     std::int32_t offsets_partitions);

}  // namespace brokerscope::broker
