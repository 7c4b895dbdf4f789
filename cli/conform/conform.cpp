#include "cli/conform/conform.h"

#include "cli/conform/story/play_story.h"
#include "cli/conform/vectors.h"

namespace brokerscope::cli::conform {
namespace {

base::Result<CaseResult> play(const Recording& recording) {
    if (recording.kind == RecordingKind::vector) return play_vector(recording);
    base::Result<CaseResult> result = play_story(recording.content, recording.file);
    if (!result) return result;
    result->area = recording.area;
    result->rules = recording.rules();
    return result;
}

}  // namespace

base::Result<std::vector<CaseResult>> play_recordings(const std::vector<std::string>& paths,
                                                      const OnBegin& on_begin) {
    const base::Result<std::vector<Recording>> recordings = read_recordings(paths);
    if (!recordings) return recordings.error();
    std::vector<CaseResult> results;
    for (const Recording& recording : *recordings) {
        on_begin(recording);
        base::Result<CaseResult> result = play(recording);
        if (!result) return result.error();
        results.push_back(std::move(result).value());
    }
    return results;
}

}  // namespace brokerscope::cli::conform
