#include "tests/house/rules_support.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace brokerscope::house {
namespace {

constexpr std::array<std::string_view, 14> families = {"AD", "AS", "CO",  "CT", "DET", "GR", "GS",
                                                       "KR", "MD", "NET", "PR", "RE",  "ST", "TX"};

bool is_digit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_upper(char c) {
    return std::isupper(static_cast<unsigned char>(c)) != 0;
}

// The string literals that begin at `at`, with nothing but space between them, as one text.
std::string joined_literals(std::string_view text, std::size_t at) {
    std::string joined;
    while (true) {
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0)
            ++at;
        if (at >= text.size() || text[at] != '"') return joined;
        for (++at; at < text.size() && text[at] != '"'; ++at) {
            if (text[at] == '\\') ++at;
            if (at < text.size()) joined += text[at];
        }
        ++at;
    }
}

RuleIds ids_in(std::string_view text) {
    RuleIds ids;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::size_t end = at;
        while (end < text.size() && is_upper(text[end]))
            ++end;
        const std::string_view family = text.substr(at, end - at);
        const bool known = std::find(families.begin(), families.end(), family) != families.end();
        const bool has_number =
            end + 1 < text.size() && text[end] == '-' && is_digit(text[end + 1]);
        if (known && has_number) {
            const std::size_t begin = at;
            for (++end; end < text.size() && is_digit(text[end]); ++end) {
            }
            ids.emplace(text.substr(begin, end - begin));
        }
        at = std::max(at, end == at ? at : end - 1);
    }
    return ids;
}

}  // namespace

RuleIds rules_named_by(std::string_view source) {
    constexpr std::string_view opening = "TEST_CASE(";
    RuleIds named;
    for (std::size_t at = source.find(opening); at != std::string_view::npos;
         at = source.find(opening, at + 1)) {
        const std::string name = joined_literals(source, at + opening.size());
        const std::size_t colon = name.find(": ");
        if (colon != std::string::npos) named.merge(ids_in(name.substr(0, colon)));
    }
    return named;
}

RuleIds rules_listed_in(std::string_view document) {
    RuleIds listed;
    for (const std::string_view line : lines_of(document)) {
        if (!line.starts_with("| ")) continue;
        const std::size_t end = line.find(" |");
        if (end != std::string_view::npos) listed.merge(ids_in(line.substr(0, end)));
    }
    return listed;
}

Findings rules_out_of_step(const RuleIds& named, const RuleIds& listed) {
    Findings findings;
    for (const std::string& id : named) {
        if (!listed.contains(id)) findings.push_back(id + " is named by a test and not listed");
    }
    for (const std::string& id : listed) {
        if (!named.contains(id)) findings.push_back(id + " is listed, but no test names it");
    }
    return findings;
}

}  // namespace brokerscope::house
