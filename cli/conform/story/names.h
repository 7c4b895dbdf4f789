// Names: what a translation asks the cluster for. The model's requests and answers carry topic ids
// where recordings have names.
#pragma once

#include <string>

#include "sim/base/ids.h"

namespace brokerscope::cli::conform {

class Names {
  public:
    virtual ~Names() = default;
    /// The id of the topic with this name; a name that was never heard of gets an id of its own,
    /// which no topic has.
    virtual base::TopicId topic_id(const std::string& name) = 0;
    virtual std::string topic_name(base::TopicId id) = 0;
};

}  // namespace brokerscope::cli::conform
