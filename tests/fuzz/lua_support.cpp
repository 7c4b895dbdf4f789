#include "tests/fuzz/lua_support.h"

#include "scripting/lua/coroutine.h"
#include "scripting/lua/sandbox.h"
#include "scripting/lua/values.h"

namespace brokerscope::fuzz {
namespace {

using namespace scripting::lua;

constexpr Limits small_limits{
    .memory_bytes = 4u << 20, .instructions = 100'000, .source_bytes = 64u << 10};
constexpr std::size_t most_printed_bytes = 1u << 16;

struct Run {
    std::string transcript;
    bool within_limits = true;
    std::string problem;
};

int wait(lua_State* state) {
    return yield_to_host(state, "wait", {});
}

/// The chunk runs as a story, and what it leaves in `result` is read as data.
void run_story(Sandbox& sandbox, std::string_view source, Run& run) {
    base::Result<Reference> chunk = sandbox.load_chunk("fuzz.lua", source);
    base::Status status = chunk ? base::Status(base::Nothing{}) : base::Status(chunk.error());
    if (status) {
        Coroutine story(sandbox);
        status = story.start(*chunk);
        for (int step = 0; step < 5 && status && story.is_suspended(); ++step) {
            const Coroutine::Outcome outcome = story.resume();
            if (const auto* error = std::get_if<base::Error>(&outcome)) status = *error;
        }
    }
    if (status) {
        status = sandbox.enter([&](lua_State* state) {
            lua_getglobal(state, "result");
            run.transcript += base::to_text(to_value(state, -1, "result"));
        });
    }
    if (status) return;
    run.transcript += base::to_text(status.error());
    // Where exactly a limit is reached may depend on the collector, so such runs are not compared.
    const std::string& message = status.error().message;
    run.within_limits = message.find("giving control back") == std::string::npos &&
                        message.find("MiB of memory") == std::string::npos &&
                        message.find("stack overflow") == std::string::npos;
}

Run run_once(std::string_view source) {
    Run run;
    Sandbox sandbox(small_limits, base::Rng(1, "fuzz", base::NodeId{0}));
    sandbox.set_print_sink([&](std::string_view line) {
        if (run.transcript.size() < most_printed_bytes) run.transcript += line;
    });
    sandbox.define("wait", &guarded<&wait>);
    run_story(sandbox, source, run);
    if (sandbox.meter().memory_used() > small_limits.memory_bytes) run.problem = "too much memory";
    const base::Status after = sandbox.run_chunk("after.lua", "local t = {1, ('x'):rep(3)}");
    if (!after) run.problem = "unusable afterwards: " + base::to_text(after.error());
    return run;
}

}  // namespace

std::string sandbox_problem(std::string_view source) {
    const Run first = run_once(source);
    if (!first.problem.empty()) return first.problem;
    const Run second = run_once(source);
    if (!second.problem.empty()) return second.problem;
    if (!first.within_limits || !second.within_limits) return {};
    if (first.transcript == second.transcript) return {};
    return "not the same twice:\n" + first.transcript + "\n--- and then ---\n" + second.transcript;
}

}  // namespace brokerscope::fuzz
