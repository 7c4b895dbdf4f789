#include "cli/conform/story/play_story.h"

namespace brokerscope::cli::conform {

CaseResult play_story(const nlohmann::ordered_json& story, const std::string& file) {
    CaseResult result;
    result.id = story.at("id").get<std::string>();
    result.kind = "story";
    result.file = file;
    result.verdict = Verdict::not_modelled;
    result.detail = "stories are not played yet";
    return result;
}

}  // namespace brokerscope::cli::conform
