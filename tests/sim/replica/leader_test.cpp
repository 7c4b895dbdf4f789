// What a leader decides from its followers' progress.
#include "sim/replica/leader.h"

#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;
using replica::FollowerProgress;
using replica::LeaderOutlook;

namespace {

LocalTime at(std::int64_t seconds) {
    return LocalTime{base::seconds(seconds).ns};
}

FollowerProgress known(std::int64_t end, LocalTime caught_up, std::int64_t epoch) {
    FollowerProgress progress;
    progress.log_end_offset = {end};
    progress.last_caught_up = caught_up;
    progress.broker_epoch = base::BrokerEpoch{epoch};
    return progress;
}

// Broker 1 leads {1, 2, 3}; everything else is up to the test.
struct Situation {
    node::MetadataImage image =
        image_of(3, {.replicas = {{1}, {2}, {3}}, .isr = {{1}, {2}}, .leader = {1}});
    replica::Partition partition;
    replica::Leading leading;
    Offset log_end{10};
    Offset high_watermark{0};
    LocalTime now = at(100);

    Situation() {
        partition.replicas = {{1}, {2}, {3}};
        leading.isr.committed = {{1}, {2}};
        leading.followers[{2}] = known(10, now, 2);
        leading.followers[{3}] = known(4, at(10), 3);
    }
    LeaderOutlook outlook() const {
        return {{1}, log_end, high_watermark, now, base::seconds(30), image};
    }
    std::int64_t high_watermark_next() const {
        return replica::decide_high_watermark(partition, leading, outlook()).value;
    }
};

}  // namespace

TEST_CASE(
    "RE-3: a follower that has what the leader had at its previous fetch was caught up then") {
    FollowerProgress follower;  // GS-23
    replica::apply_fetch(follower, {{5}, {2}, {10}, at(5)});
    EXPECT_FALSE(follower.last_caught_up.has_value());
    replica::apply_fetch(follower, {{10}, {2}, {15}, at(10)});
    CHECK(follower.last_caught_up.has_value(), "it reached the end of five seconds ago");
    EXPECT(*follower.last_caught_up == at(5));
    replica::apply_fetch(follower, {{15}, {2}, {15}, at(12)});
    EXPECT(*follower.last_caught_up == at(12));
}

TEST_CASE("RE-8: the high watermark is the least end among the in-sync replicas") {
    Situation situation;
    situation.leading.followers[{2}].log_end_offset = {7};
    EXPECT_EQ(situation.high_watermark_next(), 7);
}

TEST_CASE("RE-8: a follower that is about to join already holds the high watermark back") {
    Situation situation;
    situation.leading.isr.change = replica::Joining{{3}};
    EXPECT_EQ(situation.high_watermark_next(), 4);
}

TEST_CASE("RE-8: so does one that is caught up and may join, but not one that is fenced") {
    Situation situation;
    situation.leading.followers[{3}] = known(4, at(99), 3);
    EXPECT_EQ(situation.high_watermark_next(), 4);
    situation.image.apply(node::BrokerRegistrationChangeRecord{{3}, {3}, 1, 0});
    EXPECT_EQ(situation.high_watermark_next(), 10);
}

TEST_CASE("RE-8: a member that has not fetched from this leader yet holds it where it is") {
    Situation situation;
    situation.high_watermark = {3};
    situation.leading.followers[{2}].log_end_offset = base::no_offset;
    EXPECT_EQ(situation.high_watermark_next(), 3);
}

TEST_CASE("RE-9: the high watermark is frozen below min ISR") {
    Situation situation;
    situation.partition.topic.min_insync_replicas = 3;
    EXPECT_EQ(situation.high_watermark_next(), 0);
    situation.partition.topic.min_insync_replicas = 2;
    EXPECT_EQ(situation.high_watermark_next(), 10);
}

TEST_CASE("RE-10: min ISR is never more than the number of replicas") {
    Situation situation;
    situation.partition.topic.min_insync_replicas = 5;
    situation.leading.isr.committed = {{1}, {2}, {3}};
    situation.leading.followers[{3}] = known(9, at(99), 3);
    EXPECT_EQ(situation.high_watermark_next(), 9);
}

TEST_CASE("RE-11: a member leaves when it is behind and was not caught up for more than 30 s") {
    Situation situation;  // GS-22
    situation.leading.followers[{2}] = known(9, at(70), 2);
    EXPECT(replica::decide_shrink(situation.leading, situation.outlook()).empty());
    situation.now = at(101);
    EXPECT_EQ(replica::decide_shrink(situation.leading, situation.outlook()).size(), 1u);
}

TEST_CASE("RE-11: a silent member that has everything stays") {
    Situation situation;
    situation.leading.followers[{2}] = known(10, at(1), 2);
    EXPECT(replica::decide_shrink(situation.leading, situation.outlook()).empty());
}

TEST_CASE("RE-12: joining needs the high watermark and the start of the leader's epoch") {
    Situation situation;  // GS-24
    situation.leading.epoch_start = {5};
    situation.high_watermark = {1};
    situation.log_end = {7};
    const auto may_join = [&](std::int64_t end) {
        situation.leading.followers[{3}] = known(end, at(10), 3);
        return replica::decide_expand(situation.leading, {3}, situation.outlook());
    };
    EXPECT_FALSE(may_join(1));
    EXPECT(may_join(5));
    situation.high_watermark = {6};
    EXPECT_FALSE(may_join(5));
}

TEST_CASE("RE-12: no older incarnation and no broker that is on its way out joins") {
    Situation situation;
    situation.high_watermark = {4};
    EXPECT(replica::decide_expand(situation.leading, {3}, situation.outlook()));
    situation.leading.followers[{3}].broker_epoch = base::BrokerEpoch{1};
    EXPECT_FALSE(replica::decide_expand(situation.leading, {3}, situation.outlook()));
    situation.leading.followers[{3}].broker_epoch = base::no_broker_epoch;
    EXPECT(replica::decide_expand(situation.leading, {3}, situation.outlook()));
    situation.image.apply(node::BrokerRegistrationChangeRecord{{3}, {3}, 0, 1});
    EXPECT_FALSE(replica::decide_expand(situation.leading, {3}, situation.outlook()));
}

TEST_CASE("RE-13: one change of the ISR at a time") {
    Situation situation;
    situation.high_watermark = {4};
    situation.leading.isr.change = replica::Leaving{{{2}}};
    EXPECT_FALSE(replica::decide_expand(situation.leading, {3}, situation.outlook()));
    situation.leading.followers[{2}] = known(1, at(1), 2);
    EXPECT(replica::decide_shrink(situation.leading, situation.outlook()).empty());
}
