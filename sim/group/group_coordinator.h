// GroupCoordinator: the part of a broker that coordinates the consumer groups whose partition of
// `__consumer_offsets` it leads (rules GR-1 to GR-69; the classic protocol).
//
// What must survive is decided as records, appended to that partition, and applied only when the
// high watermark has passed them; a new coordinator rebuilds itself from the log (GR-50, GR-51).
// Join phases, sessions and pending ids are soft state. Answers that depend on a record wait for it
// (GR-6).
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/group/classic_group.h"
#include "sim/node/metadata_image.h"
#include "sim/node/turn.h"

namespace brokerscope::group {

struct GroupSettings {
    Duration initial_rebalance_delay = base::seconds(3);  // group.initial.rebalance.delay.ms
    Duration min_session_timeout = base::seconds(6);      // group.min.session.timeout.ms
    Duration max_session_timeout = base::seconds(1800);   // group.max.session.timeout.ms
    std::int32_t offsets_partitions = 50;                 // offsets.topic.num.partitions
    std::int32_t max_size = std::numeric_limits<std::int32_t>::max();  // group.max.size
    std::int32_t offset_metadata_max_bytes = 4096;                     // offset.metadata.max.bytes
    Duration commit_timeout = base::seconds(5);                        // offsets.commit.timeout.ms
    /// 3.9: the coordinator that 4.x replaced. It differs in what it writes when a group is born
    /// (GR-50), in what becomes of pending ids (GR-20, GR-36) and in some error codes (GR-30,
    /// GR-69).
    bool is_old_coordinator = false;
};

/// JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit, OffsetFetch. FIND_COORDINATOR is the
/// broker's.
bool is_group_request(const protocol::RequestBody& body);

class GroupCoordinator {
  public:
    explicit GroupCoordinator(GroupSettings settings) : settings_(settings) {}

    void set_image(const node::MetadataImage* image) { image_ = image; }

    /// This broker leads that partition of `__consumer_offsets` from now on.
    void on_elected(PartitionId offsets_partition, LeaderEpoch epoch, const log::PartitionLog& log,
                    node::Turn& turn, node::Effects& effects);
    void on_resigned(PartitionId offsets_partition, node::Turn& turn, node::Effects& effects);
    void on_request(protocol::Request request, node::Turn& turn, node::Effects& effects);
    void on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects);
    void on_append_done(std::int64_t token, kafka::ErrorCode error, node::Turn& turn,
                        node::Effects& effects);

    const std::map<std::string, ClassicGroup>& groups() const { return groups_; }
    /// The partitions of `__consumer_offsets` that it coordinates, by number.
    const std::map<std::int32_t, PartitionId>& active() const { return active_; }
    const std::map<std::pair<std::string, PartitionId>, OffsetCommitRecord>& offsets() const {
        return offsets_;
    }

  private:
    enum Timer : std::int32_t { member_timer = 1000, pending_timer, join_timer, sync_timer };
    // Who a timer belongs to: a member or pending id, or the group itself when `member` is empty.
    struct TimerOwner {
        std::string group;
        std::string member;
    };
    // A write on its way: what to do when the high watermark has passed it.
    struct AssignmentWrite {
        std::string group;
        GenerationId generation;
        GroupMetadataRecord record;
    };
    struct EmptyWrite {
        std::string group;
    };
    struct OffsetWrite {
        std::string group;
        std::string member;
        Parked parked;
        std::vector<OffsetCommitRecord> records;
        protocol::OffsetCommitResponse response;
    };
    using Write = std::variant<AssignmentWrite, EmptyWrite, OffsetWrite>;

    // Requests (group_join.cpp, group_members.cpp, group_offsets.cpp).
    void handle(const protocol::Request& request, const protocol::JoinGroupRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::SyncGroupRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::HeartbeatRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::LeaveGroupRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::OffsetCommitRequest& body,
                node::Turn& turn, node::Effects& effects);
    void handle(const protocol::Request& request, const protocol::OffsetFetchRequest& body,
                node::Turn& turn, node::Effects& effects);
    template <class Body>
    void handle(const protocol::Request&, const Body&, node::Turn&, node::Effects&);

    // Judging: look, do not touch.
    kafka::ErrorCode judge_group(const std::string& group_id, bool may_be_empty) const;
    kafka::ErrorCode judge_join(const protocol::JoinGroupRequest& body) const;
    kafka::ErrorCode judge_member(const ClassicGroup* group, const std::string& member,
                                  GenerationId generation) const;
    kafka::ErrorCode judge_commit(const protocol::OffsetCommitRequest& body) const;
    bool has_room(const ClassicGroup& group, const std::string& member_id) const;
    kafka::ErrorCode judge_protocol(const ClassicGroup& group,
                                    const protocol::SyncGroupRequest& body) const;
    std::optional<PartitionId> partition_of(const std::string& group_id) const;
    ClassicGroup* find(const std::string& group_id);

