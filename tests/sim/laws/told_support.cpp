#include "tests/sim/laws/told_support.h"

#include "sim/base/check.h"

namespace brokerscope::laws {

namespace {

std::vector<RecordSlice> slices(Numbers numbers) {
    std::vector<RecordSlice> records;
    for (std::int64_t n = numbers.first; n < numbers.first + numbers.count; ++n) {
        const std::string number = std::to_string(n);
        records.push_back({base::Bytes{"k" + number}, base::Bytes{"v" + number}});
    }
    return records;
}

}  // namespace

FactId Told::state(NodeId node, const FactBody& body) {
    const FactId id = journal.append(now, node, base::no_fact, body);
    chronicle.apply(journal.at(id));
    return id;
}

void Told::accept(Numbers numbers) {
    state(numbers.client, RecordsAccepted{orders_0, numbers.first, slices(numbers)});
}

FactId Told::acknowledge(Numbers numbers, std::int64_t base_offset) {
    BatchProgress progress;
    progress.partition = orders_0;
    progress.first_number = numbers.first;
    progress.records = numbers.count;
    progress.state = BatchState::acknowledged;
    progress.base_offset = base::Offset{base_offset};
    return state(numbers.client, progress);
}

void Told::fail(Numbers numbers) {
    BatchProgress progress;
    progress.partition = orders_0;
    progress.first_number = numbers.first;
    progress.records = numbers.count;
    progress.state = BatchState::failed;
    state(numbers.client, progress);
}

void Told::deliver(NodeId consumer, std::int64_t first, std::int64_t last) {
    state(consumer, RecordsDelivered{"billing", orders_0, base::Offset{first}, base::Offset{last}});
}

void Told::set_position(NodeId consumer, std::int64_t position, PositionReason reason) {
    state(consumer, PositionSet{"billing", orders_0, base::Offset{position}, reason});
}

LeaderAppended Told::append(NodeId leader, std::int32_t epoch, std::int64_t base_offset,
                            Numbers numbers) {
    LeaderAppended appended;
    appended.partition = orders_0;
    appended.batch.base_offset = base::Offset{base_offset};
    appended.batch.last_offset = base::Offset{base_offset} + (numbers.count - 1);
    appended.batch.leader_epoch = base::LeaderEpoch{epoch};
    appended.batch.bytes = 61 + 10 * numbers.count;
    appended.batch.crc =
        static_cast<std::uint32_t>(100'000 * epoch + 1'000 * leader.value + base_offset);
    appended.batch.origin_client = numbers.client;
    appended.batch.origin_first = numbers.first;
    appended.records = slices(numbers);
    state(leader, appended);
    return appended;
}

void Told::copy(NodeId follower, const LeaderAppended& batch) {
    state(follower, FollowerAppended{orders_0, {batch.batch}});
}

void Told::high_watermark(NodeId node, std::int64_t to) {
    state(node, HighWatermarkMoved{orders_0, base::Offset{to}});
}

void Told::truncate(NodeId node, std::int64_t from, std::int64_t to) {
    state(
        node,
        LogTruncated{
            orders_0, base::Offset{to}, base::Offset{from}, TruncationReason::diverging_epoch, {}});
}

void Told::open(NodeId node, std::int64_t end) {
    state(node, ReplicaOpened{orders_0, base::Offset{0}, base::Offset{end}, base::Offset{0}, {}});
}

void Told::role(NodeId node, NodeId leader, std::int32_t epoch) {
    const ReplicaRole role = node == leader ? ReplicaRole::leader : ReplicaRole::follower;
    state(node, ReplicaRoleTaken{orders_0, role, leader, base::LeaderEpoch{epoch}});
}

void Told::write_safely(std::int64_t base_offset, Numbers numbers) {
    accept(numbers);
    const LeaderAppended batch = append(NodeId{1}, 0, base_offset, numbers);
    copy(NodeId{2}, batch);
    copy(NodeId{3}, batch);
    high_watermark(NodeId{1}, base_offset + numbers.count);
    acknowledge(numbers, base_offset);
}

FactId Told::decide(NodeId leader, std::int32_t epoch, std::vector<NodeId> isr,
                    PartitionChangeReason reason) {
    PartitionChanged changed;
    changed.partition = orders_0;
    changed.reason = reason;
    changed.leader = leader;
    changed.leader_epoch = base::LeaderEpoch{epoch};
    changed.partition_epoch = base::PartitionEpoch{partition_epoch_++};
    changed.replicas = {NodeId{1}, NodeId{2}, NodeId{3}};
    changed.isr = std::move(isr);
    return state(controller, changed);
}

GroupTotals Told::billing() const {
    const auto groups = chronicle.ledger.groups(orders);
    const auto found = groups.find("billing");
    return found == groups.end() ? GroupTotals{} : found->second;
}

Verdict Told::verdict(std::string_view law) const {
    for (const NamedVerdict& one : chronicle.laws.verdicts()) {
        if (one.name == law) return one.verdict;
    }
    CHECK(false, "there is no law called " + std::string(law));
}

// --- worlds -----------------------------------------------------------------------------------

Told small_world() {
    Told told;
    const auto declare = [&](NodeId id, NodeRole role, const std::string& name,
                             const std::string& group, std::vector<ConfigValue> config) {
        told.state(base::outside_world, NodeDeclared{id, role, name, "", group, std::move(config)});
        told.state(base::outside_world, ProcessStarted{id, 1});
    };
    told.state(base::outside_world, RunStarted{{"A small world", "Um mundo pequeno"}, "4.3", 7});
    for (std::int32_t id = 1; id <= 3; ++id)
        declare(NodeId{id}, NodeRole::broker, "broker" + std::to_string(id), "", {});
    declare(controller, NodeRole::controller, "controller", "", {});
    declare(shop, NodeRole::producer, "shop", "", {});
    declare(anna, NodeRole::consumer, "anna", "billing", {});
    declare(bruno, NodeRole::consumer, "bruno", "billing", {});
    declare(hasty, NodeRole::producer, "hasty", "", {{"acks", "1"}});
    declare(careless, NodeRole::producer, "careless", "", {{"acks", "0"}});
    told.state(controller,
               TopicCreated{orders, "orders", 2, 3, false, {{"min.insync.replicas", "2"}}});
    return told;
}

Told world_with_orders() {
    Told told = small_world();
    told.decide(NodeId{1}, 0, {NodeId{1}, NodeId{2}, NodeId{3}}, PartitionChangeReason::created);
    for (std::int32_t id = 1; id <= 3; ++id) {
        told.open(NodeId{id}, 0);
        told.role(NodeId{id}, NodeId{1}, 0);
    }
    return told;
}

FactId hand_over(Told& told, PartitionChangeReason reason) {
    told.wait_ms(100);
    told.state(NodeId{1}, ProcessEnded{NodeId{1}, ProcessEnd::crashed});
    told.wait_ms(9000);
    told.state(controller, BrokerFencing{NodeId{1}, FencingState::fenced});
    const FactId decision = told.decide(NodeId{2}, 1, {NodeId{2}, NodeId{3}}, reason);
    told.role(NodeId{2}, NodeId{2}, 1);
    told.role(NodeId{3}, NodeId{2}, 1);
    return decision;
}

}  // namespace brokerscope::laws
