// The decisions of the controller: each looks at the image and returns records or an error; none
// changes anything.
#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "sim/controller/controller.h"
#include "sim/controller/placement.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::controller {

using protocol::ErrorCode;

// --- brokers -------------------------------------------------------------------------------------

ErrorCode Controller::judge_registration(const protocol::BrokerRegistrationRequest& body,
                                         base::LocalTime now) const {
    const node::BrokerImage* known = image_.broker(body.broker_id);
    if (known == nullptr || known->incarnation_id == body.incarnation_id) return ErrorCode::none;
    const bool may_block = settings_.fenced_session_blocks || !known->fenced;
    if (may_block && sessions_.is_valid(body.broker_id, now)) {
        return ErrorCode::duplicate_broker_registration;  // CT-5
    }
    return ErrorCode::none;
}

Controller::Records Controller::decide_registration(const protocol::BrokerRegistrationRequest& body,
                                                    Offset next_offset) const {
    const node::BrokerImage* known = image_.broker(body.broker_id);
    node::RegisterBrokerRecord record{body.broker_id, body.incarnation_id, {}, body.rack, true,
                                      false};
    if (known != nullptr && known->incarnation_id == body.incarnation_id) {
        record.broker_epoch = known->epoch;
        record.fenced = known->fenced;
        record.in_controlled_shutdown = known->in_controlled_shutdown;
        return {record};
    }
    Records records;
    if (known != nullptr && settings_.eligible_leader_replicas) {
        const bool clean = body.previous_broker_epoch == known->epoch;
        records = remove_from_isrs(body.broker_id, journal::PartitionChangeReason::broker_fenced,
                                   clean ? std::nullopt : std::optional(body.broker_id));
    }
    // The broker epoch is the offset at which the registration stands.
    record.broker_epoch = {next_offset.value + static_cast<std::int64_t>(records.size())};
    records.push_back(record);
    return records;
}

// CT-7, row by row.
Controller::BrokerStep Controller::decide_step(const protocol::BrokerHeartbeatRequest& body) const {
    const node::BrokerImage& broker = *image_.broker(body.broker_id);
    if (broker.fenced) {
        if (body.want_shut_down) return BrokerStep::shut_down_now;
        const bool caught_up = body.current_metadata_offset.value >= broker.epoch.value;
        return caught_up && !body.want_fence ? BrokerStep::unfence : BrokerStep::stay;
    }
    if (const auto shutdown_offset = sessions_.find(body.broker_id)->shutdown_offset) {
        const bool others_know = *shutdown_offset <= least_reported_offset(body.broker_id);
        return others_know && !leads_any(body.broker_id) ? BrokerStep::shut_down_now
                                                         : BrokerStep::stay;
    }
    if (body.want_shut_down) {
        const bool has_to_hand_over = leads_any(body.broker_id) && !body.want_fence;
        return has_to_hand_over ? BrokerStep::begin_controlled_shutdown : BrokerStep::shut_down_now;
    }
    return body.want_fence ? BrokerStep::fence : BrokerStep::stay;
}

Controller::Records Controller::decide_fencing(NodeId broker) const {
    Records records = remove_from_isrs(broker, journal::PartitionChangeReason::broker_fenced);
    records.push_back(
        node::BrokerRegistrationChangeRecord{broker, image_.broker(broker)->epoch, 1, 0});
    return records;
}

Controller::Records Controller::decide_offline_replicas(
    NodeId broker, const std::vector<PartitionId>& offline) const {
    const node::BrokerImage& image = *image_.broker(broker);
    node::BrokerRegistrationChangeRecord change{broker, image.epoch, 0, 0};
    Records records;
    for (const PartitionId id : offline) {
        const node::PartitionImage* partition = image_.partition(id);
        if (partition == nullptr || image.offline_replicas.count(id) > 0) continue;
        change.offline_replicas.push_back(id);
        if (const auto removed = remove_from_isr(
                id, *partition, broker, journal::PartitionChangeReason::log_directory_failed))
            records.push_back(*removed);
    }
    if (!change.offline_replicas.empty()) records.push_back(std::move(change));
    return records;
}

Controller::Records Controller::decide_unfencing(NodeId broker) const {
    Records records;
    records.push_back(
        node::BrokerRegistrationChangeRecord{broker, image_.broker(broker)->epoch, -1, 0});
    node::BrokerImage unfenced = *image_.broker(broker);
    unfenced.fenced = false;
    for (const auto& [id, partition] : image_.partitions()) {
        if (partition.leader != base::no_node) continue;
        ChangeRequest request = change_request(id, journal::PartitionChangeReason::broker_unfenced);
        request.target_isr = partition.isr;
        const bool eligible = unfenced.active(id);
        const PartitionId replica = id;
        request.acceptable = [this, broker, eligible, replica](NodeId node) {
            return node == broker ? eligible : is_active(node, replica);
        };
        if (auto change = decide_change(id, partition, request)) records.push_back(*change);
    }
    return records;
}

Controller::Records Controller::decide_controlled_shutdown(NodeId broker) const {
    Records records;
    records.push_back(
        node::BrokerRegistrationChangeRecord{broker, image_.broker(broker)->epoch, 0, 1});
    for (auto& record :
         remove_from_isrs(broker, journal::PartitionChangeReason::controlled_shutdown)) {
        records.push_back(std::move(record));
    }
    return records;
}

