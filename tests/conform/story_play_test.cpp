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

TEST_CASE("requests are repeated at their interval for as long as the story says") {
    const auto with_end = [](const std::string& end) {
        return story_of({R"({"do": "repeat", "api": "PRODUCE", "everyMs": 250, "forMs": 1000,)"
                         R"( "requests": [{"acks": -1, "partitions": [{"topic": "t",)"
                         R"( "partition": 0, "batches": [{"records": [{"value": "a"}]}]}]}]})",
                         R"({"do": "see", "what": "log", "topic": "t", "partition": 0,)"
                         R"( "logEndOffset": )" +
                             end + "}"});
    };
    EXPECT_EQ(played(with_end("4")).detail, "");
    EXPECT_EQ(played(with_end("5")).verdict, Verdict::differs);
}

TEST_CASE("a repetition that waits for an error ends with it, or differs") {
    const auto heartbeats = [](const std::string& end) {
        return story_of({R"({"do": "repeat", "api": "HEARTBEAT", "everyMs": 1000, )" + end +
                         R"(, "requests": [{"groupId": "g", "generationId": 1,)"
                         R"( "memberId": "nobody"}]})"});
    };
    EXPECT_EQ(played(heartbeats(R"("untilError": true)")).detail, "");
    EXPECT_EQ(played(heartbeats(R"("untilAllNone": true)")).detail,
              "Kafka 4.3.1: repeat HEARTBEAT: recorded it ends, modelled it does not end");
}

TEST_CASE("records that are just there are written, from the offset that was recorded on") {
    const auto records = [](const std::string& first) {
        return story_of({R"({"do": "produceRecords", "topic": "t", "partition": 0, "count": 3,)"
                         R"( "baseOffset": )" +
                             first + "}",
                         R"({"do": "see", "what": "log", "topic": "t", "partition": 0,)"
                         R"( "logEndOffset": 3, "highWatermark": 3})"});
    };
    EXPECT_EQ(played(records("0")).detail, "");
    EXPECT_EQ(played(records("1")).detail,
              "Kafka 4.3.1: produceRecords.baseOffset: recorded 1, modelled 0");
}

TEST_CASE("groups are described as their coordinator knows them, in each version's words") {
    const auto describe = [](int version, const std::string& error, const std::string& state) {
        return R"({"do": "request", "api": "DESCRIBE_GROUPS", "version": )" +
               std::to_string(version) +
               R"(, "request": {"groups": ["g"]}, "response": {"groups": [{"groupId": "g",)"
               R"( "errorCode": ")" +
               error + R"(", "groupState": ")" + state + R"(", "members": []}]}})";
    };
    const std::string commit =
        R"({"do": "request", "api": "OFFSET_COMMIT", "version": 8, "request": {"groupId": "g",)"
        R"( "generationIdOrMemberEpoch": -1, "memberId": "", "partitions": [{"topic": "t",)"
        R"( "partition": 0, "committedOffset": 1}]}, "response": {"partitions": [{"topic": "t",)"
        R"( "partition": 0, "errorCode": "NONE"}]}})";
    const CaseResult told =
        played(story_of({describe(5, "NONE", "Dead"), describe(6, "GROUP_ID_NOT_FOUND", "Dead"),
                         commit, describe(5, "NONE", "Empty")}));
    EXPECT_EQ(told.detail, "");
    EXPECT_EQ(told.verdict, Verdict::agrees);
    const CaseResult planted = played(story_of({commit, describe(5, "NONE", "Stable")}));
    EXPECT_EQ(planted.verdict, Verdict::differs);
    EXPECT_EQ(planted.step, 1);
}

TEST_CASE("a batch with a wrong checksum is refused for its partition alone (ST-8)") {
    const CaseResult result = played(
        story_of({R"({"do": "request", "api": "PRODUCE", "version": 9, "request": {"acks": -1,)"
                  R"( "partitions": [{"topic": "t", "partition": 0, "batches": [{"badCrc": true,)"
                  R"( "records": [{"value": "a"}]}]}, {"topic": "other", "partition": 0,)"
                  R"( "batches": [{"records": [{"value": "a"}]}]}]}, "response": {"partitions":)"
                  R"( [{"topic": "t", "partition": 0, "errorCode": "CORRUPT_MESSAGE"}, {"topic":)"
                  R"( "other", "partition": 0, "errorCode": "UNKNOWN_TOPIC_OR_PARTITION"}]}})",
                  produced("b", 0)}));
    EXPECT_EQ(result.detail, "");
}

}  // namespace brokerscope::conform_test
