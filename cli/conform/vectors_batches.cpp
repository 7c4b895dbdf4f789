// Vectors of sizes: varints, records, batches of records, control batches, and how a producer packs
// records into batches.
#include <charconv>
#include <limits>
#include <optional>

#include "cli/conform/vectors.h"
#include "sim/base/hex.h"
#include "sim/log/control_record.h"
#include "sim/log/control_values.h"
#include "sim/log/producer_state.h"
#include "sim/log/record_batch.h"
#include "sim/log/record_batch_builder.h"
#include "sim/log/varint.h"

namespace brokerscope::cli::conform {
namespace {

std::optional<base::Bytes> filler(const Json& size) {
    if (size.is_null()) return std::nullopt;
    return base::Bytes{std::string(size.get<std::size_t>(), 'x')};
}

log::Record record_of(const Json& sizes, std::int64_t timestamp_ms) {
    log::Record record{filler(sizes.value("keyBytes", Json())),
                       filler(sizes.value("valueBytes", Json())),
                       {},
                       timestamp_ms};
    for (const Json& header : sizes.value("headers", Json::array())) {
        record.headers.push_back({std::string(header.at("keyBytes").get<std::size_t>(), 'h'),
                                  filler(header.at("valueBytes"))});
    }
    return record;
}

Answer play_varint(const Question& question) {
    const std::string text = question.input.at("value");
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return NotModelled{"a varint of more than 64 bits"};
    std::string bytes;
    log::append_varint(bytes, value);
    Json output{{"varlongSize", log::varint_size(value)}, {"varlongHex", base::hex(bytes)}};
    const bool is_int = value >= std::numeric_limits<std::int32_t>::min() &&
                        value <= std::numeric_limits<std::int32_t>::max();
    if (!is_int) return output;
    std::string unsigned_bytes;
    log::append_unsigned_varint(unsigned_bytes, static_cast<std::uint32_t>(value));
    output["varintSize"] = log::varint_size(value);
    output["varintHex"] = base::hex(bytes);
    output["unsignedVarintSize"] = log::unsigned_varint_size(static_cast<std::uint32_t>(value));
    output["unsignedVarintHex"] = base::hex(unsigned_bytes);
    return output;
}

Answer play_record_size(const Question& question) {
    const Json& input = question.input;
    const log::Record one = record_of(input, 0);
    const auto offset_delta = input.at("offsetDelta").get<std::int32_t>();
    const auto timestamp_delta = input.at("timestampDelta").get<std::int64_t>();
    return Json{{"recordSize", log::record_size_bytes(one, offset_delta, timestamp_delta)},
                {"bodySize", log::record_body_size_bytes(one, offset_delta, timestamp_delta)},
                {"recordUpperBound", log::record_size_upper_bound_bytes(one)},
                {"batchUpperBound", log::batch_size_upper_bound_bytes(one)}};
}

Answer play_batch_size(const Question& question) {
    const Json& input = question.input;
    const auto first_ms = input.at("timestampOfFirst").get<std::int64_t>();
    std::vector<log::Record> records;
    for (const Json& sizes : input.at("records"))
        records.push_back(
            record_of(sizes, first_ms + sizes.at("timestampDelta").get<std::int64_t>()));
    // No records are no batch, and take no bytes.
    const std::int32_t size_bytes =
        records.empty() ? 0 : log::make_batch(std::move(records)).size_bytes;
    return Json{{"batchSize", size_bytes}, {"computed", size_bytes}};
}

// Of the area storage: sizes have other names, and headers are pairs.
log::Record stored_record_of(const Json& given) {
    log::Record record{filler(given.at("keySize")),
                       filler(given.at("valueSize")),
                       {},
                       given.at("timestamp").get<std::int64_t>()};
    for (const Json& header : given.at("headers")) {
        record.headers.push_back(
            {std::string(header.at(0).get<std::size_t>(), 'h'), filler(header.at(1))});
    }
    return record;
}

Answer play_stored_batch_size(const Question& question) {
    const Json& input = question.input;
    std::vector<log::Record> records;
    for (const Json& given : input.at("records"))
        records.push_back(stored_record_of(given));
    if (records.empty()) return NotModelled{"a batch without records"};
    const std::int64_t first_ms = records.front().timestamp_ms;
    Json sizes = Json::array();
    for (std::size_t i = 0; i < records.size(); ++i) {
        sizes.push_back(log::record_size_bytes(records[i], static_cast<std::int32_t>(i),
                                               records[i].timestamp_ms - first_ms));
    }
    const log::RecordBatch batch = log::with_offsets(
        log::make_batch(std::move(records),
                        {.producer_id = {input.at("producerId").get<std::int64_t>()},
                         .producer_epoch = input.at("producerEpoch").get<std::int16_t>(),
                         .base_sequence = input.at("baseSequence").get<std::int32_t>(),
                         .is_transactional = input.at("isTransactional").get<bool>(),
                         .is_control = false,
                         .origin = {}}),
        {input.at("baseOffset").get<std::int64_t>()}, base::no_leader_epoch);
    return Json{{"sizeInBytes", batch.size_bytes},
                {"recordSizes", std::move(sizes)},
                {"lastOffset", batch.last_offset().value},
                {"maxTimestamp", batch.max_timestamp_ms},
                {"lastSequence", log::last_sequence(batch)}};
}

std::vector<base::NodeId> first_nodes(const Json& count) {
    std::vector<base::NodeId> nodes;
    for (std::int32_t id = 1; id <= count.get<std::int32_t>(); ++id)
        nodes.push_back({id});
    return nodes;
}

std::vector<log::Voter> voters_of(const Json& input) {
    std::vector<log::Voter> voters;
    for (const base::NodeId node : first_nodes(input.at("voters")))
        voters.push_back({node, {{input.at("listener"), input.at("host"), 9093}}, 0, 1});
    return voters;
}

base::Bytes control_value(log::ControlRecordType type, const Json& input) {
    using log::ControlRecordType;
    switch (type) {
        case ControlRecordType::leader_change:
            return log::leader_change_value({1}, first_nodes(input.at("voters")),
                                            first_nodes(input.at("grantingVoters")));
        case ControlRecordType::kraft_version:
            return log::kraft_version_value(input.at("kRaftVersion").get<std::int16_t>());
        case ControlRecordType::kraft_voters: return log::kraft_voters_value(voters_of(input));
        case ControlRecordType::snapshot_header: return log::snapshot_header_value(0);
        default: return log::snapshot_footer_value();
    }
}

Answer play_control_batch_size(const Question& question) {
    const Json& input = question.input;
    const auto type = base::parse_enum<log::ControlRecordType>(input.at("type").get<std::string>());
    if (!type) return NotModelled{"no such control record"};
    if (*type == log::ControlRecordType::commit || *type == log::ControlRecordType::abort) {
        const log::RecordBatch marker =
            log::make_transaction_marker(*type, input.at("coordinatorEpoch").get<std::int32_t>(),
                                         {input.at("producerId").get<std::int64_t>()}, 0, 0);
        return Json{{"batchSize", marker.size_bytes}};
    }
    return Json{
        {"batchSize", log::make_control_batch(*type, control_value(*type, input), 0).size_bytes}};
}

Answer play_batch_packing(const Question& question) {
    Json packed = Json::array();
    std::optional<log::RecordBatchBuilder> open;
    const auto close = [&] {
        if (!open) return;
        const log::RecordBatch batch = open->build();
        packed.push_back({{"records", batch.record_count}, {"bytes", batch.size_bytes}});
        open.reset();
    };
    for (const Json& row : question.input.at("records_key_value_tsDelta")) {
        const log::Record next{
            filler(row.at(0)), filler(row.at(1)), {}, row.at(2).get<std::int64_t>()};
        if (!open || !open->has_room_for(next)) {
            close();
            open.emplace(question.input.at("batchSize").get<std::int64_t>(), next);
        }
        open->append(next);
    }
    close();
    return Json{{"batches", std::move(packed)}};
}

constexpr VectorFamily families[] = {
    {"varint", "value", play_varint},
    {"record-size", "offsetDelta", play_record_size},
    {"batch-size", "timestampOfFirst", play_batch_size},
    {"batch-size", "baseOffset", play_stored_batch_size},
    {"control-batch-size", "type", play_control_batch_size},
    {"batch-packing", "records_key_value_tsDelta", play_batch_packing},
};

}  // namespace

std::span<const VectorFamily> batch_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
