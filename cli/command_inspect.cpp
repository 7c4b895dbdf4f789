// brokerscope inspect: a recorded journal at one moment, in tables like those of Kafka's own tools.
#include <charconv>
#include <cstdio>
#include <memory>

#include "cli/app.h"
#include "cli/files.h"
#include "cli/run_file.h"
#include "cli/scenario_input.h"
#include "sim/base/check.h"
#include "sim/laws/chronicle.h"
#include "sim/view/describe.h"
#include "sim/view/tables.h"

namespace brokerscope::cli {
namespace {

struct InspectFlags {
    std::string file;
    std::string what;
    std::string name;
    std::string at;
    std::string time;
    std::string broker;
    bool all = false;
    std::string out = "-";
};

struct Moment {
    const journal::Journal& journal;
    const laws::Chronicle& chronicle;
    std::int64_t facts = 0;  // that had been stated

    const view::View& view() const { return chronicle.view; }
};

// --- Kafka's tools -------------------------------------------------------------------------------

base::Error not_for(const char* flag, const InspectFlags& flags, const char* tables) {
    return {std::string(flag) + " means nothing for " + flags.what, flag,
            std::string("it is for ") + tables};
}

base::Result<base::NodeId> read_broker(const std::string& text) {
    std::int32_t number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end)
        return base::Error{"'" + text + "' is no broker's id", "--broker",
                           "for example --broker 2"};
    return base::NodeId{number};
}

// The flags must mean something for the table that is asked for.
base::Status check_flags(const InspectFlags& flags) {
    const std::string& what = flags.what;
    if (flags.all && what != "configs" && what != "broker-configs")
        return not_for("--all", flags, "configs and broker-configs");
    if (!flags.time.empty() && what != "offsets") return not_for("--time", flags, "offsets");
    if (!flags.broker.empty() && what != "log" && what != "log-dirs")
        return not_for("--broker", flags, "log and log-dirs");
    if (!flags.name.empty() && (what == "facts" || what == "ledger"))
        return base::Error{what + " takes no name", "NAME", "it is about the whole run"};
    return base::Nothing{};
}

base::Result<view::TableQuery> read_query(view::TableKind kind, const InspectFlags& flags) {
    view::TableQuery query;
    query.kind = kind;
    query.name = flags.name;
    query.all_configs = flags.all;
    if (!flags.time.empty()) query.time = flags.time;
    if (flags.broker.empty()) return query;
    const base::Result<base::NodeId> broker = read_broker(flags.broker);
    if (!broker) return broker.error();
    query.broker = broker.value();
    return query;
}

// --- the run itself ------------------------------------------------------------------------------

std::string fact_line(const Moment& moment, base::FactId id) {
    const journal::Fact fact = moment.journal.at(id);
    return std::to_string(id.value) + "  " + base::clock_text(fact.at) + "  " +
           view::describe(fact, moment.view()).en + "\n";
}

std::string about_facts(const Moment& moment) {
    std::string text;
    for (std::int64_t number = 1; number <= moment.facts; ++number) {
        const base::FactId id{number};
        if (!journal::is_traffic(moment.journal.at(id).body)) text += fact_line(moment, id);
    }
    return text;
}

base::Result<std::string> about_causes(const Moment& moment, const std::string& name) {
    std::int64_t number = 0;
    const char* end = name.data() + name.size();
    const auto read = std::from_chars(name.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < 1 || number > moment.facts)
        return base::Error{"'" + name + "' is no fact of this run until then", "NAME",
                           "facts have the numbers 1 to " + std::to_string(moment.facts)};
    std::string text;
    for (base::FactId id{number}; id != base::no_fact; id = moment.journal.at(id).cause)
        text += fact_line(moment, id);
    return text;
}

std::string about_ledger(const Moment& moment) {
    std::string text =
        "topic produced acknowledged replicated failed unknown lost "
        "duplicated_in_log reordered delivered duplicated\n";
    for (const auto& [id, topic] : moment.view().topics) {
        if (topic.internal) continue;
        const laws::TopicTotals t = moment.chronicle.ledger.topic(id);
        text += topic.name;
        for (const std::int64_t number :
             {t.produced, t.acknowledged, t.replicated, t.failed, t.unknown, t.lost,
              t.duplicated_in_log, t.reordered, t.delivered, t.duplicated})
            text += " " + std::to_string(number);
        text += "\n";
    }
    return text;
}

base::Result<std::string> table_of(const Moment& moment, const InspectFlags& flags) {
    const std::string& name = flags.name;
    if (flags.what == "facts") return about_facts(moment);
    if (flags.what == "why") return about_causes(moment, name);
    if (flags.what == "ledger") return about_ledger(moment);
    const auto kind = base::parse_enum<view::TableKind>(flags.what);
    CHECK(kind.has_value(), "the command line offers only tables that there are");
    const base::Result<view::TableQuery> query = read_query(*kind, flags);
    if (!query) return query.error();
    return view::table(moment.view(), query.value());
}

base::Error after_the_end(const InspectFlags& flags, base::SimTime end) {
    return {"there is nothing at " + flags.at + ": the journal ends before", "--at",
            "it ends at " + base::clock_text(end) + "; leave --at out to see its end"};
}

int inspect(const InspectFlags& flags) {
    base::SimTime until{INT64_MAX};
    if (const base::Status status = check_flags(flags); !status) return tell(status.error());
    if (!flags.at.empty()) {
        const base::Result<base::SimTime> moment = read_moment("--at", flags.at);
        if (!moment) return tell(moment.error());
        until = *moment;
    }
    if (const base::Status status = check_writable(flags.out); !status) return tell(status.error());
    const base::Result<journal::DecodedJournal> decoded = read_journal(flags.file);
    if (!decoded) return tell(decoded.error());
    if (decoded->damage)
        std::fprintf(stderr, "brokerscope: note: %s\n", base::to_text(*decoded->damage).c_str());
    if (!flags.at.empty() && until > decoded->journal.end())
        return tell(after_the_end(flags, decoded->journal.end()));
    laws::Chronicle chronicle;
    std::int64_t facts = 0;
    for (; facts < decoded->journal.size(); ++facts) {
        const journal::Fact fact = decoded->journal.at(base::FactId{facts + 1});
        if (fact.at > until) break;
        chronicle.apply(fact);
    }
    const base::Result<std::string> text = table_of({decoded->journal, chronicle, facts}, flags);
    if (!text) return tell(text.error());
    const base::Status written = write_file(flags.out, *text);
    return written ? all_holds : tell(written.error());
}

}  // namespace

