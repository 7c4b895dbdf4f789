// What recorded stories do not show: rules of the coordinator one by one.
#include "tests/sim/group/group_bench_support.h"

using namespace brokerscope::group_test;
using brokerscope::base::milliseconds;
using brokerscope::base::seconds;
using brokerscope::group::GroupSettings;
using brokerscope::group::GroupState;
namespace journal = brokerscope::journal;
namespace protocol = brokerscope::protocol;

namespace {

GroupSettings quick() {
    GroupSettings settings;
    settings.min_session_timeout = milliseconds(1000);
    settings.initial_rebalance_delay = seconds(1);
    return settings;
}

protocol::OffsetCommitRequest commit(GroupBench& bench, const std::string& member,
                                     std::int32_t generation, std::int64_t offset) {
    protocol::OffsetCommitRequest request;
    request.group_id = "g";
    request.member_id = member;
    request.generation_id = {generation};
    request.partitions.push_back({bench.topic_id("t"), 0, {offset}, {-1}, ""});
    return request;
}

std::int64_t committed(GroupBench& bench) {
    protocol::OffsetFetchRequest request;
    request.group_id = "g";
    request.partitions.emplace();
    request.partitions->push_back({bench.topic_id("t"), 0});
    const auto answer = bench.ask<protocol::OffsetFetchResponse>("reader", request);
    return answer.partitions.at(0).committed_offset.value;
}

}  // namespace

TEST_CASE("GR-6: a commit is answered and visible when it is committed, not when it is written") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a"});
    bench.hold_appends(true);
    const auto asked = bench.send("a", commit(bench, ids.at("a"), 1, 5));
    EXPECT_EQ(bench.answer(asked), nullptr);
    EXPECT_EQ(committed(bench), -1);
    bench.hold_appends(false);
    const auto answer = bench.await<protocol::OffsetCommitResponse>(asked);
    EXPECT_EQ(answer.partitions.at(0).error, ErrorCode::none);
    EXPECT_EQ(committed(bench), 5);
}

TEST_CASE("GR-6: a commit that could not be stored changes nothing and says what clients know") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a"});
    bench.fail_next_append(ErrorCode::not_enough_replicas);
    const auto few =
        bench.ask<protocol::OffsetCommitResponse>("a", commit(bench, ids.at("a"), 1, 5));
    EXPECT_EQ(few.partitions.at(0).error, ErrorCode::coordinator_not_available);
    bench.fail_next_append(ErrorCode::not_leader_or_follower);
    const auto moved =
        bench.ask<protocol::OffsetCommitResponse>("a", commit(bench, ids.at("a"), 1, 5));
    EXPECT_EQ(moved.partitions.at(0).error, ErrorCode::not_coordinator);
    EXPECT_EQ(committed(bench), -1);
}

TEST_CASE("GR-6: an assignment that could not be stored starts the rebalance again") {
    GroupBench bench(quick());
    const std::string id = bench.ask<protocol::JoinGroupResponse>("a", join("")).member_id;
    bench.ask<protocol::JoinGroupResponse>("a", join(id));
    bench.fail_next_append(ErrorCode::request_timed_out);
    const auto refused = bench.ask<protocol::SyncGroupResponse>("a", sync(id, 1, {{id, "all"}}));
    EXPECT_EQ(refused.error, ErrorCode::coordinator_not_available);
    EXPECT(bench.find("g")->state == GroupState::preparing_rebalance);
    EXPECT_EQ(bench.find("g")->members.at(0).assignment.data, "");
}

TEST_CASE("GR-18: an id that expires in the initial delay ends it when all others wait") {
    GroupSettings settings = quick();
    settings.initial_rebalance_delay = seconds(30);
    GroupBench bench(settings);
    bench.ask<protocol::JoinGroupResponse>("ghost", join("", "m", 2000));
    const std::string id = bench.ask<protocol::JoinGroupResponse>("a", join("")).member_id;
    const auto joins = bench.send("a", join(id));
    bench.run(milliseconds(1999));
    EXPECT_EQ(bench.answer(joins), nullptr);
    bench.run(milliseconds(1));
    REQUIRE(bench.answer(joins) != nullptr);
    EXPECT_EQ(bench.find("g")->generation.value, 1);
}

TEST_CASE("GR-19: an id is given at once and its holder is no member yet") {
    GroupBench bench(quick());
    const auto answer = bench.ask<protocol::JoinGroupResponse>("a", join(""));
    EXPECT_EQ(answer.error, ErrorCode::member_id_required);
    EXPECT_EQ(answer.member_id.rfind("a-", 0), 0);
    EXPECT_EQ(answer.member_id.size(), std::string("a-").size() + 36);
    EXPECT(bench.find("g")->members.empty());
    EXPECT(bench.find("g")->state == GroupState::empty);
}

