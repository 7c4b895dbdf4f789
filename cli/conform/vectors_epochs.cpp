// Vectors of the leader epoch cache: the entries after each operation, and what it answers.
#include "cli/conform/vectors.h"
#include "sim/log/leader_epoch_cache.h"

namespace brokerscope::cli::conform {
namespace {

using log::LeaderEpochCache;

Json entries_of(const LeaderEpochCache& cache) {
    Json rows = Json::array();
    for (const log::EpochEntry& entry : cache.entries())
        rows.push_back({entry.epoch.value, entry.start_offset.value});
    return rows;
}

Json nullable(const std::optional<base::LeaderEpoch>& epoch) {
    return epoch ? Json(epoch->value) : Json();
}

base::LeaderEpoch epoch_of(const Json& value) {
    return {value.get<std::int32_t>()};
}

base::Offset offset_of(const Json& value) {
    return {value.get<std::int64_t>()};
}

// Kafka refuses negative epochs and offsets when the entry is made.
bool is_refused(const Json& step) {
    return step.at("op") == "assign" && (step.at("epoch").get<std::int32_t>() < 0 ||
                                         step.at("startOffset").get<std::int64_t>() < 0);
}

void apply(LeaderEpochCache& cache, const Json& step) {
    const std::string operation = step.at("op");
    if (operation == "assign") {
        cache.assign(epoch_of(step.at("epoch")), offset_of(step.at("startOffset")));
    } else if (operation == "truncateFromEnd") {
        cache.truncate_from_end(offset_of(step.at("endOffset")));
    } else {
        cache.truncate_from_start(offset_of(step.at("startOffset")));
    }
}

// `asked` is what was recorded after a step: only the epochs and offsets asked for are taken.
void answer(const LeaderEpochCache& cache, const Json& asked, Json& after) {
    const char* rows_name = "endOffsetFor_epoch_foundEpoch_endOffset";
    after["logEndOffset"] = asked.at("logEndOffset");
    after[rows_name] = Json::array();
    for (const Json& row : asked.at(rows_name)) {
        const log::EpochEndOffset found =
            cache.end_offset_for(epoch_of(row.at(0)), offset_of(asked.at("logEndOffset")));
        after[rows_name].push_back({row.at(0), found.epoch.value, found.end_offset.value});
    }
    after["epochForOffset"] = Json::array();
    for (const Json& row : asked.at("epochForOffset")) {
        after["epochForOffset"].push_back(
            {row.at(0), nullable(cache.epoch_for_offset(offset_of(row.at(0))))});
    }
    after["latestEpoch"] = nullable(cache.latest_epoch());
    after["previousEpoch"] = nullable(cache.previous_epoch());
}

Answer play_leader_epoch_cache(const Question& question) {
    LeaderEpochCache cache;
    Json all = Json::array();
    const Json& steps = question.input.at("steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        Json after = Json::object();
        if (is_refused(steps[i])) {
            after["error"] = "IllegalArgumentException";
        } else {
            apply(cache, steps[i]);
        }
        after["entries"] = entries_of(cache);
        const Json& asked = question.recorded.at("after").at(i);
        if (asked.contains("logEndOffset")) answer(cache, asked, after);
        all.push_back(std::move(after));
    }
    return Json{{"after", std::move(all)}};
}

// Of the area storage: an operation is a list of its name and numbers.
Json play_operation(LeaderEpochCache& cache, const Json& operation) {
    const std::string name = operation.at(0);
    if (name == "endOffsetFor") {
        const log::EpochEndOffset found =
            cache.end_offset_for(epoch_of(operation.at(1)), offset_of(operation.at(2)));
        return {found.epoch.value, found.end_offset.value};
    }
    if (name == "epochForOffset")
        return nullable(cache.epoch_for_offset(offset_of(operation.at(1))));
    if (name == "assign") {
        cache.assign(epoch_of(operation.at(1)), offset_of(operation.at(2)));
    } else if (name == "truncateFromEnd") {
        cache.truncate_from_end(offset_of(operation.at(1)));
    } else {
        cache.truncate_from_start(offset_of(operation.at(1)));
    }
    return entries_of(cache);
}

Answer play_epoch_cache(const Question& question) {
    LeaderEpochCache cache;
    Json results = Json::array();
    for (const Json& operation : question.input.at("ops"))
        results.push_back(play_operation(cache, operation));
    return results;
}

constexpr VectorFamily families[] = {
    {"leader-epoch-cache", "steps", play_leader_epoch_cache},
    {"epoch-cache", "ops", play_epoch_cache},
};

}  // namespace

std::span<const VectorFamily> epoch_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
