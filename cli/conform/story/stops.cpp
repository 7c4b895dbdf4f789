#include "cli/conform/story/stops.h"

namespace brokerscope::cli::conform {

std::string shown(const Json& value) {
    constexpr std::size_t longest = 240;
    std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > longest) text = text.substr(0, longest) + " ..";
    return text;
}

std::string to_text(const Differs& difference) {
    return difference.where + ": recorded " + difference.recorded + ", modelled " +
           difference.modelled;
}

}  // namespace brokerscope::cli::conform
