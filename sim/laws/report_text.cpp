#include "sim/laws/report_text.h"

#include <algorithm>
#include <string_view>

#include "sim/base/time.h"

namespace brokerscope::laws {

namespace {

constexpr std::size_t most_printed_losses = 20;

/// Characters as a terminal counts them: bytes that go on a UTF-8 character take no room.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

std::string left(std::string_view text, std::size_t width) {
    const std::size_t used = width_of(text);
    return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::string right(std::string_view text, std::size_t width) {
    const std::size_t used = width_of(text);
    return std::string(used < width ? width - used : 0, ' ') + std::string(text);
}

/// "1 234 567"
std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3 + (number < 0 ? 1u : 0u);) {
        at -= 3;
        digits.insert(at, " ");
    }
    return digits;
}

/// "12.384 s"
std::string seconds_text(std::int64_t ms) {
    const std::string rest = std::to_string(ms % 1000);
    return grouped(ms / 1000) + "." + std::string(3 - rest.size(), '0') + rest + " s";
}

std::string clock(std::int64_t ms) {
    return base::clock_text(base::SimTime{} + base::milliseconds(ms));
}

class Lines {
  public:
    void line(const std::string& text) {
        std::string_view kept = text;
        while (!kept.empty() && kept.back() == ' ')
            kept.remove_suffix(1);
        text_ += kept;
        text_ += '\n';
    }
    void count(const std::string& name, std::int64_t number, std::string_view remark = {}) {
        line("  " + left(name, 20) + right(grouped(number), 13) +
             (remark.empty() ? "" : "   " + std::string(remark)));
    }
    void blank() { text_ += '\n'; }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

void print_head(Lines& lines, const Report& report) {
    lines.line(report.title.en.empty() ? report.run.scenario : report.title.en);
    const auto field = [&](std::string_view name, const std::string& text) {
        if (!text.empty()) lines.line("  " + left(name, 12) + text);
    };
    field("scenario", report.run.scenario);
    field("seed", std::to_string(report.seed));
    field("Kafka", report.kafka);
}

void print_losses(Lines& lines, const ReportedTopic& topic) {
    if (topic.lost_records.empty()) return;
    lines.line("  lost records");
    std::size_t printed = 0;
    base::FactId told{};
    for (const ReportedLoss& one : topic.lost_records) {
        if (printed++ == most_printed_losses) break;
        if (one.cause.fact != told) {
            lines.line("    " + clock(one.cause.at.milliseconds()) + "  " + one.cause.sentence.en);
        }
        told = one.cause.fact;
        const LostRecord& record = one.record;
        const std::string where =
            topic.name + "-" + std::to_string(record.partition.partition) +
            (record.offset == base::no_offset ? std::string(" in no log")
                                              : " offset " + std::to_string(record.offset.value));
        lines.line("      " + where +
                   (record.key ? "  key " + key_text(*record.key) : std::string("  no key")));
    }
    const std::int64_t rest =
        topic.totals.lost -
        static_cast<std::int64_t>(std::min(most_printed_losses, topic.lost_records.size()));
    if (rest > 0) lines.line("      and " + grouped(rest) + " more");
}

void print_topic(Lines& lines, const ReportedTopic& topic) {
    const TopicTotals& totals = topic.totals;
    lines.line("topic " + topic.name);
    lines.count("produced", totals.produced);
    lines.count("acknowledged", totals.acknowledged);
    lines.count("replicated", totals.replicated);
    lines.count("delivered", totals.delivered);
    lines.count("lost", totals.lost, totals.lost > 0 ? "acknowledged, and gone" : "");
    lines.count("duplicated", totals.duplicated, totals.duplicated > 0 ? "delivered again" : "");
    const auto if_any = [&](const std::string& name, std::int64_t number, std::string_view remark) {
        if (number > 0) lines.count(name, number, remark);
    };
    if_any("failed", totals.failed, "the application was told so");
    if_any("unknown", totals.unknown, "neither acknowledged nor failed");
    if_any("duplicated in log", totals.duplicated_in_log, "further copies that the log holds");
    if_any("reordered", totals.reordered, "behind a later record of their producer");
    if_any("at risk", topic.at_risk, "a single further failure would lose them");
    if (topic.unavailable_ms > 0) {
        lines.line("  " + left("without leader", 20) +
                   right(seconds_text(topic.unavailable_ms), 13) + "   summed over partitions");
    }
    print_losses(lines, topic);
    for (const ReportedGroup& group : topic.groups) {
        lines.line("  group " + group.name + ": delivered " + grouped(group.totals.delivered) +
                   ", duplicated " + grouped(group.totals.duplicated) + ", skipped " +
                   grouped(group.totals.skipped));
    }
}

void print_members(Lines& lines, const Report& report) {
    if (report.members.empty()) return;
    lines.blank();
    std::size_t width = 0;
    for (const ReportedMember& one : report.members)
        width = std::max(width, width_of(one.member));
    const std::string* group = nullptr;
    for (const ReportedMember& one : report.members) {
        if (group == nullptr || *group != one.group) {
            lines.line("group " + one.group + ", rebalances: " + grouped(one.rebalances));
        }
        group = &one.group;
        lines.line("  " + left(one.member, width) + "  stood still " +
                   right(seconds_text(one.standing_still_ms), 12));
    }
}

void print_verdicts(Lines& lines, const Report& report) {
    if (!report.expectations.empty()) {
        lines.blank();
        lines.line("expectations");
    }
    for (const ReportedExpectation& one : report.expectations) {
        lines.line("  " + left(one.passed ? "passed" : "FAILED", 13) + clock(one.at_ms) + "  " +
                   one.name + (one.detail.empty() ? "" : ": " + one.detail));
    }
    lines.blank();
    lines.line("laws");
    for (const NamedVerdict& one : report.laws) {
        const bool broken = one.verdict.judgement == Judgement::broken;
        lines.line("  " + left(broken ? "BROKEN" : base::name_of(one.verdict.judgement), 13) +
                   std::string(one.name));
        if (one.verdict.judgement == Judgement::holds) continue;
        lines.line("  " + left("", 13) + clock(one.verdict.at.milliseconds()) + "  " +
                   one.verdict.detail.en);
    }
}

void print_run(Lines& lines, const Report& report, const std::vector<ReportNote>& notes) {
    lines.blank();
    lines.line("run");
    const auto field = [&](std::string_view name, const std::string& text) {
        lines.line("  " + left(name, 16) + text);
    };
    field("simulated time", seconds_text(report.simulated_ms));
    if (report.run.events > 0) field("events", grouped(report.run.events));
    field("facts", grouped(report.facts));
    for (const ReportNote& note : notes)
        field(note.name, note.text);
    if (!report.run.hash.empty()) field("journal hash", report.run.hash);
}

}  // namespace

std::string report_text(const Report& report, const std::vector<ReportNote>& notes) {
    Lines lines;
    print_head(lines, report);
    for (const ReportedTopic& topic : report.topics) {
        lines.blank();
        print_topic(lines, topic);
    }
    print_members(lines, report);
    print_verdicts(lines, report);
    print_run(lines, report, notes);
    return lines.take();
}

}  // namespace brokerscope::laws
