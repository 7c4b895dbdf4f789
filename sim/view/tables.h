// Tables: what Kafka's own command line tools would print about a View, letter by letter as far as
// a View knows it: kafka-topics, kafka-configs, kafka-get-offsets, kafka-log-dirs, kafka-dump-log
// and kafka-consumer-groups. `brokerscope inspect`, Lua's c:table and the window's inspector all
// ask table() and show the same text.
//
// Pure text. Hosts are called after their nodes, data directories after their brokers
// (/kafka-1/data), and rows stand in the order of ids where Kafka's order is that of a hash map. A
// View keeps no record as a whole, so that kafka-dump-log's --print-data-log is not among them; of
// batches that are too old for it only the bytes are told.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sim/base/result.h"
#include "sim/view/view.h"

namespace brokerscope::view {

enum class TableKind {
    topics,            // kafka-topics --describe
    configs,           // kafka-configs --describe --entity-type topics
    broker_configs,    // kafka-configs --describe --entity-type brokers
    offsets,           // kafka-get-offsets
    earliest_offsets,  // kafka-get-offsets --time earliest
    log_dirs,          // kafka-log-dirs --describe
    log,               // kafka-dump-log --files, each segment of each replica
    groups,            // kafka-consumer-groups --describe --offsets
    members,           // kafka-consumer-groups --describe --members
    state,             // kafka-consumer-groups --describe --state
};
constexpr auto enum_names(TableKind) {
    return std::array<base::EnumName<TableKind>, 10>{{
        {TableKind::topics, "topics"},
        {TableKind::configs, "configs"},
        {TableKind::broker_configs, "broker-configs"},
        {TableKind::offsets, "offsets"},
        {TableKind::earliest_offsets, "earliest-offsets"},
        {TableKind::log_dirs, "log-dirs"},
        {TableKind::log, "log"},
        {TableKind::groups, "groups"},
        {TableKind::members, "members"},
        {TableKind::state, "state"},
    }};
}

struct TableQuery {
    TableKind kind = TableKind::topics;
    /// A topic; for log also a partition (orders-0), for broker-configs a broker's id, for groups,
    /// members and state a group. "": all of them.
    std::string name;
    /// Of offsets: latest, earliest, max-timestamp, earliest-local, latest-tiered, their numbers,
    /// or a timestamp in milliseconds.
    std::string time = "latest";
    bool all_configs = false;      // of configs and broker-configs: --all
    NodeId broker{base::no_node};  // of log and log-dirs: this broker only
};

/// The tool's output, or what is wrong with the question: a name that does not exist at this
/// moment, with those that do as the hint.
base::Result<std::string> table(const View& view, const TableQuery& query);

}  // namespace brokerscope::view
