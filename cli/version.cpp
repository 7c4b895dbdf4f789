#include "cli/version.h"

#include <cstdio>

#include "cli/app.h"

namespace brokerscope::cli {

std::string version_text() {
    return std::string("brokerscope ") + BROKERSCOPE_VERSION + " (model " +
           std::to_string(model_version) + ")";
}

void add_version(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("version", "Print the program's and the model's version.");
    command->callback([&action] {
        action = [] {
            std::printf("%s\n", version_text().c_str());
            return all_holds;
        };
    });
}

}  // namespace brokerscope::cli
