#include "tests/stories/transcript_support.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <type_traits>
#include <variant>

#include "sim/view/describe.h"

namespace brokerscope::scripting {

namespace {

template <typename Fact, typename... Left>
constexpr bool is_left_out = (std::is_same_v<Fact, Left> || ...);

// The way of single records, and what is stated again and again while nothing changes.
bool is_of_records(const journal::FactBody& body) {
    return std::visit(
        [](const auto& fact) {
            using Fact = std::remove_cvref_t<decltype(fact)>;
            return is_left_out<Fact, journal::RecordsAccepted, journal::BatchProgress,
                               journal::LeaderAppended, journal::FollowerAppended,
                               journal::HighWatermarkMoved, journal::RecordsDelivered,
                               journal::OffsetCommitted, journal::MetadataAppended>;
        },
        body);
}

void write_totals(std::ostream& out, const laws::ReportedTopic& topic) {
    const laws::TopicTotals& totals = topic.totals;
    out << topic.name << ": " << totals.produced << " produced, " << totals.acknowledged
        << " acknowledged, " << totals.replicated << " replicated, " << totals.delivered
        << " delivered, " << totals.duplicated << " again, " << totals.lost << " lost, "
        << totals.failed << " failed, " << totals.unknown << " unknown\n";
}

}  // namespace

std::string transcript_of(const Session& session) {
    std::ostringstream out;
    const view::View& view = session.timeline().head().view;
    const journal::Journal& journal = session.journal();
    for (std::int64_t number = 1; number <= journal.size(); ++number) {
        const journal::Fact fact = journal.at(base::FactId{number});
        if (journal::is_traffic(fact.body) || is_of_records(fact.body)) continue;
        out << base::clock_text(fact.at) << "  " << view::describe(fact, view).en << '\n';
    }
    for (const laws::ReportedTopic& topic : session.report().topics)
        write_totals(out, topic);
    return out.str();
}

std::string first_difference(const std::string& golden, const std::string& now) {
    std::istringstream golden_lines(golden);
    std::istringstream now_lines(now);
    for (int line = 1;; ++line) {
        std::string then_text;
        std::string now_text;
        const bool then_has = static_cast<bool>(std::getline(golden_lines, then_text));
        const bool now_has = static_cast<bool>(std::getline(now_lines, now_text));
        if (!then_has && !now_has) return "";
        if (then_has == now_has && then_text == now_text) continue;
        return "line " + std::to_string(line) + "\n  golden: " + (then_has ? then_text : "(end)") +
               "\n  now:    " + (now_has ? now_text : "(end)");
    }
}

std::string golden_problem(const std::string& name, const std::string& transcript) {
    const std::string path =
        std::string(BROKERSCOPE_SOURCE_DIR) + "/tests/golden/transcripts/" + name + ".txt";
    if (std::getenv("BROKERSCOPE_REWRITE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << transcript;
    std::ifstream in(path, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(in), {}};
    const std::string difference = first_difference(golden, transcript);
    if (difference.empty()) return "";
    return name + ".txt, " + difference +
           "\nBROKERSCOPE_REWRITE_GOLDEN=1 in front of the test writes the file";
}

}  // namespace brokerscope::scripting
