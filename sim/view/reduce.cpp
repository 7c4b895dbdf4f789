#include "sim/view/reduce.h"

#include <string>
#include <variant>

#include "sim/base/check.h"

namespace brokerscope::view {
namespace {

void drop_messages_that_left(View& view) {
    while (!view.messages.empty() && view.messages.begin()->first.first < view.at)
        view.messages.erase(view.messages.begin());
}

}  // namespace

void reduce(View& view, const Fact& fact) {
    CHECK(fact.id.value == view.newest.value + 1, "facts are folded one by one, in order");
    CHECK(fact.at >= view.at, "a fact is older than the one before it");
    view.at = fact.at;
    view.newest = fact.id;
    drop_messages_that_left(view);
    std::visit([&](const auto& what) { apply_fact(view, fact, what); }, fact.body);
}

ProcessView& process_of(View& view, NodeId id) {
    const auto it = view.processes.find(id);
    CHECK(it != view.processes.end(),
          "node " + std::to_string(id.value) + " states or suffers a fact but was never declared");
    return it->second;
}

BrokerView& broker_of(View& view, NodeId id) {
    const auto it = view.brokers.find(id);
    CHECK(it != view.brokers.end(), "node " + std::to_string(id.value) + " is no broker");
    return it->second;
}

ReplicaView& replica_of(View& view, NodeId broker, PartitionId partition) {
    auto& replicas = broker_of(view, broker).replicas;
    const auto it = replicas.find(partition);
    CHECK(it != replicas.end(), "broker " + std::to_string(broker.value) + " has not opened " +
                                    view.partition_name(partition));
    return it->second;
}

}  // namespace brokerscope::view
