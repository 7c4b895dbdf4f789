#include "sim/group/group_records.h"

namespace brokerscope::group {
namespace {

// Compaction keeps the newest value of a key, so the key names what the value replaces.
struct KeyMaker {
    std::string operator()(const GroupMetadataRecord& record) const {
        return "group " + record.group;
    }
    std::string operator()(const OffsetCommitRecord& record) const {
        return "offset " + record.group + " " + std::to_string(record.partition.topic.value) + "-" +
               std::to_string(record.partition.partition);
    }
};

}  // namespace

log::Record encode_record(const GroupRecord& record, std::int64_t timestamp_ms) {
    log::Record encoded;
    encoded.key = Bytes{std::visit(KeyMaker{}, record)};
    encoded.value = Bytes{base::encoded(record)};
    encoded.timestamp_ms = timestamp_ms;
    return encoded;
}

std::optional<GroupRecord> decode_record(const log::Record& record) {
    if (!record.key || !record.value) return std::nullopt;
    return base::decoded<GroupRecord>(record.value->data);
}

}  // namespace brokerscope::group
