// The types that several facts are made of, and short names for those of base.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/base/value.h"
#include "sim/journal/fact_enums.h"
#include "sim/kafka/api_keys.h"
#include "sim/kafka/errors.h"

namespace brokerscope::journal {

using base::BrokerEpoch;
using base::Bytes;
using base::ConnectionId;
using base::CorrelationId;
using base::Duration;
using base::FactId;
using base::field;
using base::GenerationId;
using base::LeaderEpoch;
using base::NodeId;
using base::Offset;
using base::PackedValue;
using base::PartitionEpoch;
using base::PartitionId;
using base::ProducerId;
using base::SimTime;
using base::Text;
using base::TopicId;

struct ConfigValue {
    std::string name;
    std::string value;
    friend bool operator==(const ConfigValue&, const ConfigValue&) = default;
    static constexpr auto fields() {
        return std::tuple{field("name", &ConfigValue::name), field("value", &ConfigValue::value)};
    }
};

/// The first bytes of a record's key and value, for people, and its time.
struct RecordSlice {
    std::optional<Bytes> key;
    std::optional<Bytes> value;
    std::int64_t timestamp_ms = -1;  // -1: it carries none (ST-7)
    friend bool operator==(const RecordSlice&, const RecordSlice&) = default;
    static constexpr auto fields() {
        return std::tuple{field("key", &RecordSlice::key), field("value", &RecordSlice::value),
                          field("timestamp", &RecordSlice::timestamp_ms)};
    }
};
inline constexpr std::size_t longest_slice = 24;

/// A file of a log with records in it, by the offset that names it (ST-13).
struct SegmentStamp {
    Offset base_offset;
    std::int64_t bytes = 0;
    friend bool operator==(const SegmentStamp&, const SegmentStamp&) = default;
    static constexpr auto fields() {
        return std::tuple{field("baseOffset", &SegmentStamp::base_offset),
                          field("sizeInBytes", &SegmentStamp::bytes)};
    }
};

}  // namespace brokerscope::journal
