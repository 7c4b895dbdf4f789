// What is a story and what is not: the vocabulary, before anything is played.
#include "cli/conform/story/vocabulary.h"
#include "tests/conform/story_support.h"
#include "tests/expect.h"

namespace brokerscope::conform_test {
namespace {

using cli::conform::FieldWord;
using cli::conform::FieldWords;
using cli::conform::Mistake;
using cli::conform::mistakes_in;
using cli::conform::Vocabulary;

// Something that has every field of these words.
Json filled(const FieldWords& words) {
    Json object = Json::object();
    for (const FieldWord& word : words) {
        if (word.name == "*") {
            object["anything"] = 1;
        } else if (word.kind == FieldWord::Kind::list) {
            object[word.name] = Json::array({filled(word.inside)});
        } else if (word.kind == FieldWord::Kind::object) {
            object[word.name] = filled(word.inside);
        } else {
            object[word.name] = 1;
        }
    }
    return object;
}

// One step for every verb, API, observation and condition, with all their fields.
Json story_of_everything(const Vocabulary& words) {
    Json story = story_of({});
    for (const auto& [api, shape] : words.apis()) {
        story["steps"].push_back({{"do", "request"},
                                  {"api", api},
                                  {"request", filled(shape.request)},
                                  {"response", filled(shape.response)}});
    }
    for (const auto& [what, fields] : words.sees()) {
        Json step = {{"do", "see"}, {"what", what}};
        step.update(filled(fields));
        story["steps"].push_back(step);
    }
    for (const auto& [verb, fields] : words.verbs()) {
        Json step = {{"do", verb}};
        step.update(filled(fields));
        story["steps"].push_back(step);
    }
    for (const auto& [what, fields] : words.conditions()) {
        story["steps"].push_back(
            {{"do", "waitUntil"}, {"condition", what}, {"args", filled(fields)}});
    }
    return story;
}

std::string first_mistake(const Json& story) {
    const std::vector<Mistake> mistakes = mistakes_in(story, Vocabulary());
    return mistakes.empty() ? "" : std::to_string(mistakes[0].step) + ": " + mistakes[0].what;
}

}  // namespace

TEST_CASE("a story with every verb, API, observation and condition is read without a mistake") {
    const Vocabulary words;
    const Json story = story_of_everything(words);
    EXPECT_EQ(words.apis().size(), 62);
    EXPECT_EQ(words.sees().size(), 40);
    EXPECT_EQ(words.verbs().size(), 37);
    EXPECT_EQ(words.conditions().size(), 25);
    EXPECT_EQ(story["steps"].size(), 62 + 40 + 37 + 25);
    for (const Mistake& mistake : mistakes_in(story, words))
        FAIL_TEST(story["steps"][static_cast<std::size_t>(mistake.step)].dump(), mistake.what);
}

TEST_CASE("each field that a verb needs is missed when it is not there") {
    const Vocabulary words;
    for (const auto& [verb, fields] : words.verbs()) {
        for (const FieldWord& word : fields) {
            if (!word.required || word.name == "*") continue;
            Json step = {{"do", verb}};
            step.update(filled(fields));
            step.erase(word.name);
            Json story = story_of({});
            story["steps"].push_back(step);
            EXPECT_EQ(first_mistake(story), "0: " + verb + "." + word.name + ": missing");
        }
    }
}

TEST_CASE("what the vocabulary does not have is an error") {
    EXPECT_EQ(first_mistake(story_of({R"({"do": "note", "text": "x"})", R"({"do": "dance"})"})),
              "1: unknown verb \"dance\"");
    EXPECT_EQ(first_mistake(story_of({R"({"do": "see", "what": "weather"})"})),
              "0: unknown observation \"weather\"");
    EXPECT_EQ(first_mistake(story_of({R"({"do": "request", "api": "BREW", "request": {}})"})),
              "0: unknown API \"BREW\"");
    EXPECT_EQ(first_mistake(
                  story_of({R"({"do": "request", "api": "HEARTBEAT", "request": {"groupId": "g",)"
                            R"( "generationId": 1, "memberId": "m", "pulse": 60}})"})),
              "0: HEARTBEAT.request.pulse: unknown field");
    EXPECT_EQ(first_mistake(story_of({R"({"do": "waitUntil", "condition": "rain", "args": {}})"})),
              "0: unknown condition \"rain\"");
    EXPECT_EQ(first_mistake(story_of({R"({"do": "request", "ref": "r", "api": "HEARTBEAT",)"
                                      R"( "request": {}})"})),
              "0: request.ref: unknown field");
    Json story = story_of({});
    story["mode"] = "lua";
    EXPECT_EQ(first_mistake(story), "-1: mode: \"lua\"");
    story = story_of({});
    story["config"]["weather"] = 1;
    EXPECT_EQ(first_mistake(story), "-1: config.weather: unknown field");
}

TEST_CASE("an unknown verb is an error that names the file and its step") {
    const Json story = story_of({R"({"do": "dance"})"});
    const auto result = cli::conform::play_story(story, "no/such/file.json");
    REQUIRE_FALSE(result.ok());
    EXPECT_EQ(result.error().message, "unknown verb \"dance\"");
    EXPECT_EQ(result.error().place, "no/such/file.json, step 0");
}

}  // namespace brokerscope::conform_test
