#include "sim/kafka/assignors/range.h"

#include <algorithm>

#include "sim/kafka/hashing.h"

namespace brokerscope::kafka {
namespace {

// Static members come first, by instance id; then the others, by member id.
bool comes_first(const MemberSubscription* a, const MemberSubscription* b) {
    if (a->group_instance_id && b->group_instance_id) {
        return *a->group_instance_id < *b->group_instance_id;
    }
    if (a->group_instance_id || b->group_instance_id) return a->group_instance_id.has_value();
    return a->member_id < b->member_id;
}

// Members in the order in which a Java leader visits them.
std::vector<const MemberSubscription*> visiting_order(
    const std::vector<MemberSubscription>& members, VisitingOrder how) {
    std::vector<const MemberSubscription*> order;
    if (how == VisitingOrder::as_given) {
        for (const MemberSubscription& member : members)
            order.push_back(&member);
        return order;
    }
    std::vector<std::string> ids;
    for (const MemberSubscription& member : members)
        ids.push_back(member.member_id);
    for (const std::string& id : java_hash_order(ids)) {
        order.push_back(&*std::find_if(members.begin(), members.end(),
                                       [&](const auto& member) { return member.member_id == id; }));
    }
    return order;
}

void deal_topic(const std::string& topic, std::int32_t partitions,
                std::vector<const MemberSubscription*> subscribers, GroupAssignment& assignment) {
    std::sort(subscribers.begin(), subscribers.end(), comes_first);
    const auto members = static_cast<std::int32_t>(subscribers.size());
    const std::int32_t each = partitions / members;
    std::int32_t with_one_more = partitions % members;
    std::int32_t next = 0;
    for (const MemberSubscription* member : subscribers) {
        const std::int32_t end = next + each + (with_one_more-- > 0 ? 1 : 0);
        for (; next < end; ++next)
            assignment[member->member_id].push_back({topic, next});
    }
}

}  // namespace

GroupAssignment assign_range(const std::vector<MemberSubscription>& members,
                             const PartitionCounts& partition_counts, VisitingOrder order) {
    GroupAssignment assignment;
    std::vector<std::string> topics;
    std::map<std::string, std::vector<const MemberSubscription*>> subscribers;
    for (const MemberSubscription* member : visiting_order(members, order)) {
        assignment[member->member_id];
        for (const std::string& topic : member->topics) {
            std::vector<const MemberSubscription*>& of_topic = subscribers[topic];
            if (of_topic.empty()) topics.push_back(topic);
            of_topic.push_back(member);
        }
    }
    for (const std::string& topic : java_hash_order(topics)) {
        const auto known = partition_counts.find(topic);
        if (known == partition_counts.end() || known->second == 0) continue;
        deal_topic(topic, known->second, subscribers[topic], assignment);
    }
    return assignment;
}

}  // namespace brokerscope::kafka
