// Made-up stories played against the model: agreement, planted differences, and what is missing.
#include "tests/conform/story_support.h"
#include "tests/expect.h"

namespace brokerscope::conform_test {
namespace {

const char* const fetch_from_1 =
    R"({"do": "request", "api": "FETCH", "request": {"partitions": [{"topic": "t",)"
    R"( "partition": 0, "fetchOffset": 1}]}, "response": {"partitions": [{"topic": "t",)"
    R"( "partition": 0, "errorCode": "NONE", "highWatermark": 2, "logStartOffset": 0,)"
    R"( "batches": [{"baseOffset": 1, "lastOffset": 1, "records": [{"offset": 1,)"
    R"( "key": null, "value": "b", "timestamp": "*"}]}]}]}})";

const char* const see_log =
    R"({"do": "see", "what": "log", "topic": "t", "partition": 0, "logEndOffset": 2,)"
    R"( "highWatermark": 2, "leaderEpochs": [{"epoch": 0, "startOffset": 0}],)"
    R"( "segments": [{"baseOffset": 0, "sizeInBytes": 138}]})";

}  // namespace

TEST_CASE("a story that the model tells the same way agrees") {
    const CaseResult result =
        played(story_of({produced("a", 0), produced("b", 1), fetch_from_1, see_log}));
    EXPECT_EQ(result.detail, "");
    EXPECT_EQ(result.verdict, Verdict::agrees);
    EXPECT_EQ(result.step, -1);
}

TEST_CASE("a planted difference in an answer is found at its step and field") {
    const CaseResult result = played(story_of({produced("a", 0), produced("b", 2)}));
    EXPECT_EQ(result.verdict, Verdict::differs);
    EXPECT_EQ(result.step, 1);
    EXPECT_EQ(result.detail,
              "Kafka 4.3.1: PRODUCE.partitions[0].baseOffset: recorded 2, modelled 1");
}

TEST_CASE("a planted difference in what is seen is found at its step and field") {
    Json story = story_of({produced("a", 0), produced("b", 1), see_log, fetch_from_1});
    story["steps"][2]["segments"][0]["sizeInBytes"] = 139;
    const CaseResult result = played(story);
    EXPECT_EQ(result.verdict, Verdict::differs);
    EXPECT_EQ(result.step, 2);
    EXPECT_EQ(result.detail,
              "Kafka 4.3.1: see log.segments[0].sizeInBytes: recorded 139, modelled 138");
}

TEST_CASE("a story holds only if it agrees in each of its versions") {
    Json story = story_of({produced("a", 0), produced("b", 7)});
    story["kafka"] = {"3.9.2", "4.3.1"};
    story["steps"][1]["kafka"] = {"4.3.1"};
    EXPECT_EQ(played(story).verdict, Verdict::differs);
    story["kafka"] = {"3.9.2"};
    EXPECT_EQ(played(story).verdict, Verdict::agrees);
}

TEST_CASE("what the model does not know is said, and is no agreement") {
    const auto why = [](const Json& story) {
        const CaseResult result = played(story);
        EXPECT_EQ(result.verdict, Verdict::not_modelled);
        return result.detail;
    };
    Json story = story_of({});
    story["mode"] = "zookeeper";
    EXPECT_EQ(why(story), "Kafka 4.3.1: mode zookeeper");
    story = story_of({});
    story["kafka"] = {"2.8.0"};
    EXPECT_EQ(why(story), "Kafka 2.8.0: Kafka 2.8.0");
    story = story_of({});
    story["config"]["broker"] = {{"compression.type", "zstd"}};
    EXPECT_EQ(why(story), "Kafka 4.3.1: broker config compression.type");
    EXPECT_EQ(why(story_of({R"({"do": "rest", "worker": 1, "method": "GET", "path": "/",)"
                            R"( "status": 200})"})),
              "Kafka 4.3.1: verb rest");
    EXPECT_EQ(why(story_of({R"({"do": "request", "api": "SHARE_ACKNOWLEDGE", "request":)"
                            R"( {"groupId": "g", "memberId": "m", "shareSessionEpoch": 0,)"
                            R"( "partitions": []}})"})),
              "Kafka 4.3.1: API SHARE_ACKNOWLEDGE");
    EXPECT_EQ(why(story_of({R"({"do": "see", "what": "quorum", "leaderId": 1})"})),
              "Kafka 4.3.1: see quorum");
    EXPECT_EQ(why(story_of({R"({"do": "request", "api": "PRODUCE", "request": {"acks": 1,)"
                            R"( "partitions": [{"topic": "t", "partition": 0, "batches":)"
                            R"( [{"compression": "gzip", "records": [{"value": "a"}]}]}]}})"})),
              "Kafka 4.3.1: compression gzip");
}

TEST_CASE("a broker that is killed keeps its log") {
    const CaseResult result = played(
        story_of({produced("a", 0), R"({"do": "kill", "node": 1})", R"({"do": "start", "node": 1})",
                  R"({"do": "waitUntil", "condition": "partitionHasLeader",)"
                  R"( "args": {"topic": "t", "partition": 0}})",
                  produced("b", 1), fetch_from_1}));
    EXPECT_EQ(result.detail, "");
    EXPECT_EQ(result.verdict, Verdict::agrees);
}

}  // namespace brokerscope::conform_test
