#include "cli/saved_lua.h"

namespace brokerscope::cli {
namespace {

std::string node_text(base::NodeId node, const view::View& view) {
    const auto found = view.processes.find(node);
    const bool is_client = found != view.processes.end() && node >= base::first_client_id;
    return is_client ? "node(\"" + found->second.name + "\")"
                     : "node(" + std::to_string(node.value) + ")";
}

struct LineMaker {
    const view::View& view;

    std::string operator()(const commands::Crash& one) const {
        return node_text(one.node, view) + ":crash()";
    }
    std::string operator()(const commands::PowerLoss& one) const {
        return node_text(one.node, view) + ":power_loss()";
    }
    std::string operator()(const commands::SetLogDirectory& one) const {
        return node_text(one.node, view) + (one.works ? ":repair" : ":break") + "_log_dir(" +
               std::to_string(one.directory) + ")";
    }
    std::string operator()(const commands::Stop& one) const {
        return node_text(one.node, view) + ":stop()";
    }
    std::string operator()(const commands::Start& one) const {
        return node_text(one.node, view) + ":start()";
    }
    std::string operator()(const commands::SetLink& one) const {
        return std::string("set_link(") + node_text(one.a, view) + ", " + node_text(one.b, view) +
               (one.up ? ", true)" : ", false)");
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return "-- " + std::string(commands::verb_of(commands::Command{Other{}})) +
               ": give this command by hand";
    }
};

}  // namespace

std::string lua_line(const commands::Command& command, const view::View& view) {
    return std::visit(LineMaker{view}, command);
}

std::string as_lua(const scripting::RunInputs& inputs, const view::View& view) {
    std::string text = inputs.source;
    if (!text.empty() && text.back() != '\n') text += '\n';
    if (!inputs.commands.empty()) text += "\n-- What was done at the window.\n";
    for (const scripting::TimedCommand& timed : inputs.commands) {
        text += "at(\"" + base::to_text(timed.at - base::SimTime{}) + "\", function() " +
                lua_line(timed.command, view) + " end)\n";
    }
    return text;
}

}  // namespace brokerscope::cli
