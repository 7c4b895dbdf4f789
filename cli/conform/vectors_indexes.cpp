// Vectors of one segment: its offset and time index, and when it is closed.
#include "cli/conform/vectors.h"
#include "sim/log/log_segment.h"

namespace brokerscope::cli::conform {
namespace {

using log::IndexRefusal;

base::Offset offset_of(const Json& value) {
    return {value.get<std::int64_t>()};
}

Json exception(const char* name) {
    return {{"exception", name}};
}

Json exception_of(const std::optional<IndexRefusal>& refusal) {
    if (!refusal) return nullptr;
    switch (*refusal) {
        case IndexRefusal::full: return exception("IllegalArgumentException");
        case IndexRefusal::no_room: return exception("BufferOverflowException");
        case IndexRefusal::offset_not_rising: return exception("InvalidOffsetException");
        case IndexRefusal::timestamp_not_rising: return exception("IllegalStateException");
        case IndexRefusal::offset_out_of_range: return exception("IndexOffsetOverflowException");
    }
    return nullptr;
}

Answer play_offset_index(const Question& question) {
    const Json& input = question.input;
    log::OffsetIndex index(offset_of(input.at("baseOffset")),
                           input.at("maxIndexSize").get<std::int64_t>());
    Json errors = Json::array();
    for (const Json& operation : input.at("ops")) {
        const base::Offset offset = offset_of(operation.at(1));
        if (operation.at(0) == "append") {
            errors.push_back(
                exception_of(index.append(offset, operation.at(2).get<std::int64_t>())));
        } else {
            index.truncate_to(offset);
            errors.push_back(nullptr);
        }
    }
    Json lookups = Json::array();
    for (const Json& row : question.recorded.at("lookup_target_offset_position")) {
        const log::OffsetPosition found = index.lookup(offset_of(row.at(0)));
        lookups.push_back({row.at(0), found.offset.value, found.position});
    }
    return Json{{"errors", std::move(errors)},
                {"entries", index.entries().size()},
                {"maxEntries", index.max_entries()},
                {"full", index.is_full()},
                {"lastOffset", index.last_offset().value},
                {"sizeInBytes", index.size_bytes()},
                {"lookup_target_offset_position", std::move(lookups)}};
}

Answer play_time_index(const Question& question) {
    const Json& input = question.input;
    log::TimeIndex index(offset_of(input.at("baseOffset")),
                         input.at("maxIndexSize").get<std::int64_t>());
    Json errors = Json::array();
    for (const Json& operation : input.at("ops_kind_timestamp_offset_skipFullCheck")) {
        if (operation.at(0) == "maybeAppend") {
            const bool is_closing = operation.at(3).get<bool>();
            const log::TimestampOffsetEntry entry{operation.at(1).get<std::int64_t>(),
                                                  offset_of(operation.at(2))};
            errors.push_back(exception_of(index.maybe_append(entry, is_closing)));
        } else {
            index.truncate_to(offset_of(operation.at(1)));
            errors.push_back(nullptr);
        }
    }
    Json lookups = Json::array();
    for (const Json& row : question.recorded.at("lookup_target_timestamp_offset")) {
        const log::TimestampOffsetEntry found = index.lookup(row.at(0).get<std::int64_t>());
        lookups.push_back({row.at(0), found.timestamp_ms, found.offset.value});
    }
    const log::TimestampOffsetEntry last = index.last_entry();
    return Json{{"errors", std::move(errors)},
                {"entries", index.entries().size()},
                {"maxEntries", index.max_entries()},
                {"full", index.is_full()},
                {"lastEntry", {last.timestamp_ms, last.offset.value}},
                {"lookup_target_timestamp_offset", std::move(lookups)}};
}

// Only the size of what was recorded is known, so the batch says it and holds small records.
log::RecordBatch batch_of(const Json& given) {
    std::vector<log::Record> records;
    for (const Json& timestamp : given.at("timestamps"))
        records.push_back({std::nullopt, std::nullopt, {}, timestamp.get<std::int64_t>()});
    log::RecordBatch batch = log::with_offsets(log::make_batch(std::move(records)),
                                               offset_of(given.at("baseOffset")), {0});
    batch.size_bytes = given.at("size").get<std::int32_t>();
    return batch;
}

Json roll_answer(const log::LogSegment& segment, const Json& asked) {
    const log::RollParams params{
        .max_segment_ms = asked.at("maxSegmentMs").get<std::int64_t>(),
        .max_segment_bytes = asked.at("maxSegmentBytes").get<std::int64_t>(),
        .max_timestamp_in_messages_ms = asked.at("maxTimestampInMessages").get<std::int64_t>(),
        .max_offset_in_messages = offset_of(asked.at("maxOffsetInMessages")),
        .messages_size_bytes = asked.at("messagesSize").get<std::int64_t>(),
        .now_ms = asked.at("now").get<std::int64_t>()};
    return {{"roll", segment.should_roll(params)},
            {"timeWaitedForRoll",
             segment.time_waited_for_roll_ms(params.now_ms, params.max_timestamp_in_messages_ms)}};
}

Json translations(const log::LogSegment& segment, const Json& asked) {
    Json rows = Json::array();
    for (const Json& row : asked) {
        const auto found = segment.translate(offset_of(row.at(0)));
        rows.push_back(found ? Json{row.at(0), found->position, found->size_bytes}
                             : Json{row.at(0), nullptr});
    }
    return rows;
}

Answer play_segment_roll(const Question& question) {
    const Json& input = question.input;
    log::LogConfig config;
    config.segment_index_bytes = input.at("segmentIndexBytes").get<std::int64_t>();
    config.index_interval_bytes = input.at("indexIntervalBytes").get<std::int64_t>();
    const auto created_ms = input.at("created").get<std::int64_t>();
    log::LogSegment segment(offset_of(input.at("baseOffset")), config, created_ms,
                            input.at("rollJitterMs").get<std::int64_t>());
    for (const Json& batch : input.at("batches"))
        segment.append(batch_of(batch), created_ms);
    Json answers = Json::array();
    for (const Json& asked : input.at("questions"))
        answers.push_back(roll_answer(segment, asked));
    Json offsets = Json::array();
    for (const log::OffsetPosition& entry : segment.offset_index().entries())
        offsets.push_back({entry.offset.value, entry.position});
    Json times = Json::array();
    for (const log::TimestampOffsetEntry& entry : segment.time_index().entries())
        times.push_back({entry.timestamp_ms, entry.offset.value});
    const char* rows_name = "translate_target_position_size";
    return Json{
        {"answers", std::move(answers)},
        {"size", segment.size_bytes()},
        {"offsetIndex", std::move(offsets)},
        {"offsetIndexFull", segment.offset_index().is_full()},
        {"timeIndex", std::move(times)},
        {"timeIndexFull", segment.time_index().is_full()},
        {"maxTimestampSoFar", segment.empty() ? Json() : Json(segment.largest_timestamp_ms())},
        {rows_name, translations(segment, question.recorded.at(rows_name))}};
}

constexpr VectorFamily families[] = {
    {"offset-index", "ops", play_offset_index},
    {"time-index", "ops_kind_timestamp_offset_skipFullCheck", play_time_index},
    {"segment-roll", "questions", play_segment_roll},
};

}  // namespace

std::span<const VectorFamily> index_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
