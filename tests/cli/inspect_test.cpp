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
    EXPECT(workplace.run({"inspect", "a.bsj", "log", "orders-0"})
               .out.find("00000000000000000000.log") != std::string::npos);
    EXPECT(workplace.run({"inspect", "a.bsj", "ledger"}).out.find("\norders ") !=
           std::string::npos);
    for (const char* what :
         {"configs", "earliest-offsets", "log-dirs", "members", "state", "facts"})
        EXPECT_FALSE(workplace.run({"inspect", "a.bsj", what}).out.empty());
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
    refused({"a.bsj", "tables"}, "tables");
    refused({"no.bsj", "topics"}, "no.bsj");
    refused({"missing.bsj", "topics"}, "missing.bsj");
    refused({"a.bsj", "topics", "--out", "no/such/folder/x"}, "no/such/folder");
}
