// How a broker comes into its cluster and leaves it.
#include "tests/sim/broker/broker_support.h"

using namespace brokerscope;
using namespace brokerscope::broker_test;
using protocol::BrokerHeartbeatRequest;
using protocol::BrokerRegistrationRequest;
using protocol::BrokerRegistrationResponse;

namespace {

void register_now(Bench& bench) {
    bench.answer(bench.last<BrokerRegistrationRequest>().envelope,
                 BrokerRegistrationResponse{ErrorCode::none, {5}});
}

}  // namespace

TEST_CASE("CT-6: a broker registers, waits fenced until it has caught up, and runs") {
    Bench bench;
    bench.start();
    EXPECT(bench.broker().state() == BrokerState::starting);
    register_now(bench);
    auto heartbeat = bench.last<BrokerHeartbeatRequest>().body;
    EXPECT_EQ(heartbeat.broker_epoch.value, 5);
    EXPECT(heartbeat.want_fence);
    EXPECT_EQ(heartbeat.current_metadata_offset.value, -1);
    bench.answer_heartbeat(false, true);
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::milliseconds(10));
    bench.timer(BrokerTimer::next_communication);
    bench.answer_heartbeat(true, true);
    EXPECT(bench.broker().state() == BrokerState::recovery);
    EXPECT_FALSE(bench.last<BrokerHeartbeatRequest>().body.want_fence);
    bench.answer_heartbeat(true, false);
    EXPECT(bench.broker().state() == BrokerState::running);
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::seconds(2));
}

TEST_CASE("CT-5, CT-6: a refused registration is tried again after the heartbeat interval") {
    Bench bench;
    bench.start();
    bench.answer(bench.last<BrokerRegistrationRequest>().envelope,
                 BrokerRegistrationResponse{ErrorCode::duplicate_broker_registration,
                                            base::no_broker_epoch});
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::seconds(2));
    bench.timer(BrokerTimer::next_communication);
    EXPECT_EQ(bench.count<BrokerRegistrationRequest>(), 2u);
}

TEST_CASE("CT-6: a lost connection is tried again at once, but not for longer than an interval") {
    Bench bench;
    bench.start();
    const auto connection = bench.last<BrokerRegistrationRequest>().envelope.connection;
    bench.close(connection);
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::milliseconds(50));
    bench.timer(BrokerTimer::next_communication);
    EXPECT_EQ(bench.count<BrokerRegistrationRequest>(), 2u);
    bench.wait(base::seconds(2));
    bench.close(bench.last<BrokerRegistrationRequest>().envelope.connection);
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::seconds(2));
}

TEST_CASE("CT-6: a controller that hangs costs an interval, and the connection") {
    Bench bench;
    bench.become_running();
    bench.timer(BrokerTimer::next_communication);
    bench.wait(base::seconds(2));
    bench.timer(BrokerTimer::communication_timeout);
    EXPECT_EQ(bench.effect_count<node::CloseConnection>(), 1u);
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::seconds(2));
}

TEST_CASE("CT-6: who is not registered within a minute gives up") {
    Bench bench;
    bench.start();
    bench.timer(BrokerTimer::registration_deadline);
    EXPECT_EQ(bench.effect_count<node::Exit>(), 1u);
}

TEST_CASE(
    "CT-5: every start is another incarnation, and only a clean stop names its broker epoch") {
    Bench bench;
    bench.start();
    const auto first = bench.last<BrokerRegistrationRequest>().body;
    EXPECT_EQ(first.previous_broker_epoch.value, -1);
    register_now(bench);
    bench.stop();
    REQUIRE_EQ(bench.effect_count<node::Exit>(), 1u);
    bench.start();
    const auto second = bench.last<BrokerRegistrationRequest>().body;
    EXPECT_EQ(second.previous_broker_epoch.value, 5);
    EXPECT(second.incarnation_id != first.incarnation_id);
    bench.start();
    EXPECT_EQ(bench.last<BrokerRegistrationRequest>().body.previous_broker_epoch.value, -1);
}

TEST_CASE(
    "CT-16: a controlled shutdown asks, is refused, asks again after 50 ms and then every 2 s") {
    Bench bench;
    bench.become_running();
    bench.stop();
    EXPECT(bench.broker().state() == BrokerState::pending_controlled_shutdown);
    EXPECT(bench.last<BrokerHeartbeatRequest>().body.want_shut_down);
    bench.answer_heartbeat(true, false, false);
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::milliseconds(50));
    bench.timer(BrokerTimer::next_communication);
    bench.answer_heartbeat(true, false, false);
    EXPECT(bench.timer_set(BrokerTimer::next_communication) == base::seconds(2));
    bench.timer(BrokerTimer::next_communication);
    bench.answer_heartbeat(true, true, true);
    EXPECT(bench.broker().state() == BrokerState::shutting_down);
}

TEST_CASE("CT-16: a stop while a heartbeat is under way asks as soon as it is answered") {
    Bench bench;
    bench.become_running();
    bench.timer(BrokerTimer::next_communication);
    const std::size_t before = bench.count<BrokerHeartbeatRequest>();
    bench.stop();
    EXPECT_EQ(bench.count<BrokerHeartbeatRequest>(), before);
    bench.answer_heartbeat(true, false);
    EXPECT_EQ(bench.count<BrokerHeartbeatRequest>(), before + 1);
    EXPECT(bench.last<BrokerHeartbeatRequest>().body.want_shut_down);
}

TEST_CASE("ST-33: the process ends when its logs are on the disk, and leaves the marker") {
    Bench bench;
    bench.become_running();
    bench.publish(topic("t", {self}));
    bench.ask(protocol::ProduceRequest{std::nullopt,
                                       1,
                                       1000,
                                       {{topic_id, 0,
                                         std::vector<log::RecordBatch>{log::make_batch(
                                             {{base::Bytes{"k"}, base::Bytes{"v"}, {}, 1}})}}}});
    bench.stop();
    bench.answer_heartbeat(true, true, true);
    EXPECT_EQ(bench.effect_count<node::Exit>(), 0u);
    EXPECT_EQ(bench.effect_count<node::Flush>(), 2u);
    bench.flush_done({topic_id, 0}, {1});
    EXPECT_EQ(bench.effect_count<node::Exit>(), 0u);
    const auto& metadata = bench.disk().logs.at(broker::metadata_partition);
    bench.flush_done(broker::metadata_partition, metadata.log_end_offset());
    EXPECT_EQ(bench.effect_count<node::Exit>(), 1u);
    EXPECT(bench.disk().clean_shutdown);
    EXPECT_EQ(bench.disk().high_watermark_checkpoint.at({topic_id, 0}).value, 1);
}
