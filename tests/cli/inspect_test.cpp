// `brokerscope inspect` as an engineer uses it on a recorded journal.
#include "tests/expect.h"
#include "tests/workplace.h"

using namespace brokerscope;

namespace {

const Workplace& with_a_journal() {
    static const Workplace workplace;
    static const int status =
        workplace.run({"run", "02_a_leader_dies", "--journal", "a.bsj"}).status;
    REQUIRE_EQ(status, 0);
    return workplace;
}

}  // namespace

TEST_CASE("inspect shows a journal at a moment, as Kafka's tools would") {
    const Workplace& workplace = with_a_journal();
    const auto topics = workplace.run({"inspect", "a.bsj", "topics", "orders"});
    EXPECT_EQ(topics.status, 0);
    EXPECT(topics.out.find("\tReplicationFactor: 3\tConfigs: min.insync.replicas=2") !=
           std::string::npos);
    const auto early = workplace.run({"inspect", "a.bsj", "offsets", "orders", "--at", "20s"});
    const auto late = workplace.run({"inspect", "a.bsj", "offsets", "orders"});
    EXPECT(early.out.starts_with("orders:0:"));
    EXPECT_NE(early.out, late.out);
    EXPECT(workplace.run({"inspect", "a.bsj", "groups", "billing"}).out.find("CURRENT-OFFSET") !=
           std::string::npos);
    EXPECT(workplace.run({"inspect", "a.bsj", "ledger"}).out.find("\norders ") !=
           std::string::npos);
    for (const char* what :
         {"configs", "broker-configs", "earliest-offsets", "log-dirs", "members", "state", "facts"})
        EXPECT_FALSE(workplace.run({"inspect", "a.bsj", what}).out.empty());
}

TEST_CASE("inspect log dumps each segment as kafka-dump-log does") {
    const auto log = with_a_journal().run({"inspect", "a.bsj", "log", "orders-0", "--broker", "2"});
    EXPECT(
        log.out.starts_with("Dumping /kafka-2/data/orders-0/00000000000000000000.log\n"
                            "Log starting offset: 0\n"
                            "baseOffset: 0 lastOffset: "));
    // The next batch stands where the first one ends, and its time is not before it.
    const auto number = [&](const std::string& name, std::size_t from) {
        const std::size_t at = log.out.find(" " + name + ": ", from);
        REQUIRE(at != std::string::npos);
        return std::stoll(log.out.substr(at + name.size() + 3));
    };
    const std::size_t first = log.out.find("baseOffset: 0 ");
    const std::size_t second = log.out.find('\n', first);
    EXPECT_EQ(number("position", first), 0);
    EXPECT_EQ(number("position", second), number("size", first));
    EXPECT(number("CreateTime", first) > 0);
    EXPECT(number("CreateTime", second) >= number("CreateTime", first));
    EXPECT_EQ(number("count", first), number("lastOffset", first) + 1);
    EXPECT(log.out.ends_with(" isvalid: true\n"));
}

TEST_CASE("inspect offsets finds the record of a time, and the newest one") {
    const Workplace& workplace = with_a_journal();
    const auto offsets = [&](const char* time) {
        const auto ended = workplace.run({"inspect", "a.bsj", "offsets", "orders", "--time", time});
        EXPECT_EQ(ended.status, 0);
        return ended.out;
    };
    EXPECT_EQ(offsets("0"), offsets("earliest"));
    EXPECT_EQ(offsets("-1"), offsets("latest"));
    EXPECT_EQ(offsets("latest-tiered"), "");
    EXPECT_EQ(offsets("9999999999999"), "");
    // A run begins with the year 2026.
    EXPECT_NE(offsets("1767225620000"), offsets("0"));
    EXPECT(offsets("max-timestamp").starts_with("orders:0:"));
}

TEST_CASE("inspect why walks from a fact to its root cause") {
    const auto why = with_a_journal().run({"inspect", "a.bsj", "why", "500"});
    EXPECT_EQ(why.status, 0);
    EXPECT(why.out.starts_with("500  "));
    EXPECT(why.out.find('\n') + 1 < why.out.size());
}

TEST_CASE("inspect refuses what is not there, and says what is") {
    const Workplace& workplace = with_a_journal();
    workplace.write("no.bsj", "this is no journal");
    const auto refused = [&](std::vector<std::string> arguments, const std::string& hint) {
        arguments.insert(arguments.begin(), "inspect");
        const auto ended = workplace.run(arguments);
        CAPTURE(ended.err);
        EXPECT_EQ(ended.status, 2);
        EXPECT_EQ(ended.out, "");
        EXPECT(ended.err.find(hint) != std::string::npos);
    };
    refused({"a.bsj", "topics", "order"}, "topics: ");
    refused({"a.bsj", "groups", "bill"}, "groups: billing");
    refused({"a.bsj", "log", "orders-9"}, "orders");
    refused({"a.bsj", "why", "x"}, "facts have the numbers 1 to");
    refused({"a.bsj", "why", "0"}, "facts have the numbers 1 to");
    refused({"a.bsj", "topics", "--at", "soon"}, "--at");
    refused({"a.bsj", "topics", "--at", "1000h"}, "it ends at");
    refused({"a.bsj", "topics", "--at", "-5s"}, "--at");
    refused({"a.bsj", "offsets", "--time", "soon"}, "Malformed time argument soon");
    refused({"a.bsj", "topics", "--time", "latest"}, "it is for offsets");
    refused({"a.bsj", "offsets", "--all"}, "it is for configs and broker-configs");
    refused({"a.bsj", "topics", "--broker", "1"}, "it is for log and log-dirs");
    refused({"a.bsj", "log", "--broker", "9"}, "brokers: 1, 2, 3");
    refused({"a.bsj", "log", "--broker", "two"}, "--broker 2");
    refused({"a.bsj", "broker-configs", "9"}, "brokers: 1, 2, 3");
    refused({"a.bsj", "facts", "orders"}, "takes no name");
    refused({"a.bsj", "tables"}, "tables");
    refused({"no.bsj", "topics"}, "no.bsj");
    refused({"missing.bsj", "topics"}, "missing.bsj");
    refused({"a.bsj", "topics", "--out", "no/such/folder/x"}, "no/such/folder");
}
