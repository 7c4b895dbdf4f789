// What a class reads, in the languages that it may read. Errors and reports are English strings;
// Text is for narration, questions, facts as sentences and everything the window says.
#pragma once

#include <string>

namespace brokerscope::base {

enum class Language { en, pt };

struct Text {
    std::string en;
    std::string pt;

    friend bool operator==(const Text&, const Text&) = default;
    const std::string& in(Language language) const {
        return language == Language::pt && !pt.empty() ? pt : en;
    }
    bool empty() const { return en.empty() && pt.empty(); }
};

}  // namespace brokerscope::base
