// Vectors of topic names: which are valid, which are Kafka's own, and which collide in metric
// names.
#include <algorithm>

#include "cli/conform/vectors.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::cli::conform {
namespace {

Answer play_topic_name(const Question& question) {
    const std::string name = question.input.at("name");
    const base::Status status = kafka::check_topic_name(name);
    Json error;
    if (!status)
        error = {{"exception", "InvalidTopicException"}, {"message", status.error().message}};
    return Json{{"valid", status.ok()},
                {"error", std::move(error)},
                {"internal", kafka::is_internal_topic(name)},
                {"hasCollisionChars", kafka::has_collision_chars(name)},
                {"unified", kafka::unified_topic_name(name)}};
}

Answer play_topic_collision(const Question& question) {
    return Json{{"collide", kafka::topic_names_collide(question.input.at("a").get<std::string>(),
                                                       question.input.at("b").get<std::string>())}};
}

constexpr VectorFamily families[] = {
    {"topic-name", "name", play_topic_name},
    {"topic-collision", "a", play_topic_collision},
};

}  // namespace

std::span<const VectorFamily> name_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
