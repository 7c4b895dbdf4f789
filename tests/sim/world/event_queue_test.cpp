// The event queue against a plain multimap that is obviously right, and its promises one by one.
#include "sim/world/event_queue.h"

#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sim/base/rng.h"
#include "tests/expect.h"

using namespace brokerscope;
using base::SimTime;
using world::EventHandle;

namespace {

struct Payload {
    std::uint32_t kind = 0;
    std::uint32_t node = 0;
    std::uint64_t body = 0;
};
using Queue = world::EventQueue<Payload>;

base::Rng random_stream(std::uint64_t seed) {
    return base::Rng(seed, "event queue test", base::NodeId{});
}

/// Does everything to the queue and to the model, and compares what comes back.
class QueueAndModel {
  public:
    void schedule(std::int64_t at) {
        const std::uint64_t body = ++bodies_;
        const EventHandle handle = queue_.schedule(SimTime{at}, {1, 2, body});
        EXPECT_EQ(handle.sequence, body);
        model_.emplace(std::pair{at, handle.sequence}, body);
        handles_.push_back({at, handle});
    }

    /// Cancels any handle given out, also one whose event has been popped or cancelled.
    void cancel(std::size_t which) {
        if (handles_.empty()) return;
        const auto [at, handle] = handles_[which % handles_.size()];
        const bool pending = model_.erase({at, handle.sequence}) == 1;
        REQUIRE_EQ(queue_.cancel(handle), pending);
        if (pending) return;  // and stays in the list, to be cancelled a second time
        handles_[which % handles_.size()] = handles_.back();
        handles_.pop_back();
    }

    void pop() {
        REQUIRE_EQ(queue_.size(), model_.size());
        REQUIRE_EQ(queue_.empty(), model_.empty());
        if (model_.empty()) return;
        const auto expected = *model_.begin();
        model_.erase(model_.begin());
        const Queue::Popped popped = queue_.pop();
        REQUIRE_EQ(popped.time.ns, expected.first.first);
        REQUIRE_EQ(popped.sequence, expected.first.second);
        REQUIRE_EQ(popped.payload.body, expected.second);
        now_ = popped.time.ns;
    }

    void look() {
        const auto next = queue_.next_time();
        REQUIRE_EQ(next.has_value(), !model_.empty());
        if (next) REQUIRE_EQ(next->ns, model_.begin()->first.first);
    }

    void drain() {
        while (!model_.empty())
            pop();
        pop();
        look();
    }

    std::int64_t now() const { return now_; }
    std::size_t size() const { return model_.size(); }
    const Queue& queue() const { return queue_; }

  private:
    Queue queue_;
    std::map<std::pair<std::int64_t, std::uint64_t>, std::uint64_t> model_;
    std::vector<std::pair<std::int64_t, EventHandle>> handles_;
    std::uint64_t bodies_ = 0;
    std::int64_t now_ = 0;
};

/// A delay whose order of magnitude is drawn first: from none at all to 2^magnitudes ns.
std::int64_t any_delay(base::Rng& rng, std::uint64_t magnitudes) {
    const std::uint64_t bits = rng.below(magnitudes + 1);
    return static_cast<std::int64_t>(rng.below(std::uint64_t{1} << bits));
}

/// The time with some of its low bits set to zero, and one added above them.
std::int64_t rounded(base::Rng& rng, std::int64_t at) {
    const std::int64_t unit = std::int64_t{1} << rng.below(40);
    return at / unit * unit + unit;
}

struct Throwing {
    base::CheckHandler before = base::set_check_handler(
        [](const base::CheckFailure& failure) { throw std::logic_error(failure.message); });
    ~Throwing() { base::set_check_handler(before); }
};

}  // namespace

TEST_CASE("events come out by time, and by order of scheduling within one time") {
    Queue queue;
    queue.schedule(SimTime{20}, {0, 0, 1});
    queue.schedule(SimTime{10}, {0, 0, 2});
    queue.schedule(SimTime{20}, {0, 0, 3});
    queue.schedule(base::end_of_time, {0, 0, 4});
    queue.schedule(SimTime{10}, {0, 0, 5});
    std::vector<std::uint64_t> bodies;
    while (!queue.empty())
        bodies.push_back(queue.pop().payload.body);
    EXPECT_EQ(bodies, std::vector<std::uint64_t>{2, 5, 1, 3, 4});
    EXPECT_EQ(queue.now(), base::end_of_time);
    EXPECT_FALSE(queue.next_time().has_value());
}

