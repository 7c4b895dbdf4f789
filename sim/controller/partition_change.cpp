#include "sim/controller/partition_change.h"

#include <algorithm>

namespace brokerscope::controller {
namespace {

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

// What the partition will look like.
struct Outcome {
    NodeId leader{base::no_node};
    std::vector<NodeId> isr;
    std::vector<NodeId> elr;
    std::vector<NodeId> last_known_elr;
    bool unclean = false;
};

std::vector<NodeId> decide_elr(const node::PartitionImage& now, const ChangeRequest& request,
                               const std::vector<NodeId>& isr) {
    const auto replicas = static_cast<std::int32_t>(now.replicas.size());
    const std::int32_t enough = std::min(request.min_insync_replicas, replicas);
    if (static_cast<std::int32_t>(isr.size()) >= enough) return {};
    std::vector<NodeId> elr = now.elr;
    for (const NodeId member : now.isr) {
        if (!contains(elr, member)) elr.push_back(member);
    }
    std::erase_if(elr, [&](NodeId member) {
        return contains(isr, member) || request.lost_its_log == member;
    });
    std::sort(elr.begin(), elr.end());
    return elr;
}

void elect(const node::PartitionImage& now, const ChangeRequest& request, Outcome& outcome) {
    const auto valid = [&](NodeId node) {
        const bool eligible =
            contains(outcome.isr, node) || (outcome.isr.empty() && contains(outcome.elr, node));
        return eligible && request.acceptable(node);
    };
    NodeId chosen{base::no_node};
    if (now.leader != base::no_node && valid(now.leader)) chosen = now.leader;
    for (const NodeId replica : now.replicas) {
        if (chosen == base::no_node && valid(replica)) chosen = replica;
    }
    outcome.leader = chosen;
    if (chosen != base::no_node) {
        if (outcome.isr.empty()) outcome.isr = {chosen};  // elected from the ELR
        std::erase(outcome.elr, chosen);
        return;
    }
    const bool last_known_returns = outcome.isr.empty() && outcome.elr.empty() &&
                                    now.last_known_elr.size() == 1 &&
                                    request.acceptable(now.last_known_elr.front());
    if (last_known_returns) {
        chosen = now.last_known_elr.front();
    } else if (request.unclean_allowed) {
        const auto found =
            std::find_if(now.replicas.begin(), now.replicas.end(), request.acceptable);
        if (found != now.replicas.end()) chosen = *found;
    }
    if (chosen == base::no_node) return;
    outcome.leader = chosen;
    outcome.isr = {chosen};
    outcome.elr.clear();
    outcome.unclean = true;
}

}  // namespace

std::vector<NodeId> without(const std::vector<NodeId>& nodes, NodeId gone) {
    std::vector<NodeId> rest = nodes;
    std::erase(rest, gone);
    return rest;
}

std::optional<node::PartitionChangeRecord> decide_change(PartitionId id,
                                                         const node::PartitionImage& now,
                                                         const ChangeRequest& request) {
    Outcome outcome;
    outcome.isr = request.target_isr;
    outcome.elr = now.elr;
    outcome.last_known_elr = now.last_known_elr;
    if (request.eligible_leader_replicas) {
        outcome.elr = decide_elr(now, request, outcome.isr);
    } else if (outcome.isr.empty()) {
        outcome.isr = now.isr;  // CT-14: without ELR the last member stays in the ISR
    }
    elect(now, request, outcome);
    if (request.eligible_leader_replicas) {
        if (outcome.leader != base::no_node) {
            outcome.last_known_elr.clear();
        } else if (now.leader != base::no_node && outcome.last_known_elr.empty()) {
            outcome.last_known_elr = {now.leader};
        }
    }

    node::PartitionChangeRecord record{id.topic, id.partition, {}, {}, {}, {}, request.reason};
    if (outcome.unclean) record.reason = journal::PartitionChangeReason::unclean_election;
    if (outcome.isr != now.isr) record.isr = outcome.isr;
    if (outcome.leader != now.leader || outcome.unclean) record.leader = outcome.leader;
    if (outcome.elr != now.elr) record.elr = outcome.elr;
    if (outcome.last_known_elr != now.last_known_elr)
        record.last_known_elr = outcome.last_known_elr;
    const bool changes = record.isr || record.leader || record.elr || record.last_known_elr;
    return changes ? std::optional(std::move(record)) : std::nullopt;
}

}  // namespace brokerscope::controller
