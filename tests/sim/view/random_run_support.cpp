#include "tests/sim/view/random_run_support.h"

#include <map>
#include <set>
#include <vector>

#include "sim/base/rng.h"

namespace brokerscope::view {
namespace {

using namespace journal;

constexpr std::int32_t brokers = 3;
constexpr std::int32_t partitions = 3;
constexpr NodeId controller{4};
constexpr NodeId first_producer{1001};
constexpr NodeId first_consumer{1003};
constexpr TopicId orders{2};

using Log = std::vector<LeaderAppended>;

class Improviser {
  public:
    explicit Improviser(std::uint64_t seed) : rng_(seed, "random run", base::no_node) {}

    Journal play(std::int64_t facts) {
        declare();
        while (journal_.size() < facts)
            act();
        say(base::outside_world, RunEnded{});
        return std::move(journal_);
    }

  private:
    FactId say(NodeId node, FactBody body) {
        const auto size = static_cast<std::uint64_t>(journal_.size());
        FactId cause = base::no_fact;
        if (size > 0 && rng_.chance(4, 5)) {
            const auto back =
                static_cast<std::int64_t>(rng_.below(std::min<std::uint64_t>(size, 20)));
            cause = FactId{journal_.size() - back};
        }
        return journal_.append(now_, node, cause, body);
    }
    std::int32_t draw(std::int32_t bound) {
        return static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(bound)));
    }
    // Who states a fact is drawn in a statement of its own: compilers differ in which argument of a
    // call they evaluate first.
    NodeId any_broker() { return NodeId{1 + draw(brokers)}; }
    NodeId any_producer() { return NodeId{first_producer.value + draw(2)}; }
    NodeId any_consumer() { return NodeId{first_consumer.value + draw(3)}; }
    PartitionId any_partition() { return {orders, draw(partitions)}; }
    bool is_up(NodeId broker) const { return down_.count(broker) == 0; }
    Offset end_of(NodeId broker, PartitionId partition) {
        const Log& log = logs_[{broker, partition}];
        return log.empty() ? Offset{0} : log.back().batch.last_offset + 1;
    }

    void declare() {
        say(base::outside_world, RunStarted{{"A random run", "Uma execução ao acaso"}, "4.3", 7});
        for (std::int32_t id = 1; id <= brokers; ++id)
            declare(NodeId{id}, NodeRole::broker, "broker" + std::to_string(id), "");
        declare(controller, NodeRole::controller, "controller4", "");
        declare(NodeId{1001}, NodeRole::producer, "shop", "");
        declare(NodeId{1002}, NodeRole::producer, "kiosk", "");
        declare(NodeId{1003}, NodeRole::consumer, "anna", "billing");
        declare(NodeId{1004}, NodeRole::consumer, "bruno", "billing");
        declare(NodeId{1005}, NodeRole::consumer, "carla", "billing");
        say(controller, ControllerElected{1});
        say(controller, TopicCreated{orders, "orders", partitions, brokers, false, {}});
        for (std::int32_t p = 0; p < partitions; ++p)
            decide({orders, p}, PartitionChangeReason::created);
        for (std::int32_t id = 1; id <= brokers; ++id)
            open_replicas(NodeId{id});
    }
    void declare(NodeId id, NodeRole role, const std::string& name, const std::string& group) {
        say(base::outside_world, NodeDeclared{id, role, name, "", group, {}});
        say(base::outside_world, ProcessStarted{id, 1});
    }

    void act() {
        now_ = now_ + rng_.exponential(base::milliseconds(3));
        switch (draw(12)) {
            case 0: return lead();
            case 1:
            case 2: return follow();
            case 3: return produce();
            case 4:
            case 5: return send_message();
            case 6: return touch_log();
            case 7: return watch();
            case 8: return consume();
            case 9: return coordinate();
            case 10: return rule();
            default: break;
        }
        switch (draw(8)) {
            case 0: return crash_or_restart(any_broker());
            case 1: return end_client();
            case 2: return cut_or_heal();
            case 3: return narrate();
            case 4: return connect();
            case 5: return store();
            case 6: return change_topics();
            default: return ask_raw();
        }
    }

