#include "sim/journal/journal.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::journal;

namespace {

// CHECK ends the process; a test that wants to see it fail throws instead.
struct Bug {
    std::string message;
};
struct ThrowingChecks {
    ThrowingChecks()
        : before(base::set_check_handler(
              [](const base::CheckFailure& failure) { throw Bug{failure.message}; })) {}
    ~ThrowingChecks() { base::set_check_handler(before); }
    base::CheckHandler before;
};

FactId say(Journal& journal, std::int64_t ms, std::string sentence, FactId cause = base::no_fact) {
    return journal.append(SimTime{} + base::milliseconds(ms), base::outside_world, cause,
                          Said{{std::move(sentence), ""}});
}

Journal three_sentences() {
    Journal journal;
    say(journal, 0, "one");
    say(journal, 5, "two", FactId{1});
    say(journal, 5, "three", FactId{2});
    return journal;
}

}  // namespace

TEST_CASE("a fact is read back as it was stated, with its number, time, node and cause") {
    Journal journal;
    const FactId root = journal.append(SimTime{7}, base::outside_world, base::no_fact,
                                       CommandGiven{CommandSource::outsider, "crash", {}});
    const FactId id = journal.append(
        SimTime{9}, NodeId{2}, root,
        LogTruncated{{TopicId{2}, 1}, Offset{5}, Offset{8}, TruncationReason::diverging_epoch, {}});
    EXPECT_EQ(id, FactId{2});
    EXPECT_EQ(journal.size(), 2);
    const Fact fact = journal.at(id);
    EXPECT_EQ(fact.id, id);
    EXPECT_EQ(fact.at, SimTime{9});
    EXPECT_EQ(fact.node, NodeId{2});
    EXPECT_EQ(fact.cause, root);
    REQUIRE(std::holds_alternative<LogTruncated>(fact.body));
    EXPECT_EQ(std::get<LogTruncated>(fact.body).from, Offset{8});
    EXPECT_EQ(journal.end(), SimTime{9});
}

TEST_CASE("an empty journal ends at time zero and has a hash") {
    const Journal journal;
    EXPECT_EQ(journal.size(), 0);
    EXPECT_EQ(journal.end(), SimTime{});
    EXPECT_EQ(journal.hash(), "99aa06d3014798d86001c324468d497f");  // XXH3-128 of nothing
    EXPECT_EQ(journal.facts_until(SimTime{1}, 0), 0);
}

TEST_CASE("the hash is over time, node, cause and body, in order") {
    const std::string hash = three_sentences().hash();
    EXPECT_EQ(hash.size(), 32);
    EXPECT_EQ(three_sentences().hash(), hash);

    Journal other_cause;
    say(other_cause, 0, "one");
    say(other_cause, 5, "two", FactId{1});
    say(other_cause, 5, "three", FactId{1});
    EXPECT_NE(other_cause.hash(), hash);

    Journal other_order;
    say(other_order, 0, "one");
    say(other_order, 5, "three", FactId{1});
    say(other_order, 5, "two", FactId{2});
    EXPECT_NE(other_order.hash(), hash);
}

TEST_CASE("asking for the hash does not change the hashes that follow") {
    Journal journal;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(journal.hash(), Journal().hash());
    say(journal, 0, "one");
    EXPECT_EQ(journal.hash(), journal.hash());
    say(journal, 5, "two", FactId{1});
    say(journal, 5, "three", FactId{2});
    EXPECT_EQ(journal.hash(), three_sentences().hash());
}

TEST_CASE("bytes of a fact stay where they are while the journal grows over many blocks") {
    Journal journal;
    say(journal, 0, "the first sentence");
    const std::string_view first = journal.encoded_at(FactId{1});
    const std::string copy(first);
    for (int i = 1; i <= 3000; ++i)
        say(journal, i, std::string(static_cast<std::size_t>(i % 701), 'x'));
    say(journal, 3001, std::string(1'000'000, 'y'));  // larger than a block
    say(journal, 3002, "the last");
    EXPECT_EQ(first, copy);
    EXPECT_EQ(journal.encoded_at(FactId{1}).data(), first.data());
    EXPECT_EQ(std::get<Said>(journal.at(FactId{3001 + 1}).body).text.en.size(), 1'000'000);
    EXPECT_EQ(std::get<Said>(journal.at(FactId{3003}).body).text.en, "the last");
    for (std::int64_t id = 1; id <= 3001; ++id)
        REQUIRE_EQ(journal.time_of(FactId{id}), SimTime{} + base::milliseconds(id - 1));
}

