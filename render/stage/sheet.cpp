#include "render/stage/sheet.h"

#include <fmt/format.h>

#include <algorithm>

namespace brokerscope::render::stage {

namespace {

using Rows = std::vector<SheetRow>;

void add(Rows& rows, std::string_view label, std::string value) {
    rows.push_back({std::string(label), std::move(value), SheetRow::Kind::value});
}

void add_heading(Rows& rows, std::string_view label) {
    rows.push_back({std::string(label), "", SheetRow::Kind::heading});
}

std::string id_list(const std::vector<NodeId>& nodes) {
    std::string text;
    for (const NodeId node : nodes)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", node.value);
    return text.empty() ? "none" : text;
}

std::string readable(const std::optional<base::Bytes>& bytes) {
    if (!bytes) return "null";
    std::string text;
    for (const char c : bytes->data)
        text += static_cast<unsigned char>(c) < 0x20 ? '.' : c;
    return text;
}

std::string_view state_word(view::ProcessState state) {
    switch (state) {
        case view::ProcessState::declared: return "declared";
        case view::ProcessState::running: return "running";
        case view::ProcessState::crashed: return "crashed";
        case view::ProcessState::stopped: return "stopped";
    }
    return "";
}

void add_process(const Scene& scene, Rows& rows, const view::ProcessView& process) {
    add(rows, "node.id", fmt::format("{}", process.id.value));
    add(rows, scene.word("process", "processo"), std::string(state_word(process.state)));
    add(rows, scene.word("starts", "partidas"), fmt::format("{}", process.incarnation));
    if (!process.rack.empty()) add(rows, "broker.rack", process.rack);
}

void add_config(const Scene& scene, Rows& rows, const view::ProcessView& process) {
    if (process.config.empty()) return;
    add_heading(rows, scene.word("set by the scenario", "definido pelo cenário"));
    for (const journal::ConfigValue& one : process.config)
        add(rows, one.name, one.value);
}

void add_broker(const Scene& scene, Rows& rows, NodeId id) {
    const auto found = scene.view.brokers.find(id);
    if (found == scene.view.brokers.end()) return;
    const view::BrokerView& broker = found->second;
    add(rows, "BrokerState", std::string(base::name_of(broker.state)));
    add(rows, scene.word("controller's view", "visão do controller"),
        broker.registered ? std::string(base::name_of(broker.fencing)) : "unregistered");
    add(rows, "broker epoch", fmt::format("{}", broker.epoch.value));
    add(rows, "metadata offset", grouped(broker.metadata_applied.value));
    const auto leads = std::count_if(
        broker.replicas.begin(), broker.replicas.end(),
        [](const auto& one) { return one.second.role == journal::ReplicaRole::leader; });
    add(rows, "LeaderCount", fmt::format("{}", leads));
    add(rows, "PartitionCount", fmt::format("{}", broker.replicas.size()));
    add(rows, "coordinator of",
        broker.coordinator_of.empty()
            ? "nothing"
            : fmt::format("{} partitions of __consumer_offsets", broker.coordinator_of.size()));
}

void add_controller(Rows& rows, const view::ControllerView& controller) {
    add(rows, "role", controller.active ? "leader" : "follower");
    add(rows, "epoch", fmt::format("{}", controller.epoch));
    add(rows, "metadata log end", grouped(controller.log_end.value));
    add(rows, "high watermark", grouped(controller.high_watermark.value));
    if (controller.newest_types.empty()) return;
    add_heading(rows, "newest metadata records");
    const std::size_t shown = std::min<std::size_t>(6, controller.newest_types.size());
    for (std::size_t i = 0; i < shown; ++i)
        add(rows, fmt::format("{}", controller.log_end.value - 1 - static_cast<std::int64_t>(i)),
            controller.newest_types[controller.newest_types.size() - 1 - i]);
}

void add_producer(const Scene& scene, Rows& rows, const view::ProducerView& producer) {
    add(rows, "record-send-total", grouped(producer.accepted));
    add(rows, scene.word("acknowledged", "confirmados"), grouped(producer.acknowledged));
    add(rows, "record-error-total", grouped(producer.failed));
    add(rows, scene.word("refused by send()", "recusados por send()"), grouped(producer.refused));
    add(rows, "record-retry-total", grouped(producer.retries));
    if (producer.producer_id != base::no_producer_id) {
        add(rows, "producerId", grouped(producer.producer_id.value));
        add(rows, "producerEpoch", fmt::format("{}", producer.producer_epoch));
    }
    for (const auto& [partition, tray] : producer.trays)
        add(rows, scene.view.partition_name(partition),
            fmt::format("{} {}, {} {}", tray.waiting, scene.word("waiting", "à espera"),
                        tray.in_flight.size(), scene.word("in flight", "em voo")));
}

void add_consumer(const Scene& scene, Rows& rows, const view::ConsumerView& consumer) {
    add(rows, "group.id", consumer.group);
    add(rows, "state", std::string(base::name_of(consumer.state)));
    add(rows, "member id", consumer.member);
    add(rows, "generation", fmt::format("{}", consumer.generation.value));
    add(rows, scene.word("delivered", "entregues"), grouped(consumer.delivered));
    for (const PartitionId partition : consumer.owned) {
        const auto position = consumer.positions.find(partition);
        add(rows, scene.view.partition_name(partition),
            position == consumer.positions.end()
                ? "no position"
                : fmt::format("position {}", grouped(position->second.value)));
    }
}

Sheet sheet_about(const Scene& scene, const NodeChosen& chosen) {
    Sheet sheet;
    const auto process = scene.view.processes.find(chosen.node);
    if (process == scene.view.processes.end()) return sheet;
    const std::string_view role = base::name_of(process->second.role);
    sheet.what = role;
    sheet.title = process->second.name.empty() ? fmt::format("{} {}", role, chosen.node.value)
                                               : process->second.name;
    if (sheet.title[0] >= 'a' && sheet.title[0] <= 'z' && process->second.name.empty())
        sheet.title[0] = static_cast<char>(sheet.title[0] - 'a' + 'A');
    add_process(scene, sheet.rows, process->second);
    add_broker(scene, sheet.rows, chosen.node);
    const auto controller = scene.view.controllers.find(chosen.node);
    if (controller != scene.view.controllers.end()) add_controller(sheet.rows, controller->second);
    const auto producer = scene.view.producers.find(chosen.node);
    if (producer != scene.view.producers.end()) add_producer(scene, sheet.rows, producer->second);
    const auto consumer = scene.view.consumers.find(chosen.node);
    if (consumer != scene.view.consumers.end()) add_consumer(scene, sheet.rows, consumer->second);
    add_config(scene, sheet.rows, process->second);
    return sheet;
}

// As kafka-topics --describe prints it.
void add_partition(Rows& rows, const view::PartitionView& partition) {
    add(rows, "Leader",
        partition.leader == base::no_node ? "none" : fmt::format("{}", partition.leader.value));
    add(rows, "LeaderEpoch", fmt::format("{}", partition.leader_epoch.value));
    add(rows, "Replicas", id_list(partition.replicas));
    add(rows, "Isr", id_list(partition.isr));
    add(rows, "PartitionEpoch", fmt::format("{}", partition.epoch.value));
}

// The files of a log, the newest ones, as a directory listing has them; the last one is active.
void add_segments(const Scene& scene, Rows& rows, const view::ReplicaView& replica) {
    constexpr std::size_t most_rows = 8;
    add_heading(
        rows, fmt::format("{}: {}", scene.word("segments", "segmentos"), replica.segments.size()));
    const std::size_t first =
        replica.segments.size() > most_rows ? replica.segments.size() - most_rows : 0;
    for (std::size_t i = first; i < replica.segments.size(); ++i) {
        const view::SegmentView& segment = replica.segments[i];
        const bool is_active = i + 1 == replica.segments.size();
        add(rows, fmt::format("{:020}.log", segment.base_offset.value),
            fmt::format("{} bytes{}", grouped(segment.bytes),
                        is_active ? scene.word(", active", ", ativo") : ""));
    }
    add(rows, scene.word("not on the disk yet", "ainda fora do disco"),
        fmt::format("{} bytes", grouped(replica.unflushed_bytes)));
    if (replica.cleaned_up_to.value > 0)
        add(rows, scene.word("cleaned below", "limpo abaixo de"),
            grouped(replica.cleaned_up_to.value));
}

Sheet sheet_about(const Scene& scene, const ReplicaChosen& chosen) {
    Sheet sheet;
    const view::ReplicaView* replica = scene.view.replica(chosen.broker, chosen.partition);
    const auto partition = scene.view.partitions.find(chosen.partition);
    if (replica == nullptr || partition == scene.view.partitions.end()) return sheet;
    sheet.title = scene.view.partition_name(chosen.partition);
    sheet.what = fmt::format("{} {}", scene.word("replica on broker", "réplica no broker"),
                             chosen.broker.value);
    add(sheet.rows, "role", std::string(base::name_of(replica->role)));
    add(sheet.rows, "leader epoch", fmt::format("{}", replica->leader_epoch.value));
    add(sheet.rows, "log start offset", grouped(replica->log_start.value));
    add(sheet.rows, "high watermark", grouped(replica->high_watermark.value));
    add(sheet.rows, "log end offset", grouped(replica->log_end.value));
    add(sheet.rows, "flushed to", grouped(replica->flushed.value));
    add(sheet.rows, "size", fmt::format("{} bytes", grouped(replica->size_bytes)));
    add_segments(scene, sheet.rows, *replica);
    add_heading(sheet.rows, scene.word("as the controller decided", "como o controller decidiu"));
    add_partition(sheet.rows, partition->second);
    add_heading(sheet.rows, scene.word("consumer groups", "grupos de consumidores"));
    for (const auto& [name, group] : scene.view.groups) {
        const auto committed = group.committed.find(chosen.partition);
        const std::optional<std::int64_t> lag = lag_of(scene.view, name, chosen.partition);
        if (committed == group.committed.end() && !lag) continue;
        const std::string at =
            committed == group.committed.end() ? "-" : grouped(committed->second.value);
        add(sheet.rows, name,
            fmt::format("CURRENT-OFFSET {}, LAG {}", at, lag ? grouped(*lag) : "-"));
    }
    return sheet;
}

Sheet sheet_about(const Scene& scene, const RecordChosen& chosen) {
    Sheet sheet;
    const view::ReplicaView* replica = scene.view.replica(chosen.broker, chosen.partition);
    if (replica == nullptr) return sheet;
    const view::TapeBatch* batch = replica->tape.find(chosen.offset);
    if (batch == nullptr) return sheet;
    sheet.title = fmt::format("{} @ {}", scene.view.partition_name(chosen.partition),
                              grouped(chosen.offset.value));
    sheet.what = fmt::format("{} {}", scene.word("record on broker", "registro no broker"),
                             chosen.broker.value);
    if (const view::RecordSlice* slice = replica->tape.record(chosen.offset)) {
        add(sheet.rows, "key", readable(slice->key));
        add(sheet.rows, "value", readable(slice->value));
    }
    const bool readable_now = chosen.offset < replica->high_watermark;
    add(sheet.rows, scene.word("below high watermark", "abaixo do high watermark"),
        std::string(readable_now ? scene.word("yes", "sim") : scene.word("no", "não")));
    add(sheet.rows, "partitionLeaderEpoch", fmt::format("{}", batch->stamp.leader_epoch.value));
    add(sheet.rows, "batch",
        fmt::format("{} … {}", grouped(batch->stamp.base_offset.value),
                    grouped(batch->stamp.last_offset.value)));
    add(sheet.rows, "sizeInBytes", grouped(batch->stamp.bytes));
    if (batch->stamp.producer_id != base::no_producer_id) {
        add(sheet.rows, "producerId", grouped(batch->stamp.producer_id.value));
        add(sheet.rows, "producerEpoch", fmt::format("{}", batch->stamp.producer_epoch));
        add(sheet.rows, "baseSequence", grouped(batch->stamp.base_sequence));
    }
    if (batch->stamp.origin_client != base::no_node)
        add(sheet.rows, scene.word("sent by", "enviado por"),
            scene.node_name(batch->stamp.origin_client));
    add(sheet.rows, scene.word("appended at", "gravado em"), base::clock_text(batch->appended));
    std::string holders;
    for (const auto& [id, broker] : scene.view.brokers) {
        const auto other = broker.replicas.find(chosen.partition);
        if (other == broker.replicas.end()) continue;
        const view::TapeBatch* same = other->second.tape.find(chosen.offset);
        if (same != nullptr && same->stamp == batch->stamp)
            holders += fmt::format("{}{}", holders.empty() ? "" : ", ", id.value);
    }
    add(sheet.rows, scene.word("held by brokers", "nos brokers"), holders);
    return sheet;
}

// As kafka-consumer-groups --describe prints it.
Sheet sheet_about(const Scene& scene, const GroupChosen& chosen) {
    Sheet sheet;
    const auto found = scene.view.groups.find(chosen.group);
    sheet.title = chosen.group;
    sheet.what = scene.word("consumer group", "grupo de consumidores");
    if (found == scene.view.groups.end()) return sheet;
    const view::GroupView& group = found->second;
    add(sheet.rows, "STATE", std::string(base::name_of(group.state)));
    add(sheet.rows, "COORDINATOR", fmt::format("{}", group.coordinator.value));
    add(sheet.rows, "GENERATION", fmt::format("{}", group.generation.value));
    add(sheet.rows, "ASSIGNMENT-STRATEGY", group.protocol);
    add(sheet.rows, "#MEMBERS", fmt::format("{}", group.members.size()));
    add(sheet.rows, "rebalances", fmt::format("{}", group.rebalances));
    if (!group.reason.empty()) add(sheet.rows, scene.word("reason", "motivo"), group.reason);
    add_heading(sheet.rows, "CURRENT-OFFSET · LAG");
    for (const auto& [partition, offset] : group.committed) {
        const std::optional<std::int64_t> lag = lag_of(scene.view, chosen.group, partition);
        add(sheet.rows, scene.view.partition_name(partition),
            fmt::format("{} · {}", grouped(offset.value), lag ? grouped(*lag) : "-"));
    }
    return sheet;
}

Sheet sheet_about(const Scene& scene, const MessageChosen& chosen) {
    Sheet sheet;
    for (const auto& [key, message] : scene.view.messages) {
        if (message.fact != chosen.fact) continue;
        sheet.title = base::name_of(message.api);
        sheet.what = message.is_response ? "response" : "request";
        add(sheet.rows, scene.word("from", "de"), scene.node_name(message.from));
        add(sheet.rows, scene.word("to", "para"), scene.node_name(message.to));
        add(sheet.rows, scene.word("sent", "enviada"), base::clock_text(message.sent));
        add(sheet.rows, scene.word("arrives", "chega"), base::clock_text(message.arrives));
        add(sheet.rows, "sizeInBytes", grouped(message.bytes));
        add(sheet.rows, "records", grouped(message.records));
        add(sheet.rows, "errorCode", std::string(base::name_of(message.error)));
    }
    return sheet;
}

Sheet sheet_about(const Scene& scene, const ClockChosen& chosen) {
    Sheet sheet;
    const auto found = scene.view.clocks.find(chosen.subject);
    if (found == scene.view.clocks.end()) return sheet;
    const view::ClockView& clock = found->second;
    sheet.title = base::name_of(chosen.subject.kind);
    sheet.what = scene.word("failure detector", "detector de falhas");
    add(sheet.rows, scene.word("watched by", "observado por"), scene.node_name(clock.owner));
    if (chosen.subject.node != base::no_node)
        add(sheet.rows, scene.word("watches", "observa"), scene.node_name(chosen.subject.node));
    if (!chosen.subject.group.empty()) add(sheet.rows, "group.id", chosen.subject.group);
    if (!chosen.subject.member.empty()) add(sheet.rows, "member id", chosen.subject.member);
    add(sheet.rows, scene.word("length", "duração"), span_text(clock.rings - clock.started));
    add(sheet.rows, scene.word("left", "restam"), seconds_text(clock.rings - scene.now));
    return sheet;
}

Sheet sheet_about(const Scene& scene, const LinkChosen& chosen) {
    Sheet sheet;
    sheet.title = fmt::format("{} ↔ {}", scene.node_name(chosen.a), scene.node_name(chosen.b));
    sheet.what = scene.word("network link", "ligação de rede");
    const bool cut = scene.view.cut_links.count({chosen.a, chosen.b}) > 0;
    add(sheet.rows, "state", cut ? "cut" : "up");
    return sheet;
}

Sheet sheet_about(const Scene& scene, const FactChosen& chosen) {
    Sheet sheet;
    sheet.title = scene.word("Why?", "Por quê?");
    sheet.what = fmt::format("{} {}", scene.word("fact", "fato"), grouped(chosen.fact.value));
    return sheet;
}

Sheet sheet_about(const Scene&, std::monostate) {
    return {};
}

}  // namespace

Sheet sheet_of(const Scene& scene, const Selection& selection) {
    return std::visit([&](const auto& chosen) { return sheet_about(scene, chosen); }, selection);
}

std::string tooltip_of(const Scene& scene, const Selection& selection) {
    const auto* record = std::get_if<RecordChosen>(&selection);
    if (record == nullptr) return "";
    const Sheet sheet = sheet_of(scene, selection);
    std::string text = sheet.title;
    for (const SheetRow& row : sheet.rows) {
        if (row.label == "key" || row.label == "value")
            text += fmt::format("\n{}  {}", row.label, row.value);
    }
    return text;
}

}  // namespace brokerscope::render::stage
