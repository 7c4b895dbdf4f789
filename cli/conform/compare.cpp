#include "cli/conform/compare.h"

#include <algorithm>

namespace brokerscope::cli::conform {
namespace {

constexpr std::size_t longest_shown = 200;

std::string shown(const Json* value) {
    if (value == nullptr) return "absent";
    std::string text = value->dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > longest_shown) text = text.substr(0, longest_shown) + "...";
    return text;
}

class Comparison {
  public:
    Comparison(ExtraMembers extra, std::size_t most) : extra_(extra), most_(most) {}

    void compare(const Json& recorded, const Json& modelled, const std::string& path,
                 std::int64_t step) {
        if (found_.size() >= most_) return;
        if (recorded.is_object() && modelled.is_object()) {
            compare_objects(recorded, modelled, path, step);
        } else if (recorded.is_array() && modelled.is_array()) {
            compare_lists(recorded, modelled, path, step);
        } else if (recorded != modelled) {
            note(path, step, &recorded, &modelled);
        }
    }

    std::vector<Difference> found() && { return std::move(found_); }

  private:
    void compare_objects(const Json& recorded, const Json& modelled, const std::string& path,
                         std::int64_t step) {
        const std::string prefix = path.empty() ? "" : path + ".";
        for (const auto& [name, value] : recorded.items()) {
            const auto other = modelled.find(name);
            if (other != modelled.end()) {
                compare(value, *other, prefix + name, step);
            } else if (!value.is_null()) {
                note(prefix + name, step, &value, nullptr);
            }
        }
        if (extra_ == ExtraMembers::ignored) return;
        for (const auto& [name, value] : modelled.items()) {
            if (!recorded.contains(name) && !value.is_null())
                note(prefix + name, step, nullptr, &value);
        }
    }

    void compare_lists(const Json& recorded, const Json& modelled, const std::string& path,
                       std::int64_t step) {
        const std::size_t common = std::min(recorded.size(), modelled.size());
        const std::size_t longer = std::max(recorded.size(), modelled.size());
        // Steps stand in the output itself or in one of its members, not deeper.
        const bool has_steps = step < 0 && path.find_first_of(".[") == std::string::npos;
        for (std::size_t i = 0; i < longer; ++i) {
            const std::string at = path + "[" + std::to_string(i) + "]";
            const std::int64_t here = has_steps ? static_cast<std::int64_t>(i) : step;
            if (i < common) {
                compare(recorded[i], modelled[i], at, here);
            } else {
                note(at, here, i < recorded.size() ? &recorded[i] : nullptr,
                     i < modelled.size() ? &modelled[i] : nullptr);
            }
        }
    }

    void note(const std::string& path, std::int64_t step, const Json* recorded,
              const Json* modelled) {
        if (found_.size() >= most_) return;
        found_.push_back({path, step, shown(recorded), shown(modelled)});
    }

    ExtraMembers extra_;
    std::size_t most_;
    std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const Json& recorded, const Json& modelled, ExtraMembers extra,
                                    std::size_t most) {
    Comparison comparison(extra, most);
    comparison.compare(recorded, modelled, "", -1);
    return std::move(comparison).found();
}

std::string describe_differences(const std::vector<Difference>& differences) {
    std::string text;
    for (const Difference& one : differences) {
        if (!text.empty()) text += "\n";
        text += (one.path.empty() ? "output" : one.path) + ": recorded " + one.recorded +
                ", modelled " + one.modelled;
    }
    return text;
}

}  // namespace brokerscope::cli::conform