void add_inspect(CLI::App& app, Action& action) {
    auto flags = std::make_shared<InspectFlags>();
    CLI::App* command = app.add_subcommand(
        "inspect", "Show a journal at one moment in tables like those of Kafka's tools.");
    command->add_option("JOURNAL", flags->file, "A journal (run --journal F.bsj)")->required();
    command
        ->add_option("WHAT", flags->what,
                     "topics, configs, broker-configs, offsets, earliest-offsets, log-dirs, log, "
                     "groups, members, state, ledger, facts or why")
        ->required()
        ->check(CLI::IsMember({"topics", "configs", "broker-configs", "offsets", "earliest-offsets",
                               "log-dirs", "log", "groups", "members", "state", "ledger", "facts",
                               "why"}));
    command->add_option("NAME", flags->name,
                        "A topic, partition, broker or group; for why the number of a fact");
    command->add_option("--at", flags->at, "The moment, e.g. 12s; the end when left out");
    command->add_option("--time", flags->time,
                        "offsets: latest, earliest, max-timestamp, earliest-local, latest-tiered, "
                        "or a timestamp in ms");
    command->add_option("--broker", flags->broker, "log, log-dirs: of this broker only");
    command->add_flag("--all", flags->all, "configs, broker-configs: also what nobody set");
    command->add_option("--out", flags->out, "Where the table goes; - is stdout")
        ->capture_default_str();
    command->callback([flags, &action] { action = [flags] { return inspect(*flags); }; });
}

}  // namespace brokerscope::cli