TEST_CASE("an event for the present moment comes after those already waiting for it") {
    Queue queue;
    for (std::uint64_t body = 1; body <= 3; ++body)
        queue.schedule(SimTime{7}, {0, 0, body});
    EXPECT_EQ(queue.pop().payload.body, 1);
    queue.schedule(SimTime{7}, {0, 0, 4});
    EXPECT_EQ(queue.pop().payload.body, 2);
    EXPECT_EQ(queue.pop().payload.body, 3);
    EXPECT_EQ(queue.pop().payload.body, 4);
}

TEST_CASE("any mix of schedule, cancel and pop agrees with an ordered map") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        base::Rng rng = random_stream(seed);
        QueueAndModel both;
        const std::uint64_t magnitudes = 1 + rng.below(50);
        for (int round = 0; round < 20; ++round) {
            // Each round leans towards growing, cancelling or draining, so that sizes go up and
            // down.
            const std::uint64_t schedules = rng.below(10);
            const std::uint64_t cancels = rng.below(5);
            const std::uint64_t pops = 1 + rng.below(7);
            for (int step = 0; step < 400; ++step) {
                const std::uint64_t act = rng.below(schedules + cancels + pops + 1);
                if (act < schedules) {
                    const std::int64_t at = both.now() + any_delay(rng, magnitudes);
                    // Half of the times are round ones, where slots of many widths start.
                    const bool round_up = rng.chance(1, 2);
                    both.schedule(round_up ? rounded(rng, at) : at);
                } else if (act < schedules + cancels) {
                    both.cancel(rng.next());
                } else if (act < schedules + cancels + pops) {
                    both.pop();
                } else {
                    both.look();
                }
            }
        }
        both.drain();
    }
}

TEST_CASE("bursts of ties, dense clusters and lonely far events keep the order") {
    base::Rng rng = random_stream(3);
    QueueAndModel both;
    for (int round = 0; round < 40; ++round) {
        const std::int64_t cluster = both.now() + any_delay(rng, 45);
        const std::uint64_t spread = std::uint64_t{1} << rng.below(20);
        for (int i = 0; i < 1500; ++i)
            both.schedule(cluster + static_cast<std::int64_t>(rng.below(spread)));
        both.look();  // may open a slot far ahead; what comes next is earlier
        for (int i = 0; i < 300; ++i)
            both.schedule(both.now() + static_cast<std::int64_t>(rng.below(100)));
        for (int i = 0; i < 200; ++i)
            both.cancel(rng.next());
        for (int i = 0; i < 1200; ++i)
            both.pop();
    }
    both.drain();
}

TEST_CASE("an event from afar comes before a later one that was scheduled for the same moment") {
    for (int bits = 10; bits < 62; ++bits) {
        CAPTURE(bits);
        const SimTime noon{std::int64_t{1} << bits};
        Queue queue;
        queue.schedule(noon, {0, 0, 1});
        queue.schedule(noon - base::nanoseconds(1), {});
        queue.pop();
        queue.schedule(noon, {0, 0, 2});
        EXPECT_EQ(queue.pop().payload.body, 1);
        EXPECT_EQ(queue.pop().payload.body, 2);
    }
}

TEST_CASE("the width of a slot follows the load from nanoseconds to hours and back") {
    base::Rng rng = random_stream(4);
    QueueAndModel both;
    for (const std::int64_t gap : {1, 1'000, 1'000'000'000, 30, 50'000'000}) {
        both.drain();
        for (std::int64_t i = 0; i < 500; ++i)
            both.schedule(both.now() + rng.between(std::int64_t{0}, 1000 * gap));
        for (int i = 0; i < 20'000; ++i) {
            both.pop();
            both.schedule(both.now() + rng.between(std::int64_t{0}, 1000 * gap));
        }
        // About four events a slot: one per `gap` on average, so 4 gaps, within a factor of four.
        const std::int64_t width = both.queue().slot_width().ns;
        CAPTURE(gap);
        EXPECT_LE(width, 16 * gap);
        EXPECT_GE(width, gap);
    }
}

