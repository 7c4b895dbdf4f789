// Everything that somebody outside can ask of the world, as data: a scenario's line of Lua and a
// click in the window become the same Command. The world carries it out at an instant and states
// CommandGiven, which is the root cause of what follows. A command that makes no sense (to crash
// what is not running) is refused with an Error and changes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/base/value.h"
#include "sim/kafka/api_keys.h"

namespace brokerscope::commands {

using base::Duration;
using base::field;
using base::NodeId;
using base::Text;

struct Setting {
    std::string name;
    std::string value;
    friend bool operator==(const Setting&, const Setting&) = default;
    static constexpr auto fields() {
        return std::tuple{field("name", &Setting::name), field("value", &Setting::value)};
    }
};

/// kill -9: memory is gone, the page cache stays.
struct Crash {
    NodeId node;
    static constexpr auto fields() { return std::tuple{field("node", &Crash::node)}; }
};
/// SIGTERM: a broker makes a controlled shutdown, a consumer leaves its group, a producer flushes.
struct Stop {
    NodeId node;
    static constexpr auto fields() { return std::tuple{field("node", &Stop::node)}; }
};
/// Starts a process that is not running.
struct Start {
    NodeId node;
    static constexpr auto fields() { return std::tuple{field("node", &Start::node)}; }
};
/// Cuts or heals the network between two nodes, both ways.
struct SetLink {
    NodeId a;
    NodeId b;
    bool up = false;
    static constexpr auto fields() {
        return std::tuple{field("a", &SetLink::a), field("b", &SetLink::b),
                          field("up", &SetLink::up)};
    }
};
/// An admin client creates a topic; assignments may be empty (the controller places the replicas).
struct CreateTopic {
    std::string name;
    std::int32_t partitions = 1;
    std::int32_t replication = 1;
    std::vector<std::vector<NodeId>> assignments;
    std::vector<Setting> configs;
    static constexpr auto fields() {
        return std::tuple{field("name", &CreateTopic::name),
                          field("partitions", &CreateTopic::partitions),
                          field("replication", &CreateTopic::replication),
                          field("assignments", &CreateTopic::assignments),
                          field("configs", &CreateTopic::configs)};
    }
};
/// How a producer's application makes records; a function of the scenario overrides the plain form.
struct Workload {
    std::string topic;
    Duration interval;             // between records; the first comes one interval after the start
    std::int64_t limit = -1;       // records in all; -1: no limit
    std::int64_t keys = 0;         // without a key function: key k1..kN round robin; 0: null keys
    std::int32_t value_bytes = 0;  // without a value function: 0 = the text "v1", "v2", ..
    friend bool operator==(const Workload&, const Workload&) = default;
    static constexpr auto fields() {
        return std::tuple{field("topic", &Workload::topic), field("interval", &Workload::interval),
                          field("limit", &Workload::limit), field("keys", &Workload::keys),
                          field("valueBytes", &Workload::value_bytes)};
    }
};
/// Declares a producer and starts it. `id` is chosen by whoever gives the command (see
/// next_client_id).
struct AddProducer {
    NodeId node;
    std::string name;
    Workload workload;
    std::vector<Setting> configs;
    static constexpr auto fields() {
        return std::tuple{field("node", &AddProducer::node), field("name", &AddProducer::name),
                          field("workload", &AddProducer::workload),
                          field("configs", &AddProducer::configs)};
    }
};
/// Declares a member of a group and starts it.
struct AddConsumer {
    NodeId node;
    std::string name;
    std::string group;
    std::vector<std::string> topics;
    Duration work;  // the application's time per record
    std::vector<Setting> configs;
    static constexpr auto fields() {
        return std::tuple{
            field("node", &AddConsumer::node),   field("name", &AddConsumer::name),
            field("group", &AddConsumer::group), field("topics", &AddConsumer::topics),
            field("work", &AddConsumer::work),   field("configs", &AddConsumer::configs)};
    }
};
/// A raw client sends one request to a node; the answer is stated as a fact.
struct SendRaw {
    std::int64_t request = 0;  // a number that the sender chooses; the answer carries it
    NodeId to;
    kafka::ApiKey api{};
    std::int32_t version = -1;  // -1: the newest
    base::PackedValue body;
    static constexpr auto fields() {
        return std::tuple{field("request", &SendRaw::request), field("to", &SendRaw::to),
                          field("api", &SendRaw::api), field("version", &SendRaw::version),
                          field("body", &SendRaw::body)};
    }
};

/// The machine's power fails: what was not flushed to its disk is gone, too.
struct PowerLoss {
    NodeId node;
    static constexpr auto fields() { return std::tuple{field("node", &PowerLoss::node)}; }
};

enum class FileDamage : std::uint8_t { flip_bit, truncate, remove, create, rename };
constexpr auto enum_names(FileDamage) {
    return std::array<base::EnumName<FileDamage>, 5>{{{FileDamage::flip_bit, "flipBit"},
                                                      {FileDamage::truncate, "truncate"},
                                                      {FileDamage::remove, "delete"},
                                                      {FileDamage::create, "create"},
                                                      {FileDamage::rename, "rename"}}};
}

/// Somebody damages a file of a partition's directory, on a machine that is down.
struct DamageFile {
    NodeId node;
    std::string topic;
    std::int32_t partition = 0;
    std::string file;
    FileDamage damage = FileDamage::flip_bit;
    /// The byte whose bit 0 is flipped, how many bytes are cut off, or the size of a new file.
    std::int64_t amount = 0;
    std::string new_name;
    static constexpr auto fields() {
        return std::tuple{
            field("node", &DamageFile::node),           field("topic", &DamageFile::topic),
            field("partition", &DamageFile::partition), field("file", &DamageFile::file),
            field("damage", &DamageFile::damage),       field("amount", &DamageFile::amount),
            field("newName", &DamageFile::new_name)};
    }
};

/// One of a broker's log directories breaks, or is repaired. A running broker notices only that it
/// broke, and that when it next touches the files.
struct SetLogDirectory {
    NodeId node;
    std::int32_t directory = 0;  // the place in log.dirs, from 0
    bool works = false;
    static constexpr auto fields() {
        return std::tuple{field("node", &SetLogDirectory::node),
                          field("directory", &SetLogDirectory::directory),
                          field("works", &SetLogDirectory::works)};
    }
};

// New alternatives go to the end: the index is part of saved runs.
using Command = std::variant<Crash, Stop, Start, SetLink, CreateTopic, AddProducer, AddConsumer,
                             SendRaw, PowerLoss, DamageFile, SetLogDirectory>;

/// "crash", "stop", "start", "setLink", "createTopic", "addProducer", "addConsumer", "sendRaw",
/// "powerLoss", "damageFile", "setLogDirectory".
std::string_view verb_of(const Command& command);

}  // namespace brokerscope::commands
