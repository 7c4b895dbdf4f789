#include "cli/conform/story/vocabulary.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "sim/base/check.h"

namespace brokerscope::cli::conform {
namespace {

// --- reading the words ---------------------------------------------------------------------------

class WordReader {
  public:
    explicit WordReader(std::string_view text) : text_(text) { skip_space(); }

    bool at_end() const { return at_ == text_.size(); }
    bool take(char wanted) {
        if (at_end() || text_[at_] != wanted) return false;
        ++at_;
        skip_space();
        return true;
    }
    std::string name() {
        const std::size_t begin = at_;
        while (!at_end() && std::string_view(" \n?[]{}<>;").find(text_[at_]) == text_.npos)
            ++at_;
        CHECK(at_ > begin, "the vocabulary's own words are well formed");
        std::string result(text_.substr(begin, at_ - begin));
        skip_space();
        return result;
    }
    FieldWords fields(char end) {
        FieldWords result;
        while (!take(end)) {
            FieldWord& word = result.emplace_back();
            word.name = name();
            word.required = !take('?');
            if (take('[')) {
                word.kind = FieldWord::Kind::list;
                word.inside = fields(']');
            } else if (take('{')) {
                word.kind = FieldWord::Kind::object;
                word.inside = fields('}');
            }
        }
        return result;
    }

