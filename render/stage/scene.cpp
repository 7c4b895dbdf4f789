#include "render/stage/scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace brokerscope::render::stage {

namespace {

constexpr float flash_seconds = 0.4F;
constexpr std::string_view no_break_space = "\xc2\xa0";

bool is_broker(journal::NodeRole role) {
    return role == journal::NodeRole::broker || role == journal::NodeRole::combined;
}

bool is_controller(journal::NodeRole role) {
    return role == journal::NodeRole::controller || role == journal::NodeRole::combined;
}

template <class Wanted>
std::vector<NodeId> nodes_where(const view::View& view, Wanted wanted) {
    std::vector<NodeId> nodes;
    for (const auto& [id, process] : view.processes) {
        if (wanted(process)) nodes.push_back(id);
    }
    return nodes;
}

}  // namespace

float Scene::viewer_seconds_since(const view::Change& change) const {
    if (change.fact == base::no_fact || change.at > now) return 1e9F;
    return static_cast<float>(static_cast<double>((now - change.at).ns) / 1e9 / speed);
}

float Scene::flash(const view::Change& change) const {
    const float since = viewer_seconds_since(change);
    return since >= flash_seconds ? 0 : 1 - since / flash_seconds;
}

std::string Scene::node_name(NodeId node) const {
    const auto found = view.processes.find(node);
    if (found != view.processes.end() && !found->second.name.empty()) return found->second.name;
    return fmt::format("{}", node.value);
}

std::string grouped(std::int64_t number) {
    const std::string digits = fmt::format("{}", std::abs(number));
    std::string text = number < 0 ? "-" : "";
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += no_break_space;
        text += digits[i];
    }
    return text;
}

std::string short_count(std::int64_t number) {
    if (std::abs(number) < 10'000) return grouped(number);
    const double value = static_cast<double>(number);
    if (std::abs(number) < 1'000'000) return fmt::format("{:.0f} k", std::floor(value / 1e3));
    if (std::abs(number) < 100'000'000)
        return fmt::format("{:.1f} M", std::floor(value / 1e5) / 10);
    return fmt::format("{} M", grouped(number / 1'000'000));
}

std::string span_text(Duration duration) {
    const std::string text = base::to_text(duration);
    const std::size_t unit = text.find_first_not_of("0123456789.-");
    return unit == std::string::npos ? text : text.substr(0, unit) + " " + text.substr(unit);
}

std::string seconds_text(Duration duration) {
    if (duration.ns != 0 && std::abs(duration.ns) < 1'000'000'000)
        return fmt::format("{} ms", duration.milliseconds());
    const std::int64_t tenths = duration.ns / 100'000'000;
    if (tenths < 600) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
    return fmt::format("{}:{:02} min", tenths / 600, tenths / 10 % 60);
}

std::vector<PartitionId> shown_partitions(const view::View& view) {
    std::vector<PartitionId> made;
    std::vector<PartitionId> internal;
    for (const auto& [id, partition] : view.partitions) {
        const auto topic = view.topics.find(id.topic);
        const bool is_internal = topic != view.topics.end() && topic->second.internal;
        (is_internal ? internal : made).push_back(id);
    }
    return made.empty() ? internal : made;
}

std::vector<NodeId> shown_brokers(const view::View& view) {
    return nodes_where(view, [](const view::ProcessView& p) { return is_broker(p.role); });
}

std::vector<NodeId> shown_controllers(const view::View& view) {
    return nodes_where(view, [](const view::ProcessView& p) { return is_controller(p.role); });
}

std::vector<NodeId> shown_producers(const view::View& view) {
    return nodes_where(
        view, [](const view::ProcessView& p) { return p.role == journal::NodeRole::producer; });
}

std::vector<NodeId> consumers_of(const view::View& view, std::string_view group) {
    return nodes_where(view, [&](const view::ProcessView& p) {
        return p.role == journal::NodeRole::consumer && p.group == group;
    });
}

std::vector<std::string> shown_groups(const view::View& view) {
    std::set<std::string> names;
    for (const auto& [name, group] : view.groups)
        names.insert(name);
    for (const auto& [id, process] : view.processes) {
        if (!process.group.empty()) names.insert(process.group);
    }
    return {names.begin(), names.end()};
}

bool is_up(const view::View& view, NodeId node) {
    const auto found = view.processes.find(node);
    return found != view.processes.end() && found->second.state == view::ProcessState::running;
}

std::optional<base::Offset> position_of(const view::View& view, const std::string& group,
                                        PartitionId partition) {
    std::optional<base::Offset> newest;
    for (const auto& [id, consumer] : view.consumers) {
        const auto position = consumer.positions.find(partition);
        if (consumer.group != group || position == consumer.positions.end()) continue;
        const bool owns = std::find(consumer.owned.begin(), consumer.owned.end(), partition) !=
                          consumer.owned.end();
        if (owns) return position->second;
        if (!newest || position->second > *newest) newest = position->second;
    }
    return newest;
}

std::optional<std::int64_t> lag_of(const view::View& view, const std::string& group,
                                   PartitionId partition) {
    const auto found = view.partitions.find(partition);
    if (found == view.partitions.end()) return std::nullopt;
    const view::ReplicaView* leader = view.replica(found->second.leader, partition);
    const std::optional<base::Offset> position = position_of(view, group, partition);
    if (leader == nullptr || !position) return std::nullopt;
    return std::max<std::int64_t>(0, leader->log_end - *position);
}

}  // namespace brokerscope::render::stage
