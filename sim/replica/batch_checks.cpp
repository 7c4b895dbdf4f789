#include "sim/replica/batch_checks.h"

#include <algorithm>
#include <utility>

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;

// Java's long wraps around where a limit is "for ever".
std::int64_t wrapped_sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// LogValidator.validateBatch, and a batch whose records do not match its own count.
bool is_inconsistent(const log::RecordBatch& batch) {
    const std::int32_t count_from_offsets = batch.last_offset_delta + 1;
    if (count_from_offsets <= 0 || batch.record_count <= 0) return true;
    if (count_from_offsets != batch.record_count || batch.is_control()) return true;
    if (batch.producer_id != base::no_producer_id && batch.base_sequence < 0) return true;
    return static_cast<std::size_t>(batch.record_count) != batch.records->size();
}

std::string describe(const log::RecordBatch& batch, std::size_t index) {
    const log::Record& record = (*batch.records)[index];
    const auto bytes = [](const std::optional<base::Bytes>& data) {
        return std::to_string(data ? data->data.size() : 0) + " bytes";
    };
    return "DefaultRecord(offset=" + std::to_string(log::record_offset(batch, index).value) +
           ", timestamp=" + std::to_string(log::record_timestamp_ms(batch, index)) +
           ", key=" + bytes(record.key) + ", value=" + bytes(record.value) + ")";
}

std::optional<std::string> judge_timestamp(const log::RecordBatch& batch, std::size_t index,
                                           const TopicSettings& topic, std::int64_t now_ms) {
    const std::int64_t timestamp_ms = log::record_timestamp_ms(batch, index);
    const bool keeps_its_time = topic.timestamp_type == log::TimestampType::create_time;
    if (keeps_its_time && timestamp_ms != log::no_timestamp_ms) {
        const std::int64_t age_ms = now_ms - timestamp_ms;
        if (age_ms <= topic.timestamp_before_max_ms && -age_ms <= topic.timestamp_after_max_ms)
            return std::nullopt;
        return "Timestamp " + std::to_string(timestamp_ms) + " of message with offset " +
               std::to_string(log::record_offset(batch, index).value) +
               " is out of range. The timestamp should be within [" +
               std::to_string(now_ms - topic.timestamp_before_max_ms) + ", " +
               std::to_string(wrapped_sum(now_ms, topic.timestamp_after_max_ms)) + "]";
    }
    if (batch.timestamp_type() != log::TimestampType::log_append_time) return std::nullopt;
    return "Invalid timestamp type in message " + describe(batch, index) +
           ". Producer should not set timestamp type to LogAppendTime.";
}

std::string first_errors(const std::vector<protocol::BatchIndexAndErrorMessage>& errors) {
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(errors.size(), 3); ++i) {
        list += (i == 0 ? "" : ", ") +
                ("RecordError(batchIndex=" + std::to_string(errors[i].batch_index)) +
                ", message='" + errors[i].batch_index_error_message.value_or("") + "')";
    }
    return "One or more records have been rejected due to " + std::to_string(errors.size()) +
           " record errors in total, and only showing the first three errors at most: [" + list +
           "]";
}

// A record without key is not looked at further; one wrong timestamp decides the error (ST-8.10).
std::optional<Refused> judge_records(const log::RecordBatch& batch, const BatchTarget& target,
                                     std::int64_t now_ms) {
    Refused refused{ErrorCode::invalid_record, target.log_start_offset};
    for (std::size_t index = 0; index < batch.records->size(); ++index) {
        const auto number = static_cast<std::int32_t>(index);
        if (target.topic.log.is_compacted && !(*batch.records)[index].key) {
            refused.record_errors.push_back(
                {number, "Compacted topic cannot accept message without key in topic partition " +
                             std::string(target.topic_name) + "-" +
                             std::to_string(target.partition)});
        } else if (auto wrong = judge_timestamp(batch, index, target.topic, now_ms)) {
            refused.record_errors.push_back({number, std::move(*wrong)});
            refused.error = ErrorCode::invalid_timestamp;
        }
    }
    if (refused.record_errors.empty()) return std::nullopt;
    refused.message = refused.error == ErrorCode::invalid_timestamp
                          ? "One or more records have been rejected due to invalid timestamp"
                          : first_errors(refused.record_errors);
    return refused;
}

}  // namespace

std::optional<Refused> refuse_batch(const log::RecordBatch& batch, const BatchTarget& target,
                                    std::int64_t now_ms) {
    if (batch.base_offset != base::Offset{0})
        return Refused{ErrorCode::invalid_record, target.log_start_offset};
    if (batch.size_bytes > target.topic.max_message_bytes)
        return Refused{ErrorCode::message_too_large};
    if (batch.is_corrupt) return Refused{ErrorCode::corrupt_message};
    if (is_inconsistent(batch)) return Refused{ErrorCode::invalid_record, target.log_start_offset};
    return judge_records(batch, target, now_ms);
}

}  // namespace brokerscope::replica
