#include "sim/audit/audit.h"

#include "sim/audit/parts.h"

namespace brokerscope::audit {

std::string to_text(const Difference& difference) {
    return difference.what + ": node " + difference.node + ", view " + difference.view;
}

std::string to_text(const std::vector<Difference>& differences) {
    std::string text;
    for (const Difference& one : differences)
        text += to_text(one) + "\n";
    return text;
}

std::string place_of(std::string_view kind, NodeId node) {
    return std::string(kind) + " " + std::to_string(node.value);
}

std::vector<Difference> Auditor::look(const world::World& world, const view::View& view) {
    Findings findings(view);
    audit_processes(world, view, findings);
    audit_network(world, view, findings);
    audit_clocks(world, view, findings);
    audit_metadata(world, view, findings);
    audit_brokers(world, view, agreed_, findings);
    audit_groups(world, view, findings);
    audit_clients(world, view, findings);
    return findings.take();
}

std::vector<Difference> compare(const world::World& world, const view::View& view) {
    return Auditor().look(world, view);
}

}  // namespace brokerscope::audit
