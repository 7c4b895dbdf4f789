// What a scenario declares before it runs: title, seed, length, parameters, the cluster, and the
// commands (topics, clients) that are given when the world begins.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scripting/lua/reference.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/commands/commands.h"
#include "sim/world/cluster_settings.h"

namespace brokerscope::scripting {

/// key = value of --set, in the order given.
struct Override {
    std::string key;
    std::string value;
    friend bool operator==(const Override&, const Override&) = default;
};

struct Parameter {
    std::string name;
    std::string value;     // as in force
    std::string fallback;  // what the scenario says without --set
};

struct GroupPlan {
    std::string name;
    std::vector<std::string> topics;
    base::Duration work;
    std::vector<commands::Setting> configs;
    std::int32_t next_member = 1;
    std::vector<base::NodeId> members;
};

/// at(time, function): what a person at the window would do at that moment.
struct TimedCall {
    base::SimTime at;
    lua::Reference function;
};

struct Declarations {
    bool has_scenario = false;
    bool has_cluster = false;
    base::Text title;
    base::Text question;  // for the lesson menu
    std::uint64_t seed = 1;
    base::Duration duration = base::seconds(30);
    std::vector<Parameter> parameters;
    world::ClusterSettings cluster;
    std::vector<std::string> topics;
    std::vector<GroupPlan> groups;
    std::vector<commands::Command> commands;
    std::vector<TimedCall> timed;  // in order of time, then of the file
    lua::Reference story;
    lua::Reference ending;
};

}  // namespace brokerscope::scripting
