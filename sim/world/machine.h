// A machine: one process of the simulated world, what it is made from, its disk, its clock, its
// random streams and its timers. Parts are made new at every start; the disk stays.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/rng.h"
#include "sim/base/time.h"
#include "sim/broker/broker.h"
#include "sim/client/consumer.h"
#include "sim/client/producer.h"
#include "sim/client/raw_client.h"
#include "sim/controller/controller.h"
#include "sim/journal/facts.h"
#include "sim/node/disk.h"
#include "sim/node/turn.h"
#include "sim/world/event_queue.h"

namespace brokerscope::world {

/// What a process is made from at each start.
struct ServerPlan {
    std::optional<broker::BrokerSettings> broker;
    std::optional<controller::ControllerSettings> controller;
};
using Plan = std::variant<ServerPlan, client::ProducerSettings, client::ConsumerSettings,
                          client::RawClientSettings>;

/// The running parts of a process; all empty while it is down.
struct Parts {
    std::unique_ptr<broker::Broker> broker;
    std::unique_ptr<controller::Controller> controller;
    std::unique_ptr<client::Producer> producer;
    std::unique_ptr<client::Consumer> consumer;
    std::unique_ptr<client::RawClient> raw_client;
};

struct PendingTimer {
    EventHandle event;
    std::uint32_t slot = 0;
};

enum class Power : std::uint8_t { down, booting, up };

struct Machine {
    Machine(base::NodeId node, std::uint64_t seed, Plan made_from)
        : id(node),
          plan(std::move(made_from)),
          random(seed, "node", node),
          network_random(seed, "network", node),
          disk_random(seed, "disk", node) {}

    base::NodeId id;
    Plan plan;
    Power power = Power::down;
    std::int32_t incarnation = 0;
    std::int32_t power_losses = 0;
    Parts parts;
    node::Disk disk;
    base::Rng random;
    base::Rng network_random;
    base::Rng disk_random;
    std::map<node::TimerKey, PendingTimer> timers;
    /// Page cache: what each log's end was when the kernel looked, oldest first.
    std::map<base::PartitionId, std::vector<std::pair<base::SimTime, base::Offset>>> dirty;
    bool disk_is_watched = false;

    bool has_role(node::Role role) const;
};

/// Makes the parts of this plan.
Parts make_parts(const Plan& plan);

}  // namespace brokerscope::world
