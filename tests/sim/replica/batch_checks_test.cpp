// A client's batch: what is refused, with which error, and what its sender is told.
#include "sim/replica/batch_checks.h"

#include "tests/expect.h"

using namespace brokerscope;
using kafka::ErrorCode;
using replica::Refused;

namespace {

constexpr std::int64_t now_ms = 1'000'000'000;
constexpr base::Offset log_start{7};

log::Record keyed(std::int64_t timestamp_ms) {
    return {base::Bytes{"k"}, base::Bytes{"v"}, {}, timestamp_ms};
}
log::Record keyless(std::int64_t timestamp_ms) {
    return {std::nullopt, base::Bytes{"v"}, {}, timestamp_ms};
}

Refused refused(const log::RecordBatch& batch, const replica::TopicSettings& topic) {
    const auto found = replica::refuse_batch(batch, {"t", 0, topic, log_start}, now_ms);
    REQUIRE(found.has_value());
    return *found;
}

}  // namespace

TEST_CASE("ST-8: a client's base offset comes before the size, the size before the CRC") {
    replica::TopicSettings topic;
    topic.max_message_bytes = 10;
    log::RecordBatch batch = log::make_batch({keyed(1)});
    batch.is_corrupt = true;
    batch.base_offset = {3};
    EXPECT_EQ(refused(batch, topic).error, ErrorCode::invalid_record);
    EXPECT_EQ(refused(batch, topic).log_start_offset.value, 7);
    batch.base_offset = {0};
    EXPECT_EQ(refused(batch, topic).error, ErrorCode::message_too_large);
    EXPECT_EQ(refused(batch, topic).log_start_offset.value, -1);
    topic.max_message_bytes = 1000;
    EXPECT_EQ(refused(batch, topic).error, ErrorCode::corrupt_message);
    EXPECT_EQ(refused(batch, topic).log_start_offset.value, -1);
}

TEST_CASE("ST-8: counts that contradict each other are INVALID_RECORD, without a message") {
    const replica::TopicSettings topic;
    for (const std::int32_t count : {0, 1, 3}) {
        log::RecordBatch batch = log::make_batch({keyed(1), keyed(2)});
        batch.record_count = count;
        EXPECT_EQ(refused(batch, topic).error, ErrorCode::invalid_record);
        EXPECT(refused(batch, topic).record_errors.empty());
        CHECK(!refused(batch, topic).message, "Kafka says nothing about counts");
    }
}

TEST_CASE("ST-8: one wrong timestamp decides the error, and all wrong records are listed") {
    replica::TopicSettings topic;
    topic.log.is_compacted = true;
    topic.timestamp_before_max_ms = 100;
    topic.timestamp_after_max_ms = 50;
    const auto both =
        refused(log::make_batch({keyless(now_ms), keyed(now_ms - 101), keyed(now_ms)}), topic);
    EXPECT_EQ(both.error, ErrorCode::invalid_timestamp);
    EXPECT_EQ(both.log_start_offset.value, 7);
    REQUIRE_EQ(both.record_errors.size(), 2u);
    EXPECT_EQ(both.record_errors[1].batch_index, 1);
    EXPECT_EQ(both.record_errors[1].batch_index_error_message.value_or(""),
              "Timestamp 999999899 of message with offset 1 is out of range. The timestamp should "
              "be within [999999900, 1000000050]");
    const auto keys = refused(log::make_batch({keyless(now_ms + 99)}), topic);
    EXPECT_EQ(keys.error, ErrorCode::invalid_record);
    EXPECT_EQ(keys.message.value_or(""),
              "One or more records have been rejected due to 1 record errors in total, and only "
              "showing the first three errors at most: [RecordError(batchIndex=0, "
              "message='Compacted topic cannot accept message without key in topic partition "
              "t-0')]");
}

TEST_CASE("ST-6, ST-7: a batch may claim the broker's time where the topic does not use it") {
    replica::TopicSettings topic;
    const log::RecordBatch claims = log::with_log_append_time(log::make_batch({keyed(5)}), now_ms);
    const replica::BatchTarget target{"t", 0, topic, log_start};
    CHECK(!replica::refuse_batch(claims, target, now_ms), "it is stored with its own times");
    EXPECT(log::with_create_time(claims).timestamp_type() == log::TimestampType::create_time);
    CHECK(!replica::refuse_batch(log::make_batch({keyed(-1)}), target, now_ms),
          "no timestamp is never out of range");
    topic.timestamp_type = log::TimestampType::log_append_time;
    const auto wrong = refused(claims, topic);
    EXPECT_EQ(wrong.error, ErrorCode::invalid_timestamp);
    EXPECT_EQ(wrong.record_errors.at(0).batch_index_error_message.value_or(""),
              "Invalid timestamp type in message DefaultRecord(offset=0, timestamp=1000000000, "
              "key=1 bytes, value=1 bytes). Producer should not set timestamp type to "
              "LogAppendTime.");
}
