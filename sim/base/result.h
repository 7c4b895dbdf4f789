// A value, or an Error that somebody outside can act on. Errors are for bad input (a scenario, a
// flag, a file, a config key); a bug is a CHECK.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/base/check.h"

namespace brokerscope::base {

/// What is wrong, where ("file.lua:12", "journal.bsj at byte 812"; may be empty) and what to do
/// about it (may be empty).
struct Error {
    std::string message;
    std::string place;
    std::string hint;

    friend bool operator==(const Error&, const Error&) = default;
};

/// "place: message\n  hint: ..." without the parts that are empty.
std::string to_text(const Error& error);

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : content_(std::move(value)) {}
    Result(Error error) : content_(std::move(error)) {}

    bool ok() const { return content_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & {
        CHECK(ok(), "a Result was read without looking whether it is an error");
        return std::get<0>(content_);
    }
    const T& value() const& {
        CHECK(ok(), "a Result was read without looking whether it is an error");
        return std::get<0>(content_);
    }
    T&& value() && {
        CHECK(ok(), "a Result was read without looking whether it is an error");
        return std::get<0>(std::move(content_));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const {
        CHECK(!ok(), "a Result without an error was asked for its error");
        return std::get<1>(content_);
    }

  private:
    std::variant<T, Error> content_;
};

struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
};
/// The result of something that only succeeds or fails.
using Status = Result<Nothing>;

/// The name of `names` nearest to `wrong` (edit distance, at most a third of its length), or ""
/// when none is near: for "did you mean".
template <class Names>
std::string_view nearest_name(std::string_view wrong, const Names& names);

/// Number of single-character changes that make `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Names>
std::string_view nearest_name(std::string_view wrong, const Names& names) {
    std::string_view best;
    std::size_t best_distance = wrong.size() / 3 + 1;
    for (const auto& name : names) {
        const std::size_t distance = edit_distance(wrong, name);
        if (distance < best_distance || (distance == best_distance && best.empty())) {
            best = name;
            best_distance = distance;
        }
    }
    return best_distance <= wrong.size() / 3 + 1 ? best : std::string_view{};
}

}  // namespace brokerscope::base
