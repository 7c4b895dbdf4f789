// The run behind the window: what is done there is what a saved run repeats.
#include "cli/live_run.h"

#include <unistd.h>

#include <filesystem>

#include "cli/files.h"
#include "cli/run_file.h"
#include "cli/scenario_input.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::cli;
namespace fs = std::filesystem;

namespace {

constexpr base::Duration no_limit = base::seconds(60);

base::SimTime at_ms(std::int64_t ms) {
    return base::SimTime{} + base::milliseconds(ms);
}

std::unique_ptr<scripting::Session> session_of(scripting::RunInputs inputs) {
    auto session = scripting::Session::open(std::move(inputs));
    REQUIRE_MESSAGE(session.ok(), base::to_text(session.error()));
    return std::move(session).value();
}

LiveRun lesson(const std::string& name) {
    ScenarioFlags flags;
    flags.scenario = name;
    auto inputs = read_inputs(flags);
    REQUIRE(inputs.ok());
    return LiveRun(session_of(std::move(inputs).value()));
}

// The current folder for as long as it lives.
class EmptyFolder {
  public:
    EmptyFolder()
        : before_(fs::current_path()),
          folder_(fs::temp_directory_path() / ("brokerscope-live-" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
        fs::current_path(folder_);
    }
    ~EmptyFolder() {
        fs::current_path(before_);
        fs::remove_all(folder_);
    }
    EmptyFolder(const EmptyFolder&) = delete;
    EmptyFolder& operator=(const EmptyFolder&) = delete;

  private:
    fs::path before_;
    fs::path folder_;
};

}  // namespace

TEST_CASE("a run that is watched frame by frame has the hash of one that runs through") {
    LiveRun run = lesson("01_hello");
    for (std::int64_t ms = 0; !run.finished(); ms += 17)
        REQUIRE(run.advance_to(at_ms(ms), no_limit).ok());
    const auto through = session_of(run.session().inputs());
    REQUIRE(through->finish().ok());
    EXPECT_EQ(run.journal().hash(), through->journal().hash());
}

TEST_CASE("a command in the past starts another history, and the old one stays as it was") {
    LiveRun run = lesson("01_hello");
    REQUIRE(run.advance_to(at_ms(8'000), no_limit).ok());
    const std::int64_t facts = run.journal().size();
    const journal::Journal& old = run.journal();
    REQUIRE(run.give(at_ms(4'000), commands::Crash{base::NodeId{2}}).ok());
    EXPECT_EQ(run.branch(), 1);
    EXPECT_EQ(run.head(), at_ms(4'000));
    EXPECT_EQ(old.size(), facts);
    REQUIRE(run.advance_to(at_ms(5'000), no_limit).ok());
    const view::View& view = run.at(at_ms(5'000)).view;
    EXPECT_EQ(view.processes.at(base::NodeId{2}).state, view::ProcessState::crashed);
    EXPECT_EQ(run.at(at_ms(3'000)).view.processes.at(base::NodeId{2}).state,
              view::ProcessState::running);
}

TEST_CASE("what was done at the window is saved, and the saved run proves its hash") {
    const EmptyFolder folder;
    LiveRun run = lesson("01_hello");
    REQUIRE(run.advance_to(at_ms(6'000), no_limit).ok());
    REQUIRE(run.give(at_ms(6'000), commands::Crash{base::NodeId{1}}).ok());
    REQUIRE(run.advance_to(at_ms(9'000), no_limit).ok());
    const auto saved = run.save_as_lua();
    REQUIRE_MESSAGE(saved.ok(), base::to_text(saved.error()));
    EXPECT_EQ(saved.value(), "Saved: 01_hello-1.bsrun, 01_hello-1.lua");

    const auto text = read_file("01_hello-1.bsrun");
    REQUIRE(text.ok());
    const auto file = parse_run_file(text.value(), "01_hello-1.bsrun");
    REQUIRE_MESSAGE(file.ok(), base::to_text(file.error()));
    const auto again = session_of(file.value().inputs);
    REQUIRE(again->finish().ok());
    EXPECT_EQ(again->journal().hash(), file.value().hash);

    ScenarioFlags flags;
    flags.scenario = "01_hello-1.lua";
    const auto inputs = read_inputs(flags);
    REQUIRE_MESSAGE(inputs.ok(), base::to_text(inputs.error()));
    const auto as_lua = session_of(inputs.value());
    REQUIRE(as_lua->advance(at_ms(8'000)).ok());
    EXPECT_EQ(as_lua->timeline().head().view.processes.at(base::NodeId{1}).state,
              view::ProcessState::crashed);

    const auto second = run.save_as_lua();
    REQUIRE(second.ok());
    EXPECT_EQ(second.value(), "Saved: 01_hello-2.bsrun, 01_hello-2.lua");
}
