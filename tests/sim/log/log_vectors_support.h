// What recordings of real logs say, as this simulator's values.
#pragma once

#include "sim/log/partition_log.h"
#include "tests/golden/vectors.h"

namespace brokerscope::log_vectors {

/// Topic configs by Kafka's names, as numbers or text; what is not named keeps its default.
log::LogConfig config_of(const nlohmann::json& configs);
void set_configs(const nlohmann::json& configs, log::LogConfig& config);

/// A batch of records with `key` and `value` or `valueSize`; a timestamp is a number, or "T-100"
/// as counted from `t_ms`.
log::RecordBatch batch_of(const nlohmann::json& batch, std::int64_t t_ms);

/// The base offset, or the error's name.
nlohmann::json append(log::PartitionLog& log, const log::RecordBatch& batch, std::int64_t now_ms);

nlohmann::json offset_index_of(const log::LogSegment& segment);
nlohmann::json time_index_of(const log::LogSegment& segment);

}  // namespace brokerscope::log_vectors
