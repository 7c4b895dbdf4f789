#include "sim/node/metadata_records.h"

#include "sim/base/check.h"

namespace brokerscope::node {

std::string_view name_of_record(const MetadataRecord& record) {
    return std::visit([](const auto& content) { return content.name; }, record);
}

log::Record encode_record(const MetadataRecord& record, std::int64_t timestamp_ms) {
    return {.key = std::nullopt,
            .value = base::Bytes{base::encoded(record)},
            .headers = {},
            .timestamp_ms = timestamp_ms};
}

MetadataRecord decode_record(const log::Record& record) {
    CHECK(record.value.has_value(), "a metadata record has a value");
    auto decoded = base::decoded<MetadataRecord>(record.value->data);
    CHECK(decoded.has_value(), "the metadata log holds metadata records only");
    return std::move(*decoded);
}

}  // namespace brokerscope::node
