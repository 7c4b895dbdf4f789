#include "tests/render/views_support.h"

#include <fmt/format.h>

#include <memory>

namespace brokerscope::render {

namespace {

using base::milliseconds;
using base::Offset;
using base::PartitionId;
using base::seconds;
using base::TopicId;
using journal::NodeRole;

constexpr TopicId orders{2};

SimTime at_ms(std::int64_t ms) {
    return SimTime{} + milliseconds(ms);
}

view::Change changed(std::int64_t ms) {
    return {at_ms(ms), base::FactId{1}};
}

// The newest records of the partition, as its leader appended them: batches of one, ten keys.
void fill(view::ReplicaView& replica, PartitionId partition, std::int64_t end) {
    for (std::int64_t base = std::max<std::int64_t>(0, end - 64); base < end; ++base) {
        view::TapeBatch batch;
        const std::int64_t last = base;
        batch.stamp.base_offset = Offset{base};
        batch.stamp.last_offset = Offset{last};
        batch.stamp.leader_epoch = base::LeaderEpoch{3};
        batch.stamp.record_count = static_cast<std::int32_t>(last - base + 1);
        batch.stamp.max_timestamp_ms = 1'767'225'600'000 + 100 * last;
        batch.stamp.crc = static_cast<std::uint32_t>(2'654'435'761U * (last + 1));
        batch.appended = at_ms(base * 40);
        batch.fact = base::FactId{base + 1};
        for (std::int64_t offset = base; offset <= last; ++offset) {
            const std::int64_t key = (offset * 7 + partition.partition * 3) % 10;
            batch.records.push_back({base::Bytes{fmt::format("c{}", key)}, base::Bytes{"order"}});
        }
        replica.tape.append(std::make_shared<const view::TapeBatch>(std::move(batch)));
    }
    replica.log_end = Offset{end};
}

view::ProcessView& declare(view::View& view, std::int32_t id, NodeRole role,
                           const std::string& name) {
    view::ProcessView& process = view.processes[base::NodeId{id}];
    process.id = base::NodeId{id};
    process.role = role;
    process.name = name;
    process.state = view::ProcessState::running;
    process.incarnation = 1;
    process.changed = changed(0);
    return process;
}

void add_topic(view::View& view, TopicId id, const std::string& name, int partitions) {
    view::TopicView topic;
    topic.id = id;
    topic.name = name;
    topic.partitions = partitions;
    topic.replication = 3;
    view.topics[id] = topic;
}

view::ReplicaView& add_replica(view::View& view, std::int32_t broker, PartitionId partition,
                               std::int64_t end, std::int64_t hw, bool leads) {
    view::ReplicaView& replica = view.brokers[base::NodeId{broker}].replicas[partition];
    fill(replica, partition, end);
    replica.high_watermark = Offset{hw};
    replica.flushed = Offset{end - 4};
    replica.size_bytes = end * 90;
    replica.unflushed_bytes = end * 50;
    replica.open = true;
    replica.leader_epoch = base::LeaderEpoch{3};
    replica.role = leads ? journal::ReplicaRole::leader : journal::ReplicaRole::follower;
    replica.role_taken = changed(500);
    replica.appended = changed(12'000);
    return replica;
}

void add_cluster(view::View& view) {
    for (std::int32_t id = 1; id <= 3; ++id) {
        declare(view, id, NodeRole::broker, "").rack =
            std::string(1, static_cast<char>('a' + id - 1));
        view::BrokerView& broker = view.brokers[base::NodeId{id}];
        broker.state = journal::BrokerState::running;
        broker.registered = true;
        broker.fencing = journal::FencingState::unfenced;
    }
    for (std::int32_t id = 4; id <= 6; ++id) {
        declare(view, id, NodeRole::controller, "");
        view::ControllerView& controller = view.controllers[base::NodeId{id}];
        controller.active = id == 4;
        controller.epoch = 4;
        controller.log_end = Offset{1183};
        controller.high_watermark = Offset{1182};
        controller.appended = changed(12'340);
    }
}

void add_orders(view::View& view) {
    add_topic(view, orders, "orders", 3);
    constexpr std::int64_t ends[3][3] = {{31, 28, 31}, {34, 26, 29}, {31, 27, 31}};
    constexpr std::int64_t safe[3] = {30, 28, 30};
    for (std::int32_t p = 0; p < 3; ++p) {
        const PartitionId id{orders, p};
        view::PartitionView& partition = view.partitions[id];
        partition.leader = base::NodeId{p == 0 ? 2 : p == 1 ? 1 : 3};
        partition.leader_epoch = base::LeaderEpoch{3};
        partition.replicas = {base::NodeId{1}, base::NodeId{2}, base::NodeId{3}};
        partition.isr = partition.replicas;
        for (std::int32_t broker = 1; broker <= 3; ++broker)
            add_replica(view, broker, id, ends[broker - 1][p],
                        std::min(safe[p], ends[broker - 1][p]), partition.leader.value == broker);
    }
    view.brokers[base::NodeId{3}].replicas[{orders, 1}].high_watermark = Offset{27};
}

void crash_broker_2(view::View& view) {
    view.processes[base::NodeId{2}].state = view::ProcessState::crashed;
    view.processes[base::NodeId{2}].changed = changed(12'300);
    for (auto& [id, replica] : view.brokers[base::NodeId{2}].replicas)
        replica.open = false;
    journal::ClockSubject subject;
    subject.node = base::NodeId{2};
    view.clocks[subject] = {base::NodeId{4}, at_ms(10'384), at_ms(19'384), base::FactId{5}};
    for (const std::int32_t healthy : {1, 3}) {
        subject.node = base::NodeId{healthy};
        view.clocks[subject] = {base::NodeId{4}, at_ms(11'900), at_ms(20'900), base::FactId{5}};
    }
}

void add_producers(Moment& moment) {
    view::View& view = moment.view;
    declare(view, 1001, NodeRole::producer, "shop").config = {{"acks", "all"}, {"linger.ms", "40"}};
    declare(view, 1002, NodeRole::producer, "app").config = {{"acks", "1"}};
    view::ProducerView& shop = view.producers[base::NodeId{1001}];
    shop.accepted = 614;
    shop.acknowledged = 598;
    constexpr int waiting[3] = {4, 2, 3};
    for (std::int32_t p = 0; p < 3; ++p) {
        view::ProducerView::Tray& tray = shop.trays[{orders, p}];
        tray.waiting = waiting[p];
        for (int i = 0; i < waiting[p]; ++i)
            tray.newest.push_back({base::Bytes{fmt::format("c{}", (p * 3 + i * 7) % 10)}, {}});
        tray.filling_since = at_ms(12'370 - p * 8);
    }
    shop.trays[{orders, 0}].in_flight.push_back(
        {120, 6, journal::BatchState::retrying, 3, changed(12'200)});
    shop.trays[{orders, 1}].in_flight.push_back(
        {121, 5, journal::BatchState::sent, 1, changed(12'300)});
    shop.trays[{orders, 2}].in_flight.push_back(
        {122, 5, journal::BatchState::sent, 1, changed(12'300)});
    view::ProducerView& app = view.producers[base::NodeId{1002}];
    app.accepted = 203;
    app.acknowledged = 203;
    app.trays[{orders, 0}].waiting = 0;
    moment.verdicts.risk_by_producer[base::NodeId{1002}] = 3;
}

void add_member(view::View& view, std::int32_t id, const std::string& group,
                const std::string& name, std::vector<PartitionId> owned) {
    declare(view, id, NodeRole::consumer, name).group = group;
    view::ConsumerView& consumer = view.consumers[base::NodeId{id}];
    consumer.group = group;
    consumer.member = name + "-uuid";
    consumer.state =
        owned.empty() ? journal::ConsumerState::joining : journal::ConsumerState::stable;
    consumer.owned = owned;
    for (const PartitionId p : owned)
        consumer.positions[p] = Offset{26 + p.partition};
    view::MemberView member;
    member.id = consumer.member;
    member.client = base::NodeId{id};
    member.assigned = owned;
    view.groups[group].members.push_back(member);
    journal::ClockSubject subject;
    subject.kind = journal::ClockKind::member_session;
    subject.group = group;
    subject.member = member.id;
    view.clocks[subject] = {base::NodeId{3}, at_ms(11'000 - id % 7 * 1000),
                            at_ms(21'000 - id % 7 * 1000), base::FactId{5}};
}

void add_groups(view::View& view) {
    for (std::int32_t i = 0; i < 3; ++i)
        add_member(view, 1003 + i, "billing", fmt::format("billing-{}", i + 1), {{orders, i}});
    view::GroupView& billing = view.groups["billing"];
    billing.name = "billing";
    billing.state = journal::GroupState::stable;
    billing.generation = base::GenerationId{4};
    billing.protocol = "range";
    billing.committed = {
        {{orders, 0}, Offset{24}}, {{orders, 1}, Offset{24}}, {{orders, 2}, Offset{25}}};
    for (std::int32_t i = 0; i < 2; ++i)
        add_member(view, 1006 + i, "audit", fmt::format("audit-{}", i + 1), {});
    view::GroupView& audit = view.groups["audit"];
    audit.name = "audit";
    audit.state = journal::GroupState::preparing_rebalance;
    audit.generation = base::GenerationId{7};
    audit.protocol = "range";
    audit.rebalancing_since = at_ms(10'584);
    journal::ClockSubject subject;
    subject.kind = journal::ClockKind::group_rebalance;
    subject.group = "audit";
    view.clocks[subject] = {base::NodeId{3}, at_ms(10'584), at_ms(70'584), base::FactId{5}};
}

void add_message(view::View& view, std::int32_t from, std::int32_t to, kafka::ApiKey api,
                 bool response, std::int32_t records, std::int64_t sent_ms,
                 std::int64_t arrives_ms) {
    view::MessageView message;
    message.fact = base::FactId{static_cast<std::int64_t>(view.messages.size()) + 1};
    message.from = base::NodeId{from};
    message.to = base::NodeId{to};
    message.api = api;
    message.is_response = response;
    message.records = records;
    message.sent = at_ms(sent_ms);
    message.arrives = at_ms(arrives_ms);
    view.messages[{message.arrives, message.fact}] = message;
    view.connections[base::ConnectionId{from * 10'000 + to}] = {message.from, message.to};
}

void add_messages(view::View& view) {
    using kafka::ApiKey;
    add_message(view, 1001, 1, ApiKey::produce, false, 5, 12'380, 12'390);
    add_message(view, 1001, 3, ApiKey::produce, false, 24, 12'383, 12'389);
    add_message(view, 1001, 2, ApiKey::produce, false, 6, 12'380, 12'391);
    view.messages.rbegin()->second.lost = at_ms(12'383);
    add_message(view, 3, 1001, ApiKey::produce, true, 0, 12'380, 12'386);
    add_message(view, 1002, 1, ApiKey::produce, false, 1, 12'381, 12'391);
    add_message(view, 1, 3, ApiKey::fetch, true, 6, 12'380, 12'392);
    add_message(view, 3, 1, ApiKey::fetch, false, 0, 12'382, 12'386);
    add_message(view, 4, 1, ApiKey::fetch, true, 2, 12'380, 12'387);
    add_message(view, 3, 4, ApiKey::broker_heartbeat, false, 0, 12'380, 12'386);
    add_message(view, 1, 1003, ApiKey::fetch, true, 4, 12'381, 12'387);
    add_message(view, 1004, 1, ApiKey::fetch, false, 0, 12'382, 12'388);
    add_message(view, 3, 1005, ApiKey::fetch, true, 5, 12'380, 12'389);
    add_message(view, 1006, 3, ApiKey::join_group, false, 0, 12'380, 12'386);
    add_message(view, 5, 4, ApiKey::fetch, false, 0, 12'381, 12'388);
}

void tell(stage::Story& story, std::int64_t ms, journal::FactBody body) {
    journal::Fact fact;
    fact.id = base::FactId{story.applied() + 1};
    fact.at = at_ms(ms);
    fact.body = std::move(body);
    story.apply(fact);
}

journal::PartitionChanged partition_changed(int leader) {
    journal::PartitionChanged body;
    body.partition = {orders, 0};
    body.leader = base::NodeId{leader};
    body.replicas = {base::NodeId{1}, base::NodeId{2}, base::NodeId{3}};
    body.isr = leader == 2 ? body.replicas : std::vector{base::NodeId{1}, base::NodeId{3}};
    return body;
}

journal::GroupChanged group_changed(const std::string& group, journal::GroupState state) {
    journal::GroupChanged body;
    body.group = group;
    body.state = state;
    return body;
}

void add_story(stage::Story& story) {
    tell(story, 0, journal::ChapterBegan{{"Calm", "Calma"}});
    tell(story, 700, partition_changed(2));
    tell(story, 800, partition_changed(1));
    tell(story, 810, partition_changed(2));
    tell(story, 3'000, group_changed("billing", journal::GroupState::preparing_rebalance));
    tell(story, 3'400, group_changed("billing", journal::GroupState::stable));
    for (std::int64_t second = 1; second < 12; ++second) {
        for (std::int32_t p = 0; p < 3; ++p) {
            journal::LeaderAppended appended;
            appended.partition = {orders, p};
            appended.batch.last_offset = Offset{second * 3};
            tell(story, second * 1000, appended);
            tell(story, second * 1000 + 500,
                 journal::RecordsDelivered{"billing",
                                           {orders, p},
                                           Offset{0},
                                           Offset{second * 3 - (second * (p + 2)) % 4 - 1}});
        }
    }
    tell(story, 10'584, group_changed("audit", journal::GroupState::preparing_rebalance));
    tell(story, 12'000, journal::ChapterBegan{{"Silence", "Silêncio"}});
    tell(story, 12'300, journal::ProcessEnded{base::NodeId{2}, journal::ProcessEnd::crashed});
}

}  // namespace

Moment a_leader_dies() {
    Moment moment;
    view::View& view = moment.view;
    view.title = {"A leader dies", "Um líder morre"};
    view.kafka = "4.3";
    view.seed = 7;
    view.at = at_ms(12'384);
    add_cluster(view);
    add_orders(view);
    add_producers(moment);
    add_groups(view);
    crash_broker_2(view);
    add_messages(view);
    add_story(moment.story);
    view.narration.chapters = {{"Calm", "Calma"}, {"Silence", "Silêncio"}};
    view.narration.caption = {
        "Broker 2 is silent. Nobody knows yet: the controller waits for its session to end.",
        "O broker 2 está em silêncio. Ninguém sabe ainda: o controller espera a sessão acabar."};
    moment.verdicts.produced = 817;
    moment.verdicts.acked = 801;
    moment.verdicts.delivered = 788;
    moment.verdicts.at_risk = 3;
    moment.verdicts.unavailable = milliseconds(84);
    moment.verdicts.laws_holding = 24;
    moment.now = moment.head = at_ms(12'384);
    moment.planned_end = SimTime{} + seconds(30);
    return moment;
}

Moment an_empty_world() {
    Moment moment;
    moment.planned_end = SimTime{} + seconds(30);
    return moment;
}

Moment before_the_start() {
    Moment moment;
    add_cluster(moment.view);
    for (auto& [id, process] : moment.view.processes)
        process.state = view::ProcessState::declared;
    moment.view.brokers.clear();
    moment.view.controllers.clear();
    declare(moment.view, 1001, NodeRole::producer, "shop").state = view::ProcessState::declared;
    declare(moment.view, 1002, NodeRole::consumer, "billing-1").group = "billing";
    moment.view.title = {"A leader dies", "Um líder morre"};
    moment.view.kafka = "4.3";
    moment.planned_end = SimTime{} + seconds(30);
    return moment;
}

Moment a_large_world(int brokers, int partitions, int producers, int groups, int members) {
    Moment moment;
    view::View& view = moment.view;
    view.title = {
        "A rolling restart at noon, with everything that a large company runs",
        "Uma reinicialização gradual ao meio-dia, com tudo o que uma grande empresa opera"};
    view.kafka = "4.3";
    view.seed = 123'456'789'012;
    add_topic(view, orders, "payments-authorisations-eu-central", partitions);
    for (std::int32_t id = 1; id <= brokers; ++id) {
        declare(view, id, NodeRole::broker, "").rack =
            std::string(1, static_cast<char>('a' + id % 3));
        view::BrokerView& broker = view.brokers[base::NodeId{id}];
        broker.state = journal::BrokerState::running;
    }
    for (std::int32_t p = 0; p < partitions; ++p) {
        const PartitionId id{orders, p};
        view::PartitionView& partition = view.partitions[id];
        for (std::int32_t r = 0; r < std::min(3, brokers); ++r) {
            const std::int32_t broker = (p + r) % brokers + 1;
            partition.replicas.push_back(base::NodeId{broker});
            if (r < 2 || p % 11 != 0) partition.isr.push_back(base::NodeId{broker});
            add_replica(view, broker, id, 5'000 - r * 7, 4'990 - r * 7, r == 0);
        }
        partition.leader = partition.replicas.front();
    }
    for (std::int32_t i = 0; i < producers; ++i) {
        declare(view, 1001 + i, NodeRole::producer,
                fmt::format("checkout-service-producer-{:02}", i));
        view::ProducerView& producer = view.producers[base::NodeId{1001 + i}];
        producer.accepted = 28'400'000;
        producer.acknowledged = 28'399'111;
        producer.failed = i % 3 == 0 ? 12 : 0;
        for (std::int32_t p = 0; p < std::min(partitions, 8); ++p)
            producer.trays[{orders, p}].waiting = 40;
    }
    std::int32_t id = 1001 + producers;
    for (int g = 0; g < groups; ++g) {
        const std::string name = fmt::format("fraud-detection-group-{:02}", g);
        for (int m = 0; m < members; ++m) {
            std::vector<PartitionId> owned;
            for (std::int32_t p = m; p < partitions; p += members)
                owned.push_back({orders, p});
            add_member(view, id++, name, fmt::format("fraud-detection-{:02}-member-{:02}", g, m),
                       owned);
        }
        view::GroupView& group = view.groups[name];
        group.name = name;
        group.state =
            g % 5 == 0 ? journal::GroupState::completing_rebalance : journal::GroupState::stable;
        if (g % 5 == 0) group.rebalancing_since = at_ms(1'000);
        group.generation = base::GenerationId{1'234};
        group.protocol = "cooperative-sticky";
    }
    view.narration.caption = {
        "Every broker is restarted in turn, and while one is away its partitions are led by "
        "others; nobody "
        "who produces with acks=all loses a record, but the groups stand still more often than one "
        "thinks.",
        "Cada broker é reiniciado por sua vez, e enquanto um está fora as suas partições são "
        "lideradas por "
        "outros; quem produz com acks=all não perde registros, mas os grupos param mais do que se "
        "imagina."};
    moment.verdicts.produced = 28'400'000;
    moment.verdicts.acked = 28'399'111;
    moment.verdicts.delivered = 28'399'000;
    moment.verdicts.duplicated = 312;
    moment.verdicts.lost = 5;
    moment.verdicts.at_risk = 1'204;
    moment.verdicts.reordered = 17;
    moment.verdicts.unavailable = seconds(724);
    moment.verdicts.laws_broken = {{"Acknowledged records are not lost", ""}};
    moment.now = moment.head = at_ms(43'471'200);
    moment.planned_end = SimTime{} + seconds(50'000);
    return moment;
}

}  // namespace brokerscope::render
