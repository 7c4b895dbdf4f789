#include "cli/conform/story/translate.h"

#include <utility>
#include <variant>

namespace brokerscope::cli::conform {
namespace {

using kafka::ApiKey;

// --- requests ------------------------------------------------------------------------------------

// METADATA asks for names, or for ids; null stands for all topics.
Json metadata_request(Json request) {
    if (!request.contains("topics") || request["topics"].is_null()) return request;
    Json names = Json::array();
    for (const Json& topic : request["topics"]) {
        if (!topic.contains("name") || topic["name"].is_null())
            throw NotModelled{"METADATA by topic id"};
        names.push_back(topic["name"]);
    }
    request["topics"] = std::move(names);
    return request;
}

Json shaped_request(ApiKey api, Json request) {
    if (api == ApiKey::metadata) return metadata_request(std::move(request));
    return request;
}

template <std::size_t I = 0>
protocol::RequestBody read_alternative(ApiKey api, const Json& request, const std::string& path,
                                       const ReadContext& context) {
    if constexpr (I == std::variant_size_v<protocol::RequestBody>) {
        throw NotModelled{"API " + path};
    } else {
        using Body = std::variant_alternative_t<I, protocol::RequestBody>;
        if (Body::api != api) return read_alternative<I + 1>(api, request, path, context);
        Body body;
        read_json(request, body, path, context);
        return body;
    }
}

// --- answers -------------------------------------------------------------------------------------

Json& with_sizes(Json& answer) {
    for (Json& partition : answer["partitions"]) {
        if (!partition.contains("batches")) continue;
        const Json& batches = partition["batches"];
        if (!partition.contains("recordsSizeInBytes")) {
            std::int64_t size = 0;
            for (const Json& batch : batches)
                size += batch["sizeInBytes"].get<std::int64_t>();
            partition["recordsSizeInBytes"] = size;
        }
        Json records = Json::array();
        Json epochs = Json::array();
        for (const Json& batch : batches) {
            epochs.push_back(batch["partitionLeaderEpoch"]);
            for (const Json& record : batch["records"])
                records.push_back(record);
        }
        partition["firstBatch"] = batches.empty() ? Json() : batches[0];
        partition["records"] = std::move(records);
        partition["batchEpochs"] = std::move(epochs);
    }
    return answer;
}

}  // namespace

protocol::RequestBody request_of(const std::string& api, const Json& request,
                                 const ReadContext& context) {
    const auto key = base::parse_enum<ApiKey>(api);
    if (!key) throw NotModelled{"API " + api};
    return read_alternative(*key, shaped_request(*key, request), api, context);
}

Json answer_of(const protocol::ResponseBody& body, Names& names) {
    Json answer =
        std::visit([&](const auto& content) { return write_json(content, "", names); }, body);
    if (protocol::api_of(body) == ApiKey::fetch) with_sizes(answer);
    return answer;
}

Json in_shape_of(const Json& recorded, int version, Json answer) {
    constexpr int first_with_epochs = 5;  // of OFFSET_FETCH
    if (version < first_with_epochs && answer.contains("partitions")) {
        for (Json& partition : answer["partitions"]) {
            if (partition.contains("committedLeaderEpoch"))
                partition["committedLeaderEpoch"] = nullptr;
        }
    }
    // Before version 7 a join that chose no protocol named an empty one.
    constexpr int first_with_null_protocol = 7;
    if (answer.contains("leader") && version < first_with_null_protocol &&
        answer["protocolName"].is_null())
        answer["protocolName"] = "";
    // Before version 3 a leave names one member, whose error stands alone.
    const bool old_leave = answer.contains("members") && !recorded.contains("members") &&
                           answer.value("errorCode", "") == "NONE" &&
                           answer["members"].size() == 1 &&
                           answer["members"][0].contains("errorCode");
    if (old_leave) answer["errorCode"] = answer["members"][0]["errorCode"];
    return answer;
}

}  // namespace brokerscope::cli::conform
