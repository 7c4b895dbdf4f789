// A batch as the bytes that Kafka writes (rules ST-1 to ST-3, big endian), and back. Damage is
// applied to these bytes, and recovery decodes them. The origin of the records is no part of them
// and is lost.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/log/record_batch.h"

namespace brokerscope::log {

inline constexpr std::int16_t codec_mask = 0x07;
inline constexpr std::int16_t log_append_time_bit = 0x08;
inline constexpr std::int16_t transactional_bit = 0x10;
inline constexpr std::int16_t control_bit = 0x20;
/// The base timestamp is a delete horizon (ST-27).
inline constexpr std::int16_t delete_horizon_bit = 0x40;

/// Bytes in front of the attributes, which the checksum does not cover.
inline constexpr std::size_t unchecked_part_bytes = 21;

std::string encode_batch(const RecordBatch& batch);

/// Attributes to end: what the checksum covers.
void append_checked_part(std::string& out, const RecordBatch& batch);

/// What a reader of headers takes the first 61 bytes for, whatever follows them (Kafka's
/// FileChannelRecordBatch). Nothing is checked, and there are no records.
RecordBatch decode_header(std::string_view bytes);

/// The batch at the front of `bytes` (more may follow: the next begins size_bytes further on). An
/// error says what is wrong, as the reason why a log is cut here (rule ST-33).
base::Result<RecordBatch> decode_batch(std::string_view bytes);

}  // namespace brokerscope::log
