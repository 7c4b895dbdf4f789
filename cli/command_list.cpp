// brokerscope list: the lessons inside the program.
#include <cstdio>

#include "cli/app.h"
#include "cli/scenario_input.h"

namespace brokerscope::cli {

void add_list(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("list", "List the lessons inside this program.");
    command->callback([&action] {
        action = []() -> int {
            for (const Lesson& lesson : lessons()) {
                scripting::RunInputs inputs;
                inputs.name = lesson.name + ".lua";
                inputs.source = lesson.source;
                const auto session = scripting::Session::open(std::move(inputs));
                if (!session) return tell(session.error());
                const scripting::Declarations& declared = session.value()->declarations();
                std::printf("%-24s %s\n", lesson.name.c_str(), declared.title.en.c_str());
                if (!declared.question.empty()) {
                    std::printf("%-24s   %s\n", "", declared.question.en.c_str());
                }
            }
            return all_holds;
        };
    });
}

}  // namespace brokerscope::cli
