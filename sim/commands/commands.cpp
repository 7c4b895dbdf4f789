#include "sim/commands/commands.h"

#include <array>

namespace brokerscope::commands {

std::string_view verb_of(const Command& command) {
    constexpr std::array<std::string_view, 10> verbs{
        "crash",       "stop",        "start",   "setLink",   "createTopic",
        "addProducer", "addConsumer", "sendRaw", "powerLoss", "damageFile"};
    static_assert(std::variant_size_v<Command> == verbs.size());
    return verbs[command.index()];
}

}  // namespace brokerscope::commands
