#include "sim/commands/commands.h"

#include <array>

namespace brokerscope::commands {

std::string_view verb_of(const Command& command) {
    constexpr std::array<std::string_view, 11> verbs{
        "crash",       "stop",    "start",     "setLink",    "createTopic",    "addProducer",
        "addConsumer", "sendRaw", "powerLoss", "damageFile", "setLogDirectory"};
    static_assert(std::variant_size_v<Command> == verbs.size());
    return verbs[command.index()];
}

}  // namespace brokerscope::commands
