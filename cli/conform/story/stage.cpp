#include "cli/conform/story/stage.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "sim/kafka/supported.h"

namespace brokerscope::cli::conform {
namespace {

constexpr Duration longest_start = base::seconds(60);
constexpr Duration initial_work = base::milliseconds(500);

// Settings of the recorder's brokers that change nothing which the model shows: sizes of buffers,
// and matters of parts that a story does not touch unless it names them itself.
constexpr std::array<std::string_view, 7> without_effect{
    "log.cleaner.dedupe.buffer.size",
    "transaction.state.log.num.partitions",
    "transaction.state.log.replication.factor",
    "transaction.state.log.min.isr",
    "auto.leader.rebalance.enable",
    "controlled.shutdown.retry.backoff.ms",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms"};

bool has_no_effect(const std::string& name) {
    return std::find(without_effect.begin(), without_effect.end(), name) != without_effect.end() ||
           name.starts_with("group.consumer.") || name.starts_with("group.share.") ||
           name.starts_with("group.streams.") || name.starts_with("share.coordinator.");
}

std::vector<NodeId> nodes_in(const Json& json) {
    std::vector<NodeId> nodes;
    if (json.is_number()) {
        for (std::int32_t i = 1; i <= json.get<std::int32_t>(); ++i)
            nodes.push_back({i});
    } else if (json.is_array()) {
        for (const Json& id : json)
            nodes.push_back({id.get<std::int32_t>()});
    }
    return nodes;
}

}  // namespace

commands::Setting topic_setting(kafka::KafkaVersion version, const std::string& name,
                                const std::string& value) {
    constexpr std::int64_t smallest_public = 1'048'576;
    const bool internal = version == kafka::KafkaVersion::v4_3 && name == "segment.bytes" &&
                          std::atoll(value.c_str()) < smallest_public;
    return {internal ? "internal.segment.bytes" : name, value};
}

Stage::Stage(const Json& story, kafka::KafkaVersion version) : version_(version) {
    world::ClusterSettings settings = settings_of(story);
    if (const base::Status status = world::check(settings); !status)
        throw NotModelled{base::to_text(status.error())};
    world_ = std::make_unique<world::World>(std::move(settings), journal_, nullptr);
    wait_for_brokers();
    const Json topics = story["config"].value("topics", Json::object());
    for (const auto& [name, about] : topics.items()) {
        if (!about.value("createdBySteps", false)) create_topic(name, about);
    }
}

Stage::~Stage() = default;

world::ClusterSettings Stage::settings_of(const Json& story) {
    const Json& config = story["config"];
    world::ClusterSettings settings;
    settings.title.en = story.value("id", "");
    settings.kafka = version_;
    brokers_ = nodes_in(story["brokers"]);
    const std::vector<NodeId> controllers = nodes_in(story.value("controllers", Json()));
    if (controllers.size() > 1) throw NotModelled{"a quorum of several controllers"};
    controller_ = controllers.empty() ? NodeId{1} : controllers.front();
    if (brokers_.empty()) throw NotModelled{"a cluster without brokers"};
    add_configs(config.value("broker", Json::object()), settings.configs);
    add_configs(config.value("controller", Json::object()), settings.configs);
    if (brokers_.size() < 3) {
        settings.configs.insert(settings.configs.begin(),
                                {"offsets.topic.replication.factor", "1"});
    }
    const Json own = config.value("perBroker", Json::object());
    for (const NodeId id : brokers_) {
        world::ServerSettings server{id, true, id == controller_, "", {}};
        Json configs = own.value(std::to_string(id.value), Json::object());
        if (configs.contains("broker.rack")) server.rack = configs["broker.rack"];
        configs.erase("broker.rack");
        add_configs(configs, server.configs);
        settings.servers.push_back(std::move(server));
    }
    if (!controllers.empty()) settings.servers.push_back({controller_, false, true, "", {}});
    return settings;
}

void Stage::add_configs(const Json& configs, std::vector<commands::Setting>& out) {
    for (const auto& [name, value] : configs.items()) {
        if (has_no_effect(name)) continue;
        if (kafka::find_supported(kafka::ConfigScope::broker, name) == nullptr)
            throw NotModelled{"broker config " + name};
        out.push_back({name, value.is_string() ? value.get<std::string>() : value.dump()});
    }
}

// --- time ----------------------------------------------------------------------------------------

std::int64_t Stage::now_ms() const {
    return (world::wall_clock_at_start + Duration{now().ns}).milliseconds();
}

void Stage::run(Duration duration) {
    world_->run_until(now() + duration);
}

bool Stage::run_until(const std::function<bool()>& holds, Duration longest, Duration every) {
    const base::SimTime limit = now() + longest;
    while (!holds()) {
        if (now() >= limit) return false;
        world_->run_until(std::min(now() + every, limit));
    }
    return true;
}

void Stage::wait_for_brokers() {
    const bool up = run_until([this] { return brokers_know_everything(); }, longest_start);
    CHECK(up, "a cluster of which nobody fails comes up");
    // What a broker does first of all in the background was over before a recording began.
    run(initial_work);
}

bool Stage::brokers_know_everything() const {
    const node::MetadataImage* image = this->image();
    if (image == nullptr) return false;
    return std::all_of(brokers_.begin(), brokers_.end(), [&](NodeId id) {
        const node::BrokerImage* known = image->broker(id);
        const broker::Broker* broker = this->broker(id);
        return known != nullptr && known->active() && broker != nullptr &&
               broker->image().next_offset() == image->next_offset();
    });
}

// --- doing ---------------------------------------------------------------------------------------

void Stage::give(const commands::Command& command) {
    const auto given = world_->give(command, journal::CommandSource::scenario);
    if (!given) throw NotModelled{base::to_text(given.error())};
}

std::int64_t Stage::ask(NodeId to, protocol::RequestBody body, std::int32_t version,
                        const std::string& client_id) {
    client::RawAsk ask;
    ask.request = next_request_++;
    ask.to = to;
    ask.version = static_cast<std::int16_t>(version);
    ask.body = std::move(body);
    ask.client_id = client_id;
    ask.patience = base::seconds(3600);
    ask.at_controller = to == controller_ && !machine(to).has_role(node::Role::broker);
    ask.keeps_answer = true;
    world_->ask(std::move(ask), journal::CommandSource::scenario);
    return next_request_ - 1;
}

const client::RawOutcome& Stage::outcome(std::int64_t number) const {
    const client::RawOutcome* outcome =
        machine(base::admin_client_id).parts.raw_client->outcome_of(number);
    CHECK(outcome != nullptr, "what became of a request is kept");
    return *outcome;
}

void Stage::create_topic(const std::string& name, const Json& about) {
    commands::CreateTopic command;
    command.name = name;
    const Json assignment = about.value("assignment", Json());
    if (assignment.is_array()) {
        for (const Json& replicas : assignment)
            command.assignments.push_back(nodes_in(replicas));
        command.partitions = static_cast<std::int32_t>(command.assignments.size());
        command.replication = static_cast<std::int32_t>(command.assignments[0].size());
    } else if (about.contains("partitions") && about["partitions"].is_number()) {
        command.partitions = about["partitions"];
    }
    const Json configs = about.value("configs", Json::object());
    for (const auto& [key, value] : configs.items()) {
        const commands::Setting setting = topic_setting(version_, key, value);
        if (kafka::find_supported(kafka::ConfigScope::topic, setting.name) == nullptr)
            throw NotModelled{"topic config " + setting.name};
        command.configs.push_back(setting);
    }
    give(command);
    const auto is_there = [&] {
        const node::MetadataImage* image = this->image();
        if (image == nullptr || image->topic(name) == nullptr) return false;
        const PartitionId first{image->topic(name)->id, 0};
        return leader_of(first) != base::no_node && brokers_know_everything();
    };
    if (!run_until(is_there, longest_start)) throw NotModelled{"topic " + name + " never came"};
    // Let the followers fetch once, as they had done long before a recording began.
    run(base::milliseconds(1000));
}

// --- looking -------------------------------------------------------------------------------------

bool Stage::is_up(NodeId node) const {
    const auto found = world_->machines().find(node);
    return found != world_->machines().end() && found->second.power == world::Power::up;
}

const world::Machine& Stage::machine(NodeId node) const {
    const auto found = world_->machines().find(node);
    if (found == world_->machines().end())
        throw NotModelled{"node " + std::to_string(node.value) + " is not in the cluster"};
    return found->second;
}

const node::MetadataImage* Stage::image() const {
    const auto& controller = machine(controller_).parts.controller;
    return controller ? &controller->image() : nullptr;
}

const log::PartitionLog& Stage::metadata_log() const {
    const auto& logs = machine(controller_).disk.logs;
    const auto found = logs.find({base::cluster_metadata_topic, 0});
    CHECK(found != logs.end(), "a controller that was up has a metadata log");
    return found->second;
}

const broker::Broker* Stage::broker(NodeId node) const {
    return machine(node).parts.broker.get();
}

PartitionId Stage::partition(const std::string& topic, std::int32_t number) {
    return {topic_id(topic), number};
}

const node::PartitionImage* Stage::partition_image(PartitionId id) const {
    const node::MetadataImage* image = this->image();
    return image == nullptr ? nullptr : image->partition(id);
}

NodeId Stage::leader_of(PartitionId id) const {
    const node::PartitionImage* partition = partition_image(id);
    return partition == nullptr ? base::no_node : partition->leader;
}

const log::PartitionLog* Stage::leaders_log(PartitionId id) const {
    const NodeId leader = leader_of(id);
    if (leader == base::no_node) return nullptr;
    const auto& logs = machine(leader).disk.logs;
    const auto found = logs.find(id);
    return found == logs.end() ? nullptr : &found->second;
}

bool Stage::knows_its_role(NodeId id, PartitionId partition) const {
    const broker::Broker* broker = this->broker(id);
    const node::PartitionImage* known =
        broker == nullptr ? nullptr : broker->image().partition(partition);
    const node::PartitionImage* truth = partition_image(partition);
    return known != nullptr && truth != nullptr && known->leader_epoch == truth->leader_epoch &&
           broker->state() == journal::BrokerState::running;
}

std::int64_t Stage::broker_config(const std::string& name) const {
    const auto set =
        world::config_set(version_, kafka::ConfigScope::broker, world_->settings().configs);
    CHECK(set.ok(), "the settings were checked when the cluster was made");
    return set.value().integer(name);
}

base::TopicId Stage::topic_id(const std::string& name) {
    const node::MetadataImage* image = this->image();
    if (image != nullptr && image->topic(name) != nullptr) {
        const base::TopicId id = image->topic(name)->id;
        ids_[name] = id;
        names_[id] = name;
        return id;
    }
    const auto [found, is_new] = ids_.emplace(name, base::TopicId{next_unknown_topic_});
    if (is_new) names_[{next_unknown_topic_++}] = name;
    return found->second;
}

std::string Stage::topic_name(base::TopicId id) {
    const node::MetadataImage* image = this->image();
    if (image != nullptr && image->topic(id) != nullptr) return image->topic(id)->name;
    const auto found = names_.find(id);
    return found == names_.end() ? "" : found->second;
}

}  // namespace brokerscope::cli::conform
