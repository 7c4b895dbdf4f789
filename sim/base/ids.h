// Strong integers for everything that is counted or named: an Offset is not a LeaderEpoch, and the
// compiler knows. They are plain values, ordered, without arithmetic except where it has a meaning
// (Offset + records, Offset - Offset).
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <type_traits>

#include "sim/base/fields.h"

namespace brokerscope::base {

template <class Tag, class Rep>
struct StrongInt {
    using rep_type = Rep;
    Rep value{};

    friend constexpr auto operator<=>(const StrongInt&, const StrongInt&) = default;
};

template <class T>
struct is_strong_int : std::false_type {};
template <class Tag, class Rep>
struct is_strong_int<StrongInt<Tag, Rep>> : std::true_type {};
template <class T>
concept StrongInteger = is_strong_int<T>::value;

/// A process of the simulated world. Brokers are 1..n and controllers follow, as in Kafka's
/// node.id; clients start at `first_client_id`. 0 is the outside (the scenario or the person at the
/// window).
using NodeId = StrongInt<struct NodeIdTag, std::int32_t>;
inline constexpr NodeId no_node{-1};
inline constexpr NodeId outside_world{0};
/// The cluster's own administrator: creates topics, sends raw requests.
inline constexpr NodeId admin_client_id{1000};
inline constexpr NodeId first_client_id{1001};

/// Stands for Kafka's topic UUID: a topic that is deleted and created again gets another one. 0 is
/// no topic, 1 is `__cluster_metadata`; the controller counts up from 2.
using TopicId = StrongInt<struct TopicIdTag, std::int32_t>;
inline constexpr TopicId no_topic{0};
inline constexpr TopicId cluster_metadata_topic{1};

using LeaderEpoch = StrongInt<struct LeaderEpochTag, std::int32_t>;
inline constexpr LeaderEpoch no_leader_epoch{-1};
using PartitionEpoch = StrongInt<struct PartitionEpochTag, std::int32_t>;
using BrokerEpoch = StrongInt<struct BrokerEpochTag, std::int64_t>;
inline constexpr BrokerEpoch no_broker_epoch{-1};
using GenerationId = StrongInt<struct GenerationIdTag, std::int32_t>;
inline constexpr GenerationId no_generation{-1};
using CorrelationId = StrongInt<struct CorrelationIdTag, std::int32_t>;
using ConnectionId = StrongInt<struct ConnectionIdTag, std::int64_t>;
inline constexpr ConnectionId no_connection{0};
using ProducerId = StrongInt<struct ProducerIdTag, std::int64_t>;
inline constexpr ProducerId no_producer_id{-1};

/// Position of a record in a partition's log; also log start, end and high watermark.
using Offset = StrongInt<struct OffsetTag, std::int64_t>;
inline constexpr Offset no_offset{-1};
constexpr Offset operator+(Offset offset, std::int64_t records) {
    return {offset.value + records};
}
constexpr Offset operator-(Offset offset, std::int64_t records) {
    return {offset.value - records};
}
constexpr std::int64_t operator-(Offset end, Offset begin) {
    return end.value - begin.value;
}

/// Number of a fact in its journal: 1 is the first, 0 is none (the root of every cause).
using FactId = StrongInt<struct FactIdTag, std::int64_t>;
inline constexpr FactId no_fact{0};

/// A partition of a topic. Orders by topic, then number.
struct PartitionId {
    TopicId topic;
    std::int32_t partition = 0;

    friend constexpr auto operator<=>(const PartitionId&, const PartitionId&) = default;
    static constexpr auto fields() {
        return std::tuple{field("topic", &PartitionId::topic),
                          field("partition", &PartitionId::partition)};
    }
};

}  // namespace brokerscope::base

template <class Tag, class Rep>
struct std::hash<brokerscope::base::StrongInt<Tag, Rep>> {
    std::size_t operator()(brokerscope::base::StrongInt<Tag, Rep> id) const noexcept {
        return std::hash<Rep>{}(id.value);
    }
};
