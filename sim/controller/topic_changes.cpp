// What becomes of topics that exist: they are deleted, get more partitions or other configs; and
// the blocks of producer ids. Each request is judged part by part, and what may be done becomes
// records.
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/controller/controller.h"
#include "sim/controller/topic_rules.h"
#include "sim/kafka/config_definition.h"
#include "sim/kafka/config_value.h"

namespace brokerscope::controller {

using protocol::ErrorCode;

namespace {

/// ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE.
constexpr std::int32_t producer_id_block = 1000;

enum class ConfigOperation : std::int8_t { set, remove, append, subtract };

template <class List, class Same>
bool comes_twice(const List& list, const Same& same) {
    return std::count_if(list.begin(), list.end(), same) > 1;
}

// A list config as Kafka changes it: what is there already is not added again.
std::string changed_list(const std::string& before, const std::string& operand,
                         ConfigOperation operation) {
    std::vector<std::string> parts;
    for (std::string& part : kafka::parse_config_list(before)) {
        if (!part.empty()) parts.push_back(std::move(part));
    }
    for (std::string& part : kafka::parse_config_list(operand)) {
        const auto found = std::find(parts.begin(), parts.end(), part);
        if (operation == ConfigOperation::append && found == parts.end()) {
            parts.push_back(std::move(part));
        } else if (operation == ConfigOperation::subtract && found != parts.end()) {
            parts.erase(found);
        }
    }
    std::string joined;
    for (const std::string& part : parts)
        joined += (joined.empty() ? "" : ",") + part;
    return joined;
}

// What is wrong with the request itself (ConfigAdminManager.preprocess).
Refusal judge_resource(const protocol::IncrementalAlterConfigsRequest& request,
                       const protocol::AlterConfigsResource& resource) {
    if (comes_twice(request.resources, [&](const protocol::AlterConfigsResource& other) {
            return other.resource_type == resource.resource_type &&
                   other.resource_name == resource.resource_name;
        })) {
        return {ErrorCode::invalid_request, "Each resource must appear at most once."};
    }
    std::string nulls;
    for (const protocol::AlterableConfig& config : resource.configs) {
        if (comes_twice(resource.configs, [&](const protocol::AlterableConfig& other) {
                return other.name == config.name;
            })) {
            return {ErrorCode::invalid_request, "Error due to duplicate config keys"};
        }
        const bool deletes =
            static_cast<ConfigOperation>(config.config_operation) == ConfigOperation::remove;
        if (!deletes && !config.value) nulls += (nulls.empty() ? "" : ", ") + config.name;
    }
    if (!nulls.empty())
        return {ErrorCode::invalid_request, "Null value not supported for : " + nulls};
    if (resource.resource_type == protocol::broker_resource) {
        return {ErrorCode::invalid_request,
                "Changing the configs of a running broker is not modelled."};
    }
    if (resource.resource_type != protocol::topic_resource) {
        return {ErrorCode::invalid_request,
                "Unknown resource type " + std::to_string(resource.resource_type)};
    }
    return {};
}

struct NewValue {
    Refusal refusal;
    std::optional<std::string> value;
};

NewValue decide_value(const protocol::AlterableConfig& config,
                      const std::map<std::string, std::string>& now, kafka::KafkaVersion version) {
    const auto operation = static_cast<ConfigOperation>(config.config_operation);
    if (operation == ConfigOperation::set) return {{}, config.value};
    if (operation == ConfigOperation::remove) return {{}, std::nullopt};
    const kafka::ConfigDefinition* definition =
        kafka::find_config(version, kafka::ConfigScope::topic, config.name);
    const std::string verb = operation == ConfigOperation::append ? "APPEND" : "SUBTRACT";
    if (definition == nullptr || definition->type != kafka::ConfigType::list_type) {
        return {{ErrorCode::invalid_config,
                 "Can't " + verb + " to key " + config.name + " because its type is not LIST."},
                std::nullopt};
    }
    const auto found = now.find(config.name);
    const std::string before =
        found != now.end() ? found->second : std::string(definition->default_value.value_or(""));
    return {{}, changed_list(before, *config.value, operation)};
}

}  // namespace

// --- deletion ------------------------------------------------------------------------------------

protocol::DeletableTopicResult Controller::decide_deletion(
    const protocol::DeleteTopicsRequest& request, const protocol::DeleteTopicState& topic,
    Records& records) const {
    constexpr TopicId no_id{-1};
    protocol::DeletableTopicResult result{topic.name, topic.topic_id, ErrorCode::none,
                                          std::nullopt};
    const auto refuse = [&](ErrorCode error, std::string message) {
        result.error = error;
        result.error_message = std::move(message);
        return result;
    };
    if (topic.name && topic.topic_id != no_id) {
        return refuse(ErrorCode::invalid_request,
                      "You may not specify both topic name and topic id.");
    }
    if (!topic.name && topic.topic_id == no_id)
        return refuse(ErrorCode::invalid_request, "Neither topic name nor id were specified.");
    if (comes_twice(request.topics, [&](const protocol::DeleteTopicState& other) {
            return other.name == topic.name && other.topic_id == topic.topic_id;
        })) {
        return refuse(ErrorCode::invalid_request,
                      topic.name ? "Duplicate topic name." : "Duplicate topic id.");
    }
    const node::TopicImage* image =
        topic.name ? image_.topic(std::string_view(*topic.name)) : image_.topic(topic.topic_id);
    if (image == nullptr && topic.name) {
        return refuse(ErrorCode::unknown_topic_or_partition,
                      "This server does not host this topic-partition.");
    }
    if (image == nullptr)
        return refuse(ErrorCode::unknown_topic_id, "This server does not host this topic ID.");
    const bool named_twice = comes_twice(request.topics, [&](const auto& other) {
        return other.name == image->name || other.topic_id == image->id;
    });
    if (named_twice) {
        return refuse(ErrorCode::invalid_request,
                      "The provided topic name maps to an ID that was already supplied.");
    }
    result.name = image->name;
    result.topic_id = image->id;
    records.push_back(node::RemoveTopicRecord{image->id});
    return result;
}

void Controller::handle(const protocol::Request& request, const protocol::DeleteTopicsRequest& body,
                        node::Turn& turn, node::Effects& effects) {
    protocol::DeleteTopicsResponse response;
    Records records;
    for (const protocol::DeleteTopicState& topic : body.topics)
        response.responses.push_back(decide_deletion(body, topic, records));
    if (!records.empty()) write(records, turn, effects);
    log_.answer_after(log_.end_offset(turn), request, std::move(response), effects);
}

// --- more partitions -----------------------------------------------------------------------------

namespace {

using Assignments = std::vector<protocol::CreatePartitionsAssignment>;

Refusal judge_new_assignments(const Assignments& assignments, std::size_t additional,
                              std::size_t replication, const node::MetadataImage& image) {
    const auto invalid = [](std::string message) {
        return Refusal{ErrorCode::invalid_replica_assignment, std::move(message)};
    };
    if (assignments.size() != additional) {
        return invalid("Attempted to add " + std::to_string(additional) +
                       " additional partition(s), but only " + std::to_string(assignments.size()) +
                       " assignment(s) were specified.");
    }
    for (const protocol::CreatePartitionsAssignment& assignment : assignments) {
        const std::vector<NodeId>& brokers = assignment.broker_ids;
        if (brokers.empty())
            return invalid("The manual partition assignment includes an empty replica list.");
        for (const NodeId broker : brokers) {
            const std::string id = std::to_string(broker.value);
            if (image.broker(broker) == nullptr) {
                return invalid("The manual partition assignment includes broker " + id +
                               ", but no such broker is registered.");
            }
            if (std::count(brokers.begin(), brokers.end(), broker) > 1) {
                return invalid("The manual partition assignment includes the broker " + id +
                               " more than once.");
            }
        }
        if (brokers.size() != replication) {
            return invalid("The manual partition assignment includes a partition with " +
                           std::to_string(brokers.size()) +
                           " replica(s), but this is not consistent with previous partitions, "
                           "which have " +
                           std::to_string(replication) + " replica(s).");
        }
        if (std::none_of(brokers.begin(), brokers.end(),
                         [&](NodeId broker) { return image.broker(broker)->active(); })) {
            return invalid(
                "All brokers specified in the manual partition assignment are fenced or "
                "in controlled shutdown.");
        }
    }
    return {};
}

Refusal judge_new_count(const node::TopicImage& topic, std::int32_t count) {
    const std::string now = std::to_string(topic.partitions);
    if (count == topic.partitions) {
        return {ErrorCode::invalid_partitions, "Topic already has " + now + " partition(s)."};
    }
    if (count < topic.partitions) {
        return {ErrorCode::invalid_partitions, "The topic " + topic.name + " currently has " + now +
                                                   " partition(s); " + std::to_string(count) +
                                                   " would not be an increase."};
    }
    return {};
}

}  // namespace

protocol::CreatePartitionsTopicResult Controller::decide_partitions(
    const protocol::CreatePartitionsTopic& topic, base::Rng& random, Records& records) const {
    protocol::CreatePartitionsTopicResult result{topic.name, ErrorCode::none, std::nullopt};
    const auto refuse = [&](const Refusal& refusal) {
        result.error = refusal.error;
        result.error_message = refusal.message;
        return result;
    };
    const node::TopicImage* image = image_.topic(std::string_view(topic.name));
    if (image == nullptr) {
        return refuse({ErrorCode::unknown_topic_or_partition,
                       "This server does not host this topic-partition."});
    }
    if (const Refusal refusal = judge_new_count(*image, topic.count);
        refusal.error != ErrorCode::none) {
        return refuse(refusal);
    }
    const std::int32_t additional = topic.count - image->partitions;
    const auto replication = image_.partition({image->id, 0})->replicas.size();
    std::vector<std::vector<NodeId>> placement;
    if (topic.assignments) {
        const Refusal refusal = judge_new_assignments(
            *topic.assignments, static_cast<std::size_t>(additional), replication, image_);
        if (refusal.error != ErrorCode::none) return refuse(refusal);
        for (const protocol::CreatePartitionsAssignment& assignment : *topic.assignments)
            placement.push_back(assignment.broker_ids);
    } else {
        const std::vector<UsableBroker> brokers = usable_brokers(image_);
        const Refusal refusal =
            judge_replication(static_cast<std::int32_t>(replication), brokers, settings_.kafka);
        if (refusal.error != ErrorCode::none) return refuse(refusal);
        placement = place_replicas(brokers, additional, static_cast<std::int32_t>(replication),
                                   [&](std::uint64_t bound) { return random.below(bound); });
    }
    for (std::vector<NodeId>& replicas : placement) {
        const auto index = static_cast<std::int32_t>(&replicas - placement.data());
        records.push_back(
            partition_record(image->id, image->partitions + index, std::move(replicas), image_));
    }
    return result;
}

void Controller::handle(const protocol::Request& request,
                        const protocol::CreatePartitionsRequest& body, node::Turn& turn,
                        node::Effects& effects) {
    protocol::CreatePartitionsResponse response;
    Records records;
    for (const protocol::CreatePartitionsTopic& topic : body.topics) {
        if (comes_twice(body.topics, [&](const auto& other) { return other.name == topic.name; })) {
            response.results.push_back(
                {topic.name, ErrorCode::invalid_request, "Duplicate topic name."});
        } else {
            response.results.push_back(decide_partitions(topic, turn.random, records));
        }
    }
    if (!records.empty() && !body.validate_only) write(records, turn, effects);
    log_.answer_after(log_.end_offset(turn), request, std::move(response), effects);
}

// --- configs -------------------------------------------------------------------------------------

protocol::AlterConfigsResourceResponse Controller::decide_configs(
    const protocol::IncrementalAlterConfigsRequest& request,
    const protocol::AlterConfigsResource& resource, Records& records) const {
    protocol::AlterConfigsResourceResponse result{ErrorCode::none, std::nullopt,
                                                  resource.resource_type, resource.resource_name};
    const auto refuse = [&](const Refusal& refusal) {
        result.error = refusal.error;
        result.error_message = refusal.message;
        return result;
    };
    if (const Refusal refusal = judge_resource(request, resource); refusal.error != ErrorCode::none)
        return refuse(refusal);
    const node::TopicImage* topic = image_.topic(std::string_view(resource.resource_name));
    std::map<std::string, std::string> configs;
    if (topic != nullptr) configs = topic->configs;
    const std::map<std::string, std::string> before = configs;
    Records changes;
    for (const protocol::AlterableConfig& config : resource.configs) {
        const NewValue changed = decide_value(config, before, settings_.kafka);
        if (changed.refusal.error != ErrorCode::none) return refuse(changed.refusal);
        const auto known = before.find(config.name);
        const auto old = known == before.end() ? std::nullopt : std::optional(known->second);
        if (old == changed.value) continue;
        changes.push_back(node::ConfigRecord{protocol::topic_resource, resource.resource_name,
                                             config.name, changed.value});
        configs.erase(config.name);
        if (changed.value) configs[config.name] = *changed.value;
    }
    if (const Refusal refusal = judge_topic_configs(configs, settings_.kafka);
        refusal.error != ErrorCode::none) {
        return refuse(refusal);
    }
    if (topic == nullptr) {
        return refuse({ErrorCode::unknown_topic_or_partition,
                       "The topic '" + resource.resource_name + "' does not exist."});
    }
    records.insert(records.end(), changes.begin(), changes.end());
    return result;
}

void Controller::handle(const protocol::Request& request,
                        const protocol::IncrementalAlterConfigsRequest& body, node::Turn& turn,
                        node::Effects& effects) {
    protocol::IncrementalAlterConfigsResponse response;
    Records records;
    for (const protocol::AlterConfigsResource& resource : body.resources)
        response.responses.push_back(decide_configs(body, resource, records));
    if (!records.empty() && !body.validate_only) write(records, turn, effects);
    log_.answer_after(log_.end_offset(turn), request, std::move(response), effects);
}

// --- producer ids --------------------------------------------------------------------------------

void Controller::handle(const protocol::Request& request,
                        const protocol::AllocateProducerIdsRequest& body, node::Turn& turn,
                        node::Effects& effects) {
    protocol::AllocateProducerIdsResponse response;
    const node::BrokerImage* broker = image_.broker(body.broker_id);
    if (broker == nullptr || broker->epoch != body.broker_epoch) {
        response.error = ErrorCode::stale_broker_epoch;
        effects.respond(request.connection, request.correlation, response);
        return;
    }
    response.producer_id_start = image_.next_producer_id();
    response.producer_id_len = producer_id_block;
    const base::ProducerId next{response.producer_id_start.value + producer_id_block};
    write({node::ProducerIdsRecord{body.broker_id, body.broker_epoch, next}}, turn, effects);
    log_.answer_after(log_.end_offset(turn), request, response, effects);
}

}  // namespace brokerscope::controller
