#include "sim/protocol/message.h"

#include <span>
#include <type_traits>

namespace brokerscope::protocol {
namespace {

// Request header v2 and length; response header v1 and length.
constexpr std::int32_t request_header_bytes = 35;
constexpr std::int32_t response_header_bytes = 12;

std::int32_t bytes_of(const std::vector<log::RecordBatch>& batches) {
    std::int32_t total = 0;
    for (const log::RecordBatch& batch : batches)
        total += batch.size_bytes;
    return total;
}

std::span<const log::RecordBatch> batches_of(const ProducePartition& partition) {
    if (!partition.batches) return {};
    return *partition.batches;
}

std::span<const log::RecordBatch> batches_of(const FetchPartitionResponse& partition) {
    return partition.batches;
}

template <class Partitions>
std::int32_t records_in_partitions(const Partitions& partitions) {
    std::int32_t total = 0;
    for (const auto& partition : partitions) {
        for (const log::RecordBatch& batch : batches_of(partition))
            total += batch.record_count;
    }
    return total;
}

// Strings and lists in the other requests: an estimate that grows with their content.
template <class T>
std::int32_t estimated_bytes(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        return static_cast<std::int32_t>(value.size()) + 1;
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return static_cast<std::int32_t>(value.size()) + 1;
    } else if constexpr (std::is_same_v<T, std::vector<log::RecordBatch>>) {
        return bytes_of(value) + 1;
    } else if constexpr (base::is_vector<T>::value) {
        std::int32_t total = 1;
        for (const auto& element : value)
            total += estimated_bytes(element);
        return total;
    } else if constexpr (base::is_optional<T>::value) {
        return value ? estimated_bytes(*value) : 1;
    } else if constexpr (std::is_same_v<T, TopicId>) {
        return 16;  // a topic UUID
    } else if constexpr (base::HasFields<T>) {
        std::int32_t total = 1;
        // A batch that was cut off at the limit travels, too.
        if constexpr (std::is_same_v<T, FetchPartitionResponse>)
            total += static_cast<std::int32_t>(value.records_size_bytes) - bytes_of(value.batches);
        base::for_each_field(
            value, [&](std::string_view, const auto& member) { total += estimated_bytes(member); });
        return total;
    } else {
        return static_cast<std::int32_t>(sizeof(T));
    }
}

ErrorCode error_among(const auto& elements) {
    for (const auto& element : elements) {
        if (element.error != ErrorCode::none) return element.error;
    }
    return ErrorCode::none;
}

template <class T>
ErrorCode first_error_of(const T& body) {
    if constexpr (requires { body.error; }) {
        if (body.error != ErrorCode::none) return body.error;
    }
    if constexpr (requires { body.partitions[0].error; }) return error_among(body.partitions);
    if constexpr (requires { body.coordinators; }) return error_among(body.coordinators);
    if constexpr (requires { body.topics; }) return error_among(body.topics);
    if constexpr (requires { body.responses; }) return error_among(body.responses);
    if constexpr (requires { body.results; }) return error_among(body.results);
    if constexpr (requires { body.members[0].error; }) return error_among(body.members);
    return ErrorCode::none;
}

template <std::size_t I = 0>
base::Result<RequestBody> read_alternative(ApiKey api, const base::Value& value,
                                           const std::string& path) {
    if constexpr (I == std::variant_size_v<RequestBody>) {
        return base::Error{std::string(base::name_of(api)) + " is not modelled", path,
                           "docs/not-modelled.md lists what the model does not know yet"};
    } else {
        using Body = std::variant_alternative_t<I, RequestBody>;
        if (Body::api != api) return read_alternative<I + 1>(api, value, path);
        Body body;
        const base::Status status = base::read_value(value, body, path);
        if (!status) return status.error();
        return RequestBody(std::move(body));
    }
}

}  // namespace

ApiKey api_of(const RequestBody& body) {
    return std::visit([](const auto& content) { return content.api; }, body);
}

ApiKey api_of(const ResponseBody& body) {
    return std::visit([](const auto& content) { return content.api; }, body);
}

std::int32_t wire_size_bytes(const RequestBody& body) {
    return request_header_bytes +
           std::visit([](const auto& content) { return estimated_bytes(content); }, body);
}

std::int32_t wire_size_bytes(const ResponseBody& body) {
    return response_header_bytes +
           std::visit([](const auto& content) { return estimated_bytes(content); }, body);
}

std::int32_t records_in(const RequestBody& body) {
    const auto* produce = std::get_if<ProduceRequest>(&body);
    return produce == nullptr ? 0 : records_in_partitions(produce->partitions);
}

std::int32_t records_in(const ResponseBody& body) {
    const auto* fetch = std::get_if<FetchResponse>(&body);
    return fetch == nullptr ? 0 : records_in_partitions(fetch->partitions);
}

ErrorCode first_error(const ResponseBody& body) {
    return std::visit([](const auto& content) { return first_error_of(content); }, body);
}

base::PackedValue pack_body(const RequestBody& body) {
    return base::pack(body);
}
base::PackedValue pack_body(const ResponseBody& body) {
    return base::pack(body);
}

base::Result<RequestBody> read_request(ApiKey api, const base::Value& value,
                                       const std::string& path) {
    return read_alternative(api, value, path);
}

}  // namespace brokerscope::protocol
