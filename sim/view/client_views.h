// What an audience can know about producers, consumers and groups. Parts of View; see view.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/view/view_words.h"

namespace brokerscope::view {

struct WaitingBatch {
    std::int64_t first_number = 0;
    std::int32_t records = 0;
    BatchState state = BatchState::sent;
    std::int32_t attempt = 1;
    Change changed;
    static constexpr auto fields() {
        return std::tuple{
            field("firstNumber", &WaitingBatch::first_number),
            field("records", &WaitingBatch::records), field("state", &WaitingBatch::state),
            field("attempt", &WaitingBatch::attempt), field("changed", &WaitingBatch::changed)};
    }
};

struct ProducerView {
    struct Tray {
        std::int64_t next_number = 0;              // of the next record that send() accepts
        std::int64_t waiting = 0;                  // accepted, not yet sent
        std::vector<journal::RecordSlice> newest;  // of the waiting records, <= 16
        std::vector<WaitingBatch> in_flight;       // sent or about to be tried again
        std::optional<SimTime> filling_since;
        static constexpr auto fields() {
            return std::tuple{field("nextNumber", &Tray::next_number),
                              field("waiting", &Tray::waiting), field("newest", &Tray::newest),
                              field("inFlight", &Tray::in_flight),
                              field("fillingSince", &Tray::filling_since)};
        }
    };
    std::map<PartitionId, Tray> trays;
    std::int64_t accepted = 0;
    std::int64_t acknowledged = 0;
    std::int64_t failed = 0;
    std::int64_t refused = 0;
    std::int64_t retries = 0;
    Change acknowledged_changed;
    Change trouble;  // the last retry, failure or refusal
    base::ProducerId producer_id{base::no_producer_id};
    std::int16_t producer_epoch = -1;
    static constexpr auto fields() {
        return std::tuple{field("trays", &ProducerView::trays),
                          field("accepted", &ProducerView::accepted),
                          field("acknowledged", &ProducerView::acknowledged),
                          field("failed", &ProducerView::failed),
                          field("refused", &ProducerView::refused),
                          field("retries", &ProducerView::retries),
                          field("acknowledgedChanged", &ProducerView::acknowledged_changed),
                          field("trouble", &ProducerView::trouble),
                          field("producerId", &ProducerView::producer_id),
                          field("producerEpoch", &ProducerView::producer_epoch)};
    }
};

struct ConsumerView {
    std::string group;
    ConsumerState state = ConsumerState::unjoined;
    std::string member;
    GenerationId generation{base::no_generation};
    std::vector<PartitionId> owned;
    std::map<PartitionId, Offset> positions;
    std::int64_t delivered = 0;
    /// It owns nothing since then, because its group has not (yet) given it anything: rebalancing.
    std::optional<SimTime> standing_still_since;
    Duration stood_still;  // finished spans
    Change delivered_changed;
    Change changed;
    static constexpr auto fields() {
        return std::tuple{field("group", &ConsumerView::group),
                          field("state", &ConsumerView::state),
                          field("member", &ConsumerView::member),
                          field("generation", &ConsumerView::generation),
                          field("owned", &ConsumerView::owned),
                          field("positions", &ConsumerView::positions),
                          field("delivered", &ConsumerView::delivered),
                          field("standingStillSince", &ConsumerView::standing_still_since),
                          field("stoodStill", &ConsumerView::stood_still),
                          field("deliveredChanged", &ConsumerView::delivered_changed),
                          field("changed", &ConsumerView::changed)};
    }
};

struct MemberView {
    std::string id;
    NodeId client{base::no_node};
    Duration session_timeout;
    Duration rebalance_timeout;
    std::vector<PartitionId> assigned;
    static constexpr auto fields() {
        return std::tuple{field("id", &MemberView::id), field("client", &MemberView::client),
                          field("sessionTimeout", &MemberView::session_timeout),
                          field("rebalanceTimeout", &MemberView::rebalance_timeout),
                          field("assigned", &MemberView::assigned)};
    }
};

struct GroupView {
    std::string name;
    GroupState state = GroupState::empty;
    GenerationId generation{base::no_generation};
    std::string protocol;
    std::string leader;
    std::string reason;
    NodeId coordinator{base::no_node};
    /// In which the newest coordinator leads its partition of `__consumer_offsets`; one that does
    /// not know of its successor yet speaks in an older epoch, and is not heard.
    LeaderEpoch coordinator_epoch{base::no_leader_epoch};
    std::vector<MemberView> members;  // in the order in which they joined
    std::map<PartitionId, Offset> committed;
    std::optional<SimTime> rebalancing_since;
    Duration rebalanced;          // finished rebalances
    std::int32_t rebalances = 0;  // begun
    Change changed;
    static constexpr auto fields() {
        return std::tuple{field("name", &GroupView::name),
                          field("state", &GroupView::state),
                          field("generation", &GroupView::generation),
                          field("protocol", &GroupView::protocol),
                          field("leader", &GroupView::leader),
                          field("reason", &GroupView::reason),
                          field("coordinator", &GroupView::coordinator),
                          field("coordinatorEpoch", &GroupView::coordinator_epoch),
                          field("members", &GroupView::members),
                          field("committed", &GroupView::committed),
                          field("rebalancingSince", &GroupView::rebalancing_since),
                          field("rebalanced", &GroupView::rebalanced),
                          field("rebalances", &GroupView::rebalances),
                          field("changed", &GroupView::changed)};
    }
};

}  // namespace brokerscope::view
