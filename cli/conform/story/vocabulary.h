// The vocabulary of recorded stories: which verbs, APIs, observations and conditions there are, and
// which fields each has. It says whether a file is a story at all, before anything is played; what
// of it the model knows is another question.
//
// Notation of the words: `name` must be there, `name?` may be there, `name[..]` a list of such
// objects, `name{..}` an object, `{*}` any content, a lone `*` any further fields. In answers only
// what was recorded is there, so nearly everything may be absent.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/conform/story/stops.h"

namespace brokerscope::cli::conform {

// vocabulary_words.cpp
extern const char* const api_words;
extern const char* const see_words;
extern const char* const verb_words;
extern const char* const condition_words;

struct FieldWord {
    enum class Kind : std::uint8_t { plain, list, object };
    std::string name;
    bool required = true;
    Kind kind = Kind::plain;
    std::vector<FieldWord> inside;
};
using FieldWords = std::vector<FieldWord>;

struct ApiWords {
    FieldWords request;
    FieldWords response;
};

class Vocabulary {
  public:
    Vocabulary();

    const std::map<std::string, ApiWords>& apis() const { return apis_; }
    const std::map<std::string, FieldWords>& sees() const { return sees_; }
    const std::map<std::string, FieldWords>& verbs() const { return verbs_; }
    const std::map<std::string, FieldWords>& conditions() const { return conditions_; }

  private:
    std::map<std::string, ApiWords> apis_;
    std::map<std::string, FieldWords> sees_;
    std::map<std::string, FieldWords> verbs_;
    std::map<std::string, FieldWords> conditions_;
};

/// What is wrong with a story, and in which step (counted from 0; -1: outside the steps).
struct Mistake {
    int step = -1;
    std::string what;
};

/// Empty when the story is written in the vocabulary.
std::vector<Mistake> mistakes_in(const Json& story, const Vocabulary& words);

}  // namespace brokerscope::cli::conform
