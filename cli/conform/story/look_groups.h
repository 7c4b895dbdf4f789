// What an administrator would be told of groups. The model has no DESCRIBE_GROUPS and LIST_GROUPS
// requests: the player looks at the coordinator itself, as it does for every `see`, and says it in
// the shape of Kafka's answers (GroupMetadataManager.describeGroups, GroupMetadata.summary).
#pragma once

#include <string>

#include "cli/conform/story/stage.h"

namespace brokerscope::cli::conform {

bool is_look_at_groups(const std::string& api);

/// The answer that `broker` would give in this moment. Nothing (null) while it is down.
Json look_at_groups(const std::string& api, const Json& request, int version, NodeId broker,
                    Stage& stage);

}  // namespace brokerscope::cli::conform
