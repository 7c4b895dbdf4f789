#include "cli/conform/story/play_story.h"

#include <fstream>
#include <utility>

#include "cli/conform/story/player.h"
#include "cli/conform/story/vocabulary.h"
#include "sim/base/check.h"

namespace brokerscope::cli::conform {
namespace {

// A CHECK that fails while a story is played is a difference, not the end of the command.
struct BrokenPromise {
    std::string text;
};

[[noreturn]] void throw_broken_promise(const base::CheckFailure& failure) {
    throw BrokenPromise{std::string(failure.file) + ":" + std::to_string(failure.line) + ": " +
                        failure.message};
}

class CheckGuard {
  public:
    CheckGuard() : before_(base::set_check_handler(throw_broken_promise)) {}
    ~CheckGuard() { base::set_check_handler(before_); }
    CheckGuard(const CheckGuard&) = delete;
    CheckGuard& operator=(const CheckGuard&) = delete;

  private:
    base::CheckHandler before_;
};

// Recordings have one step a line; when this file has not, its steps are only counted.
std::string place_of(const std::string& file, int step) {
    if (step < 0) return file;
    std::ifstream in(file);
    int seen = -1;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        const std::size_t text = line.find_first_not_of(" \t");
        if (text == std::string::npos || line.compare(text, 5, "{\"do\"") != 0) continue;
        if (++seen == step) return file + ":" + std::to_string(number);
    }
    return file + ", step " + std::to_string(step);
}

const Vocabulary& vocabulary() {
    static const Vocabulary words;
    return words;
}

// What became of it for one version.
struct Played {
    Verdict verdict = Verdict::agrees;
    std::int64_t step = -1;
    std::string detail;
};

Played play_once(const Json& story, const std::string& kafka) {
    std::int64_t step = -1;
    try {
        Player player(story, kafka);
        try {
            player.play();
            return {};
        } catch (...) {
            step = player.step();
            throw;
        }
    } catch (const NotModelled& missing) {
        return {Verdict::not_modelled, step, missing.why};
    } catch (const Differs& difference) {
        return {Verdict::differs, step, to_text(difference)};
    } catch (const Json::exception& error) {
        return {Verdict::not_modelled, step,
                std::string("a value of another kind: ") + error.what()};
    } catch (const BrokenPromise& promise) {
        return {Verdict::differs, step, "the model breaks a promise of its own: " + promise.text};
    }
}

bool is_worse(Verdict a, Verdict b) {
    const auto badness = [](Verdict verdict) {
        return verdict == Verdict::differs ? 2 : verdict == Verdict::not_modelled ? 1 : 0;
    };
    return badness(a) > badness(b);
}

}  // namespace

base::Result<CaseResult> play_story(const nlohmann::ordered_json& story, const std::string& file) {
    const std::vector<Mistake> mistakes = mistakes_in(story, vocabulary());
    if (!mistakes.empty()) {
        return base::Error{mistakes.front().what, place_of(file, mistakes.front().step),
                           "stories are written in the vocabulary of the recordings"};
    }
    CaseResult result;
    result.id = story["id"].get<std::string>();
    result.kind = "story";
    result.file = file;
    result.verdict = Verdict::agrees;
    const CheckGuard guard;
    for (const Json& version : story["kafka"]) {
        const std::string kafka = version.get<std::string>();
        const Played played = play_once(story, kafka);
        if (!is_worse(played.verdict, result.verdict)) continue;
        result.verdict = played.verdict;
        result.step = played.step;
        result.detail = "Kafka " + kafka + ": " + played.detail;
    }
    return result;
}

}  // namespace brokerscope::cli::conform