    // Joining.
    ClassicGroup& create_group(const std::string& group_id, node::Turn& turn,
                               node::Effects& effects);
    void turn_away(const protocol::JoinGroupRequest& body, node::Turn& turn,
                   node::Effects& effects);
    void give_member_id(const protocol::Request& request, const protocol::JoinGroupRequest& body,
                        node::Turn& turn, node::Effects& effects);
    void add_member(ClassicGroup& group, const protocol::Request& request,
                    const protocol::JoinGroupRequest& body, node::Turn& turn,
                    node::Effects& effects);
    void rejoin(ClassicGroup& group, Member& member, const protocol::Request& request,
                const protocol::JoinGroupRequest& body, node::Turn& turn, node::Effects& effects);
    void prepare_rebalance(ClassicGroup& group, const std::string& reason, node::Turn& turn,
                           node::Effects& effects);
    void start_initial_delay(ClassicGroup& group, node::Effects& effects);
    void on_initial_delay(ClassicGroup& group, node::Turn& turn, node::Effects& effects);
    void maybe_complete_join(ClassicGroup& group, node::Turn& turn, node::Effects& effects);
    void complete_join_after_expiry(ClassicGroup& group, node::Turn& turn, node::Effects& effects);
    void complete_join(ClassicGroup& group, node::Turn& turn, node::Effects& effects);
    void begin_generation(ClassicGroup& group, node::Turn& turn, node::Effects& effects);
    void become_empty(ClassicGroup& group, node::Turn& turn, node::Effects& effects);
    protocol::JoinGroupResponse join_answer(const ClassicGroup& group, const Member& member) const;
    void answer_join(Member& member, protocol::JoinGroupResponse answer, node::Effects& effects);
    void answer_all_syncs(ClassicGroup& group, kafka::ErrorCode error, node::Effects& effects);
    void answer_sync(const ClassicGroup& group, const Member& member, Parked parked,
                     kafka::ErrorCode error, node::Effects& effects) const;

    // Members and their clocks.
    enum class Departure : std::uint8_t { of_nobody, of_pending_id, of_member };
    Departure leave(ClassicGroup& group, const std::string& member_id, node::Effects& effects);
    void remove_member(ClassicGroup& group, const std::string& member_id,
                       journal::MemberRemovalReason reason, node::Effects& effects);
    void after_removal(ClassicGroup& group, const std::string& reason, node::Turn& turn,
                       node::Effects& effects);
    void arm_session(const ClassicGroup& group, Member& member, node::Effects& effects);
    void on_session_expired(ClassicGroup& group, const std::string& member_id, node::Turn& turn,
                            node::Effects& effects);
    void on_sync_timeout(ClassicGroup& group, node::Turn& turn, node::Effects& effects);
    std::int64_t new_timer(const std::string& group, const std::string& member);
    void cancel(std::int32_t kind, std::int64_t subject, node::Effects& effects);

    // Writing and what follows from it (group_writes.cpp).
    void write(const std::string& group, const std::vector<GroupRecord>& records, Write write,
               node::Turn& turn, node::Effects& effects);
    void write_done(AssignmentWrite& write, kafka::ErrorCode error, node::Turn& turn,
                    node::Effects& effects);
    void write_done(EmptyWrite& write, kafka::ErrorCode error, node::Turn& turn,
                    node::Effects& effects);
    void write_done(OffsetWrite& write, kafka::ErrorCode error, node::Turn& turn,
                    node::Effects& effects);
    void state_group(const ClassicGroup& group, const std::string& reason, node::Effects& effects);
    static void state_commit(const OffsetCommitRecord& record, node::Effects& effects);
    void state_assignment(const ClassicGroup& group, node::Effects& effects) const;
    void load_group(const GroupMetadataRecord& record, node::Effects& effects);
    void drop_group(ClassicGroup& group, node::Effects& effects);

    GroupSettings settings_;
    const node::MetadataImage* image_ = nullptr;
    std::map<std::int32_t, PartitionId>
        active_;  // partitions of __consumer_offsets that are led here
    std::map<std::string, ClassicGroup> groups_;
    std::map<std::pair<std::string, PartitionId>, OffsetCommitRecord> offsets_;
    std::map<std::int64_t, TimerOwner> timers_;
    std::map<std::int64_t, Write> writes_;
    std::int64_t next_subject_ = 1;
    std::int64_t next_token_ = 1;
};

}  // namespace brokerscope::group