TEST_CASE("GR-21: a new member may wait for five minutes, then it is removed") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a"});
    // A keeps its session but never rejoins, and its rebalance timeout is longer than five minutes.
    const std::string id = bench.ask<protocol::JoinGroupResponse>("b", join("")).member_id;
    const auto joins = bench.send("b", join(id, "m1", 10'000, 400'000));
    for (int i = 0; i < 300; ++i) {
        bench.run(seconds(1));
        bench.ask<protocol::HeartbeatResponse>("a", heartbeat(ids.at("a"), 1));
    }
    EXPECT_EQ(bench.find("g")->members.size(), 1);
    EXPECT_NE(bench.answer(joins), nullptr);
}

TEST_CASE("GR-21, GR-34: a member whose connection breaks while it is parked stays a member") {
    GroupBench bench(quick());
    const std::string a =
        bench.ask<protocol::JoinGroupResponse>("a", join("", "m", 2000)).member_id;
    const std::string b =
        bench.ask<protocol::JoinGroupResponse>("b", join("", "m", 2000)).member_id;
    const auto leads = bench.send("a", join(a, "m", 2000));
    bench.send("b", join(b, "m", 2000));
    REQUIRE_EQ(bench.await<protocol::JoinGroupResponse>(leads).leader, a);
    bench.send("b", sync(b, 1));
    bench.close("b");
    for (int i = 0; i < 5; ++i) {
        bench.run(seconds(1));
        bench.ask<protocol::HeartbeatResponse>("a", heartbeat(a, 1));
    }
    EXPECT_EQ(bench.find("g")->members.size(), 2);
    bench.ask<protocol::SyncGroupResponse>("a", sync(a, 1, {{a, "x"}, {b, "y"}}));
    EXPECT_EQ(bench.clock(journal::ClockKind::member_session, b), seconds(2));
}

TEST_CASE("GR-23: when the leader leaves, the first of the rest in hash order leads") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a", "b", "c"});
    bench.ask<protocol::LeaveGroupResponse>("a", leave({ids.at("a")}));
    const auto* group = bench.find("g");
    EXPECT_EQ(group->leader, group->ids_in_hash_order().front());
    EXPECT(group->state == GroupState::preparing_rebalance);
}

TEST_CASE("GR-27, GR-51: a group that is too large for its new coordinator loses its last") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a", "b", "c"});
    bench.set_max_size(2);
    bench.move_coordinator({2});
    EXPECT(bench.find("g")->state == GroupState::preparing_rebalance);
    const auto a = bench.send("a", join(ids.at("a")), {2});
    const auto b = bench.send("b", join(ids.at("b")), {2});
    EXPECT_EQ(bench.answer(a), nullptr);
    const auto c = bench.ask<protocol::JoinGroupResponse>("c", join(ids.at("c")), {2});
    EXPECT_EQ(c.error, ErrorCode::group_max_size_reached);
    EXPECT_EQ(c.member_id, "");
    EXPECT_EQ(bench.await<protocol::JoinGroupResponse>(a).generation_id.value, 2);
    EXPECT_EQ(bench.await<protocol::JoinGroupResponse>(b).generation_id.value, 2);
    EXPECT_EQ(bench.find("g")->members.size(), 2);
}

TEST_CASE("GR-31: members that the leader does not name get an empty assignment") {
    GroupBench bench(quick());
    const std::string a = bench.ask<protocol::JoinGroupResponse>("a", join("")).member_id;
    const std::string b = bench.ask<protocol::JoinGroupResponse>("b", join("")).member_id;
    const auto first = bench.send("a", join(a));
    bench.send("b", join(b));
    bench.await<protocol::JoinGroupResponse>(first);
    const auto parked = bench.send("b", sync(b, 1));
    bench.ask<protocol::SyncGroupResponse>("a", sync(a, 1, {{a, "all"}}));
    EXPECT_EQ(bench.await<protocol::SyncGroupResponse>(parked).assignment.data, "");
}

TEST_CASE("GR-31: an assignment that is committed after the rebalance went on deals nothing") {
    GroupBench bench(quick());
    const std::string a = bench.ask<protocol::JoinGroupResponse>("a", join("")).member_id;
    bench.ask<protocol::JoinGroupResponse>("a", join(a));
    bench.hold_appends(true);
    const auto parked = bench.send("a", sync(a, 1, {{a, "all"}}));
    const std::string b = bench.ask<protocol::JoinGroupResponse>("b", join("")).member_id;
    bench.send("b", join(b));
    EXPECT_EQ(bench.await<protocol::SyncGroupResponse>(parked).error,
              ErrorCode::rebalance_in_progress);
    bench.hold_appends(false);
    EXPECT(bench.find("g")->state == GroupState::preparing_rebalance);
    EXPECT_EQ(bench.find("g")->members.at(0).assignment.data, "");
}