  private:
    void skip_space() {
        while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\n'))
            ++at_;
    }
    std::string_view text_;
    std::size_t at_ = 0;
};

std::map<std::string, FieldWords> read_table(std::string_view text) {
    std::map<std::string, FieldWords> table;
    for (WordReader reader(text); !reader.at_end();) {
        const std::string name = reader.name();
        CHECK(reader.take('>'), "a word's fields follow its name");
        table[name] = reader.fields(';');
    }
    return table;
}

// --- comparing a story with them -----------------------------------------------------------------

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class StoryReader {
  public:
    StoryReader(const Json& story, const Vocabulary& words) : story_(story), words_(words) {}

    std::vector<Mistake> read() {
        if (!story_.is_object()) {
            bad("a story is an object");
            return mistakes_;
        }
        read_top();
        if (!story_.contains("steps") || !story_["steps"].is_array()) return mistakes_;
        const Json& steps = story_["steps"];
        for (step_ = 0; step_ < static_cast<int>(steps.size()); ++step_)
            read_step(steps[static_cast<std::size_t>(step_)]);
        return mistakes_;
    }

  private:
    void bad(std::string what) { mistakes_.push_back({step_, std::move(what)}); }

    void read_top() {
        for (const char* name : {"id", "area", "kafka", "mode", "brokers", "config", "steps"}) {
            if (!story_.contains(name)) bad(std::string(name) + ": missing");
        }
        for (const auto& [name, value] : story_.items()) {
            if (!is_one_of(name,
                           {"id",         "storyOf",     "area",           "title",
                            "rules",      "twin",        "kafka",          "mode",
                            "alsoMode",   "brokers",     "controllers",    "transactionVersion",
                            "runs",       "repeats",     "repeatsOfSteps", "config",
                            "params",     "recordedOn",  "steps",          "timing",
                            "varies",     "differences", "notes",          "quorum",
                            "coordinator"}))
                bad(name + ": unknown field");
        }
        const Json mode = story_.value("mode", Json());
        if (mode != "kraft" && mode != "zookeeper" && mode != "kraft-controller")
            bad("mode: " + shown(mode));
        read_config(story_.value("config", Json::object()));
    }

    void read_config(const Json& config) {
        if (!config.is_object()) return bad("config: not an object");
        for (const auto& [name, value] : config.items()) {
            if (!is_one_of(name, {"broker", "controller", "topics", "perBroker", "roles",
                                  "zookeeper", "worker", "sinkTasksMax"}))
                bad("config." + name + ": unknown field");
        }
        const Json topics = config.value("topics", Json::object());
        for (const auto& [topic, about] : topics.items()) {
            for (const auto& [name, value] : about.items()) {
                if (!is_one_of(name,
                               {"assignment", "partitions", "configs", "note", "createdBySteps"}))
                    bad("config.topics." + topic + "." + name + ": unknown field");
            }
        }
    }

    void read_step(const Json& step) {
        if (!step.is_object() || !step.contains("do") || !step["do"].is_string())
            return bad("a step is an object with a verb in \"do\"");
        const std::string verb = step["do"];
        Json rest = step;
        for (const char* name : {"do", "note", "kafka", "unordered", "unconverted"})
            rest.erase(name);
        if (is_one_of(verb, {"request", "send", "answer"})) return read_call(verb, step, rest);
        if (verb == "see") return read_see(rest);
        if (verb == "waitUntil") return read_condition(rest);
        const auto found = words_.verbs().find(verb);
        if (found == words_.verbs().end()) return bad("unknown verb \"" + verb + "\"");
        compare(rest, found->second, verb);
    }

    void read_call(const std::string& verb, const Json& step, const Json& rest) {
        if (rest.contains("ref") == (verb == "request"))
            bad(verb + ".ref: " + (verb == "request" ? "unknown field" : "missing"));
        const std::string ref = rest.value("ref", "");
        if (verb == "send") sent_[ref] = rest.value("api", "");
        const std::string api = rest.contains("api") ? rest.value("api", "") : sent_[ref];
        const auto found = words_.apis().find(api);
        if (found == words_.apis().end()) return bad("unknown API \"" + api + "\"");
        for (const auto& [name, value] : rest.items()) {
            if (!is_one_of(name, {"ref", "api", "version", "to", "conn", "listener", "request",
                                  "response", "outcome", "withinMs", "retryWhile", "errorCodes",
                                  "throttled", "clientError", "requestNotRecorded"}))
                bad(verb + "." + name + ": unknown field");
        }
        if (verb != "answer" && !step.contains("request")) bad(api + ".request: missing");
        if (verb == "answer" && !step.contains("response") && !step.contains("outcome"))
            bad(api + ": neither response nor outcome");
        const bool recorded = !rest.contains("requestNotRecorded");
        if (step.contains("request") && recorded)
            compare(step["request"], found->second.request, api + ".request");
        if (step.contains("response") && !step["response"].is_null())
            compare(step["response"], found->second.response, api + ".response");
    }

    void read_see(Json rest) {
        const std::string what = rest.value("what", "");
        rest.erase("what");
        const auto found = words_.sees().find(what);
        if (found == words_.sees().end()) return bad("unknown observation \"" + what + "\"");
        compare(rest, found->second, "see " + what);
    }

    void read_condition(const Json& rest) {
        const std::string what = rest.value("condition", "");
        const auto found = words_.conditions().find(what);
        if (found == words_.conditions().end()) return bad("unknown condition \"" + what + "\"");
        compare(rest.value("args", Json()), found->second, "waitUntil " + what);
        for (const auto& [name, value] : rest.items()) {
            if (name != "condition" && name != "args") bad("waitUntil." + name + ": unknown field");
        }
    }

    void compare(const Json& value, const FieldWords& words, const std::string& path) {
        if (!value.is_object()) {
            if (value != "*") bad(path + ": not an object");
            return;
        }
        bool free = false;
        for (const FieldWord& word : words) {
            if (word.name == "*") {
                free = true;
            } else if (value.contains(word.name)) {
                compare_field(value[word.name], word, path + "." + word.name);
            } else if (word.required) {
                bad(path + "." + word.name + ": missing");
            }
        }
        for (const auto& item : value.items()) {
            const bool known = std::any_of(words.begin(), words.end(), [&](const FieldWord& word) {
                return word.name == item.key();
            });
            if (!free && !known) bad(path + "." + item.key() + ": unknown field");
        }
    }

    void compare_field(const Json& value, const FieldWord& word, const std::string& path) {
        if (word.kind == FieldWord::Kind::list && value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                if (value[i].is_object())
                    compare(value[i], word.inside, path + "[" + std::to_string(i) + "]");
            }
        } else if (word.kind == FieldWord::Kind::object && value.is_object()) {
            compare(value, word.inside, path);
        }
    }

    const Json& story_;
    const Vocabulary& words_;
    int step_ = -1;
    std::map<std::string, std::string> sent_;  // what a ref asked for
    std::vector<Mistake> mistakes_;
};

}  // namespace

Vocabulary::Vocabulary()
    : sees_(read_table(see_words)),
      verbs_(read_table(verb_words)),
      conditions_(read_table(condition_words)) {
    for (WordReader reader(api_words); !reader.at_end();) {
        const std::string name = reader.name();
        CHECK(reader.take('>'), "an API's request follows its name");
        ApiWords& words = apis_[name];
        words.request = reader.fields('<');
        words.response = reader.fields(';');
    }
}

std::vector<Mistake> mistakes_in(const Json& story, const Vocabulary& words) {
    return StoryReader(story, words).read();
}

}  // namespace brokerscope::cli::conform