    void lead() {
        const PartitionId partition = any_partition();
        const NodeId leader = leaders_[partition];
        if (leader == base::no_node || !is_up(leader)) return;
        LeaderAppended what;
        what.partition = partition;
        what.batch.base_offset = end_of(leader, partition);
        const std::int32_t count = 1 + draw(40);
        what.batch.last_offset = what.batch.base_offset + count - 1;
        what.batch.leader_epoch = LeaderEpoch{epoch_};
        what.batch.bytes = 61 + 20 * count;
        what.batch.crc = static_cast<std::uint32_t>(rng_.next());
        what.batch.origin_client = any_producer();
        for (std::int32_t i = 0; i < count; ++i)
            what.records.push_back({Bytes{"c" + std::to_string(draw(8))}, Bytes{"some value"}});
        logs_[{leader, partition}].push_back(what);
        say(leader, what);
    }
    void follow() {
        const PartitionId partition = any_partition();
        const NodeId leader = leaders_[partition];
        const NodeId follower = any_broker();
        if (leader == base::no_node || leader == follower || !is_up(follower)) return;
        FollowerAppended what;
        what.partition = partition;
        const Offset end = end_of(follower, partition);
        for (const LeaderAppended& batch : logs_[{leader, partition}]) {
            if (batch.batch.base_offset < end || what.batches.size() == 5) continue;
            what.batches.push_back(batch.batch);
            logs_[{follower, partition}].push_back(batch);
        }
        if (!what.batches.empty()) say(follower, what);
    }
    void produce() {
        const NodeId producer = any_producer();
        const PartitionId partition = any_partition();
        std::int64_t& number = numbers_[{producer, partition}];
        const std::int32_t count = 1 + draw(5);
        say(producer, RecordsAccepted{partition, number,
                                      std::vector<RecordSlice>(static_cast<std::size_t>(count))});
        BatchProgress progress{partition, number, count, BatchState::sent, 1, {}, base::no_offset};
        number += count;
        if (rng_.chance(1, 3)) return;
        if (rng_.chance(5, 6)) say(producer, progress);
        if (rng_.chance(1, 4)) {
            progress.state = BatchState::retrying;
            progress.error = kafka::ErrorCode::not_leader_or_follower;
            say(producer, progress);
        }
        progress.state = rng_.chance(1, 5) ? BatchState::failed : BatchState::acknowledged;
        if (rng_.chance(4, 5)) say(producer, progress);
        if (rng_.chance(1, 9))
            say(producer, SendRefused{1, kafka::ErrorCode::record_list_too_large, ""});
    }
    void send_message() {
        MessageSent what;
        const NodeId from = rng_.chance(1, 2) ? any_producer() : any_broker();
        what.connection = base::ConnectionId{1 + draw(9)};
        what.to = any_broker();
        what.api = rng_.chance(1, 2) ? kafka::ApiKey::produce : kafka::ApiKey::fetch;
        what.is_response = rng_.chance(1, 2);
        what.records = draw(5);
        what.bytes = 50 + draw(900);
        what.arrives = now_ + rng_.exponential(base::milliseconds(20));
        what.body.bytes = std::string(static_cast<std::size_t>(draw(90)), '\0');
        messages_.push_back(say(from, what));
        if (rng_.chance(1, 10)) {
            const auto back = static_cast<std::size_t>(draw(10)) % messages_.size();
            say(base::outside_world, MessageLost{messages_[messages_.size() - 1 - back]});
        }
    }
    void touch_log() {
        const PartitionId partition = any_partition();
        const NodeId broker = any_broker();
        if (!is_up(broker)) return;
        const Offset end = end_of(broker, partition);
        switch (draw(5)) {
            case 0: say(broker, LogFlushed{partition, end}); return;
            case 1: truncate(broker, partition); return;
            default: say(broker, HighWatermarkMoved{partition, end}); return;
        }
    }
    void truncate(NodeId broker, PartitionId partition) {
        Log& log = logs_[{broker, partition}];
        const Offset from = end_of(broker, partition);
        for (std::int32_t batches = draw(4); batches > 0 && !log.empty(); --batches)
            log.pop_back();
        const Offset to = end_of(broker, partition);
        if (to != from)
            say(broker, LogTruncated{partition, to, from, TruncationReason::diverging_epoch, {}});
    }
    void store() {
        const PartitionId partition = any_partition();
        const NodeId broker = any_broker();
        if (!is_up(broker)) return;
        const Offset end = end_of(broker, partition);
        switch (draw(7)) {
            case 0: say(broker, SegmentRolled{partition, end}); return;
            case 1:
                say(broker, SegmentsDeleted{partition, SegmentDeletionReason::retention_ms, {end}});
                return;
            case 2:
                say(broker, LogStartMoved{partition, Offset{0}, LogStartReason::delete_records});
                return;
            case 3: clean(broker, partition); return;
            case 4: say(broker, LogRecovered{partition, Offset{0}, end}); return;
            case 5:
                say(broker, DuplicateRecognised{partition, base::ProducerId{7}, 3, end});
                return;
            default:
                say(broker, FileDamaged{partition, "0.log", FileDamage::bit_flipped, draw(99)});
                return;
        }
    }
    // The cleaner leaves the last record of the first batch.
    void clean(NodeId broker, PartitionId partition) {
        const Log& log = logs_[{broker, partition}];
        if (log.empty()) return;
        const BatchStamp& first = log.front().batch;
        say(broker, LogCleaned{partition,
                               Offset{0},
                               first.last_offset + 1,
                               {{Offset{0}, {{first, {first.last_offset}}}}}});
    }
    void change_topics() {
        const TopicId drafts{3 + static_cast<std::int32_t>(journal_.size())};
        const PartitionId partition{drafts, 0};
        const NodeId producer = any_producer();
        const NodeId broker = any_broker();
        say(producer, ProducerIdTaken{base::ProducerId{draw(9)}, 0});
        say(controller, TopicConfigChanged{orders, {{"retention.ms", std::to_string(draw(99))}}});
        if (!is_up(broker)) return;
        say(controller, TopicCreated{drafts, "drafts", 1, 1, false, {}});
        say(broker, ReplicaOpened{partition, Offset{0}, Offset{0}, Offset{0}, {}});
        say(broker, LogDirectoryFailed{0, {partition}});
        say(broker, ReplicaDeleted{partition});
        say(controller, TopicDeleted{drafts});
    }
    void watch() {
        ClockSubject subject;
        subject.node = any_broker();
        subject.kind = static_cast<ClockKind>(draw(5));
        const NodeId watcher = rng_.chance(1, 2) ? controller : any_broker();
        switch (draw(4)) {
            case 0: say(watcher, ClockStopped{subject}); return;
            case 1: say(watcher, ClockRang{subject}); return;
            default: say(watcher, ClockStarted{subject, now_ + base::seconds(9)}); return;
        }
    }
    void consume() {
        const NodeId consumer = any_consumer();
        const PartitionId partition = any_partition();
        const GenerationId generation{epoch_};
        switch (draw(5)) {
            case 0:
                say(consumer, ConsumerStateChanged{"billing", static_cast<ConsumerState>(draw(5)),
                                                   "member", generation});
                return;
            case 1:
                say(consumer, OwnershipChanged{
                                  "billing", generation, {partition}, OwnershipReason::assigned});
                say(consumer, PositionSet{"billing", partition, Offset{draw(50)}});
                return;
            case 2:
                say(consumer,
                    OwnershipChanged{"billing", generation, {}, OwnershipReason::revoked});
                return;
            default:
                say(consumer,
                    RecordsDelivered{"billing", partition, Offset{5}, Offset{5 + draw(9)}});
                return;
        }
    }
    void coordinate() {
        const NodeId broker = any_broker();
        const std::string member = "member" + std::to_string(draw(4));
        switch (draw(6)) {
            case 0:
                say(broker, CoordinatorChanged{draw(50), rng_.chance(1, 2), {"billing"}});
                return;
            case 1:
                say(broker, MemberJoined{"billing", member, any_consumer(), base::seconds(45),
                                         base::seconds(300)});
                return;
            case 2:
                say(broker, MemberRemoved{"billing", member, MemberRemovalReason::left});
                return;
            case 3:
                say(broker,
                    GroupAssigned{"billing", GenerationId{epoch_}, {{member, {any_partition()}}}});
                return;
            case 4:
                say(broker, OffsetCommitted{"billing", any_partition(), Offset{draw(99)}, member});
                return;
            default:
                say(broker, GroupChanged{"billing", static_cast<GroupState>(draw(5)),
                                         GenerationId{epoch_}, "range", member, "a reason"});
                return;
        }
    }
    void rule() {
        switch (draw(7)) {
            case 0: say(controller, ControllerElected{++epoch_}); return;
            case 1:
                say(controller,
                    MetadataAppended{Offset{journal_.size()}, {"PartitionChangeRecord"}});
                return;
            case 2: {
                const NodeId broker = any_broker();
                say(broker, MetadataApplied{Offset{journal_.size()}});
                return;
            }
            case 6: say(controller, MetadataCommitted{Offset{journal_.size()}}); return;
            case 3: say(controller, BrokerRegistered{any_broker(), BrokerEpoch{epoch_}}); return;
            case 4:
                say(controller, BrokerFencing{any_broker(), static_cast<FencingState>(draw(3))});
                return;
            default: decide(any_partition(), PartitionChangeReason::broker_fenced); return;
        }
    }
    void decide(PartitionId partition, PartitionChangeReason reason) {
        PartitionChanged what;
        what.partition = partition;
        what.reason = reason;
        what.leader = rng_.chance(1, 6) ? base::no_node : any_broker();
        what.leader_epoch = LeaderEpoch{++epoch_};
        what.replicas = {NodeId{1}, NodeId{2}, NodeId{3}};
        what.isr = {any_broker()};
        leaders_[partition] = what.leader;
        say(controller, what);
        if (reason == PartitionChangeReason::created || what.leader == base::no_node) return;
        if (is_up(what.leader)) {
            say(what.leader,
                ReplicaRoleTaken{partition, ReplicaRole::leader, what.leader, what.leader_epoch});
        }
    }
    void open_replicas(NodeId broker) {
        say(broker, BrokerStateChanged{BrokerState::running});
        for (std::int32_t p = 0; p < partitions; ++p) {
            const PartitionId partition{orders, p};
            say(broker,
                ReplicaOpened{partition, Offset{0}, end_of(broker, partition), Offset{0}, {}});
        }
    }
    void crash_or_restart(NodeId broker) {
        if (is_up(broker)) {
            say(base::outside_world, CommandGiven{CommandSource::outsider, "crash", {}});
            say(base::outside_world, ProcessEnded{broker, ProcessEnd::crashed});
            down_.insert(broker);
        } else {
            say(base::outside_world, ProcessStarted{broker, 2});
            down_.erase(broker);
            open_replicas(broker);
        }
    }
    void end_client() {
        const NodeId client = rng_.chance(1, 2) ? any_producer() : any_consumer();
        say(base::outside_world, ProcessEnded{client, ProcessEnd::stopped});
        say(base::outside_world, ProcessStarted{client, 2});
    }
    void cut_or_heal() {
        say(base::outside_world, LinkChanged{any_broker(), any_broker(), rng_.chance(1, 2)});
    }
    void connect() {
        const base::ConnectionId connection{1 + draw(9)};
        if (rng_.chance(1, 2)) {
            const NodeId client = any_producer();
            say(client, ConnectionOpened{connection, any_broker()});
        } else {
            const NodeId broker = any_broker();
            say(broker, ConnectionClosed{connection, ConnectionEnd::peer_gone});
        }
    }
    void narrate() {
        switch (draw(4)) {
            case 0: say(base::outside_world, Said{{"A sentence.", "Uma frase."}}); return;
            case 1: say(base::outside_world, ChapterBegan{{"A chapter", "Um capítulo"}}); return;
            case 2: say(base::outside_world, Asked{{"Who?", "Quem?"}, {{"Me", "Eu"}}}); return;
            default: say(base::outside_world, Expected{"nothing is lost", true, ""}); return;
        }
    }
    void ask_raw() {
        const NodeId client = any_producer();
        say(client, RawAnswer{draw(5), kafka::ApiKey::metadata, rng_.chance(1, 2), {}});
    }

    base::Rng rng_;
    Journal journal_;
    SimTime now_;
    std::int32_t epoch_ = 0;
    std::map<std::pair<NodeId, PartitionId>, Log> logs_;
    std::map<PartitionId, NodeId> leaders_;
    std::map<std::pair<NodeId, PartitionId>, std::int64_t> numbers_;
    std::set<NodeId> down_;
    std::vector<FactId> messages_;
};

}  // namespace

journal::Journal random_run(std::uint64_t seed, std::int64_t facts) {
    return Improviser(seed).play(facts);
}

}  // namespace brokerscope::view