TEST_CASE("the number of facts until a moment counts those at that moment, within the limit") {
    const Journal journal = three_sentences();
    const SimTime five = SimTime{} + base::milliseconds(5);
    EXPECT_EQ(journal.facts_until(SimTime{-1}, 3), 0);
    EXPECT_EQ(journal.facts_until(SimTime{0}, 3), 1);
    EXPECT_EQ(journal.facts_until(five - base::nanoseconds(1), 3), 1);
    EXPECT_EQ(journal.facts_until(five, 3), 3);
    EXPECT_EQ(journal.facts_until(five, 2), 2);
    EXPECT_EQ(journal.facts_until(base::end_of_time, 3), 3);
}

TEST_CASE("encoded facts can be appended to another journal, and are looked at first") {
    const Journal source = three_sentences();
    Journal copy;
    for (std::int64_t id = 1; id <= source.size(); ++id)
        REQUIRE(copy.append_encoded(source.encoded_at(FactId{id})).ok());
    EXPECT_EQ(copy.hash(), source.hash());

    EXPECT_EQ(copy.append_encoded("nonsense").error().message, "these bytes are no fact");
    EXPECT_FALSE(copy.append_encoded(std::string(source.encoded_at(FactId{3})) + "x").ok());
    EXPECT_EQ(copy.append_encoded(source.encoded_at(FactId{1})).error().message,
              "a fact is older than the one before it");
    Journal empty;
    EXPECT_EQ(empty.append_encoded(source.encoded_at(FactId{2})).error().message,
              "the cause of a fact is no older fact");
    EXPECT_EQ(empty.size(), 0);
    EXPECT_EQ(copy.hash(), source.hash());
}

TEST_CASE("time that goes backwards, a cause from the future and an unknown number are bugs") {
    const ThrowingChecks throwing;
    Journal journal = three_sentences();
    EXPECT_THROWS(say(journal, 4, "earlier"));
    EXPECT_THROWS(say(journal, 5, "caused by itself", FactId{4}));
    EXPECT_THROWS(say(journal, 5, "caused by less than nothing", FactId{-1}));
    EXPECT_THROWS(journal.at(FactId{4}));
    EXPECT_THROWS(journal.at(base::no_fact));
    EXPECT_EQ(journal.hash(), three_sentences().hash());
}

TEST_CASE("a kind has the name of its struct, and the numbers of kinds never change") {
    EXPECT_EQ(kind_of(FactBody{LeaderAppended{}}), "LeaderAppended");
    EXPECT_EQ(kind_of(FactBody{RunEnded{}}), "RunEnded");
    REQUIRE_EQ(fact_kinds().size(), std::variant_size_v<FactBody>);
    EXPECT_EQ(fact_kinds()[0], "RunStarted");
    EXPECT_EQ(fact_kinds()[8], "MessageSent");
    EXPECT_EQ(fact_kinds()[16], "LeaderAppended");
    EXPECT_EQ(fact_kinds()[46], "RunEnded");
}

TEST_CASE("messages, connections, clocks, flushes and metadata progress are traffic") {
    EXPECT(is_traffic(MessageSent{}));
    EXPECT(is_traffic(ClockRang{}));
    EXPECT(is_traffic(LogFlushed{}));
    EXPECT(is_traffic(MetadataApplied{}));
    EXPECT(is_traffic(MetadataCommitted{}));
    EXPECT_FALSE(is_traffic(LeaderAppended{}));
    EXPECT_FALSE(is_traffic(HighWatermarkMoved{}));
    EXPECT_FALSE(is_traffic(LinkChanged{}));
    EXPECT_FALSE(is_traffic(Said{}));
}
