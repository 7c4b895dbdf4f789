// What the controller decided, as it and the brokers that have come as far hold it.
#include <algorithm>

#include "sim/audit/parts.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::audit {
namespace {

constexpr PartitionId metadata_partition{base::cluster_metadata_topic, 0};

journal::FencingState fencing_of(const node::BrokerImage& broker) {
    if (broker.fenced) return journal::FencingState::fenced;
    return broker.in_controlled_shutdown ? journal::FencingState::in_controlled_shutdown
                                         : journal::FencingState::unfenced;
}

// `holder`: "controller 4", "broker 2".
void audit_registrations(const std::string& holder, const node::MetadataImage& image,
                         const View& view, Findings& findings) {
    walk_both(image.brokers(), view.brokers,
              [&](NodeId id, const node::BrokerImage* broker, const view::BrokerView* shown) {
                  const auto place = [&] { return holder + ": " + place_of("broker", id); };
                  if (shown == nullptr) return findings.only_node(place, "");
                  findings.same(place, "is registered", broker != nullptr, shown->registered);
                  if (broker == nullptr) return;
                  findings.same(place, "epoch", broker->epoch, shown->epoch);
                  findings.same(place, "fencing", fencing_of(*broker), shown->fencing);
              });
}

void audit_topic(const std::string& holder, const node::MetadataImage& image,
                 const node::TopicImage& topic, const view::TopicView& shown, Findings& findings) {
    const auto place = [&] { return holder + ": topic " + topic.name; };
    findings.same(place, "id", topic.id, shown.id);
    findings.same(place, "name", topic.name, shown.name);
    findings.same(place, "partitions", topic.partitions, shown.partitions);
    findings.same(place, "is internal", kafka::is_internal_topic(topic.name), shown.internal);
    findings.same(place, "number of configs", topic.configs.size(), shown.config.size());
    for (const journal::ConfigValue& config : shown.config) {
        const auto found = topic.configs.find(config.name);
        findings.same(place, config.name,
                      found == topic.configs.end() ? std::string() : found->second, config.value);
    }
    const node::PartitionImage* first = image.partition({topic.id, 0});
    if (first == nullptr) return;
    findings.same(place, "replication factor", static_cast<std::int32_t>(first->replicas.size()),
                  shown.replication);
}

void audit_partition(const std::string& holder, const std::string& name,
                     const node::PartitionImage& partition, const view::PartitionView& shown,
                     Findings& findings) {
    const auto place = [&] { return holder + ": " + name; };
    findings.same(place, "leader", partition.leader, shown.leader);
    findings.same(place, "leader epoch", partition.leader_epoch, shown.leader_epoch);
    findings.same(place, "partition epoch", partition.partition_epoch, shown.epoch);
    findings.same(place, "replicas", partition.replicas, shown.replicas);
    findings.same(place, "ISR", partition.isr, shown.isr);
    findings.same(place, "reason of the last change", partition.reason, shown.reason);
}

bool is_same(const node::PartitionImage& partition, const view::PartitionView& shown) {
    return partition.leader == shown.leader && partition.leader_epoch == shown.leader_epoch &&
           partition.partition_epoch == shown.epoch && partition.replicas == shown.replicas &&
           partition.isr == shown.isr && partition.reason == shown.reason;
}

void audit_image(const std::string& holder, const node::MetadataImage& image, const View& view,
                 Findings& findings) {
    audit_registrations(holder, image, view, findings);
    walk_both(image.topics(), view.topics,
              [&](base::TopicId id, const node::TopicImage* topic, const view::TopicView* shown) {
                  const auto place = [&] { return holder + ": topic " + std::to_string(id.value); };
                  if (topic == nullptr) return findings.only_view(place, "");
                  if (shown == nullptr) return findings.only_node(place, "");
                  audit_topic(holder, image, *topic, *shown, findings);
              });
    walk_both(image.partitions(), view.partitions,
              [&](PartitionId id, const node::PartitionImage* partition,
                  const view::PartitionView* shown) {
                  const auto place = [&] { return holder + ": " + view.partition_name(id); };
                  if (partition == nullptr) return findings.only_view(place, "");
                  if (shown == nullptr) return findings.only_node(place, "");
                  findings.same(place, "is under-replicated",
                                partition->isr.size() < partition->replicas.size(),
                                shown->under_replicated_since.has_value());
                  if (is_same(*partition, *shown)) return;
                  audit_partition(holder, view.partition_name(id), *partition, *shown, findings);
              });
}

// The names of the newest records, as many as the View keeps.
std::vector<std::string> newest_types(const log::PartitionLog& log, std::size_t most) {
    std::vector<std::string> types;
    for (auto segment = log.segments().rbegin(); segment != log.segments().rend(); ++segment) {
        const auto& batches = segment->batches();
        for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
            for (auto one = batch->records->rbegin(); one != batch->records->rend(); ++one) {
                if (types.size() == most) break;
                types.emplace_back(node::name_of_record(node::decode_record(*one)));
            }
            if (types.size() == most) break;
        }
    }
    std::reverse(types.begin(), types.end());
    return types;
}

