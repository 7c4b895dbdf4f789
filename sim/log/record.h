// A record: key, value, headers and a timestamp, with the exact number of bytes that it takes
// inside a version 2 batch (rules ST-3, ST-5). A record alone has no offset and is never sent or
// stored: the batch is the unit of everything (ST-1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"

namespace brokerscope::log {

/// Headers are ordered and may repeat a key; only the value can be null (ST-5).
struct Header {
    std::string key;
    std::optional<base::Bytes> value;

    friend bool operator==(const Header&, const Header&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("key", &Header::key), base::field("value", &Header::value)};
    }
};

/// Absent in a record that carries no time (rule ST-7).
inline constexpr std::int64_t no_timestamp_ms = -1;

struct Record {
    std::optional<base::Bytes> key;
    std::optional<base::Bytes> value;
    std::vector<Header> headers;
    std::int64_t timestamp_ms = no_timestamp_ms;

    friend bool operator==(const Record&, const Record&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("key", &Record::key), base::field("value", &Record::value),
                          base::field("headers", &Record::headers),
                          base::field("timestamp", &Record::timestamp_ms)};
    }
};

/// Bytes of the body, without the length in front of it.
std::int64_t record_body_size_bytes(const Record& record, std::int32_t offset_delta,
                                    std::int64_t timestamp_delta_ms);

/// Bytes of the whole record inside a batch.
std::int64_t record_size_bytes(const Record& record, std::int32_t offset_delta,
                               std::int64_t timestamp_delta_ms);

/// What a producer reckons with before it knows the deltas: no record is larger.
std::int64_t record_size_upper_bound_bytes(const Record& record);

/// The same for a batch that holds only this record. Compared with max.request.size, and the size
/// of the buffer when it is larger than batch.size (rule PR-8).
std::int64_t batch_size_upper_bound_bytes(const Record& record);

/// Appends the record as Kafka writes it, length first.
void append_record(std::string& out, const Record& record, std::int32_t offset_delta,
                   std::int64_t timestamp_delta_ms);

}  // namespace brokerscope::log
