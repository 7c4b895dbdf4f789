#include "sim/log/control_record.h"

#include <utility>

#include "sim/base/check.h"

namespace brokerscope::log {
namespace {

constexpr std::size_t control_key_bytes = 4;
// Version, then the coordinator's epoch.
constexpr std::size_t marker_value_bytes = 6;

void append_int16(std::string& out, std::int16_t value) {
    out.push_back(static_cast<char>((value >> 8) & 0xff));
    out.push_back(static_cast<char>(value & 0xff));
}

}  // namespace

RecordBatch make_control_batch(ControlRecordType type, base::Bytes value, std::int64_t timestamp_ms,
                               BatchOptions options) {
    base::Bytes key;
    append_int16(key.data, 0);  // version of the key
    append_int16(key.data, static_cast<std::int16_t>(type));
    options.is_control = true;
    return make_batch({Record{std::move(key), std::move(value), {}, timestamp_ms}}, options);
}

RecordBatch make_transaction_marker(ControlRecordType type, std::int32_t coordinator_epoch,
                                    base::ProducerId producer_id, std::int16_t producer_epoch,
                                    std::int64_t timestamp_ms) {
    CHECK(type == ControlRecordType::abort || type == ControlRecordType::commit,
          "a transaction marker commits or aborts");
    base::Bytes value;
    append_int16(value.data, 0);  // version of the marker
    append_int16(value.data, static_cast<std::int16_t>(coordinator_epoch >> 16));
    append_int16(value.data, static_cast<std::int16_t>(coordinator_epoch & 0xffff));
    return make_control_batch(type, std::move(value), timestamp_ms,
                              {.producer_id = producer_id,
                               .producer_epoch = producer_epoch,
                               .base_sequence = no_sequence,
                               .is_transactional = true,
                               .is_control = true,
                               .origin = {}});
}

std::optional<ControlRecordType> control_record_type(const RecordBatch& batch) {
    if (!batch.is_control() || batch.records == nullptr || batch.records->empty()) {
        return std::nullopt;
    }
    const std::optional<base::Bytes>& key = batch.records->front().key;
    if (!key || key->size() < control_key_bytes) return std::nullopt;
    const auto type = static_cast<ControlRecordType>(
        (static_cast<unsigned char>(key->data[2]) << 8) | static_cast<unsigned char>(key->data[3]));
    if (base::name_of(type) == "?") return std::nullopt;
    return type;
}

std::int32_t marker_coordinator_epoch(const RecordBatch& marker) {
    if (marker.records == nullptr || marker.records->empty()) return -1;
    const std::optional<base::Bytes>& value = marker.records->front().value;
    if (!value || value->size() < marker_value_bytes) return -1;
    std::uint32_t epoch = 0;
    for (std::size_t i = 2; i < marker_value_bytes; ++i)
        epoch = (epoch << 8) | static_cast<unsigned char>(value->data[i]);
    return static_cast<std::int32_t>(epoch);
}

}  // namespace brokerscope::log
