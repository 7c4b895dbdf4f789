// What a leader looks at before its log gives offsets to a client's batch: steps 9 and 10 of ST-8,
// in Kafka's order (UnifiedLog.analyzeAndValidateRecords, then LogValidator). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/protocol/produce.h"
#include "sim/replica/replica_settings.h"

namespace brokerscope::replica {

/// Why a batch was not stored, as its sender hears it.
struct Refused {
    kafka::ErrorCode error = kafka::ErrorCode::none;
    /// ST-9: only what the log itself refuses names its start.
    base::Offset log_start_offset = base::no_offset;
    /// Each record that is not accepted, and what is wrong with them.
    std::vector<protocol::BatchIndexAndErrorMessage> record_errors = {};
    std::optional<std::string> message = std::nullopt;
};

/// The partition that a batch is for, as far as the checks look at it.
struct BatchTarget {
    std::string_view topic_name;
    std::int32_t partition = 0;
    const TopicSettings& topic;
    base::Offset log_start_offset;
};

/// Absent: the batch may be appended.
std::optional<Refused> refuse_batch(const log::RecordBatch& batch, const BatchTarget& target,
                                    std::int64_t now_ms);

}  // namespace brokerscope::replica
