// brokerscope inspect: a recorded journal at one moment, in tables like those of Kafka's own tools.
#include <charconv>
#include <cstdio>
#include <memory>

#include "cli/app.h"
#include "cli/files.h"
#include "cli/run_file.h"
#include "cli/scenario_input.h"
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
    std::string out = "-";
};

struct Moment {
    const journal::Journal& journal;
    const laws::Chronicle& chronicle;
    std::int64_t facts = 0;  // that had been stated

    const view::View& view() const { return chronicle.view; }
};

std::string names_of_topics(const view::View& view) {
    std::string names;
    for (const auto& [id, topic] : view.topics)
        names += (names.empty() ? "" : ", ") + topic.name;
    return names.empty() ? "none yet" : names;
}

base::Error unknown_topic(const Moment& moment, const std::string& name) {
    return {"there is no topic '" + name + "' at this moment", "NAME",
            "topics: " + names_of_topics(moment.view())};
}

// --- groups --------------------------------------------------------------------------------------

using GroupTable = std::string (*)(const view::View&, const view::GroupView&);

base::Result<std::string> about_groups(const Moment& moment, const std::string& name,
                                       GroupTable table) {
    std::string text;
    std::string names;
    for (const auto& [group, shown] : moment.view().groups) {
        if (name.empty() || name == group) text += table(moment.view(), shown);
        names += (names.empty() ? "" : ", ") + group;
    }
    if (!name.empty() && moment.view().groups.count(name) == 0)
        return base::Error{"there is no group '" + name + "' at this moment", "NAME",
                           "groups: " + (names.empty() ? "none yet" : names)};
    return text;
}

// --- logs ----------------------------------------------------------------------------------------

std::string batch_line(const view::TapeBatch& batch, std::int64_t position) {
    const journal::BatchStamp& stamp = batch.stamp;
    const std::int64_t span = stamp.last_offset - stamp.base_offset;
    const std::int64_t count =
        batch.is_cleaned ? static_cast<std::int64_t>(batch.offsets.size()) : span + 1;
    const std::int64_t last = stamp.base_sequence < 0 ? -1 : stamp.base_sequence + span;
    char text[320];
    std::snprintf(text, sizeof text,
                  "baseOffset: %lld lastOffset: %lld count: %lld baseSequence: %d lastSequence: "
                  "%lld producerId: %lld producerEpoch: %d partitionLeaderEpoch: %d isControl: %s "
                  "position: %lld size: %d magic: 2 compresscodec: none crc: %u\n",
                  static_cast<long long>(stamp.base_offset.value),
                  static_cast<long long>(stamp.last_offset.value), static_cast<long long>(count),
                  stamp.base_sequence, static_cast<long long>(last),
                  static_cast<long long>(stamp.producer_id.value), stamp.producer_epoch,
                  stamp.leader_epoch.value, stamp.is_control ? "true" : "false",
                  static_cast<long long>(position), stamp.bytes, stamp.crc);
    return text;
}

// One replica: its files, and in each the batches that the view still remembers.
std::string replica_text(const std::string& name, base::NodeId broker,
                         const view::ReplicaView& replica) {
    const auto line = [](const char* word, base::Offset offset) {
        return std::string(word) + std::to_string(offset.value);
    };
    std::string text = name + " on broker " + std::to_string(broker.value) +
                       line(": log start offset ", replica.log_start) +
                       line(", high watermark ", replica.high_watermark) +
                       line(", log end offset ", replica.log_end) +
                       line(", flushed to ", replica.flushed) + "\n";
    const view::TapeBatches batches = replica.tape.batches();
    for (std::size_t i = 0; i < replica.segments.size(); ++i) {
        const view::SegmentView& segment = replica.segments[i];
        const base::Offset end = i + 1 < replica.segments.size()
                                     ? replica.segments[i + 1].base_offset
                                     : replica.log_end + 1;
        char file[64];
        std::snprintf(file, sizeof file, "%020lld.log  %lld bytes\n",
                      static_cast<long long>(segment.base_offset.value),
                      static_cast<long long>(segment.bytes));
        text += file;
        // Positions are counted from the file's end: the oldest batches may be forgotten.
        std::int64_t position = segment.bytes;
        for (const view::TapeBatchPtr& batch : batches) {
            if (batch->stamp.base_offset >= segment.base_offset && batch->stamp.base_offset < end)
                position -= batch->stamp.bytes;
        }
        for (const view::TapeBatchPtr& batch : batches) {
            if (batch->stamp.base_offset < segment.base_offset || batch->stamp.base_offset >= end)
                continue;
            text += "  " + batch_line(*batch, position);
            position += batch->stamp.bytes;
        }
    }
    return text;
}

base::Result<std::string> about_logs(const Moment& moment, const std::string& name) {
    std::string text;
    for (const auto& [broker, shown] : moment.view().brokers) {
        for (const auto& [id, replica] : shown.replicas) {
            const std::string partition = moment.view().partition_name(id);
            if (name.empty() || name == partition || name == moment.view().topic_name(id.topic))
                text += replica_text(partition, broker, replica);
        }
    }
    if (text.empty() && !name.empty())
        return base::Error{
            "no broker has a replica of '" + name + "' at this moment", "NAME",
            "name a topic or a partition (orders-0); topics: " + names_of_topics(moment.view())};
    return text;
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

base::Result<std::string> about_configs(const Moment& moment, const std::string& name) {
    std::string text;
    for (const auto& [id, topic] : moment.view().topics) {
        if (name.empty() || name == topic.name)
            text += view::topic_configs_table(moment.view(), topic);
    }
    return text;
}

base::Result<std::string> table_of(const Moment& moment, const InspectFlags& flags) {
    const std::string& name = flags.name;
    if (flags.what == "groups") return about_groups(moment, name, view::group_offsets_table);
    if (flags.what == "members") return about_groups(moment, name, view::group_members_table);
    if (flags.what == "state") return about_groups(moment, name, view::group_state_table);
    if (flags.what == "log") return about_logs(moment, name);
    if (flags.what == "facts") return about_facts(moment);
    if (flags.what == "why") return about_causes(moment, name);
    if (flags.what == "ledger") return about_ledger(moment);
    if (!name.empty() && moment.view().topic(name) == nullptr) return unknown_topic(moment, name);
    if (flags.what == "configs") return about_configs(moment, name);
    if (flags.what == "log-dirs") return view::log_dirs_table(moment.view(), name);
    if (flags.what == "offsets")
        return view::offsets_table(moment.view(), view::WhichOffset::latest, name);
    if (flags.what == "earliest-offsets")
        return view::offsets_table(moment.view(), view::WhichOffset::earliest, name);
    return view::topics_table(moment.view(), name);
}

int inspect(const InspectFlags& flags) {
    base::SimTime until{INT64_MAX};
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
                     "topics, configs, offsets, earliest-offsets, log-dirs, log, groups, members, "
                     "state, ledger, facts or why")
        ->required()
        ->check(CLI::IsMember({"topics", "configs", "offsets", "earliest-offsets", "log-dirs",
                               "log", "groups", "members", "state", "ledger", "facts", "why"}));
    command->add_option("NAME", flags->name,
                        "A topic, partition or group; for why the number of a fact");
    command->add_option("--at", flags->at, "The moment, e.g. 12s; the end when left out");
    command->add_option("--out", flags->out, "Where the table goes; - is stdout")
        ->capture_default_str();
    command->callback([flags, &action] { action = [flags] { return inspect(*flags); }; });
}

}  // namespace brokerscope::cli
