#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "sim/world/world.h"

namespace brokerscope::world {
namespace {

base::Error refusal(std::string message, std::string hint = "") {
    return {std::move(message), "", std::move(hint)};
}

base::Error unknown_node(NodeId id) {
    return refusal("there is no node " + std::to_string(id.value));
}

base::Error not_the_administrator() {
    return refusal("the administrator is no part of the cluster; it is always there");
}

}  // namespace

base::Result<FactId> World::give(const commands::Command& command, journal::CommandSource source) {
    std::optional<base::Error> error =
        std::visit([this](const auto& one) { return refuse(one); }, command);
    if (error) return std::move(*error);
    const FactId cause =
        record(base::outside_world, base::no_fact,
               journal::CommandGiven{
                   source, std::string(commands::verb_of(command)),
                   std::visit([](const auto& one) { return base::pack(one); }, command)});
    std::visit([&](const auto& one) { carry_out(one, cause); }, command);
    if (watcher_) watcher_(*this);
    return cause;
}

FactId World::ask(client::RawAsk ask, journal::CommandSource source) {
    const commands::SendRaw command{ask.request, ask.to, protocol::api_of(ask.body), ask.version,
                                    protocol::pack_body(ask.body)};
    const FactId cause =
        record(base::outside_world, base::no_fact,
               journal::CommandGiven{source, std::string(commands::verb_of(command)),
                                     base::pack(command)});
    call_raw_client(cause, std::move(ask));
    if (watcher_) watcher_(*this);
    return cause;
}

// --- processes -----------------------------------------------------------------------------------

std::optional<base::Error> World::refuse(const commands::Crash& command) {
    const Machine* machine = find_machine(command.node);
    if (machine == nullptr) return unknown_node(command.node);
    if (command.node == base::admin_client_id) return not_the_administrator();
    if (machine->power == Power::down) return refusal("it is not running, so it cannot crash");
    return std::nullopt;
}

void World::carry_out(const commands::Crash& command, FactId cause) {
    end_process(machine(command.node), journal::ProcessEnd::crashed, cause);
}

std::optional<base::Error> World::refuse(const commands::PowerLoss& command) {
    const Machine* machine = find_machine(command.node);
    if (machine == nullptr) return unknown_node(command.node);
    if (command.node == base::admin_client_id) return not_the_administrator();
    return std::nullopt;
}

// A machine whose process is down loses what its page cache still held.
void World::carry_out(const commands::PowerLoss& command, FactId cause) {
    Machine& dark = machine(command.node);
    if (dark.power != Power::down) end_process(dark, journal::ProcessEnd::lost_power, cause);
    lose_unflushed(dark, cause);
}

namespace {

const log::PartitionLog* find_log(const Machine& machine, const commands::DamageFile& command) {
    for (const auto& [partition, log] : machine.disk.logs) {
        const auto name = machine.disk.topic_names.find(partition.topic);
        const bool is_it = name != machine.disk.topic_names.end() &&
                           name->second == command.topic &&
                           partition.partition == command.partition;
        if (is_it) return &log;
    }
    return nullptr;
}

journal::FileDamage in_fact(commands::FileDamage damage) {
    switch (damage) {
        case commands::FileDamage::flip_bit: return journal::FileDamage::bit_flipped;
        case commands::FileDamage::truncate: return journal::FileDamage::cut;
        case commands::FileDamage::remove: return journal::FileDamage::deleted;
        case commands::FileDamage::create: return journal::FileDamage::created;
        case commands::FileDamage::rename: break;
    }
    return journal::FileDamage::renamed;
}

// The files of a log directory itself that can go, and what goes with them.
struct DirectoryFile {
    std::string_view name;
    void (*remove)(node::Disk& disk);
};

constexpr DirectoryFile directory_files[] = {
    {"recovery-point-offset-checkpoint",
     [](node::Disk& disk) { disk.recovery_point_checkpoint.clear(); }},
    {"replication-offset-checkpoint",
     [](node::Disk& disk) { disk.high_watermark_checkpoint.clear(); }},
    {"log-start-offset-checkpoint", [](node::Disk& disk) { disk.log_start_checkpoint.clear(); }},
    {".kafka_cleanshutdown", [](node::Disk& disk) { disk.clean_shutdown = false; }},
};

const DirectoryFile* find_directory_file(const commands::DamageFile& command) {
    if (command.damage != commands::FileDamage::remove) return nullptr;
    const auto* found =
        std::find_if(std::begin(directory_files), std::end(directory_files),
                     [&](const DirectoryFile& file) { return file.name == command.file; });
    return found == std::end(directory_files) ? nullptr : found;
}

bool damage(log::PartitionLog& log, const commands::DamageFile& command) {
    switch (command.damage) {
        case commands::FileDamage::flip_bit:
            return log.damage_flip_bit(command.file, command.amount);
        case commands::FileDamage::truncate:
            return log.damage_truncate(command.file, command.amount);
        case commands::FileDamage::remove: return log.damage_delete(command.file);
        case commands::FileDamage::create: return log.create_file({command.file, command.amount});
        case commands::FileDamage::rename: return log.rename_file(command.file, command.new_name);
    }
    return false;
}

}  // namespace

std::optional<base::Error> World::refuse(const commands::DamageFile& command) {
    const Machine* machine = find_machine(command.node);
    if (machine == nullptr) return unknown_node(command.node);
    if (machine->power != Power::down) return refusal("its files are damaged while it is down");
    if (command.topic.empty()) {
        if (find_directory_file(command) != nullptr) return std::nullopt;
        return refusal("of the log directory's own files, checkpoints can be deleted");
    }
    const log::PartitionLog* log = find_log(*machine, command);
    if (log == nullptr) {
        return refusal("it has no directory " + command.topic + "-" +
                       std::to_string(command.partition));
    }
    // Whether there is such a place in the file shows when it is tried, on a copy.
    log::PartitionLog copy = *log;
    if (!damage(copy, command)) return refusal("there is no such file or place in it");
    return std::nullopt;
}

void World::carry_out(const commands::DamageFile& command, FactId cause) {
    Machine& damaged = machine(command.node);
    if (command.topic.empty()) {
        find_directory_file(command)->remove(damaged.disk);
        record(damaged.id, cause,
               journal::FileDamaged{{}, command.file, in_fact(command.damage), command.amount});
        return;
    }
    for (auto& [partition, log] : damaged.disk.logs) {
        if (&log != find_log(damaged, command)) continue;
        damage(log, command);
        record(
            damaged.id, cause,
            journal::FileDamaged{partition, command.file, in_fact(command.damage), command.amount});
        return;
    }
}

std::optional<base::Error> World::refuse(const commands::SetLogDirectory& command) {
    const Machine* machine = find_machine(command.node);
    if (machine == nullptr) return unknown_node(command.node);
    const auto* server = std::get_if<ServerPlan>(&machine->plan);
    if (server == nullptr || !server->broker) return refusal("only brokers have log directories");
    const auto& directories = server->broker->replica.log_directories;
    if (command.directory < 0 || command.directory >= static_cast<int>(directories.size())) {
        return refusal("it has " + std::to_string(directories.size()) +
                       " (log.dirs), not a number " + std::to_string(command.directory));
    }
    const bool works = machine->disk.broken_directories.count(command.directory) == 0;
    if (works == command.works) {
        return refusal(works ? "log directory " + std::to_string(command.directory) + " works"
                             : "log directory " + std::to_string(command.directory) +
                                   " is broken already");
    }
    return std::nullopt;
}

// The broker finds out by itself.
void World::carry_out(const commands::SetLogDirectory& command, FactId) {
    auto& broken = machine(command.node).disk.broken_directories;
    if (command.works) {
        broken.erase(command.directory);
    } else {
        broken.insert(command.directory);
    }
}

std::optional<base::Error> World::refuse(const commands::Stop& command) {
    const Machine* machine = find_machine(command.node);
    if (machine == nullptr) return unknown_node(command.node);
    if (command.node == base::admin_client_id) return not_the_administrator();
    if (machine->power == Power::down) return refusal("it is not running, so it cannot stop");
    return std::nullopt;
}

void World::carry_out(const commands::Stop& command, FactId cause) {
    Machine& stopped = machine(command.node);
    if (stopped.power == Power::booting) {
        end_process(stopped, journal::ProcessEnd::stopped, cause);
    } else {
        call_stop(stopped, cause);
    }
}

std::optional<base::Error> World::refuse(const commands::Start& command) {
    const Machine* machine = find_machine(command.node);
    if (machine == nullptr) return unknown_node(command.node);
    if (machine->power != Power::down) return refusal("it is running already");
    return std::nullopt;
}

void World::carry_out(const commands::Start& command, FactId cause) {
    start_process(machine(command.node), cause);
}

std::optional<base::Error> World::refuse(const commands::SetLink& command) {
    for (const NodeId id : {command.a, command.b}) {
        if (find_machine(id) == nullptr) return unknown_node(id);
    }
    if (command.a == command.b) return refusal("a node has no link to itself");
    if (network_.link_is_up(command.a, command.b) == command.up) {
        return refusal(command.up ? "this link is not cut" : "this link is cut already");
    }
    return std::nullopt;
}

void World::carry_out(const commands::SetLink& command, FactId cause) {
    if (command.up) {
        heal_link(command.a, command.b, cause);
    } else {
        cut_link(command.a, command.b, cause);
    }
}

// --- topics and clients --------------------------------------------------------------------------

std::optional<base::Error> World::refuse(const commands::CreateTopic& command) {
    const base::Status status = check_topic(settings_, command);
    return status ? std::nullopt : std::optional(status.error());
}

void World::carry_out(const commands::CreateTopic& command, FactId cause) {
    protocol::CreatableTopic topic;
    topic.name = command.name;
    topic.num_partitions = command.partitions;
    topic.replication_factor = static_cast<std::int16_t>(command.replication);
    for (std::size_t i = 0; i < command.assignments.size(); ++i) {
        topic.assignments.push_back({static_cast<std::int32_t>(i), command.assignments[i]});
    }
    if (!topic.assignments.empty()) {
        topic.num_partitions = -1;
        topic.replication_factor = -1;
    }
    for (const commands::Setting& setting : command.configs) {
        topic.configs.push_back({setting.name, setting.value});
    }
    client::RawAsk ask;
    ask.body = protocol::CreateTopicsRequest{.topics = {std::move(topic)}};
    ask.until_it_works = true;
    call_raw_client(cause, std::move(ask));
}

std::optional<base::Error> World::refuse_name(const std::string& name, NodeId id) const {
    if (name.empty()) return refusal("a client needs a name");
    if (names_.count(name) != 0) return refusal("the name '" + name + "' is taken");
    if (id < base::first_client_id || machines_.count(id) != 0) {
        return refusal("client id " + std::to_string(id.value) + " cannot be used");
    }
    return std::nullopt;
}

std::optional<base::Error> World::refuse(const commands::AddProducer& command) {
    if (auto error = refuse_name(command.name, command.node)) return error;
    const auto plan = plan_producer(settings_, command, source_);
    return plan ? std::nullopt : std::optional(plan.error());
}

void World::carry_out(const commands::AddProducer& command, FactId cause) {
    journal::NodeDeclared declared{
        command.node, journal::NodeRole::producer, command.name, "", "", {}};
    for (const commands::Setting& setting : command.configs) {
        declared.config.push_back({setting.name, setting.value});
    }
    declare(command.node, plan_producer(settings_, command, source_).value(), std::move(declared),
            cause);
    start_process(machine(command.node), cause);
}

std::optional<base::Error> World::refuse(const commands::AddConsumer& command) {
    if (auto error = refuse_name(command.name, command.node)) return error;
    const auto plan = plan_consumer(settings_, command, source_);
    return plan ? std::nullopt : std::optional(plan.error());
}

void World::carry_out(const commands::AddConsumer& command, FactId cause) {
    journal::NodeDeclared declared{
        command.node, journal::NodeRole::consumer, command.name, "", command.group, {}};
    for (const commands::Setting& setting : command.configs) {
        declared.config.push_back({setting.name, setting.value});
    }
    declare(command.node, plan_consumer(settings_, command, source_).value(), std::move(declared),
            cause);
    start_process(machine(command.node), cause);
}

std::optional<base::Error> World::refuse(const commands::SendRaw& command) {
    if (find_machine(command.to) == nullptr) return unknown_node(command.to);
    const base::Result<base::Value> body = base::unpack(command.body);
    if (!body) return body.error();
    const auto request = protocol::read_request(command.api, body.value(), "request");
    return request ? std::nullopt : std::optional(request.error());
}

void World::carry_out(const commands::SendRaw& command, FactId cause) {
    const base::Value body = base::unpack(command.body).value();
    client::RawAsk ask;
    ask.request = command.request;
    ask.to = command.to;
    ask.version = static_cast<std::int16_t>(command.version);
    ask.body = protocol::read_request(command.api, body, "request").value();
    call_raw_client(cause, std::move(ask));
}

}  // namespace brokerscope::world
