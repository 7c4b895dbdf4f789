#include "sim/log/record_batch.h"

#include <charconv>

#include "sim/base/value.h"
#include "sim/log/control_record.h"
#include "sim/log/crc32c.h"
#include "sim/log/record_batch_builder.h"
#include "sim/log/record_batch_codec.h"
#include "sim/log/varint.h"
#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::log;
using nlohmann::json;

namespace {

std::optional<base::Bytes> filler(const json& size) {
    if (size.is_null()) return std::nullopt;
    return base::Bytes{std::string(size.get<std::size_t>(), 'x')};
}

Record record_of(const json& sizes, std::int64_t timestamp_ms) {
    Record record{filler(sizes.value("keyBytes", json())),
                  filler(sizes.value("valueBytes", json())),
                  {},
                  timestamp_ms};
    for (const json& header : sizes.value("headers", json::array())) {
        record.headers.push_back({std::string(header["keyBytes"].get<std::size_t>(), 'h'),
                                  filler(header["valueBytes"])});
    }
    return record;
}

Record record(std::string key, std::string value, std::int64_t timestamp_ms = 1000) {
    return {base::Bytes{std::move(key)}, base::Bytes{std::move(value)}, {}, timestamp_ms};
}

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        constexpr char digits[] = "0123456789abcdef";
        text.push_back(digits[static_cast<unsigned char>(byte) >> 4]);
        text.push_back(digits[static_cast<unsigned char>(byte) & 15]);
    }
    return text;
}

}  // namespace

TEST_CASE("ST-3: varints have Kafka's bytes (vectors varint)") {
    for (const json& vector : golden::vectors("varint")) {
        const std::string text = vector["input"]["value"];
        std::int64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        const json& expected = vector["output"];
        INFO(vector["id"].get<std::string>());
        std::string bytes;
        append_varint(bytes, value);
        EXPECT_EQ(hex(bytes), expected["varlongHex"].get<std::string>());
        EXPECT_EQ(varint_size(value), expected["varlongSize"].get<std::int64_t>());
        if (!expected.contains("unsignedVarintHex")) continue;
        std::string unsigned_bytes;
        append_unsigned_varint(unsigned_bytes, static_cast<std::uint32_t>(value));
        EXPECT_EQ(hex(unsigned_bytes), expected["unsignedVarintHex"].get<std::string>());
    }
}

TEST_CASE("ST-3: a record has Kafka's size wherever it stands in its batch (vectors record-size)") {
    for (const json& vector : golden::vectors("record-size")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const json& expected = vector["output"];
        const Record one = record_of(input, 0);
        const auto offset_delta = input["offsetDelta"].get<std::int32_t>();
        const auto timestamp_delta = input["timestampDelta"].get<std::int64_t>();
        EXPECT_EQ(record_size_bytes(one, offset_delta, timestamp_delta),
                  expected["recordSize"].get<std::int64_t>());
        EXPECT_EQ(record_body_size_bytes(one, offset_delta, timestamp_delta),
                  expected["bodySize"].get<std::int64_t>());
        EXPECT_EQ(record_size_upper_bound_bytes(one),
                  expected["recordUpperBound"].get<std::int64_t>());
        EXPECT_EQ(batch_size_upper_bound_bytes(one),
                  expected["batchUpperBound"].get<std::int64_t>());
    }
}

TEST_CASE("ST-1, ST-3: a batch has Kafka's size (vectors batch-size)") {
    for (const json& vector : golden::vectors("batch-size")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        if (input["records"].empty()) continue;  // no records are no batch
        std::vector<Record> records;
        for (const json& sizes : input["records"]) {
            records.push_back(record_of(sizes, input["timestampOfFirst"].get<std::int64_t>() +
                                                   sizes["timestampDelta"].get<std::int64_t>()));
        }
        const RecordBatch batch = make_batch(std::move(records));
        EXPECT_EQ(batch.size_bytes, vector["output"]["batchSize"].get<std::int32_t>());
        EXPECT_EQ(encode_batch(batch).size(), static_cast<std::size_t>(batch.size_bytes));
    }
}

