#include "sim/laws/interval_set.h"

#include "tests/expect.h"

using namespace brokerscope::laws;

TEST_CASE("numbers that arrive in order are one interval") {
    IntervalSet set;
    for (int i = 0; i < 1000; ++i)
        set.add(i, i + 1);
    EXPECT_EQ(set.intervals().size(), 1);
    EXPECT_EQ(set.size(), 1000);
    EXPECT_EQ(set.end(), 1000);
}

TEST_CASE("an interval that bridges others becomes one with them") {
    IntervalSet set;
    set.add(0, 2);
    set.add(4, 6);
    set.add(8, 10);
    set.add(1, 8);
    EXPECT(set.intervals() == std::vector<Interval>{{0, 10}});
    EXPECT_EQ(set.size(), 10);
}

TEST_CASE("a removal cuts an interval in two") {
    IntervalSet set;
    set.add(0, 10);
    set.remove(3, 5);
    EXPECT(set.intervals() == std::vector<Interval>{{0, 3}, {5, 10}});
    EXPECT_EQ(set.size(), 8);
    set.remove_from(7);
    EXPECT(set.intervals() == std::vector<Interval>{{0, 3}, {5, 7}});
    EXPECT_EQ(set.size_from(2), 3);
    EXPECT_EQ(set.size_from(100), 0);
}

TEST_CASE("what is in a range and what is missing from it complete each other") {
    IntervalSet set;
    set.add(2, 4);
    set.add(6, 7);
    EXPECT(set.within(3, 10) == std::vector<Interval>{{3, 4}, {6, 7}});
    EXPECT(set.missing_within(3, 10) == std::vector<Interval>{{4, 6}, {7, 10}});
    EXPECT(set.contains(3));
    EXPECT_FALSE(set.contains(4));
    EXPECT(set.intersects(4, 7));
    EXPECT_FALSE(set.intersects(4, 6));
    EXPECT_FALSE(set.intersects(5, 5));
}

TEST_CASE("a set agrees with a plain array under a thousand random changes") {
    constexpr int universe = 64;
    IntervalSet set;
    bool plain[universe] = {};
    std::uint32_t random = 12345;
    const auto draw = [&](std::uint32_t bound) {
        random = random * 1664525u + 1013904223u;
        return static_cast<int>((random >> 16) % bound);
    };
    for (int step = 0; step < 1000; ++step) {
        const int begin = draw(universe);
        const int end = begin + draw(static_cast<std::uint32_t>(universe - begin) + 1);
        const bool adding = draw(2) == 0;
        if (adding) {
            set.add(begin, end);
        } else {
            set.remove(begin, end);
        }
        for (int i = begin; i < end; ++i)
            plain[i] = adding;
        std::int64_t size = 0;
        for (int i = 0; i < universe; ++i) {
            size += plain[i] ? 1 : 0;
            REQUIRE_EQ(set.contains(i), plain[i]);
        }
        REQUIRE_EQ(set.size(), size);
    }
}
