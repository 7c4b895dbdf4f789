// Recorded calls of Kafka's own OffsetIndex, TimeIndex and LogSegment.
#include "tests/sim/log/log_vectors_support.h"

using namespace brokerscope;
using namespace brokerscope::log;
using nlohmann::json;

namespace {

// The exception that Kafka throws for it.
json exception_of(const std::optional<IndexRefusal>& refusal) {
    if (!refusal) return nullptr;
    switch (*refusal) {
        case IndexRefusal::full: return {{"exception", "IllegalArgumentException"}};
        case IndexRefusal::no_room: return {{"exception", "BufferOverflowException"}};
        case IndexRefusal::offset_not_rising: return {{"exception", "InvalidOffsetException"}};
        case IndexRefusal::timestamp_not_rising: return {{"exception", "IllegalStateException"}};
        case IndexRefusal::offset_out_of_range:
            return {{"exception", "IndexOffsetOverflowException"}};
    }
    return nullptr;
}

base::Offset offset_in(const json& row, std::size_t at) {
    return {row[at].get<std::int64_t>()};
}

// A batch of these timestamps that fills `size` bytes; only its header counts here.
RecordBatch batch_of(const json& recorded) {
    std::vector<Record> records;
    for (const json& timestamp : recorded["timestamps"])
        records.push_back({base::Bytes{"k"}, base::Bytes{"v"}, {}, timestamp.get<std::int64_t>()});
    RecordBatch batch = with_offsets(make_batch(std::move(records)),
                                     {recorded["baseOffset"].get<std::int64_t>()}, {0});
    batch.size_bytes = recorded["size"].get<std::int32_t>();
    return batch;
}

LogSegment segment_of(const json& input) {
    LogConfig config;
    config.segment_index_bytes = input["segmentIndexBytes"];
    config.index_interval_bytes = input["indexIntervalBytes"];
    LogSegment segment({input["baseOffset"].get<std::int64_t>()}, config, input["created"],
                       input["rollJitterMs"]);
    for (const json& batch : input["batches"])
        segment.append(batch_of(batch), input["created"]);
    return segment;
}

json answer(const LogSegment& segment, const json& question) {
    const RollParams params{.max_segment_ms = question["maxSegmentMs"],
                            .max_segment_bytes = question["maxSegmentBytes"],
                            .max_timestamp_in_messages_ms = question["maxTimestampInMessages"],
                            .max_offset_in_messages = {question["maxOffsetInMessages"]},
                            .messages_size_bytes = question["messagesSize"],
                            .now_ms = question["now"]};
    return {{"roll", segment.should_roll(params)},
            {"timeWaitedForRoll",
             segment.time_waited_for_roll_ms(params.now_ms, params.max_timestamp_in_messages_ms)}};
}

void expect_places(const LogSegment& segment, const json& rows) {
    for (const json& row : rows) {
        const std::optional<BatchPosition> found = segment.translate(offset_in(row, 0));
        EXPECT_EQ(found ? json(found->position) : json(), row[1]);
        if (found) EXPECT_EQ(json(found->size_bytes), row[2]);
    }
}

}  // namespace

TEST_CASE("ST-14: an offset index takes, refuses and finds what Kafka's does") {
    for (const json& vector : golden::vectors("offset-index")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const json& output = vector["output"];
        OffsetIndex index({input["baseOffset"].get<std::int64_t>()}, input["maxIndexSize"]);
        for (std::size_t i = 0; i < input["ops"].size(); ++i) {
            const json& op = input["ops"][i];
            json error;
            if (op[0] == "append") {
                error = exception_of(index.append(offset_in(op, 1), op[2]));
            } else {
                REQUIRE_EQ(op[0], "truncateTo");
                index.truncate_to(offset_in(op, 1));
            }
            EXPECT_EQ(error, output["errors"][i]);
        }
        EXPECT_EQ(json(index.entries().size()), output["entries"]);
        EXPECT_EQ(json(index.max_entries()), output["maxEntries"]);
        EXPECT_EQ(json(index.is_full()), output["full"]);
        EXPECT_EQ(json(index.last_offset().value), output["lastOffset"]);
        EXPECT_EQ(json(index.size_bytes()), output["sizeInBytes"]);
        for (const json& row : output["lookup_target_offset_position"]) {
            const OffsetPosition found = index.lookup(offset_in(row, 0));
            EXPECT_EQ(json({found.offset.value, found.position}), json({row[1], row[2]}));
        }
    }
}

TEST_CASE("ST-14: a time index takes, refuses and finds what Kafka's does") {
    for (const json& vector : golden::vectors("time-index")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const json& output = vector["output"];
        TimeIndex index({input["baseOffset"].get<std::int64_t>()}, input["maxIndexSize"]);
        const json& ops = input["ops_kind_timestamp_offset_skipFullCheck"];
        for (std::size_t i = 0; i < ops.size(); ++i) {
            json error;
            if (ops[i][0] == "maybeAppend") {
                error =
                    exception_of(index.maybe_append({ops[i][1], offset_in(ops[i], 2)}, ops[i][3]));
            } else {
                REQUIRE_EQ(ops[i][0], "truncateTo");
                index.truncate_to(offset_in(ops[i], 1));
            }
            EXPECT_EQ(error, output["errors"][i]);
        }
        EXPECT_EQ(json(index.entries().size()), output["entries"]);
        EXPECT_EQ(json(index.max_entries()), output["maxEntries"]);
        EXPECT_EQ(json(index.is_full()), output["full"]);
        const TimestampOffsetEntry last = index.last_entry();
        EXPECT_EQ(json({last.timestamp_ms, last.offset.value}), output["lastEntry"]);
        for (const json& row : output["lookup_target_timestamp_offset"]) {
            const TimestampOffsetEntry found = index.lookup(row[0]);
            EXPECT_EQ(json({found.timestamp_ms, found.offset.value}), json({row[1], row[2]}));
        }
    }
}

TEST_CASE(
    "ST-12, ST-14: a segment is full when Kafka's is, and its batches stand where they stand") {
    for (const json& vector : golden::vectors("segment-roll")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const json& output = vector["output"];
        const LogSegment segment = segment_of(input);
        json answers = json::array();
        for (const json& question : input["questions"])
            answers.push_back(answer(segment, question));
        EXPECT_EQ(answers, output["answers"]);
        EXPECT_EQ(json(segment.size_bytes()), output["size"]);
        EXPECT_EQ(log_vectors::offset_index_of(segment), output["offsetIndex"]);
        EXPECT_EQ(log_vectors::time_index_of(segment), output["timeIndex"]);
        EXPECT_EQ(json(segment.offset_index().is_full()), output["offsetIndexFull"]);
        EXPECT_EQ(json(segment.time_index().is_full()), output["timeIndexFull"]);

        EXPECT_EQ(segment.empty() ? json() : json(segment.largest_timestamp_ms()),
                  output.value("maxTimestampSoFar", json()));
        expect_places(segment, output["translate_target_position_size"]);
    }
}