TEST_CASE("TX-17: a transaction marker takes 78 bytes (vectors control-batch-size)") {
    int seen = 0;
    for (const json& vector : golden::vectors("control-batch-size")) {
        const std::string name = vector["input"]["type"];
        const auto type = base::parse_enum<ControlRecordType>(name);
        if (type != ControlRecordType::commit && type != ControlRecordType::abort) continue;
        ++seen;
        const RecordBatch marker = make_transaction_marker(
            *type, vector["input"]["coordinatorEpoch"].get<std::int32_t>(),
            {vector["input"]["producerId"].get<std::int64_t>()}, 0, 1700000000000);
        EXPECT_EQ(marker.size_bytes, vector["output"]["batchSize"].get<std::int32_t>());
        EXPECT(control_record_type(marker) == type);
        EXPECT(marker.is_control());
        EXPECT(marker.is_transactional());
    }
    EXPECT_GT(seen, 10);
}

TEST_CASE(
    "PR-8: records share a batch exactly as long as Kafka lets them (vectors batch-packing)") {
    for (const json& vector : golden::vectors("batch-packing")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        json packed = json::array();
        std::optional<RecordBatchBuilder> open;
        const auto close = [&] {
            if (!open) return;
            const RecordBatch batch = open->build();
            packed.push_back({{"records", batch.record_count}, {"bytes", batch.size_bytes}});
            open.reset();
        };
        for (const json& row : input["records_key_value_tsDelta"]) {
            const Record next{filler(row[0]), filler(row[1]), {}, row[2].get<std::int64_t>()};
            if (!open || !open->has_room_for(next)) {
                close();
                open.emplace(input["batchSize"].get<std::int64_t>(), next);
            }
            open->append(next);
        }
        close();
        EXPECT_EQ(packed, vector["output"]["batches"]);
    }
}

TEST_CASE("CRC-32C is the Castagnoli checksum of its published check value") {
    EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
    EXPECT_EQ(crc32c(""), 0u);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
}

TEST_CASE(
    "ST-2: a batch survives its encoding, and every damaged byte after the epoch is noticed") {
    Record second = record("b", "two", 1100);
    second.headers = {{"trace", base::Bytes{"1"}}, {"trace", std::nullopt}};
    const RecordBatch batch =
        with_offsets(make_batch({record("a", "one"), second, {std::nullopt, std::nullopt, {}, 900}},
                                {.producer_id = {7},
                                 .producer_epoch = 2,
                                 .base_sequence = 40,
                                 .is_transactional = true,
                                 .is_control = false,
                                 .origin = {}}),
                     {120}, {5});
    const std::string bytes = encode_batch(batch);
    EXPECT_EQ(decode_batch(bytes).value(), batch);
    EXPECT_EQ(decode_batch(bytes + "next").value(), batch);
    for (std::size_t at = unchecked_part_bytes; at < bytes.size(); ++at) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        EXPECT_FALSE(decode_batch(damaged).ok());
        EXPECT_FALSE(decode_batch(bytes.substr(0, at)).ok());
    }
}

TEST_CASE("ST-2: stamping offsets and epoch keeps the checksum and shares the records") {
    const RecordBatch sent = make_batch({record("a", "one"), record("b", "two")});
    const RecordBatch stored = with_offsets(sent, {41}, {3});
    EXPECT_EQ(stored.crc, sent.crc);
    EXPECT_EQ(stored.records.get(), sent.records.get());
    EXPECT_EQ(stored.last_offset().value, 42);
    EXPECT_EQ(stored.next_offset().value, 43);
    EXPECT_EQ(record_offset(stored, 1).value, 42);
}

TEST_CASE("ST-6: with LogAppendTime every record of the batch reads the broker's time") {
    const RecordBatch sent = make_batch({record("a", "one", 5), record("b", "two", 9)});
    EXPECT_EQ(sent.max_timestamp_ms, 9);
    EXPECT_EQ(record_timestamp_ms(sent, 0), 5);
    const RecordBatch stored = with_log_append_time(sent, 700);
    EXPECT(stored.timestamp_type() == TimestampType::log_append_time);
    EXPECT_EQ(record_timestamp_ms(stored, 0), 700);
    EXPECT_EQ(record_timestamp_ms(stored, 1), 700);
    EXPECT_NE(stored.crc, sent.crc);
    EXPECT_EQ(decode_batch(encode_batch(stored)).value(), stored);
}

TEST_CASE("a batch in a message shows its header, not its records") {
    const RecordBatch batch = make_batch({record("a", "b")});
    const base::Value shown = base::to_value(batch);
    EXPECT_EQ(std::get<std::int64_t>(shown.find("sizeInBytes")->content), 70);
    EXPECT_EQ(std::get<std::int64_t>(shown.find("recordCount")->content), 1);
    EXPECT(shown.find("records") == nullptr);
}
