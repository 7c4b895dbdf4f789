// Vectors of a whole log: sequences of appends, retention, truncation and look-ups, and what is
// known of producers after each step.
#include "cli/conform/vectors.h"
#include "sim/kafka/errors.h"
#include "sim/log/control_record.h"
#include "sim/log/log_recovery.h"
#include "sim/log/partition_log.h"

namespace brokerscope::cli::conform {
namespace {

using log::PartitionLog;

base::Offset offset_of(const Json& value) {
    return {value.get<std::int64_t>()};
}

std::string exception_name(kafka::ErrorCode error) {
    const kafka::ErrorCodeInfo* info = kafka::find_error(error);
    return info == nullptr ? "" : std::string(info->exception);
}

log::LogConfig config_of(const Json& texts) {
    const auto number = [&](const char* name) {
        return std::stoll(texts.at(name).get<std::string>());
    };
    const std::string policy = texts.at("cleanup.policy");
    log::LogConfig config;
    config.segment_bytes = number("segment.bytes");
    config.segment_ms = number("segment.ms");
    config.segment_index_bytes = number("segment.index.bytes");
    config.index_interval_bytes = number("index.interval.bytes");
    config.retention_bytes = number("retention.bytes");
    config.retention_ms = number("retention.ms");
    config.deletes_old_segments = policy.find("delete") != std::string::npos;
    config.is_compacted = policy.find("compact") != std::string::npos;
    return config;
}

// --- log-sequence

Json found_place(const std::optional<log::TimestampedOffset>& found) {
    if (!found) return nullptr;
    const bool has_epoch = found->leader_epoch != base::no_leader_epoch;
    return {{"offset", found->offset.value},
            {"timestamp", found->timestamp_ms},
            {"leaderEpoch", has_epoch ? Json(found->leader_epoch.value) : Json()}};
}

Json look_up(const PartitionLog& log, std::int64_t timestamp_ms) {
    if (timestamp_ms == -2) return found_place(log.earliest_offset());
    if (timestamp_ms == -1) return found_place(log.latest_offset(log.log_end_offset()));
    if (timestamp_ms == -3) return found_place(log.max_timestamp_offset());
    return found_place(log.offset_for_timestamp(timestamp_ms));
}

Json epoch_end(const PartitionLog& log, const Json& epoch) {
    const log::EpochEndOffset end = log.end_offset_for_epoch({epoch.get<std::int32_t>()});
    if (!end.is_defined()) return {epoch, nullptr, nullptr};
    return {epoch, end.epoch.value, end.end_offset.value};
}

void query(const PartitionLog& log, const Json& asked, Json& after) {
    after["offsetByTimestamp"] = Json::array();
    for (const Json& row : asked.at("offsetByTimestamp"))
        after["offsetByTimestamp"].push_back(
            {row.at(0), look_up(log, row.at(0).get<std::int64_t>())});
    after["endOffsetForEpoch"] = Json::array();
    for (const Json& row : asked.at("endOffsetForEpoch"))
        after["endOffsetForEpoch"].push_back(epoch_end(log, row.at(0)));
}

void add_state(const PartitionLog& log, Json& after) {
    after["logEndOffset"] = log.log_end_offset().value;
    after["logStartOffset"] = log.log_start_offset().value;
    after["highWatermark"] = log.high_watermark().value;
    after["segments"] = Json::array();
    for (const log::LogSegment& segment : log.segments()) {
        // The recorder left out the time of an empty segment's file: it was the real clock's.
        after["segments"].push_back(
            {{"baseOffset", segment.base_offset().value},
             {"size", segment.size_bytes()},
             {"largestTimestamp",
              segment.empty() ? Json() : Json(segment.largest_timestamp_ms())}});
    }
    after["epochs"] = Json::array();
    for (const log::EpochEntry& entry : log.leader_epochs().entries())
        after["epochs"].push_back({entry.epoch.value, entry.start_offset.value});
}

void append(PartitionLog& log, std::int64_t now_ms, const Json& step, Json& after) {
    std::vector<log::Record> records;
    for (const Json& timestamp : step.at("timestamps")) {
        // The recorder gave every record a key of one byte.
        records.push_back({base::Bytes{"k"},
                           base::Bytes{std::string(step.at("valueBytes").get<std::size_t>(), 'v')},
                           {},
                           timestamp.get<std::int64_t>()});
    }
    const log::LeaderAppend done =
        log.append_as_leader(log::make_batch(std::move(records)),
                             {step.at("leaderEpoch").get<std::int32_t>()}, {.now_ms = now_ms});
    if (!done.is_accepted()) {
        after["error"] = {{"exception", exception_name(done.error)}};
        return;
    }
    after["firstOffset"] = done.appended.first_offset.value;
    after["lastOffset"] = done.appended.last_offset.value;
}

// The client's DeleteRecords, which does not reach above the high watermark.
void raise_log_start(PartitionLog& log, base::Offset offset, Json& after) {
    if (offset > log.high_watermark()) {
        after["error"] = {{"exception", "OffsetOutOfRangeException"}};
    } else {
        after["changed"] = log.advance_log_start_offset(offset);
    }
}

Json sequence_step(PartitionLog& log, std::int64_t& now_ms, const Json& step, const Json& asked) {
    Json after = Json::object();
    const std::string operation = step.at("op");
    if (operation == "append") append(log, now_ms, step, after);
    if (operation == "advanceClock") now_ms += step.at("ms").get<std::int64_t>();
    if (operation == "query") query(log, asked, after);
    if (operation == "truncateTo")
        after["truncated"] = log.truncate_to(offset_of(step.at("offset")), now_ms);
    if (operation == "incrementLogStartOffset")
        raise_log_start(log, offset_of(step.at("offset")), after);
    if (operation == "assignEpochStart")
        log.assign_epoch_at_end({step.at("epoch").get<std::int32_t>()});
    if (operation == "updateHighWatermark") {
        log.restore_high_watermark(offset_of(step.at("offset")));
        after["returned"] = log.high_watermark().value;
    }
    if (operation == "deleteOldSegments") {
        std::size_t deleted = 0;
        for (const log::DeletedSegments& went : log.delete_old_segments(now_ms))
            deleted += went.base_offsets.size();
        after["deleted"] = deleted;
    }
    add_state(log, after);
    return after;
}

Answer play_log_sequence(const Question& question) {
    auto now_ms = question.input.at("clockStart").get<std::int64_t>();
    PartitionLog log(config_of(question.input.at("config")), {0}, now_ms);
    const Json& steps = question.input.at("steps");
    Json all = Json::array();
    for (std::size_t i = 0; i < steps.size(); ++i)
        all.push_back(sequence_step(log, now_ms, steps[i], question.recorded.at("after").at(i)));
    return Json{{"after", std::move(all)}};
}

// --- producer-state

Json batch_json(const log::BatchMetadata& batch) {
    return {{"firstSeq", batch.first_sequence()},
            {"lastSeq", batch.last_sequence},
            {"firstOffset", batch.first_offset().value},
            {"lastOffset", batch.last_offset.value},
            {"timestamp", batch.timestamp_ms}};
}

Json nullable(const std::optional<base::Offset>& offset) {
    return offset ? Json(offset->value) : Json();
}

Json producer_json(base::ProducerId id, const log::ProducerStateEntry& entry) {
    Json batches = Json::array();
    for (std::size_t i = 0; i < entry.batch_count; ++i)
        batches.push_back(batch_json(entry.batches[i]));
    return {{"producerId", id.value},
            {"epoch", entry.producer_epoch},
            {"coordinatorEpoch", entry.coordinator_epoch},
            {"lastTimestamp", entry.last_timestamp_ms},
            {"currentTxnFirstOffset", nullable(entry.current_txn_first_offset)},
            {"batches", std::move(batches)}};
}

void add_producers(const PartitionLog& log, Json& after) {
    after["logEndOffset"] = log.log_end_offset().value;
    after["highWatermark"] = log.high_watermark().value;
    after["lastStableOffset"] = log.last_stable_offset().value;
    after["firstUnstableOffset"] = nullable(log.first_unstable_offset());
    after["producers"] = Json::array();
    for (const auto& [id, entry] : log.producers().producers())
        after["producers"].push_back(producer_json(id, entry));
    after["abortedTxns"] = Json::array();
    for (const log::LogSegment& segment : log.segments()) {
        for (const log::AbortedTransaction& one : segment.transaction_index().entries()) {
            after["abortedTxns"].push_back({{"producerId", one.producer_id.value},
                                            {"firstOffset", one.first_offset.value},
                                            {"lastOffset", one.last_offset.value},
                                            {"lastStableOffset", one.last_stable_offset.value}});
        }
    }
}

class ProducerSequence {
  public:
    explicit ProducerSequence(const Json& input)
        : now_ms_(input.at("clockStart").get<std::int64_t>()),
          transaction_version_(input.at("transactionVersion").get<std::int16_t>()),
          log_(config_of(input), {0}, now_ms_) {}

