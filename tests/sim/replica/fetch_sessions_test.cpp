// Fetch sessions: what a session remembers, what is news, and who has to give way.
#include "sim/replica/fetch_sessions.h"

#include "tests/expect.h"

using namespace brokerscope;
using base::Offset;
using kafka::ErrorCode;
using replica::FetchContext;
using replica::FetchSessions;

namespace {

constexpr base::TopicId topic{2};

class Reader {
  public:
    explicit Reader(std::int32_t slots = 1000) : sessions(slots) {}

    /// Asks, and is answered with these high watermarks of all partitions of its session.
    protocol::FetchResponse ask(const protocol::FetchRequest& request,
                                std::int64_t high_watermark = 0, std::int64_t records = 0) {
        const FetchContext context = sessions.open(request, true, false, now);
        protocol::FetchResponse response;
        for (const protocol::FetchPartition& asked : context.partitions) {
            protocol::FetchPartitionResponse told;
            told.topic = asked.topic;
            told.partition = asked.partition;
            told.high_watermark = Offset{high_watermark};
            told.log_start_offset = Offset{0};
            told.records_size_bytes = asked.partition == 0 ? records : 0;
            response.partitions.push_back(told);
        }
        sessions.finish(context, response, now, random);
        return response;
    }

    FetchSessions sessions;
    base::LocalTime now{base::seconds(1000).ns};
    base::Rng random{1, "test", {1}};
};

protocol::FetchRequest request_of(std::int32_t id, std::int32_t epoch,
                                  const std::vector<std::int32_t>& partitions) {
    protocol::FetchRequest request;
    request.session_id = id;
    request.session_epoch = epoch;
    for (const std::int32_t partition : partitions) {
        protocol::FetchPartition asked;
        asked.topic = topic;
        asked.partition = partition;
        request.partitions.push_back(asked);
    }
    return request;
}

}  // namespace

TEST_CASE("KIP-227: a full request begins a session, in which only news is told") {
    Reader reader;
    const auto first = reader.ask(request_of(0, 0, {0, 1}));
    REQUIRE(first.session_id != 0);
    EXPECT_EQ(first.partitions.size(), 2u);
    EXPECT(reader.ask(request_of(first.session_id, 1, {})).partitions.empty());
    EXPECT_EQ(reader.ask(request_of(first.session_id, 2, {}), 5).partitions.size(), 2u);
    const auto records = reader.ask(request_of(first.session_id, 3, {}), 5, 70);
    REQUIRE_EQ(records.partitions.size(), 1u);
    // What gave records is read last the next time.
    const auto moved = reader.ask(request_of(first.session_id, 4, {}), 6);
    EXPECT_EQ(moved.partitions.at(0).partition, 1);
}

TEST_CASE("KIP-227: partitions join and leave a session, which is over without any") {
    Reader reader;
    const std::int32_t id = reader.ask(request_of(0, 0, {0})).session_id;
    EXPECT_EQ(reader.ask(request_of(id, 1, {1})).partitions.size(), 1u);
    auto forget = request_of(id, 2, {});
    forget.forgotten_topics_data = {{topic, 0}, {topic, 1}};
    EXPECT_EQ(reader.ask(forget).session_id, 0);
    EXPECT_EQ(reader.sessions.size(), 0u);
}

TEST_CASE("KIP-227: unknown sessions and wrong epochs are refused, and a wrong one ends nothing") {
    Reader reader;
    const std::int32_t id = reader.ask(request_of(0, 0, {0})).session_id;
    EXPECT_EQ(reader.ask(request_of(id, 2, {})).error, ErrorCode::invalid_fetch_session_epoch);
    EXPECT_EQ(reader.ask(request_of(id + 1, 1, {})).error, ErrorCode::fetch_session_id_not_found);
    EXPECT_EQ(reader.ask(request_of(id, 1, {})).error, ErrorCode::none);
    // Epoch -1 closes it.
    EXPECT_EQ(reader.ask(request_of(id, -1, {})).session_id, 0);
    EXPECT_EQ(reader.ask(request_of(id, 2, {})).error, ErrorCode::fetch_session_id_not_found);
}

TEST_CASE("KIP-227: a full cache gives no session, but for one that was not used for two minutes") {
    Reader reader(8);  // one for each of the eight shards
    for (int i = 0; i < 8; ++i)
        EXPECT_NE(reader.ask(request_of(0, 0, {0})).session_id, 0);
    EXPECT_EQ(reader.ask(request_of(0, 0, {0})).session_id, 0);
    reader.now = reader.now + base::seconds(121);
    EXPECT_NE(reader.ask(request_of(0, 0, {0})).session_id, 0);
    EXPECT_EQ(reader.sessions.size(), 8u);
}