TEST_CASE("GR-34: a heartbeat and a commit begin the session anew, a refused one does not") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a"});
    const auto& id = ids.at("a");
    const auto left = [&] { return bench.clock(journal::ClockKind::member_session, id); };
    bench.run(seconds(4));
    EXPECT_EQ(left(), seconds(6));
    bench.ask<protocol::HeartbeatResponse>("a", heartbeat(id, 7));
    bench.ask<protocol::OffsetCommitResponse>("a", commit(bench, id, 7, 1));
    EXPECT_EQ(left(), seconds(6));
    bench.ask<protocol::HeartbeatResponse>("a", heartbeat(id, 1));
    EXPECT_EQ(left(), seconds(10));
    bench.run(seconds(4));
    bench.ask<protocol::OffsetCommitResponse>("a", commit(bench, id, 1, 1));
    EXPECT_EQ(left(), seconds(10));
}

TEST_CASE("GR-35: a member is silent for its session, not a moment less, before it is removed") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a"});
    bench.run(milliseconds(9'999));
    EXPECT_EQ(bench.find("g")->members.size(), 1);
    bench.run(milliseconds(1));
    EXPECT(bench.find("g")->members.empty());
    EXPECT(bench.find("g")->state == GroupState::empty);
    EXPECT_EQ(bench.find("g")->generation.value, 2);
    REQUIRE_EQ(bench.facts<journal::MemberRemoved>().size(), 1);
    EXPECT(bench.facts<journal::MemberRemoved>()[0].reason ==
           journal::MemberRemovalReason::session_expired);
}

TEST_CASE("GR-50, GR-51: a new coordinator finds the newest of each, members and offsets") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a", "b"});
    bench.ask<protocol::OffsetCommitResponse>("a", commit(bench, ids.at("a"), 1, 5));
    bench.ask<protocol::OffsetCommitResponse>("a", commit(bench, ids.at("a"), 1, 3));
    bench.run(seconds(7));
    bench.move_coordinator({2});
    const auto* group = bench.find("g");
    REQUIRE(group != nullptr);
    EXPECT(group->state == GroupState::stable);
    EXPECT_EQ(group->generation.value, 1);
    EXPECT_EQ(group->leader, ids.at("a"));
    EXPECT_EQ(bench.coordinator().offsets().begin()->second.offset.value, 3);
    EXPECT_EQ(bench.clock(journal::ClockKind::member_session, ids.at("b")), seconds(10));
}

TEST_CASE("GR-51: what does not belong to the coordinator in its partition is passed over") {
    const auto stranger = brokerscope::log::Record{{{"some key"}}, {{"some value"}}, {}, 1};
    EXPECT_FALSE(brokerscope::group::decode_record(stranger).has_value());
    EXPECT_FALSE(brokerscope::group::decode_record({}).has_value());
}

TEST_CASE("GR-52: who loses the partition knows nothing of its groups any more") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a"});
    bench.hold_appends(true);
    const auto parked = bench.send("a", commit(bench, ids.at("a"), 1, 5));
    bench.move_coordinator({2});
    const auto answer = bench.await<protocol::OffsetCommitResponse>(parked);
    EXPECT_EQ(answer.partitions.at(0).error, ErrorCode::not_coordinator);
    const auto late = bench.ask<protocol::HeartbeatResponse>("a", heartbeat(ids.at("a"), 1), {1});
    EXPECT_EQ(late.error, ErrorCode::not_coordinator);
    bench.hold_appends(false);
    bench.run(seconds(20));  // no timer of the old coordinator may ring for a group that is gone
}

TEST_CASE("GR-62: offsets go backwards, and unknown partitions have an error of their own") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a"});
    auto request = commit(bench, ids.at("a"), 1, 5);
    request.partitions.push_back({bench.topic_id("missing"), 0, {1}, {-1}, ""});
    const auto answer = bench.ask<protocol::OffsetCommitResponse>("a", request);
    EXPECT_EQ(answer.partitions.at(0).error, ErrorCode::none);
    EXPECT_EQ(answer.partitions.at(1).error, ErrorCode::unknown_topic_or_partition);
    bench.ask<protocol::OffsetCommitResponse>("a", commit(bench, ids.at("a"), 1, 2));
    EXPECT_EQ(committed(bench), 2);
}

TEST_CASE("GR-67: a second join of the same member takes the place of the first") {
    GroupBench bench(quick());
    const auto ids = stable_group(bench, {"a", "b"});
    const auto first = bench.send("a", join(ids.at("a"), "new"));
    const auto second = bench.send("a2", join(ids.at("a"), "newer"));
    bench.send("b", join(ids.at("b"), "new"));
    EXPECT_EQ(bench.await<protocol::JoinGroupResponse>(second).generation_id.value, 2);
    EXPECT_EQ(bench.answer(first), nullptr);
}