TEST_CASE("a cancelled event is gone at once, and its handle stays harmless") {
    Queue queue;
    const EventHandle first = queue.schedule(SimTime{5}, {0, 0, 1});
    const EventHandle second = queue.schedule(SimTime{6}, {0, 0, 2});
    EXPECT(queue.cancel(first));
    EXPECT_EQ(queue.size(), 1);
    EXPECT_FALSE(queue.cancel(first));
    EXPECT_EQ(queue.next_time()->ns, 6);

    // The new event takes the node of the cancelled one, but not its identity.
    const EventHandle third = queue.schedule(SimTime{5}, {0, 0, 3});
    EXPECT_EQ(third.node, first.node);
    EXPECT_FALSE(queue.cancel(first));
    EXPECT_EQ(queue.pop().payload.body, 3);
    EXPECT_FALSE(queue.cancel(third));
    EXPECT(queue.cancel(second));
    EXPECT(queue.empty());
    EXPECT_FALSE(queue.cancel(EventHandle{}));
    EXPECT_FALSE(queue.cancel(EventHandle{99, 12345}));
}

TEST_CASE("an event of the slot being popped can be cancelled") {
    Queue queue;
    std::vector<EventHandle> handles;
    for (std::uint64_t body = 0; body < 10; ++body)
        handles.push_back(queue.schedule(SimTime{100}, {0, 0, body}));
    EXPECT_EQ(queue.pop().payload.body, 0);
    EXPECT(queue.cancel(handles[1]));
    EXPECT(queue.cancel(handles[5]));
    EXPECT(queue.cancel(handles[9]));
    std::vector<std::uint64_t> bodies;
    while (!queue.empty())
        bodies.push_back(queue.pop().payload.body);
    EXPECT_EQ(bodies, std::vector<std::uint64_t>{2, 3, 4, 6, 7, 8});
}

TEST_CASE("scheduling before the last popped event is a bug, at its very time it is not") {
    const Throwing throwing;
    Queue queue;
    EXPECT_THROWS(queue.schedule(SimTime{-1}, {}));
    EXPECT_THROWS(queue.pop());
    queue.schedule(SimTime{1000}, {});
    queue.schedule(SimTime{500}, {});
    queue.pop();
    EXPECT_EQ(queue.now().ns, 500);
    EXPECT_THROWS(queue.schedule(SimTime{499}, {}));
    queue.schedule(SimTime{500}, {});
    // Having looked at a later event restricts nothing.
    queue.pop();
    EXPECT_EQ(queue.next_time()->ns, 1000);
    queue.schedule(SimTime{501}, {});
    EXPECT_EQ(queue.pop().time.ns, 501);
}

TEST_CASE("timeouts that are cancelled leave nothing behind") {
    Queue queue;
    std::vector<EventHandle> timeouts(1000);
    for (std::uint64_t i = 0; i < 1000; ++i)
        queue.schedule(SimTime{static_cast<std::int64_t>(i)}, {0, 0, i});
    for (int step = 0; step < 2'000'000; ++step) {
        const Queue::Popped popped = queue.pop();
        EventHandle& timeout = timeouts[popped.payload.body];
        queue.cancel(timeout);
        timeout = queue.schedule(popped.time + base::seconds(30), {1, 0, popped.payload.body});
        queue.schedule(popped.time + base::microseconds(500), {0, 0, popped.payload.body});
    }
    EXPECT_EQ(queue.size(), 2000);
    EXPECT_LE(queue.node_count(), 2001);
}

TEST_CASE("a queue that was a million events large works on as a small one") {
    base::Rng rng = random_stream(5);
    Queue queue;
    std::vector<EventHandle> handles;
    for (int i = 0; i < 1'000'000; ++i) {
        const std::int64_t at = rng.between(std::int64_t{0}, std::int64_t{60'000'000'000});
        handles.push_back(queue.schedule(SimTime{at}, {}));
    }
    for (int i = 0; i < 1000; ++i)
        queue.pop();
    std::size_t cancelled = 0;
    for (const EventHandle& handle : handles)
        cancelled += queue.cancel(handle) ? 1 : 0;
    EXPECT_EQ(cancelled, 999'000);
    EXPECT(queue.empty());
    queue.schedule(queue.now() + base::seconds(3600), {0, 0, 8});
    queue.schedule(queue.now() + base::nanoseconds(1), {0, 0, 7});
    EXPECT_EQ(queue.pop().payload.body, 7);
    EXPECT_EQ(queue.pop().payload.body, 8);
}
