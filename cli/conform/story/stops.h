// How the playing of a story ends before its last step. These are thrown, because they may come
// from anywhere inside a comparison or a translation, and only the player's loop knows the step.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace brokerscope::cli::conform {

using Json = nlohmann::ordered_json;

/// The story asks for something that the model does not know: which verb, API, field, config.
struct NotModelled {
    std::string why;
};

/// The model does something else than the recording: where, what was recorded, what it does.
struct Differs {
    std::string where;
    std::string recorded;
    std::string modelled;
};

std::string to_text(const Differs& difference);

/// Shortened to what a person can read in one line.
std::string shown(const Json& value);

}  // namespace brokerscope::cli::conform