void audit_metadata_log(const Machine& machine, const view::ControllerView& shown,
                        Findings& findings) {
    const auto place = [&] { return place_of("controller", machine.id); };
    const auto log = machine.disk.logs.find(metadata_partition);
    if (log == machine.disk.logs.end()) {
        findings.same(place, "log end", Offset{}, shown.log_end);
        return;
    }
    findings.same(place, "log end", log->second.log_end_offset(), shown.log_end);
    // Every record has an offset: the View keeps up to 64 of them.
    constexpr std::int64_t most_shown = 64;
    const std::int64_t records = log->second.log_end_offset() - log->second.log_start_offset();
    const auto most = static_cast<std::size_t>(std::min(records, most_shown));
    findings.same(place, "newest records", newest_types(log->second, most), shown.newest_types);
}

void audit_controller(const Machine& machine, const view::ControllerView& shown, const View& view,
                      Findings& findings) {
    const auto place = [&] { return place_of("controller", machine.id); };
    const controller::Controller* controller = machine.parts.controller.get();
    findings.same(place, "is active", controller != nullptr, shown.active);
    audit_metadata_log(machine, shown, findings);
    if (controller == nullptr) return;
    findings.same(place, "epoch", controller->epoch().value, shown.epoch);
    findings.same(place, "high watermark", controller->high_watermark(), shown.high_watermark);
    audit_image(place(), controller->image(), view, findings);
}

}  // namespace

void audit_metadata(const World& world, const View& view, Findings& findings) {
    Offset newest;
    for (const auto& [id, machine] : world.machines()) {
        const auto* plan = std::get_if<world::ServerPlan>(&machine.plan);
        const bool is_controller = plan != nullptr && plan->controller.has_value();
        const auto shown = view.controllers.find(id);
        const auto place = [id = id] { return place_of("controller", id); };
        findings.same(place, "is a controller", is_controller, shown != view.controllers.end());
        if (!is_controller || shown == view.controllers.end()) continue;
        audit_controller(machine, shown->second, view, findings);
        newest = std::max(newest, shown->second.log_end);
    }
    // An image that is behind is that of an earlier moment: MetadataApplied says which.
    for (const auto& [id, shown] : view.brokers) {
        const broker::Broker* broker = world.machines().at(id).parts.broker.get();
        if (broker == nullptr) continue;
        const auto place = [id = id] { return place_of("broker", id); };
        findings.same(place, "applied metadata up to", broker->image().next_offset(),
                      shown.metadata_applied);
        if (broker->image().next_offset() == newest) {
            audit_image(place(), broker->image(), view, findings);
        }
    }
}

}  // namespace brokerscope::audit
