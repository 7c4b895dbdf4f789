// Comparing what was recorded with what the model does: symbols, times, lists without an order.
#include "cli/conform/story/known.h"
#include "tests/conform/story_support.h"
#include "tests/expect.h"

namespace brokerscope::conform_test {
namespace {

using cli::conform::Known;
using cli::conform::Looking;
using cli::conform::NotModelled;

constexpr std::int64_t start = 1'000'000;

// "" when they agree.
std::string difference(Known& known, const char* recorded, const char* modelled,
                       const Looking& looking = {start, start + 50, {}}) {
    const auto found = known.compare(Json::parse(recorded), Json::parse(modelled), looking, "it");
    return found ? to_text(*found) : "";
}

std::string difference(const char* recorded, const char* modelled) {
    Known known;
    known.set_start(start);
    return difference(known, recorded, modelled);
}

}  // namespace

TEST_CASE("only recorded fields are compared") {
    EXPECT_EQ(difference(R"({"a": 1})", R"({"a": 1, "b": 2})"), "");
    EXPECT_EQ(difference(R"({"a": 1})", R"({"a": 2, "b": 2})"), "it.a: recorded 1, modelled 2");
    EXPECT_EQ(difference(R"({"a": null})", R"({"a": 0})"), "it.a: recorded null, modelled 0");
    EXPECT_EQ(difference(R"({"a": "*"})", R"({"a": [7]})"), "");
}

TEST_CASE("a field that the model does not tell is not modelled") {
    Known known;
    try {
        difference(known, R"({"a": {"b": 1}})", R"({"a": {}})");
        FAIL_TEST("it was compared");
    } catch (const NotModelled& missing) {
        EXPECT_EQ(missing.why, "the model does not tell it.a.b");
    }
}

TEST_CASE("a symbol binds to the first value in its place") {
    Known known;
    EXPECT_EQ(difference(known, R"(["$A", "$B"])", R"(["x", "y"])"), "");
    EXPECT_EQ(difference(known, R"(["$B", "$A"])", R"(["y", "x"])"), "");
    EXPECT_EQ(difference(known, R"(["$B", "$A"])", R"(["y", "z"])"),
              "it[1]: recorded $A = \"x\", modelled \"z\"");
    EXPECT_EQ(known.resolved("$A"), "x");
    EXPECT_EQ(difference(known, R"({"id": "$SID+1"})", R"({"id": 8})"), "");
    EXPECT_EQ(known.resolved("$SID"), 7);
    EXPECT_EQ(known.resolved("$SID+3"), 10);
}

TEST_CASE("a comparison that fails binds nothing") {
    Known known;
    EXPECT_NE(difference(known, R"(["$A", 1])", R"(["x", 2])"), "");
    EXPECT_FALSE(known.is_bound("$A"));
}

TEST_CASE("times are relative to the story's start and to the broker's clock") {
    EXPECT_EQ(difference(R"(["T", "T+5", "T-700"])", "[1000000, 1000005, 999300]"), "");
    EXPECT_EQ(difference(R"(["T+5"])", "[1000006]"), "it[0]: recorded T+5, modelled T+6");
    EXPECT_EQ(difference(R"(["now"])", "[1000050]"), "");
    EXPECT_NE(difference(R"(["now"])", "[1000051]"), "");
}

TEST_CASE("lists have an order unless they are sets of brokers, members, partitions and the like") {
    EXPECT_NE(difference(R"({"isr": [1, 2]})", R"({"isr": [2, 1]})"), "");
    EXPECT_EQ(difference(R"({"brokers": [1, 2]})", R"({"brokers": [2, 1]})"), "");
    EXPECT_EQ(difference(R"({"partitions": [{"partition": 0, "offset": 5}, {"partition": 1}]})",
                         R"({"partitions": [{"partition": 1, "offset": 6},
                             {"partition": 0, "offset": 4}]})"),
              "it.partitions[0].offset: recorded 5, modelled 4");
    Known known;
    EXPECT_EQ(difference(known, R"({"isr": [1, 2]})", R"({"isr": [2, 1]})", {0, 0, {"isr"}}), "");
}

TEST_CASE("symbols find their members in a list without order") {
    Known known;
    EXPECT_EQ(difference(known, R"({"members": [{"id": "$A", "data": "a"},
                             {"id": "$B", "data": "b"}]})",
                         R"({"members": [{"id": "x", "data": "b"}, {"id": "y", "data": "a"}]})"),
              "");
    EXPECT_EQ(known.resolved("$A"), "y");
    EXPECT_EQ(known.resolved("$B"), "x");
}

TEST_CASE("varying parts of a text stand for anything") {
    EXPECT_EQ(difference(R"("took <ms> at #.")", R"("took 12 ms at 7.")"), "");
    EXPECT_NE(difference(R"("took <ms> at #.")", R"("took 12 ms on 7.")"), "");
    EXPECT_EQ(difference(R"("<4 bytes>")", R"("xxxx")"), "");
}

TEST_CASE("a request gets the real values") {
    Known known;
    known.set_start(start);
    known.bind("$P", 17);
    const Json request = Json::parse(R"({"producerId": "$P", "timestamp": "T+1", "value": "T",
        "topic": "T", "at": "now", "metadata": "<3 bytes>", "other": "$Q"})");
    const Json resolved = known.resolved(request, start + 9);
    EXPECT_EQ(resolved["producerId"], 17);
    EXPECT_EQ(resolved["timestamp"], start + 1);
    EXPECT_EQ(resolved["value"], "T");
    EXPECT_EQ(resolved["topic"], "T");
    EXPECT_EQ(resolved["at"], start + 9);
    EXPECT_EQ(resolved["metadata"], "xxx");
    EXPECT_EQ(resolved["other"], 987'654'321);
}

}  // namespace brokerscope::conform_test
