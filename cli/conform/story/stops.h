// How the playing of a story ends before its last step. These are thrown, because they may come
// from anywhere inside a comparison or a translation, and only the player's loop knows the step.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "sim/base/result.h"

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

/// The file is no story: it cannot be played at all. The command says it and exits with code 2.
class BadStory : public std::exception {
  public:
    explicit BadStory(base::Error error) : error_(std::move(error)), text_(base::to_text(error_)) {}
    const base::Error& error() const { return error_; }
    const char* what() const noexcept override { return text_.c_str(); }

  private:
    base::Error error_;
    std::string text_;
};

/// Shortened to what a person can read in one line.
std::string shown(const Json& value);

}  // namespace brokerscope::cli::conform
