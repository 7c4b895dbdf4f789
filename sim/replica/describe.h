// DESCRIBE_PRODUCERS and DESCRIBE_LOG_DIRS: what this broker's logs know of producers, and how
// large they are. They only look.
#pragma once

#include "sim/replica/context.h"

namespace brokerscope::replica {

protocol::DescribeProducersResponse describe_producers(
    const protocol::DescribeProducersRequest& request, Context& context);

/// One directory holds all logs of a broker.
protocol::DescribeLogDirsResponse describe_log_dirs(const protocol::DescribeLogDirsRequest& request,
                                                    Context& context);

}  // namespace brokerscope::replica
