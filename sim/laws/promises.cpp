#include "sim/laws/promises.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace brokerscope::laws {

using base::NodeId;
using base::Text;
using base::TopicId;

namespace {

std::string_view value_of(const std::vector<journal::ConfigValue>& config, std::string_view name) {
    for (const journal::ConfigValue& one : config) {
        if (one.name == name) return one.value;
    }
    return {};
}

std::string_view broker_value(const view::View& view, std::string_view name) {
    for (const auto& [id, process] : view.processes) {
        const bool serves = process.role == journal::NodeRole::broker ||
                            process.role == journal::NodeRole::combined;
        if (!serves) continue;
        const std::string_view value = value_of(process.config, name);
        if (!value.empty()) return value;
    }
    return {};
}

std::int32_t to_integer(std::string_view text, std::int32_t otherwise) {
    std::int32_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string name_of_process(const view::View& view, NodeId id) {
    const auto found = view.processes.find(id);
    return found == view.processes.end() ? std::to_string(id.value) : found->second.name;
}

}  // namespace

std::string_view producer_acks(const view::View& view, NodeId producer) {
    const auto found = view.processes.find(producer);
    if (found == view.processes.end()) return "all";
    const std::string_view acks = value_of(found->second.config, "acks");
    return acks.empty() || acks == "-1" ? "all" : acks;
}

std::int32_t min_insync_replicas(const view::View& view, TopicId topic) {
    const auto found = view.topics.find(topic);
    if (found == view.topics.end()) return 1;
    std::string_view value = value_of(found->second.config, "min.insync.replicas");
    if (value.empty()) value = broker_value(view, "min.insync.replicas");
    return std::min(to_integer(value, 1), std::max(1, found->second.replication));
}

std::optional<Text> why_loss_is_allowed(const view::View& view, NodeId producer, TopicId topic) {
    const std::string name(view.topic_name(topic));
    const std::string_view acks = producer_acks(view, producer);
    if (acks != "all") {
        const std::string who = name_of_process(view, producer);
        return Text{"Producer " + who + " uses acks=" + std::string(acks),
                    "O produtor " + who + " usa acks=" + std::string(acks)};
    }
    const auto found = view.topics.find(topic);
    if (found != view.topics.end() && found->second.replication < 2) {
        return Text{"Topic " + name + " has one replica", "O tópico " + name + " tem uma réplica"};
    }
    if (min_insync_replicas(view, topic) < 2) {
        return Text{"Topic " + name + " has min.insync.replicas=1",
                    "O tópico " + name + " tem min.insync.replicas=1"};
    }
    return std::nullopt;
}

}  // namespace brokerscope::laws
