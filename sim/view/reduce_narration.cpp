#include "sim/view/reduce.h"

namespace brokerscope::view {

void apply_fact(View& view, const Fact& fact, const journal::Said& what) {
    view.narration.caption = what.text;
    view.narration.said = change_by(fact);
}

void apply_fact(View& view, const Fact&, const journal::ChapterBegan& what) {
    view.narration.chapters.push_back(what.title);
}

void apply_fact(View& view, const Fact& fact, const journal::Asked& what) {
    view.narration.question = what.question;
    view.narration.choices = what.choices;
    view.narration.answer = what.answer;
    view.narration.asked = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::Expected& what) {
    view.expectations.push_back({what.name, what.passed, what.detail, change_by(fact)});
}

}  // namespace brokerscope::view