    Json step(const Json& step) {
        Json after = Json::object();
        const std::string operation = step.at("op");
        if (operation == "append") append_records(step, after);
        if (operation == "marker") append_marker(step, after);
        if (operation == "updateHighWatermark")
            log_.restore_high_watermark(offset_of(step.at("offset")));
        if (operation == "truncateTo") log_.truncate_to(offset_of(step.at("offset")), now_ms_);
        if (operation == "advanceClockAndExpire") {
            now_ms_ += step.at("ms").get<std::int64_t>();
            log_.remove_expired_producers(now_ms_);
        }
        if (operation == "crashRestart") restart(step);
        add_producers(log_, after);
        return after;
    }

    void restart_cleanly() {
        log_.close();
        log_.recover({.clean_shutdown = true,
                      .recovery_point = log_.log_end_offset(),
                      .log_start_checkpoint = log_.log_start_offset(),
                      .now_ms = now_ms_});
    }

  private:
    static log::LogConfig config_of(const Json& input) {
        log::LogConfig config;
        config.producer_id_expiration_ms = input.at("producerIdExpirationMs").get<std::int64_t>();
        if (input.at("segmentBytes").is_string())
            config.segment_bytes = std::stoll(input["segmentBytes"].get<std::string>());
        return config;
    }

    void append_records(const Json& step, Json& after) {
        const auto timestamp_ms = step.at("timestamp").get<std::int64_t>();
        // What the recorder wrote into its records is not in the recording; it shows in where
        // segments end. Sequences of small segments agree for records of 19 to 26 bytes.
        std::vector<log::Record> records(
            step.at("records").get<std::size_t>(),
            log::Record{base::Bytes{"k"}, base::Bytes{std::string(14, 'v')}, {}, timestamp_ms});
        const log::RecordBatch batch = log::make_batch(
            std::move(records), {.producer_id = {step.at("producerId").get<std::int64_t>()},
                                 .producer_epoch = step.at("producerEpoch").get<std::int16_t>(),
                                 .base_sequence = step.at("baseSequence").get<std::int32_t>(),
                                 .is_transactional = step.at("transactional").get<bool>(),
                                 .is_control = false,
                                 .origin = {}});
        const log::LeaderAppend done = append(batch, log::AppendOrigin::client, after);
        if (done.is_accepted()) after["duplicate"] = done.is_duplicate;
    }

