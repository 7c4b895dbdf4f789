// The first bytes of a record, as facts show them.
#pragma once

#include "sim/journal/facts.h"
#include "sim/log/record.h"

namespace brokerscope::client {

inline std::optional<base::Bytes> slice_of(const std::optional<base::Bytes>& bytes) {
    if (!bytes) return std::nullopt;
    return base::Bytes{bytes->data.substr(0, journal::longest_slice)};
}

inline journal::RecordSlice slice_of(const log::Record& record) {
    return {slice_of(record.key), slice_of(record.value), record.timestamp_ms};
}

}  // namespace brokerscope::client
