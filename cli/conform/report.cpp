#include "cli/conform/report.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

namespace brokerscope::cli::conform {
namespace {

using Json = nlohmann::ordered_json;
using Table = std::map<std::string, Totals>;

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

std::string right(std::size_t number, std::size_t width) {
    const std::string text = std::to_string(number);
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string row(const std::string& name, std::size_t width, const Totals& totals) {
    return padded(name, width) + right(totals.agree, 8) + right(totals.differ, 8) +
           right(totals.not_modelled, 14) + "\n";
}

std::string table_text(const std::string& heading, const Table& table) {
    std::size_t width = heading.size();
    for (const auto& [name, totals] : table)
        width = std::max(width, name.size());
    std::string text = padded(heading, width) + "   agree  differ  not modelled\n";
    for (const auto& [name, totals] : table)
        text += row(name, width, totals);
    return text + "\n";
}

std::string indented(const std::string& text, const std::string& by) {
    std::string result = by;
    for (const char c : text)
        result += c == '\n' ? "\n" + by : std::string(1, c);
    return result;
}

std::string case_text(const CaseResult& result) {
    std::string text = "differs: " + result.id + "  (" + result.file + ")\n";
    if (result.step >= 0) text += "  first at step " + std::to_string(result.step) + "\n";
    return text + indented(result.detail, "  ") + "\n";
}

Json totals_json(const Totals& totals) {
    return {{"agrees", totals.agree},
            {"differs", totals.differ},
            {"not modelled", totals.not_modelled}};
}

std::string xml(const std::string& text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            case '"': result += "&quot;"; break;
            case '\n': result += "&#10;"; break;
            default: {
                // Other control characters are not allowed in XML at all.
                const bool is_control = static_cast<unsigned char>(c) < 0x20 && c != '\t';
                result += is_control ? '?' : c;
            }
        }
    }
    return result;
}

std::string junit_case(const CaseResult& result) {
    std::string text = "    <testcase classname=\"" + xml(source_of(result)) + "\" name=\"" +
                       xml(result.id) + "\" file=\"" + xml(result.file) + "\"";
    const std::string message = "message=\"" + xml(result.detail) + "\"/>";
    switch (result.verdict) {
        case Verdict::agrees: return text + "/>\n";
        case Verdict::differs: text += ">\n      <failure " + message; break;
        case Verdict::not_modelled: text += ">\n      <skipped " + message; break;
    }
    return text + "\n    </testcase>\n";
}

std::string junit_counts(const Totals& totals) {
    return "tests=\"" + std::to_string(totals.all()) + "\" failures=\"" +
           std::to_string(totals.differ) + "\" errors=\"0\" skipped=\"" +
           std::to_string(totals.not_modelled) + "\"";
}

template <typename NamesOf>
Table totals_by(std::span<const CaseResult> cases, NamesOf names_of) {
    Table table;
    for (const CaseResult& result : cases) {
        for (const std::string& name : names_of(result))
            table[name].add(result.verdict);
    }
    return table;
}

using Names = std::set<std::string>;

}  // namespace

void Totals::add(Verdict verdict) {
    switch (verdict) {
        case Verdict::agrees: ++agree; break;
        case Verdict::differs: ++differ; break;
        case Verdict::not_modelled: ++not_modelled; break;
    }
}

std::string rule_family(const std::string& rule) {
    const std::size_t dash = rule.find('-');
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool is_rule =
        dash != std::string::npos && dash > 0 &&
        std::all_of(rule.begin(), rule.begin() + static_cast<std::ptrdiff_t>(dash), is_capital);
    return is_rule ? rule.substr(0, dash) : "other";
}

std::string source_of(const CaseResult& result) {
    if (result.kind == "story") return result.area + "/stories";
    return result.area + "/" + std::filesystem::path(result.file).stem().string();
}

Totals totals_of(std::span<const CaseResult> cases) {
    Totals totals;
    for (const CaseResult& result : cases)
        totals.add(result.verdict);
    return totals;
}

Table totals_by_source(std::span<const CaseResult> cases) {
    return totals_by(cases, [](const CaseResult& result) { return Names{source_of(result)}; });
}

Table totals_by_area(std::span<const CaseResult> cases) {
    return totals_by(cases, [](const CaseResult& result) { return Names{result.area}; });
}

Table totals_by_family(std::span<const CaseResult> cases) {
    return totals_by(cases, [](const CaseResult& result) {
        Names names;
        for (const std::string& rule : result.rules)
            names.insert(rule_family(rule));
        return names.empty() ? Names{"none"} : names;
    });
}

std::string text_report(std::span<const CaseResult> cases, std::size_t most_shown) {
    std::string text;
    std::size_t differing = 0;
    for (const CaseResult& result : cases) {
        if (result.verdict != Verdict::differs) continue;
        if (++differing <= most_shown) text += case_text(result) + "\n";
    }
    if (differing > most_shown)
        text += "... and " + std::to_string(differing - most_shown) + " more that differ\n\n";
    text += table_text("area", totals_by_area(cases));
    text += table_text("file", totals_by_source(cases));
    text += table_text("rules", totals_by_family(cases));
    const Totals totals = totals_of(cases);
    return text + std::to_string(totals.all()) + " recordings: " + std::to_string(totals.agree) +
           " agree, " + std::to_string(totals.differ) + " differ, " +
           std::to_string(totals.not_modelled) + " not modelled\n";
}

std::string json_report(std::span<const CaseResult> cases) {
    Json list = Json::array();
    for (const CaseResult& result : cases) {
        list.push_back({{"id", result.id},
                        {"area", result.area},
                        {"kind", result.kind},
                        {"verdict", std::string(base::name_of(result.verdict))},
                        {"step", result.step},
                        {"detail", result.detail}});
    }
    const Json report = {{"cases", std::move(list)}, {"totals", totals_json(totals_of(cases))}};
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string junit_report(std::span<const CaseResult> cases) {
    std::map<std::string, std::vector<CaseResult>> suites;
    for (const CaseResult& result : cases)
        suites[source_of(result)].push_back(result);
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"conform\" " +
                       junit_counts(totals_of(cases)) + ">\n";
    for (const auto& [name, members] : suites) {
        text +=
            "  <testsuite name=\"" + xml(name) + "\" " + junit_counts(totals_of(members)) + ">\n";
        for (const CaseResult& result : members)
            text += junit_case(result);
        text += "  </testsuite>\n";
    }
    return text + "</testsuites>\n";
}

}  // namespace brokerscope::cli::conform
