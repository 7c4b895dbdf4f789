#include "sim/laws/law_book.h"

#include <algorithm>

namespace brokerscope::laws {

void LawBook::look(const Moment& moment) {
    std::apply([&](auto&... law) { (law.look(moment), ...); }, laws_);
}

std::vector<NamedVerdict> LawBook::verdicts() const {
    std::vector<NamedVerdict> all;
    const auto note = [&](const auto& law) {
        using Law = std::decay_t<decltype(law)>;
        all.push_back({Law::name, Law::sentence(), law.verdict()});
    };
    std::apply([&](const auto&... law) { (note(law), ...); }, laws_);
    return all;
}

bool LawBook::any_broken() const {
    const std::vector<NamedVerdict> all = verdicts();
    return std::any_of(all.begin(), all.end(), [](const NamedVerdict& one) {
        return one.verdict.judgement == Judgement::broken;
    });
}

}  // namespace brokerscope::laws
