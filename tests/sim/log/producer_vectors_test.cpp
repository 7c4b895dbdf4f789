// Recorded sequences of a real UnifiedLog: idempotent and transactional producers, their markers,
// truncation and restarts.
#include "sim/log/control_record.h"
#include "sim/log/log_recovery.h"
#include "tests/sim/log/log_vectors_support.h"

using namespace brokerscope;
using namespace brokerscope::log;
using nlohmann::json;

namespace {

struct Story {
    PartitionLog log;
    std::int64_t now_ms;
    std::int16_t transaction_version;
};

json exception_of(const LeaderAppend& append) {
    if (append.is_accepted()) return nullptr;
    return kafka::find_error(append.error)->exception;
}

// What the recorder wrote into its records is not in the recording; it shows in where segments end.
// Sequences of small segments agree for records of 19 to 26 bytes.
const base::Bytes value{std::string(14, 'v')};

RecordBatch data_of(const json& step) {
    std::vector<Record> records;
    for (int i = 0; i < step["records"].get<int>(); ++i)
        records.push_back({base::Bytes{"k"}, value, {}, step["timestamp"]});
    return make_batch(std::move(records), {.producer_id = {step["producerId"].get<std::int64_t>()},
                                           .producer_epoch = step["producerEpoch"],
                                           .base_sequence = step["baseSequence"],
                                           .is_transactional = step["transactional"],
                                           .is_control = false,
                                           .origin = {}});
}

RecordBatch marker_of(const json& step, std::int64_t now_ms) {
    const auto type =
        step["type"] == "COMMIT" ? ControlRecordType::commit : ControlRecordType::abort;
    return make_transaction_marker(type, step["coordinatorEpoch"],
                                   {step["producerId"].get<std::int64_t>()}, step["producerEpoch"],
                                   now_ms);
}

void expect_append(const LeaderAppend& append, const json& after) {
    EXPECT_EQ(exception_of(append), after.value("error", json()));
    if (!append.is_accepted()) return;
    EXPECT_EQ(json(append.appended.first_offset.value), after["firstOffset"]);
    EXPECT_EQ(json(append.appended.last_offset.value), after["lastOffset"]);
    if (after.contains("duplicate")) EXPECT_EQ(json(append.is_duplicate), after["duplicate"]);
}

void crash_and_restart(Story& story, std::int64_t high_watermark) {
    story.log.recover({.clean_shutdown = false,
                       .recovery_point = {0},
                       .log_start_checkpoint = {0},
                       .now_ms = story.now_ms});
    story.log.restore_high_watermark({high_watermark});
}

void play(Story& story, const json& step, const json& after) {
    const std::string op = step["op"];
    if (op == "append") {
        expect_append(
            story.log.append_as_leader(data_of(step), {0},
                                       {.origin = AppendOrigin::client, .now_ms = story.now_ms}),
            after);
    } else if (op == "marker") {
        expect_append(
            story.log.append_as_leader(marker_of(step, story.now_ms), {0},
                                       {.origin = AppendOrigin::coordinator,
                                        .now_ms = story.now_ms,
                                        .transaction_version = story.transaction_version}),
            after);
    } else if (op == "updateHighWatermark") {
        story.log.restore_high_watermark({step["offset"].get<std::int64_t>()});
    } else if (op == "truncateTo") {
        story.log.truncate_to({step["offset"].get<std::int64_t>()}, story.now_ms);
    } else if (op == "crashRestart") {
        crash_and_restart(story, step["highWatermarkRestoredTo"]);
    } else if (op == "advanceClockAndExpire") {
        story.now_ms += step["ms"].get<std::int64_t>();
        story.log.remove_expired_producers(story.now_ms);
    } else {
        // The recorder's clean restarts failed before they did anything.
        REQUIRE_EQ(op, "cleanRestart");
        REQUIRE(after.contains("error"));
    }
}

json batches_of(const ProducerStateEntry& entry) {
    json batches = json::array();
    for (std::size_t i = 0; i < entry.batch_count; ++i) {
        const BatchMetadata& batch = entry.batches[i];
        batches.push_back({{"firstSeq", batch.first_sequence()},
                           {"lastSeq", batch.last_sequence},
                           {"firstOffset", batch.first_offset().value},
                           {"lastOffset", batch.last_offset.value},
                           {"timestamp", batch.timestamp_ms}});
    }
    return batches;
}

json optional_offset(const std::optional<base::Offset>& offset) {
    return offset ? json(offset->value) : json();
}

json producers_of(const PartitionLog& log) {
    json rows = json::array();
    for (const auto& [id, entry] : log.producers().producers()) {
        rows.push_back({{"producerId", id.value},
                        {"epoch", entry.producer_epoch},
                        {"coordinatorEpoch", entry.coordinator_epoch},
                        {"lastTimestamp", entry.last_timestamp_ms},
                        {"currentTxnFirstOffset", optional_offset(entry.current_txn_first_offset)},
                        {"batches", batches_of(entry)}});
    }
    return rows;
}

json aborted_of(const PartitionLog& log) {
    json rows = json::array();
    for (const LogSegment& segment : log.segments()) {
        for (const AbortedTransaction& aborted : segment.transaction_index().entries()) {
            rows.push_back({{"producerId", aborted.producer_id.value},
                            {"firstOffset", aborted.first_offset.value},
                            {"lastOffset", aborted.last_offset.value},
                            {"lastStableOffset", aborted.last_stable_offset.value}});
        }
    }
    return rows;
}

void expect_state(const PartitionLog& log, const json& after) {
    EXPECT_EQ(json(log.log_end_offset().value), after["logEndOffset"]);
    EXPECT_EQ(json(log.high_watermark().value), after["highWatermark"]);
    EXPECT_EQ(json(log.last_stable_offset().value), after["lastStableOffset"]);
    EXPECT_EQ(optional_offset(log.first_unstable_offset()), after["firstUnstableOffset"]);
    EXPECT_EQ(producers_of(log), after["producers"]);
    EXPECT_EQ(aborted_of(log), after["abortedTxns"]);
}

void replay(const json& vector) {
    const json& input = vector["input"];
    LogConfig config;
    config.producer_id_expiration_ms = input["producerIdExpirationMs"];
    if (!input["segmentBytes"].is_null())
        log_vectors::set_configs({{"segment.bytes", input["segmentBytes"]}}, config);
    Story story{PartitionLog(config, {0}, input["clockStart"]), input["clockStart"],
                input["transactionVersion"]};
    for (std::size_t i = 0; i < input["steps"].size(); ++i) {
        INFO(vector["id"].get<std::string>() << " step " << i << " " << input["steps"][i].dump());
        play(story, input["steps"][i], vector["output"]["after"][i]);
        expect_state(story.log, vector["output"]["after"][i]);
    }
}

}  // namespace

TEST_CASE("PR-27 to PR-31, ST-40 to ST-44: a log knows of its producers what a real one knows") {
    for (const json& vector : golden::vectors("producer-state"))
        replay(vector);
}

TEST_CASE("TX-22, ST-40: with transaction version 2 a marker's epoch rises") {
    for (const json& vector : golden::vectors("producer-state-tv2"))
        replay(vector);
}
