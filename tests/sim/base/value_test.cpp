#include "sim/base/value.h"
#include "sim/base/rng.h"
#include "tests/expect.h"

using namespace brokerscope::base;

namespace {
struct Inner {
    PartitionId partition;
    std::optional<std::int32_t> epoch;
    friend bool operator==(const Inner&, const Inner&) = default;
    static constexpr auto fields() {
        return std::tuple{field("partition", &Inner::partition), field("epoch", &Inner::epoch)};
    }
};
struct Outer {
    std::string name;
    std::vector<Inner> inner;
    bool flag = false;
    Bytes key;
    friend bool operator==(const Outer&, const Outer&) = default;
    static constexpr auto fields() {
        return std::tuple{field("name", &Outer::name), field("inner", &Outer::inner),
                          field("flag", &Outer::flag), field("key", &Outer::key)};
    }
};
const Outer example{"a", {{{TopicId{2}, 7}, 3}, {{TopicId{2}, 8}, std::nullopt}}, true, {"k"}};
}  // namespace

TEST_CASE("what is encoded decodes to the same, and every truncation is noticed") {
    const std::string bytes = encoded(example);
    EXPECT_EQ(decoded<Outer>(bytes).value(), example);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(decoded<Outer>(std::string_view(bytes).substr(0, size)).has_value());
    }
    EXPECT_FALSE(decoded<Outer>(bytes + "x").has_value());
}

TEST_CASE("a struct becomes a tree of names and values, and text for people") {
    EXPECT_EQ(to_text(to_value(example)),
              "{name: \"a\", inner: [{partition: {topic: #2, partition: 7}, epoch: 3}, "
              "{partition: {topic: #2, partition: 8}, epoch: null}], flag: true, key: \"k\"}");
    EXPECT_EQ(pack_value(to_value(example)), pack(example));
}

TEST_CASE("a wrong name in a tree is refused with its place and a hint") {
    Outer out;
    const Value value{Value::Object{{"flga", Value{true}}}};
    const Status status = read_value(value, out, "request");
    REQUIRE_FALSE(status.ok());
    EXPECT_EQ(to_text(status.error()),
              "request: 'flga' is not known here\n  hint: did you mean 'flag'?");
}

TEST_CASE("a damaged packed value is an error at every truncation") {
    const PackedValue packed = pack(example);
    for (std::size_t size = 0; size < packed.bytes.size(); ++size) {
        EXPECT_FALSE(unpack({packed.bytes.substr(0, size)}).ok());
    }
}

TEST_CASE("durations read as people write them") {
    EXPECT_EQ(parse_duration("250ms"), milliseconds(250));
    EXPECT_EQ(parse_duration("1.5s"), milliseconds(1500));
    EXPECT_EQ(parse_duration("2m"), seconds(120));
    for (const char* wrong : {"", "5", "s", "-5s", "1.s", "5 s", "99999999999h", "1e3s"}) {
        EXPECT_MESSAGE(!parse_duration(wrong), wrong);
    }
    EXPECT_EQ(to_text(milliseconds(1500)), "1.5s");
    EXPECT_EQ(clock_text({12'384'000'000}), "00:12.384");
}

TEST_CASE("a random stream depends on seed, purpose and node, and on nothing else") {
    Rng a(7, "network", NodeId{1});
    Rng same(7, "network", NodeId{1});
    Rng other_node(7, "network", NodeId{2});
    Rng other_purpose(7, "disk", NodeId{1});
    const std::uint64_t first = a.next();
    EXPECT_EQ(first, same.next());
    EXPECT_NE(first, other_node.next());
    EXPECT_NE(first, other_purpose.next());
}

TEST_CASE("exponential delays have their mean") {
    Rng rng(1, "test", NodeId{1});
    std::int64_t sum = 0;
    constexpr int draws = 200'000;
    for (int i = 0; i < draws; ++i)
        sum += rng.exponential(microseconds(1000)).ns;
    const std::int64_t mean = sum / draws;
    EXPECT_GT(mean, 990'000);
    EXPECT_LT(mean, 1'010'000);
}
