// The report of `brokerscope conform`: how many recordings agree, differ or ask for what is not
// modelled, per area, file and rule family; and what differs first in each that does. As text, as
// JSON {cases: [...], totals} and as JUnit XML (one suite a file).
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "cli/conform/verdict.h"

namespace brokerscope::cli::conform {

struct Totals {
    std::size_t agree = 0;
    std::size_t differ = 0;
    std::size_t not_modelled = 0;

    void add(Verdict verdict);
    std::size_t all() const { return agree + differ + not_modelled; }
};

/// "ST" of "ST-12"; "other" for what is no rule id.
std::string rule_family(const std::string& rule);

/// The name of what a case was read from: "storage/fetch" for a vector of storage/vectors/
/// fetch.jsonl, "storage/stories" for a story.
std::string source_of(const CaseResult& result);

Totals totals_of(std::span<const CaseResult> cases);
std::map<std::string, Totals> totals_by_source(std::span<const CaseResult> cases);
std::map<std::string, Totals> totals_by_area(std::span<const CaseResult> cases);
/// A case counts once for each family that its rules name; "none" without any.
std::map<std::string, Totals> totals_by_family(std::span<const CaseResult> cases);

/// At most `most_shown` differing cases are told in full.
std::string text_report(std::span<const CaseResult> cases, std::size_t most_shown);
std::string json_report(std::span<const CaseResult> cases);
std::string junit_report(std::span<const CaseResult> cases);

}  // namespace brokerscope::cli::conform