Controller::Records Controller::remove_from_isrs(NodeId broker,
                                                 journal::PartitionChangeReason reason,
                                                 std::optional<NodeId> lost_its_log) const {
    Records records;
    for (const auto& [id, partition] : image_.partitions()) {
        const bool in_elr =
            std::find(partition.elr.begin(), partition.elr.end(), broker) != partition.elr.end();
        if (!partition.in_isr(broker) && partition.leader != broker && !(lost_its_log && in_elr))
            continue;
        if (auto change = remove_from_isr(id, partition, broker, reason, lost_its_log))
            records.push_back(*change);
    }
    return records;
}

std::optional<node::PartitionChangeRecord> Controller::remove_from_isr(
    PartitionId id, const node::PartitionImage& partition, NodeId broker,
    journal::PartitionChangeReason reason, std::optional<NodeId> lost_its_log) const {
    ChangeRequest request = change_request(id, reason);
    request.target_isr = without(partition.isr, broker);
    request.lost_its_log = lost_its_log;
    request.acceptable = [this, id, broker](NodeId node) {
        return node != broker && is_active(node, id);
    };
    return decide_change(id, partition, request);
}

bool Controller::is_active(NodeId broker, PartitionId replica) const {
    const node::BrokerImage* image = image_.broker(broker);
    return image != nullptr && image->active(replica);
}

ChangeRequest Controller::change_request(PartitionId id,
                                         journal::PartitionChangeReason reason) const {
    ChangeRequest request;
    request.reason = reason;
    request.eligible_leader_replicas = settings_.eligible_leader_replicas;
    request.min_insync_replicas = settings_.min_insync_replicas;
    const std::string min_isr = topic_config(id.topic, "min.insync.replicas");
    if (!min_isr.empty()) request.min_insync_replicas = std::stoi(min_isr);
    const std::string unclean = topic_config(id.topic, "unclean.leader.election.enable");
    request.unclean_allowed =
        unclean.empty() ? settings_.unclean_leader_election : unclean == "true";
    return request;
}

bool Controller::leads_any(NodeId broker) const {
    return std::any_of(image_.partitions().begin(), image_.partitions().end(),
                       [&](const auto& entry) { return entry.second.leader == broker; });
}

Offset Controller::least_reported_offset(NodeId except) const {
    Offset least{std::numeric_limits<std::int64_t>::max()};
    for (const auto& [broker, session] : sessions_.all()) {
        const node::BrokerImage* image = image_.broker(broker);
        if (broker == except || image == nullptr || !image->active()) continue;
        least = std::min(least, session.metadata_offset);
    }
    return least;
}

std::string Controller::topic_config(TopicId topic, const std::string& key) const {
    const node::TopicImage* image = image_.topic(topic);
    if (image == nullptr) return "";
    const auto found = image->configs.find(key);
    return found == image->configs.end() ? "" : found->second;
}

// --- ISR changes (CT-15, first match wins) -------------------------------------------------------

protocol::AlterPartitionPartitionResponse Controller::judge_isr(
    const protocol::AlterPartitionPartition& wanted, NodeId sender, Records& records) const {
    protocol::AlterPartitionPartitionResponse answer;
    answer.topic = wanted.topic;
    answer.partition = wanted.partition;
    const auto refuse = [&](ErrorCode error) {
        answer.error = error;
        return answer;
    };
    const node::PartitionImage* now = image_.partition(wanted.id());
    if (now == nullptr) {
        return refuse(image_.topic(wanted.topic) == nullptr
                          ? ErrorCode::unknown_topic_id
                          : ErrorCode::unknown_topic_or_partition);
    }
    const bool from_the_future =
        wanted.leader_epoch > now->leader_epoch || wanted.partition_epoch > now->partition_epoch;
    if (from_the_future) return refuse(ErrorCode::not_controller);
    if (wanted.leader_epoch < now->leader_epoch) return refuse(ErrorCode::fenced_leader_epoch);
    if (sender != now->leader) return refuse(ErrorCode::invalid_request);
    if (wanted.partition_epoch < now->partition_epoch) {
        return refuse(ErrorCode::invalid_update_version);
    }
    std::vector<NodeId> isr;
    for (const protocol::BrokerIdAndEpoch& member : wanted.new_isr) {
        const bool twice = std::find(isr.begin(), isr.end(), member.broker_id) != isr.end();
        if (twice || !now->has_replica(member.broker_id)) return refuse(ErrorCode::invalid_request);
        isr.push_back(member.broker_id);
    }
    if (std::find(isr.begin(), isr.end(), now->leader) == isr.end()) {
        return refuse(ErrorCode::invalid_request);
    }
    for (const protocol::BrokerIdAndEpoch& member : wanted.new_isr) {
        const node::BrokerImage* broker = image_.broker(member.broker_id);
        const bool older = broker != nullptr && member.broker_epoch != base::no_broker_epoch &&
                           member.broker_epoch < broker->epoch;
        if (broker == nullptr || !broker->active(wanted.id()) || older) {
            return refuse(ErrorCode::ineligible_replica);
        }
    }
    if (isr == now->isr) return answer;
    const auto reason = isr.size() < now->isr.size() ? journal::PartitionChangeReason::isr_shrink
                                                     : journal::PartitionChangeReason::isr_expand;
    ChangeRequest request = change_request(wanted.id(), reason);
    request.target_isr = std::move(isr);
    request.acceptable = [this, &wanted](NodeId node) { return is_active(node, wanted.id()); };
    if (auto change = decide_change(wanted.id(), *now, request)) records.push_back(*change);
    return answer;
}

}  // namespace brokerscope::controller
