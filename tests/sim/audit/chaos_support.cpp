#include "tests/sim/audit/chaos_support.h"

#include <vector>

#include "sim/base/check.h"
#include "sim/base/rng.h"
#include "tests/sim/audit/audit_support.h"

namespace brokerscope::audit {
namespace {

using base::NodeId;

world::ClusterSettings small_cluster(const ChaosSettings& settings) {
    world::ClusterSettings cluster = world::plain_cluster(3, settings.combined ? 0 : 1);
    if (settings.combined) cluster.servers.front().is_controller = true;
    cluster.seed = settings.seed;
    cluster.kafka = settings.kafka;
    cluster.configs = {{"offsets.topic.num.partitions", "4"},
                       {"offsets.topic.replication.factor", "3"},
                       {"group.initial.rebalance.delay.ms", "500"},
                       {"replica.lag.time.max.ms", "3000"}};
    CHECK(world::check(cluster).ok(), "the cluster is well described");
    return cluster;
}

class Chaos {
  public:
    explicit Chaos(const ChaosSettings& settings)
        : settings_(settings),
          random_(settings.seed, "chaos", base::outside_world),
          world_(small_cluster(settings), journal_, nullptr),
          watch_(journal_) {
        world_.watch([this](const world::World& world) { watch_.look(world); });
    }

    ChaosResult run() {
        world_.run_until({});
        commands::CreateTopic orders;
        orders.name = "orders";
        orders.partitions = 3;
        orders.replication = 3;
        give(orders);
        for (int i = 0; i < 2; ++i) {
            add_producer();
            add_consumer();
        }
        wait(base::seconds(8));
        while (watch_.trouble().empty() && world_.events() < settings_.events) {
            disturb();
            const std::uint64_t kind = random_.below(4);
            wait(random_.between(base::milliseconds(1),
                                 kind == 0 ? base::seconds(12) : base::milliseconds(900)));
        }
        ChaosResult result{watch_.trouble(), watch_.looks(), crashes_, 0};
        for (const auto& [id, consumer] : watch_.view().consumers)
            result.delivered += consumer.delivered;
        return result;
    }

  private:
    // Refusals (a crash of what is down) are part of the chaos.
    void give(const commands::Command& command) {
        (void)world_.give(command, journal::CommandSource::scenario);
    }
    void wait(base::Duration duration) {
        const base::SimTime until = world_.now() + duration;
        while (watch_.trouble().empty() && world_.next_time() && *world_.next_time() <= until)
            world_.step();
        world_.run_until(until);
    }
    void add_producer() {
        const NodeId id = world_.next_client_id();
        commands::AddProducer producer;
        producer.node = id;
        producer.name = "shop-" + std::to_string(id.value);
        producer.workload.topic = "orders";
        producer.workload.interval =
            random_.between(base::milliseconds(20), base::milliseconds(300));
        const std::uint64_t acks = random_.below(3);
        const std::uint64_t in_flight = random_.below(5) + 1;
        producer.configs = {{"max.in.flight.requests.per.connection", std::to_string(in_flight)},
                            {"acks", acks == 0 ? "1" : "all"}};
        if (acks == 1) producer.configs.push_back({"linger.ms", "100"});
        if (random_.below(3) == 0) producer.configs.push_back({"enable.idempotence", "false"});
        if (random_.below(3) == 0) {
            producer.configs.push_back({"request.timeout.ms", "2000"});
            producer.configs.push_back({"delivery.timeout.ms", "5000"});
        }
        CHECK(world_.give(producer, journal::CommandSource::scenario).ok(), "a client is accepted");
    }
    void add_consumer() {
        const NodeId id = world_.next_client_id();
        commands::AddConsumer consumer;
        consumer.node = id;
        consumer.name = "billing-" + std::to_string(id.value);
        consumer.group = random_.below(4) == 0 ? "audit" : "billing";
        consumer.topics = {"orders"};
        consumer.work = random_.between(base::milliseconds(0), base::milliseconds(20));
        consumer.configs = {{"session.timeout.ms", "6000"},
                            {"heartbeat.interval.ms", "1000"},
                            {"max.poll.interval.ms", "8000"},
                            {"auto.offset.reset", "earliest"},
                            {"auto.commit.interval.ms", "1000"}};
        CHECK(world_.give(consumer, journal::CommandSource::scenario).ok(), "a client is accepted");
    }
    NodeId any_machine() {
        const std::uint64_t index = random_.below(world_.machines().size());
        return std::next(world_.machines().begin(), static_cast<std::ptrdiff_t>(index))->first;
    }
    NodeId any_down() {
        std::vector<NodeId> down;
        for (const auto& [id, machine] : world_.machines()) {
            if (machine.power == world::Power::down) down.push_back(id);
        }
        return down.empty() ? any_machine() : down[random_.below(down.size())];
    }
    void disturb() {
        const std::uint64_t what = random_.below(12);
        if (what < 4) return give(commands::Start{any_down()});
        if (what < 6) return give(commands::Stop{any_machine()});
        if (what < 9) {
            ++crashes_;
            return give(commands::Crash{any_machine()});
        }
        if (what == 9 && world_.machines().size() < 12) return add_client();
        if (settings_.cuts_links) change_link();
    }
    void add_client() {
        if (random_.below(2) == 0) return add_producer();
        add_consumer();
    }
    void change_link() {
        const auto& cut = world_.network().cut_links();
        if (!cut.empty() && random_.below(3) != 0)
            return give(commands::SetLink{cut.begin()->first, cut.begin()->second, true});
        const NodeId a = any_machine();
        const NodeId b = any_machine();
        give(commands::SetLink{a, b, false});
    }

    ChaosSettings settings_;
    base::Rng random_;
    journal::Journal journal_;
    world::World world_;
    Watch watch_;
    std::int64_t crashes_ = 0;
};

}  // namespace

ChaosResult run_chaos(const ChaosSettings& settings) {
    return Chaos(settings).run();
}

}  // namespace brokerscope::audit
