// The pure half of the stage: scales, paths, words.
#include "render/gui_context.h"
#include "render/stage/fleet_panel.h"
#include "render/stage/paths.h"
#include "render/stage/speed.h"
#include "render/stage/tape_panel.h"
#include "render/stage/tape_scale.h"
#include "render/stage/time_axis.h"
#include "tests/expect.h"
#include "tests/render/views_support.h"

namespace brokerscope::render::stage {
namespace {

using base::milliseconds;
using base::seconds;

Scene scene_of(const Moment& moment, double speed = 1) {
    return {moment.view, moment.verdicts,    moment.story, moment.now,
            moment.head, moment.planned_end, speed};
}

TEST_CASE("speeds are words that a class understands") {
    EXPECT_EQ(speed_text(0.1, false), "1/10 speed");
    EXPECT_EQ(speed_text(1, false), "real time");
    EXPECT_EQ(speed_text(50, false), "50x speed");
    EXPECT_EQ(speed_text(0.01, true), "1/100 da velocidade");
    EXPECT_EQ(nearest_speed(1), real_time_speed);
    EXPECT_EQ(speeds[static_cast<std::size_t>(nearest_speed(60))], 50);
}

TEST_CASE("numbers are grouped by thousands and shortened when they are long") {
    EXPECT_EQ(grouped(7), "7");
    EXPECT_EQ(grouped(1182),
              "1\xc2\xa0"
              "182");
    EXPECT_EQ(grouped(-1234567),
              "-1\xc2\xa0"
              "234\xc2\xa0"
              "567");
    EXPECT_EQ(short_count(9'999),
              "9\xc2\xa0"
              "999");
    EXPECT_EQ(short_count(28'400'000), "28.4 M");
    EXPECT_EQ(short_count(12'345), "12 k");
}

TEST_CASE("times that run and times that were set read differently") {
    EXPECT_EQ(seconds_text(milliseconds(84)), "84 ms");
    EXPECT_EQ(seconds_text(milliseconds(7'049)), "7.0 s");
    EXPECT_EQ(seconds_text(seconds(125)), "2:05 min");
    EXPECT_EQ(span_text(seconds(9)), "9 s");
    EXPECT_EQ(span_text(milliseconds(1'500)), "1.5 s");
}

TEST_CASE("the time axis maps both ways and never leaves its ends") {
    const TimeAxis axis{{}, SimTime{} + seconds(30), 100, 400};
    EXPECT_EQ(axis.x_of(SimTime{} + seconds(15)), 250);
    EXPECT_EQ(axis.at(250).milliseconds(), 15'000);
    EXPECT_EQ(axis.at(-50).ns, 0);
    EXPECT_EQ(axis.at(4'000).milliseconds(), 30'000);
}

TEST_CASE("zooming keeps the moment under the pointer and stays inside the run") {
    const SimTime end = SimTime{} + seconds(30);
    const TimeAxis axis{{}, end, 0, 300};
    const TimeAxis near = axis.zoomed(100, 0.5, end);
    EXPECT_EQ(near.at(100).milliseconds(), 10'000);
    EXPECT_EQ(near.from.milliseconds(), 5'000);
    EXPECT_EQ(near.to.milliseconds(), 20'000);
    const TimeAxis far = near.zoomed(100, 8, end);
    EXPECT_EQ(far.from.ns, 0);
    EXPECT_EQ(far.to, end);
}

TEST_CASE("ticks are round and keep their distance") {
    const TimeAxis axis{{}, SimTime{} + seconds(30), 0, 1'500};
    const Duration step = tick_step(axis, 60);
    EXPECT(step == seconds(5));
    EXPECT_EQ(ticks(axis, step).size(), 7);
    EXPECT_EQ(tick_text(SimTime{} + seconds(25), step), "25 s");
    EXPECT_EQ(tick_text(SimTime{} + seconds(90), seconds(30)), "1:30");
    EXPECT_EQ(tick_text(SimTime{} + seconds(7'500), seconds(300)), "2:05 h");
    EXPECT_EQ(tick_text(SimTime{} + milliseconds(1'250), milliseconds(50)), "1.250 s");
}

TEST_CASE("one partition has one scale in all brokers, with room at its end") {
    const Moment moment = a_leader_dies();
    const base::PartitionId partition{base::TopicId{2}, 0};
    const TapeScale scale = tape_scale(scene_of(moment), partition, {100, 0, 900, 10}, 25);
    EXPECT_EQ(scale.cells, 32);
    EXPECT_EQ(scale.first, 4);  // the longest log ends at 34, two cells stay free
    EXPECT_EQ(scale.x_of(4), 100);
    EXPECT(scale.shows(34));
    EXPECT_FALSE(scale.shows(3));
}

TEST_CASE("cells shrink until the replica that lags most is still on the tape") {
    Moment moment = a_leader_dies();
    const base::PartitionId partition{base::TopicId{2}, 0};
    auto& laggard = moment.view.brokers.at(NodeId{3}).replicas.at(partition);
    laggard.log_end = base::Offset{1};
    const TapeScale scale = tape_scale(scene_of(moment), partition, {100, 0, 900, 10}, 50);
    EXPECT_EQ(scale.cells, 64);
    EXPECT(scale.shows(1));
    EXPECT(scale.shows(34));
}

TEST_CASE("a full tape slides by its newest records within a fifth of a viewer's second") {
    Moment moment = a_leader_dies();
    const base::PartitionId partition{base::TopicId{2}, 0};
    moment.view.brokers.at(NodeId{2}).replicas.at(partition).appended = {moment.now, FactId{9}};
    const TapeScale just_now = tape_scale(scene_of(moment), partition, {100, 0, 900, 10}, 25);
    EXPECT(just_now.slide == doctest::Approx(just_now.pitch));
    moment.now = moment.now + milliseconds(100);
    const TapeScale later = tape_scale(scene_of(moment), partition, {100, 0, 900, 10}, 25);
    EXPECT_GT(later.slide, 0);
    EXPECT_LT(later.slide, just_now.slide);
    const TapeScale slow = tape_scale(scene_of(moment, 0.1), partition, {100, 0, 900, 10}, 25);
    EXPECT_EQ(slow.slide, 0);
}

TEST_CASE("keys that end in a number have a hue each, null keys have none") {
    const Theme& t = theme(ThemeName::hall);
    for (std::size_t i = 0; i < 8; ++i)
        EXPECT(key_color(t, base::Bytes{"k" + std::to_string(i)}) == t.keys[i]);
    EXPECT(key_color(t, base::Bytes{"k9"}) == key_color(t, base::Bytes{"customer-1"}));
    EXPECT(key_color(t, std::nullopt) == t.quiet);
}

TEST_CASE("records that only a dead broker holds are marked as lost, others as they stand") {
    const Moment moment = a_leader_dies();
    const Scene scene = scene_of(moment);
    const base::PartitionId partition{base::TopicId{2}, 0};
    const auto pattern = [&](std::int32_t broker, std::int64_t offset) {
        TapeRow row;
        row.broker = NodeId{broker};
        row.partition = partition;
        const view::ReplicaView& replica = *moment.view.replica(NodeId{broker}, partition);
        return record_pattern(scene, row, replica, *replica.tape.find(base::Offset{offset}),
                              offset);
    };
    using Pattern = TapeCell::Pattern;
    EXPECT(pattern(2, 33) == Pattern::lost);
    EXPECT(pattern(2, 31) == Pattern::lost);
    EXPECT(pattern(2, 30) == Pattern::hatched);
    EXPECT(pattern(1, 29) == Pattern::solid);
}

TEST_CASE("a path is walked by length, and its way back is the same way") {
    const Path path({{0, 0}, {10, 0}, {10, 30}});
    EXPECT(path.at(0) == Point{0, 0});
    EXPECT(path.at(0.25F) == Point{10, 0});
    EXPECT(path.at(0.5F) == Point{10, 10});
    EXPECT(path.at(2) == Point{10, 30});
    EXPECT(path.reversed().at(0.5F) == Point{10, 10});
}

TEST_CASE("there is a way between all that talk, and the answer comes back on it") {
    const Moment moment = a_leader_dies();
    GuiContext gui;
    gui.set_metrics(metrics_for({1920, 1080}, false));
    gui.draw(theme(ThemeName::hall), [&](Canvas& canvas) {
        const StageLayout layout = lay_out_stage(canvas, scene_of(moment));
        const auto way = [&](int a, int b) {
            return path_between(canvas, layout, NodeId{a}, NodeId{b});
        };
        for (const auto& ends : {std::pair{1001, 2}, {1003, 3}, {1, 3}, {4, 2}, {4, 6}}) {
            const int a = ends.first;  // clang 14 lets no lambda capture a structured binding
            const int b = ends.second;
            INFO(a, " to ", b);
            REQUIRE(way(a, b).has_value());
            REQUIRE(way(b, a).has_value());
            EXPECT_LT(std::abs(way(a, b)->at(0.3F).x - way(b, a)->at(0.7F).x), 0.5F);
            EXPECT_LT(std::abs(way(a, b)->at(0.3F).y - way(b, a)->at(0.7F).y), 0.5F);
        }
        EXPECT_FALSE(way(1001, 1002).has_value());
        EXPECT_FALSE(way(1, 9'999).has_value());
    });
}

TEST_CASE("bars fill a column without leaving one out") {
    for (const std::size_t count : {1, 7, 40, 333}) {
        const BarGrid grid = bar_grid({60, 400}, count, 14);
        EXPECT_GE(static_cast<std::size_t>(grid.columns * grid.rows), count);
        EXPECT_LE(grid.pitch_x * static_cast<float>(grid.columns), 60.01F);
        EXPECT_LE(grid.pitch_y * static_cast<float>(grid.rows), 400.01F);
        EXPECT_LE(grid.pitch_x, 15);
    }
}

TEST_CASE("the story ends spans when they end and remembers the lag of every second") {
    const Moment moment = a_leader_dies();
    int rebalances = 0;
    for (const LaneMark& mark : moment.story.marks()) {
        if (mark.kind != LaneMark::Kind::rebalance) continue;
        ++rebalances;
        if (rebalances == 1) EXPECT_EQ(mark.to.value_or(SimTime{}).milliseconds(), 3'400);
        if (rebalances == 2) EXPECT_FALSE(mark.to.has_value());
    }
    EXPECT_EQ(rebalances, 2);
    EXPECT_EQ(moment.story.chapters().size(), 2);
    const auto lag = moment.story.lag_history("billing", {base::TopicId{2}, 0}, moment.now, 5);
    REQUIRE_EQ(lag.size(), 5);
    EXPECT_EQ(lag.back(), 3);  // 34 written, read up to 31
}

}  // namespace
}  // namespace brokerscope::render::stage
