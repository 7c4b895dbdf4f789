// The metadata log as a story looks at it: the records that came since the last look.
#include <utility>
#include <variant>

#include "cli/conform/story/fields_json.h"
#include "cli/conform/story/observe.h"
#include "sim/node/metadata_records.h"

namespace brokerscope::cli::conform {
namespace {

// Under the names of recordings; a record that is not there changes nothing and is not shown.
Json record_json(const node::MetadataRecord& record, Stage& stage) {
    Json json =
        std::visit([&](const auto& content) { return write_json(content, "", stage); }, record);
    json["type"] = std::string(node::name_of_record(record));
    if (json.contains("topicId")) {
        json["topic"] = stage.topic_name(base::TopicId{json["topicId"].get<std::int32_t>()});
    }
    if (json.contains("partitionId")) json["partition"] = json["partitionId"];
    if (json.contains("rack") && json["rack"] == "") json["rack"] = nullptr;
    if (std::holds_alternative<node::TopicRecord>(record)) json["topic"] = json["name"];
    if (const auto* config = std::get_if<node::ConfigRecord>(&record);
        config != nullptr && config->resource_type == 2) {
        json["topic"] = config->resource_name;
    }
    return json;
}

bool is_about(const Json& record, const Json& topic) {
    if (record["type"] == "NoOpRecord" || record["type"] == "ProducerIdsRecord") return false;
    return topic.is_null() || !record.contains("topic") || record["topic"] == topic;
}

}  // namespace

Json observe_metadata_records(const Json& step, Stage& stage, base::Offset from) {
    for (const char* name : {"since", "leaderChanges", "onlyTypes"}) {
        if (step.contains(name)) throw NotModelled{std::string("see metadataRecords.") + name};
    }
    const Json topic = step.value("topic", Json());
    Json records = Json::array();
    for (const log::RecordBatch& batch : stage.metadata_log().read_all()) {
        if (batch.is_control() || batch.last_offset() < from) continue;
        for (const log::Record& record : *batch.records) {
            Json json = record_json(node::decode_record(record), stage);
            if (is_about(json, topic)) records.push_back(std::move(json));
        }
    }
    return {{"records", std::move(records)}, {"topic", topic}};
}

}  // namespace brokerscope::cli::conform