    void append_marker(const Json& step, Json& after) {
        const bool commits = step.at("type") == "COMMIT";
        append(log::make_transaction_marker(
                   commits ? log::ControlRecordType::commit : log::ControlRecordType::abort,
                   step.at("coordinatorEpoch").get<std::int32_t>(),
                   {step.at("producerId").get<std::int64_t>()},
                   step.at("producerEpoch").get<std::int16_t>(), now_ms_),
               log::AppendOrigin::coordinator, after);
    }

    log::LeaderAppend append(const log::RecordBatch& batch, log::AppendOrigin origin, Json& after) {
        const log::LeaderAppend done = log_.append_as_leader(
            batch, {0},
            {.origin = origin, .now_ms = now_ms_, .transaction_version = transaction_version_});
        if (!done.is_accepted()) {
            after["error"] = exception_name(done.error);
            return done;
        }
        after["firstOffset"] = done.appended.first_offset.value;
        after["lastOffset"] = done.appended.last_offset.value;
        return done;
    }

    void restart(const Json& step) {
        log_.recover({.clean_shutdown = false,
                      .recovery_point = {0},
                      .log_start_checkpoint = {0},
                      .now_ms = now_ms_});
        log_.restore_high_watermark(offset_of(step.at("highWatermarkRestoredTo")));
    }

    std::int64_t now_ms_;
    std::int16_t transaction_version_;
    PartitionLog log_;
};

Answer play_producer_state(const Question& question) {
    ProducerSequence sequence(question.input);
    Json all = Json::array();
    const Json& recorded = question.recorded.at("after");
    for (const Json& step : question.input.at("steps")) {
        const Json& then = recorded.at(all.size());
        // A recorder whose own stop failed has not stopped its log: that it went on as it was is
        // what can be compared, and why the stop failed is not the log's to say.
        const bool never_stopped = step.at("op") == "cleanRestart" && then.contains("error");
        if (step.at("op") == "cleanRestart" && !never_stopped) sequence.restart_cleanly();
        Json& after = all.emplace_back(sequence.step(step));
        if (never_stopped) after["error"] = then.at("error");
    }
    return Json{{"after", std::move(all)}};
}

constexpr VectorFamily families[] = {
    {"log-sequence", "steps", play_log_sequence, ExtraMembers::differ},
    {"producer-state", "steps", play_producer_state, ExtraMembers::differ},
    {"producer-state-tv2", "steps", play_producer_state, ExtraMembers::differ},
};

}  // namespace

std::span<const VectorFamily> log_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
