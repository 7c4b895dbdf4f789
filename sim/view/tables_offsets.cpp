// What kafka-get-offsets prints for each of its --time arguments.
#include <algorithm>
#include <map>
#include <optional>
#include <variant>

#include "sim/kafka/config_value.h"
#include "sim/view/tables_parts.h"

namespace brokerscope::view {
namespace {

constexpr std::int64_t latest = -1;
constexpr std::int64_t earliest = -2;
constexpr std::int64_t max_timestamp = -3;
constexpr std::int64_t earliest_local = -4;
constexpr std::int64_t latest_tiered = -5;
constexpr std::int64_t earliest_pending_upload = -6;

struct TimeName {
    std::string_view name;
    std::int64_t number;
};
constexpr TimeName names_of_times[] = {
    {"latest", latest},
    {"earliest", earliest},
    {"max-timestamp", max_timestamp},
    {"earliest-local", earliest_local},
    {"latest-tiered", latest_tiered},
    {"earliest-pending-upload", earliest_pending_upload},
};

bool knows(const View& view, std::int64_t number) {
    return number != earliest_pending_upload || view.kafka != "3.9";
}

base::Result<std::int64_t> parse_time(const View& view, std::string_view time) {
    std::string choices;
    for (const TimeName& one : names_of_times) {
        if (!knows(view, one.number)) continue;
        if (one.name == time) return one.number;
        choices += (choices.empty() ? "" : " / ") + std::to_string(one.number) + " or " +
                   std::string(one.name);
    }
    const std::optional<std::int64_t> number = kafka::parse_config_integer(time);
    const bool has_space = time.find(' ') != std::string_view::npos;
    if (number && !has_space) return *number;
    return base::Error{"Malformed time argument " + std::string(time) + ". Please use " + choices +
                           ", or a specified long format timestamp",
                       "--time", ""};
}

// What came of a search among the batches that a View remembers.
struct NotThere {};
struct Forgotten {};
using Found = std::variant<Offset, NotThere, Forgotten>;

Offset offset_of(const TapeBatch& batch, std::size_t index) {
    if (!batch.offsets.empty()) return batch.offsets[index];
    return batch.stamp.base_offset + static_cast<std::int64_t>(index);
}

// LogSegment.searchForTimestamp in one batch: the first record from `start` on that is not older.
Found first_in(const TapeBatch& batch, std::int64_t timestamp_ms, Offset start) {
    const BatchStamp& stamp = batch.stamp;
    if (stamp.max_timestamp_ms < timestamp_ms || stamp.last_offset < start) return NotThere{};
    if (batch.records.empty() && stamp.record_count > 0) {
        if (stamp.base_offset == stamp.last_offset) return stamp.base_offset;
        return Forgotten{};
    }
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const Offset offset = offset_of(batch, i);
        if (batch.records[i].timestamp_ms >= timestamp_ms && offset >= start) return offset;
    }
    return NotThere{};
}

// Whether batches that are in the log are too old for the tape.
bool lacks_oldest(const ReplicaView& replica) {
    const TapeBatches batches = replica.tape.batches();
    std::int64_t known_bytes = 0;
    for (const TapeBatchPtr& batch : batches)
        known_bytes += batch->stamp.bytes;
    return known_bytes < replica.size_bytes;
}

Found first_since(const ReplicaView& replica, std::int64_t timestamp_ms) {
    // Times need not grow with the offsets: any older batch may hold a record of that time.
    if (lacks_oldest(replica)) return Forgotten{};
    for (const TapeBatchPtr& batch : replica.tape.batches()) {
        const Found found = first_in(*batch, timestamp_ms, replica.log_start);
        if (!std::holds_alternative<NotThere>(found)) return found;
    }
    return NotThere{};
}

Found newest_record(const ReplicaView& replica) {
    if (lacks_oldest(replica)) return Forgotten{};
    std::int64_t newest_ms = -1;
    for (const TapeBatchPtr& batch : replica.tape.batches())
        newest_ms = std::max(newest_ms, batch->stamp.max_timestamp_ms);
    return newest_ms < 0 ? Found{NotThere{}} : first_since(replica, newest_ms);
}

// Without tiered storage nothing was uploaded, and nothing will be.
Found search(const ReplicaView& leader, std::int64_t time) {
    if (time == latest) return leader.high_watermark;
    if (time == earliest || time == earliest_local) return leader.log_start;
    if (time < earliest_local) return NotThere{};
    const Found found = time == max_timestamp ? newest_record(leader) : first_since(leader, time);
    const auto* offset = std::get_if<Offset>(&found);
    if (offset != nullptr && *offset >= leader.high_watermark) return NotThere{};
    return found;
}

base::Error forgotten(const std::string& partition) {
    return {"the oldest records of " + partition + " are not remembered one by one", "--time",
            "ask for latest or earliest, or for an earlier moment"};
}

}  // namespace

base::Result<std::string> offsets_table(const View& view, std::string_view time,
                                        std::string_view asked) {
    const base::Result<std::int64_t> number = parse_time(view, time);
    if (!number) return number.error();
    // The tool sorts by "orders-10", a text.
    std::map<std::string, std::string> rows;
    std::optional<base::Error> error;
    for (const auto& entry : view.topics) {
        const TopicView& topic = entry.second;
        if (!is_asked(asked, topic) || (topic.internal && asked.empty())) continue;
        each_partition(view, topic.id, [&](PartitionId partition, const PartitionView& shown) {
            const ReplicaView* leader = view.replica(shown.leader, partition);
            if (leader == nullptr || !leader->open || !runs(view, shown.leader)) return;
            const Found found = search(*leader, number.value());
            if (std::holds_alternative<Forgotten>(found))
                error = forgotten(view.partition_name(partition));
            if (const auto* offset = std::get_if<Offset>(&found))
                rows[view.partition_name(partition)] = topic.name + ":" +
                                                       std::to_string(partition.partition) + ":" +
                                                       std::to_string(offset->value) + "\n";
        });
    }
    if (error) return *error;
    std::string text;
    for (const auto& [partition, row] : rows)
        text += row;
    return text;
}

}  // namespace brokerscope::view
