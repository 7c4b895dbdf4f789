// Record batches in recordings: what a client puts on the wire, faults included, and what is read
// back from a log or a fetch.
#pragma once

#include <vector>

#include "cli/conform/story/stops.h"
#include "sim/log/record_batch.h"

namespace brokerscope::cli::conform {

/// The batches of a produced partition. Symbols and times are resolved already; a record without a
/// timestamp gets `now_ms`.
std::vector<log::RecordBatch> batches_from(const Json& batches, std::int64_t now_ms);

/// Everything that recordings tell of a batch, wherever it was read.
Json to_json(const log::RecordBatch& batch);

/// Offset, key, value, timestamp and headers of record number `index`.
Json record_to_json(const log::RecordBatch& batch, std::size_t index);

}  // namespace brokerscope::cli::conform
