#include "sim/log/record.h"

#include "sim/log/record_batch.h"
#include "sim/log/varint.h"

namespace brokerscope::log {
namespace {

// Five bytes of length, one of attributes, ten of timestamp delta, five of offset delta.
constexpr std::int64_t largest_record_overhead_bytes = 21;

std::int64_t sized_bytes(std::size_t size) {
    const auto signed_size = static_cast<std::int64_t>(size);
    return varint_size(signed_size) + signed_size;
}

std::int64_t nullable_size(const std::optional<base::Bytes>& bytes) {
    return bytes ? sized_bytes(bytes->size()) : varint_size(-1);
}

// Key, value and headers: the part that does not depend on the record's place in its batch.
std::int64_t content_size_bytes(const Record& record) {
    std::int64_t size = nullable_size(record.key) + nullable_size(record.value) +
                        varint_size(static_cast<std::int64_t>(record.headers.size()));
    for (const Header& header : record.headers)
        size += sized_bytes(header.key.size()) + nullable_size(header.value);
    return size;
}

void append_nullable(std::string& out, const std::optional<base::Bytes>& bytes) {
    append_varint(out, bytes ? static_cast<std::int64_t>(bytes->size()) : -1);
    if (bytes) out += bytes->data;
}

}  // namespace

std::int64_t record_body_size_bytes(const Record& record, std::int32_t offset_delta,
                                    std::int64_t timestamp_delta_ms) {
    return 1 + varint_size(timestamp_delta_ms) + varint_size(offset_delta) +
           content_size_bytes(record);
}

std::int64_t record_size_bytes(const Record& record, std::int32_t offset_delta,
                               std::int64_t timestamp_delta_ms) {
    const std::int64_t body = record_body_size_bytes(record, offset_delta, timestamp_delta_ms);
    return varint_size(body) + body;
}

std::int64_t record_size_upper_bound_bytes(const Record& record) {
    return largest_record_overhead_bytes + content_size_bytes(record);
}

std::int64_t batch_size_upper_bound_bytes(const Record& record) {
    return batch_overhead_bytes + record_size_upper_bound_bytes(record);
}

void append_record(std::string& out, const Record& record, std::int32_t offset_delta,
                   std::int64_t timestamp_delta_ms) {
    append_varint(out, record_body_size_bytes(record, offset_delta, timestamp_delta_ms));
    out.push_back(0);  // record attributes: none are defined
    append_varint(out, timestamp_delta_ms);
    append_varint(out, offset_delta);
    append_nullable(out, record.key);
    append_nullable(out, record.value);
    append_varint(out, static_cast<std::int64_t>(record.headers.size()));
    for (const Header& header : record.headers) {
        append_varint(out, static_cast<std::int64_t>(header.key.size()));
        out += header.key;
        append_nullable(out, header.value);
    }
}

}  // namespace brokerscope::log
