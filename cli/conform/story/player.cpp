#include "cli/conform/story/player.h"

#include <algorithm>

namespace brokerscope::cli::conform {
namespace {

kafka::KafkaVersion version_of(const std::string& kafka) {
    if (kafka == "3.9.2") return kafka::KafkaVersion::v3_9;
    if (kafka == "4.3.1") return kafka::KafkaVersion::v4_3;
    throw NotModelled{"Kafka " + kafka};
}

const Json& of_modelled_mode(const Json& story) {
    if (story["mode"] != "kraft") throw NotModelled{"mode " + story["mode"].get<std::string>()};
    return story;
}

}  // namespace

Player::Player(const Json& story, const std::string& kafka)
    : story_(of_modelled_mode(story)), kafka_(kafka), stage_(story_, version_of(kafka)) {
    prepare_groups();
    known_.set_start(stage_.now_ms());
    metadata_seen_ = stage_.metadata_log().log_end_offset();
}

const std::map<std::string, Player::Action>& Player::actions() {
    static const std::map<std::string, Action> table{
        {"request", &Player::do_request},
        {"send", &Player::do_send},
        {"answer", &Player::do_answer},
        {"repeat", &Player::do_repeat},
        {"produceRecords", &Player::do_produce_records},
        {"see", &Player::do_see},
        {"note", &Player::do_note},
        {"start", &Player::do_start},
        {"stop", &Player::do_stop},
        {"kill", &Player::do_kill},
        {"breakLogDir", &Player::do_set_log_directory},
        {"repairLogDir", &Player::do_set_log_directory},
        {"flipBit", &Player::do_damage},
        {"truncateFile", &Player::do_damage},
        {"deleteFile", &Player::do_damage},
        {"createFile", &Player::do_damage},
        {"renameFile", &Player::do_damage},
        {"wait", &Player::do_wait},
        {"waitUntil", &Player::do_wait_until},
        {"createTopic", &Player::do_create_topic}};
    return table;
}

void Player::play() {
    const Json& steps = story_["steps"];
    for (step_ = 0; step_ < static_cast<std::int64_t>(steps.size()); ++step_)
        play_step(steps[static_cast<std::size_t>(step_)]);
}

void Player::play_step(const Json& step) {
    if (step.contains("kafka")) {
        const Json& versions = step["kafka"];
        if (std::find(versions.begin(), versions.end(), kafka_) == versions.end()) return;
    }
    const std::string verb = step["do"];
    const auto action = actions().find(verb);
    if (action == actions().end()) {
        throw NotModelled{verb == "client" ? "client " + step.value("kind", "") : "verb " + verb};
    }
    (this->*(action->second))(step);
}

Looking Player::looking_at(const Json& step, std::int64_t from_ms) const {
    Looking looking;
    looking.now_from_ms = from_ms;
    looking.now_to_ms = stage_.now_ms();
    const Json unordered = step.value("unordered", Json());
    if (unordered.is_string()) looking.unordered.insert(unordered.get<std::string>());
    if (unordered.is_array()) {
        for (const Json& name : unordered)
            looking.unordered.insert(name.get<std::string>());
    }
    // Between partitions and brokers the order of the metadata log has no meaning.
    if (step.value("what", "") == "metadataRecords") looking.unordered.insert("records");
    return looking;
}

}  // namespace brokerscope::cli::conform
