// A sandbox with a transcript of what was printed, for the tests of this folder.
#pragma once

#include <string>
#include <string_view>

#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {

inline base::Rng test_random() {
    return {7, "lua", base::NodeId{0}};
}

struct Script {
    explicit Script(const Limits& limits = {}) : sandbox(limits, test_random()) {
        sandbox.set_print_sink(
            [this](std::string_view line) { printed += std::string(line) + "\n"; });
    }

    base::Status run(std::string_view source) { return sandbox.run_chunk("test.lua", source); }

    /// What the chunk prints, or its error as text.
    std::string output(std::string_view source) {
        printed.clear();
        const base::Status status = run(source);
        return status ? printed : base::to_text(status.error());
    }

    base::Error error(std::string_view source) {
        const base::Status status = run(source);
        return status ? base::Error{"there was no error", "", ""} : status.error();
    }

    std::string printed;
    Sandbox sandbox;
};

}  // namespace brokerscope::scripting::lua
