#include "sim/world/machine.h"

namespace brokerscope::world {
namespace {

struct PartsMaker {
    Parts operator()(const ServerPlan& plan) const {
        Parts parts;
        if (plan.broker) parts.broker = std::make_unique<broker::Broker>(*plan.broker);
        if (plan.controller) {
            parts.controller = std::make_unique<controller::Controller>(*plan.controller);
        }
        return parts;
    }
    Parts operator()(const client::ProducerSettings& settings) const {
        Parts parts;
        parts.producer = std::make_unique<client::Producer>(settings);
        return parts;
    }
    Parts operator()(const client::ConsumerSettings& settings) const {
        Parts parts;
        parts.consumer = std::make_unique<client::Consumer>(settings);
        return parts;
    }
    Parts operator()(const client::RawClientSettings& settings) const {
        Parts parts;
        parts.raw_client = std::make_unique<client::RawClient>(settings);
        return parts;
    }
};

}  // namespace

bool Machine::has_role(node::Role role) const {
    switch (role) {
        case node::Role::broker: return parts.broker != nullptr;
        case node::Role::controller: return parts.controller != nullptr;
        case node::Role::client:
            return parts.producer != nullptr || parts.consumer != nullptr ||
                   parts.raw_client != nullptr;
    }
    return false;
}

Parts make_parts(const Plan& plan) {
    return std::visit(PartsMaker{}, plan);
}

}  // namespace brokerscope::world
