// Kafka's error codes, with its names and numbers. Protocol errors are ordinary messages of the
// simulated world; errors of a scenario or a file are base::Error.
//
// The rows are generated from what real Kafka lists (error_code_rows.inc).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/base/fields.h"
#include "sim/kafka/version.h"

namespace brokerscope::kafka {

enum class ErrorCode : std::int16_t {
#define ERROR_CODE(identifier, number, name, retriable, refreshes, exception, since) \
    identifier = number,
#include "sim/kafka/error_code_rows.inc"
#undef ERROR_CODE
};

struct ErrorCodeInfo {
    ErrorCode code;
    std::string_view name;
    bool is_retriable;
    bool refreshes_metadata;     // a client that sees it asks for metadata again
    std::string_view exception;  // Java class that a client throws; "" for none
    KafkaVersion since;          // the oldest modelled version that knows it
};

inline constexpr auto error_code_infos = std::to_array<ErrorCodeInfo>({
#define ERROR_CODE(identifier, number, name, retriable, refreshes, exception, since) \
    {ErrorCode::identifier, name, retriable, refreshes, exception, KafkaVersion::since},
#include "sim/kafka/error_code_rows.inc"
#undef ERROR_CODE
});

inline constexpr auto error_code_names = std::to_array<base::EnumName<ErrorCode>>({
#define ERROR_CODE(identifier, number, name, retriable, refreshes, exception, since) \
    {ErrorCode::identifier, name},
#include "sim/kafka/error_code_rows.inc"
#undef ERROR_CODE
});

constexpr std::span<const base::EnumName<ErrorCode>> enum_names(ErrorCode) {
    return error_code_names;
}

/// Everything about a code; null for a number that Kafka does not know.
constexpr const ErrorCodeInfo* find_error(ErrorCode code) {
    for (const ErrorCodeInfo& info : error_code_infos) {
        if (info.code == code) return &info;
    }
    return nullptr;
}

/// A client may send the request again and hope for better.
constexpr bool is_retriable(ErrorCode code) {
    const ErrorCodeInfo* info = find_error(code);
    return info != nullptr && info->is_retriable;
}

/// The client's metadata is suspect: it asks for new ones before it tries again.
constexpr bool refreshes_metadata(ErrorCode code) {
    const ErrorCodeInfo* info = find_error(code);
    return info != nullptr && info->refreshes_metadata;
}

}  // namespace brokerscope::kafka
