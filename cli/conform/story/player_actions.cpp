// What is done to the cluster, what is waited for, and looking.
#include <algorithm>

#include "cli/conform/story/observe.h"
#include "cli/conform/story/player.h"

namespace brokerscope::cli::conform {
namespace {

constexpr Duration longest_look = base::seconds(15);
constexpr Duration longest_wait = base::seconds(60);
constexpr Duration longest_stop = base::seconds(120);
// `parked` is checked this long after the step before.
constexpr Duration parked_after = base::milliseconds(300);
// The recorder's hand: real brokers had at least so long to do what they do in the background
// before one of them was killed or stopped.
constexpr Duration before_a_stop = base::milliseconds(700);

NodeId node_in(const Json& json, const Stage& stage) {
    if (json.is_number()) return {json.get<std::int32_t>()};
    if (json == "$controller") return stage.controller();
    throw NotModelled{"node " + shown(json)};
}

}  // namespace

// --- processes -----------------------------------------------------------------------------------

std::vector<NodeId> Player::nodes_of(const Json& step) {
    std::vector<NodeId> nodes;
    if (step.contains("node")) nodes.push_back(node_in(step["node"], stage_));
    for (const Json& node : step.value("nodes", Json::array()))
        nodes.push_back(node_in(node, stage_));
    return nodes;
}

void Player::do_start(const Json& step) {
    if (step.contains("outcome")) throw NotModelled{"a process that ends while it starts"};
    const std::vector<NodeId> nodes = nodes_of(step);
    for (const NodeId node : nodes)
        stage_.give(commands::Start{node});
    stage_.run_until(
        [&] {
            return std::all_of(nodes.begin(), nodes.end(),
                               [&](NodeId node) { return stage_.is_up(node); });
        },
        longest_wait);
}

// While a request waits for its answer the story is in a hurry.
void Player::take_time() {
    const bool hurried = std::any_of(sent_.begin(), sent_.end(), [this](const auto& sent) {
        return sent.second.looked.is_null() && !stage_.outcome(sent.second.number).is_over;
    });
    if (!hurried) stage_.run(before_a_stop);
}

void Player::do_stop(const Json& step) {
    take_time();
    const std::vector<NodeId> nodes = nodes_of(step);
    for (const NodeId node : nodes)
        stage_.give(commands::Stop{node});
    stage_.run_until(
        [&] {
            return std::none_of(nodes.begin(), nodes.end(),
                                [&](NodeId node) { return stage_.is_up(node); });
        },
        longest_stop);
}

void Player::do_kill(const Json& step) {
    take_time();
    for (const NodeId node : nodes_of(step))
        stage_.give(commands::Crash{node});
}

void Player::do_damage(const Json& step) {
    using commands::FileDamage;
    const std::string verb = step["do"];
    commands::DamageFile damage;
    damage.node = nodes_of(step).front();
    damage.topic = step.value("topic", "");
    damage.partition = step.value("partition", 0);
    damage.file = step["file"];
    if (verb == "flipBit") {
        damage.damage = FileDamage::flip_bit;
        damage.amount = step["position"];
    } else if (verb == "truncateFile") {
        damage.damage = FileDamage::truncate;
        damage.amount = step["cutBytes"];
    } else if (verb == "deleteFile") {
        damage.damage = FileDamage::remove;
    } else if (verb == "createFile") {
        damage.damage = FileDamage::create;
        damage.amount = static_cast<std::int64_t>(step["content"].get<std::string>().size());
    } else {
        damage.damage = FileDamage::rename;
        damage.new_name = step["newName"];
    }
    stage_.give(damage);
}

void Player::do_set_log_directory(const Json& step) {
    const bool works = step["do"] == "repairLogDir";
    for (const NodeId node : nodes_of(step))
        stage_.give(commands::SetLogDirectory{node, step["dir"].get<std::int32_t>(), works});
}

void Player::do_create_topic(const Json& step) {
    stage_.create_topic(step["topic"], step);
}

// --- waiting -------------------------------------------------------------------------------------

void Player::do_wait(const Json& step) {
    stage_.run(base::milliseconds(step["ms"].get<std::int64_t>()));
}

void Player::do_wait_until(const Json& step) {
    const std::string condition = step["condition"];
    const Json& args = step["args"];
    if (condition == "retentionChecked") {
        const std::int64_t interval = stage_.broker_config("log.retention.check.interval.ms");
        return stage_.run(base::milliseconds(3 * interval));
    }
    if (condition == "cleanerChecked") {
        return stage_.run(base::milliseconds(3 * stage_.broker_config("log.cleaner.backoff.ms")));
    }
    if (condition == "elapsedSinceSend") {
        const auto found = sent_.find(args["ref"]);
        if (found == sent_.end()) throw NotModelled{"a wait for what was not sent"};
        const std::int64_t until = found->second.at_ms + args["ms"].get<std::int64_t>();
        return stage_.run(base::milliseconds(std::max<std::int64_t>(0, until - stage_.now_ms())));
    }
    if (!stage_.run_until([&] { return holds(condition, args); }, longest_wait))
        throw Differs{"waitUntil " + condition, "it holds", "it does not hold"};
}

// Of one partition, or of each ("*").
bool Player::has_isr(const Json& args) {
    const node::MetadataImage* image = stage_.image();
    const node::TopicImage* topic =
        image == nullptr ? nullptr : image->topic(args["topic"].get<std::string>());
    if (topic == nullptr) return false;
    const bool all = args["partition"] == "*";
    const std::int32_t first = all ? 0 : args["partition"].get<std::int32_t>();
    const std::int32_t last = all ? topic->partitions - 1 : first;
    for (std::int32_t number = first; number <= last; ++number) {
        const node::PartitionImage* partition = image->partition({topic->id, number});
        if (partition == nullptr || partition->isr.size() != args["isr"].size()) return false;
        for (const Json& member : args["isr"]) {
            if (!partition->in_isr({member.get<std::int32_t>()})) return false;
        }
    }
    return true;
}

bool Player::holds(const std::string& condition, const Json& args) {
    if (condition == "processGone") {
        return !stage_.is_up(node_in(args["node"], stage_));
    }
    if (condition == "partitionDirectoryRenamed" || condition == "partitionDirectoryGone") {
        const bool is_there = find_deleted_directory(args, stage_) != nullptr;
        return is_there == (condition == "partitionDirectoryRenamed");
    }
    const auto partition_id = [&] { return stage_.partition(args["topic"], args["partition"]); };
    if (condition == "partitionHasLeader" || condition == "partitionHasNoLeader") {
        const NodeId leader = stage_.leader_of(partition_id());
        if (condition == "partitionHasNoLeader") return leader == base::no_node;
        return leader != base::no_node && stage_.knows_its_role(leader, partition_id());
    }
    if (condition == "isr") return has_isr(args);
    if (condition == "recordAppended" || condition == "logStartMoved") {
        const log::PartitionLog* log = stage_.leaders_log(partition_id());
        if (log == nullptr) return false;
        if (condition == "recordAppended") return log->log_end_offset() > log->log_start_offset();
        return log->log_start_offset().value > 0;
    }
    if (condition == "onlyEmptyActiveSegment") {
        const log::PartitionLog* log = stage_.leaders_log(partition_id());
        return log != nullptr && log->segments().size() == 1 &&
               log->segments().front().base_offset() == log->log_end_offset();
    }
    if (condition == "cleanerCheckpoint" || condition == "cleanerRan") {
        const log::PartitionLog* log = stage_.leaders_log(partition_id());
        if (log == nullptr || !log->cleaner_checkpoint()) return false;
        return condition == "cleanerRan" ||
               log->cleaner_checkpoint()->value >= args["atLeast"].get<std::int64_t>();
    }
    if (condition == "someDeletedFile" || condition == "noDeletedFiles") {
        const log::PartitionLog* log = stage_.leaders_log(partition_id());
        if (log == nullptr) return false;
        return deleted_files_of(*log).empty() == (condition == "noDeletedFiles");
    }
    throw NotModelled{"waitUntil " + condition};
}

// --- looking -------------------------------------------------------------------------------------

void Player::do_see(const Json& step) {
    if (step["what"] == "parked") return see_parked(step);
    if (step["what"] == "connection") return see_connection(step);
    Json recorded = step;
    for (const char* name : {"do", "what", "note", "kafka", "unordered"})
        recorded.erase(name);
    if (step["what"] == "coordinatorRecords") {
        for (Json& record : recorded["records"])
            record.erase("afterStep");  // information
    }
    const std::string where = "see " + step["what"].get<std::string>();
    const std::int64_t from_ms = known_.start_ms();
    std::optional<Differs> other;
    const bool seen = stage_.run_until(
        [&] {
            other = known_.compare(recorded, observed(step), looking_at(step, from_ms), where);
            return !other.has_value();
        },
        longest_look, base::milliseconds(20));
    if (!seen) throw std::move(*other);
    if (step["what"] == "metadataRecords") metadata_seen_ = stage_.metadata_log().log_end_offset();
}

Json Player::observed(const Json& step) {
    const std::string what = step["what"];
    if (what == "metadataRecords") return observe_metadata_records(step, stage_, metadata_seen_);
    if (what == "producers") return asked_for_producers(step);
    if (what == "offsets") return asked_for_offsets(step);
    if (what == "group") return described_group(step);
    return observe(step, stage_);
}

void Player::see_parked(const Json& step) {
    stage_.run(parked_after);
    for (const auto& [ref, recorded] : step["refs"].items()) {
        const auto found = sent_.find(ref);
        if (found == sent_.end()) throw NotModelled{"whether it is parked what was not sent"};
        const bool parked = !stage_.outcome(found->second.number).is_over;
        if (recorded != parked)
            throw Differs{"see parked." + ref, shown(recorded), shown(Json(parked))};
    }
}

void Player::see_connection(const Json& step) {
    const bool closed =
        stage_.run_until([&] { return stage_.outcome(last_call_).closed; }, longest_look);
    const Json& recorded = step["closedByBroker"];
    if (recorded != closed)
        throw Differs{"see connection.closedByBroker", shown(recorded), shown(Json(closed))};
}

}  // namespace brokerscope::cli::conform
