// brokerscope replay: re-run a saved run or a journal, and prove that it is the same.
#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/app.h"
#include "cli/crash.h"
#include "cli/run_file.h"
#include "cli/version.h"
#include "sim/view/describe.h"

namespace brokerscope::cli {
namespace {

struct ReplayFlags {
    std::string file;
    bool verify = false;
};

std::string sentence_of(const journal::Journal& journal, std::int64_t number,
                        const view::View& view) {
    const journal::Fact fact = journal.at(base::FactId{number});
    return "fact " + std::to_string(number) + " at " + base::clock_text(fact.at) + ": " +
           view::describe(fact, view).en;
}

void name_difference(const RecordedRun& recorded, const scripting::Session& session) {
    const journal::Journal& now = session.journal();
    const view::View& view = session.timeline().head().view;
    if (recorded.journal) {
        const journal::Journal& then = recorded.journal->journal;
        const std::int64_t common = std::min(then.size(), now.size());
        std::int64_t first = 1;
        while (first <= common &&
               then.encoded_at(base::FactId{first}) == now.encoded_at(base::FactId{first})) {
            ++first;
        }
        std::printf("first difference:\n");
        if (first <= then.size())
            std::printf("  recorded  %s\n", sentence_of(then, first, view).c_str());
        if (first <= now.size())
            std::printf("  re-run    %s\n", sentence_of(now, first, view).c_str());
        return;
    }
    const std::string digests = digests_of(now, recorded.run.digest_stride);
    std::size_t same = 0;
    while (same < std::min(digests.size(), recorded.run.digests.size()) &&
           digests[same] == recorded.run.digests[same]) {
        ++same;
    }
    const std::int64_t stride = recorded.run.digest_stride;
    const std::int64_t first = static_cast<std::int64_t>(same) * stride + 1;
    if (first > now.size()) {
        std::printf("the re-run ends after fact %lld; the recorded run has %lld facts\n",
                    static_cast<long long>(now.size()), static_cast<long long>(recorded.run.facts));
        return;
    }
    std::printf("first difference: %s%s\n", sentence_of(now, first, view).c_str(),
                stride > 1 ? " (or one of the few facts behind it)" : "");
}

int replay(const ReplayFlags& flags) {
    base::Result<RecordedRun> recorded = read_recorded_run(flags.file);
    if (!recorded) return tell(recorded.error());
    if (recorded->journal && recorded->journal->damage) {
        std::fprintf(stderr, "brokerscope: note: %s\n",
                     base::to_text(*recorded->journal->damage).c_str());
        if (flags.verify) return bad_input;
    }
    const bool same_model = recorded->run.model == model_version;
    if (!same_model) {
        const std::string models = "it was made by model " + std::to_string(recorded->run.model) +
                                   ", and this is model " + std::to_string(model_version);
        if (flags.verify) {
            return tell({models + ", so nothing can be proven", flags.file,
                         "use the version of brokerscope that saved it"});
        }
        std::fprintf(stderr, "brokerscope: warning: %s\n", models.c_str());
    }
    auto opened = scripting::Session::open(recorded->run.inputs);
    if (!opened) return tell(opened.error());
    scripting::Session& session = *opened.value();
    while (!session.finished()) {
        note_progress(session.declarations().seed, session.now());
        const base::Status status = session.advance(session.end(), 20'000);
        if (!status) return tell(status.error());
    }
    const std::string hash = session.journal().hash();
    std::printf("recorded  %s  %lld facts\nre-run    %s  %lld facts\n", recorded->run.hash.c_str(),
                static_cast<long long>(recorded->run.facts), hash.c_str(),
                static_cast<long long>(session.journal().size()));
    if (hash == recorded->run.hash) {
        std::printf("the same run\n");
        return all_holds;
    }
    name_difference(recorded.value(), session);
    return flags.verify ? something_failed : all_holds;
}

}  // namespace

void add_replay(CLI::App& app, Action& action) {
    auto flags = std::make_shared<ReplayFlags>();
    CLI::App* command =
        app.add_subcommand("replay", "Run a saved run or a journal again and compare.");
    command->add_option("FILE", flags->file, "A run (.bsrun) or a journal (.bsj)")->required();
    command->add_flag("--verify", flags->verify, "Fail unless the hash is the same");
    command->callback([flags, &action] { action = [flags] { return replay(*flags); }; });
}

}  // namespace brokerscope::cli
