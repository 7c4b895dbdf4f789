// What the controller decided, as it and the brokers that have come as far hold it.
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
                  if (is_same(*partition, *shown)) return;
                  audit_partition(holder, view.partition_name(id), *partition, *shown, findings);
              });
}

void audit_controller(const Machine& machine, const view::ControllerView& shown, const View& view,
                      Findings& findings) {
    const auto place = [&] { return place_of("controller", machine.id); };
    const controller::Controller* controller = machine.parts.controller.get();
    findings.same(place, "is active", controller != nullptr, shown.active);
    const auto log = machine.disk.logs.find(metadata_partition);
    if (log != machine.disk.logs.end()) {
        findings.same(place, "log end", log->second.log_end_offset(), shown.log_end);
    }
    if (controller == nullptr) return;
    findings.same(place, "epoch", controller->epoch().value, shown.epoch);
    findings.same(place, "high watermark", controller->high_watermark(), shown.high_watermark);
    audit_image(place(), controller->image(), view, findings);
}

}  // namespace

void audit_metadata(const World& world, const View& view, Findings& findings) {
    Offset newest;
    for (const auto& [id, shown] : view.controllers) {
        audit_controller(world.machines().at(id), shown, view, findings);
        newest = std::max(newest, shown.log_end);
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
