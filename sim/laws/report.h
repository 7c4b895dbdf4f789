// The report of a run: what its scenario expected, how the laws stand, what became of every record,
// and how long members of groups stood still. It is made from a Chronicle at any moment and is
// plain data; to_value() turns it into a tree with the field names of docs/report.md, report_text()
// (report_text.h) into something to read at a terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/value.h"
#include "sim/laws/chronicle.h"
#include "sim/laws/ledger.h"

namespace brokerscope::laws {

/// Version of the report's field names; it grows when one is removed or gets another meaning.
inline constexpr std::int64_t report_format = 1;
/// At most so many lost records of a topic are listed; `lost` counts all.
inline constexpr std::size_t most_listed_losses = 1000;

/// What a Chronicle does not know about its run.
struct RunTotals {
    std::string scenario;
    std::int64_t events = 0;  // that the world handled
    std::string hash;         // of the journal
};

struct ReportedExpectation {
    std::string name;
    bool passed = false;
    std::int64_t at_ms = 0;
    std::string detail;
};

struct ReportedLoss {
    LostRecord record;
    Cause cause;
};

struct ReportedGroup {
    std::string name;
    GroupTotals totals;
};

struct ReportedTopic {
    std::string name;
    TopicTotals totals;
    std::int64_t at_risk = 0;
    std::int64_t unavailable_ms = 0;
    std::vector<ReportedLoss> lost_records;
    std::vector<ReportedGroup> groups;
};

struct ReportedMember {
    std::string group;
    std::string member;  // the consumer's name in the scenario
    std::int64_t standing_still_ms = 0;
    std::int64_t rebalances = 0;  // of its group
};

struct Report {
    RunTotals run;
    base::Text title;
    std::uint64_t seed = 0;
    std::string kafka;
    std::int64_t simulated_ms = 0;
    std::int64_t facts = 0;
    std::vector<ReportedExpectation> expectations;
    std::vector<NamedVerdict> laws;
    std::vector<ReportedTopic> topics;
    std::vector<ReportedMember> members;

    /// No expectation failed and no law is broken: exit code 0.
    bool passed() const;
};

Report make_report(const Chronicle& chronicle, RunTotals run);

/// The tree that is written as JSON; its fields are described in docs/report.md.
base::Value to_value(const Report& report);

/// A key as people read it: its text, or "0x..." when it is no printable text.
std::string key_text(const base::Bytes& key);

}  // namespace brokerscope::laws
