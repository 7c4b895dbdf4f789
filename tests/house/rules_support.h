// Which rules of Kafka tests name, and which docs/rules.md lists. A rule's id is a family and a
// number ("CT-8"); a test names it before the colon of its sentence.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "tests/house/source_support.h"

namespace brokerscope::house {

using RuleIds = std::set<std::string>;

/// The rules that the TEST_CASEs of this source name.
RuleIds rules_named_by(std::string_view source);

/// The rules that have a row of their own ("| CT-8 | ...").
RuleIds rules_listed_in(std::string_view document);

/// What stands in one of the two and not in the other.
Findings rules_out_of_step(const RuleIds& named, const RuleIds& listed);

}  // namespace brokerscope::house
