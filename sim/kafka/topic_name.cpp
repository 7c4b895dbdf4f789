#include "sim/kafka/topic_name.h"

#include <algorithm>
#include <string>

namespace brokerscope::kafka {
namespace {

bool is_legal(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

base::Error invalid(const std::string& what) {
    return {"Topic name is invalid: " + what, "", ""};
}

char unified(char c) {
    return c == '.' ? '_' : c;
}

}  // namespace

base::Status check_topic_name(std::string_view name) {
    const std::string quoted = "'" + std::string(name) + "'";
    if (name.empty()) return invalid("the empty string is not allowed");
    if (name == "." || name == "..") return invalid(quoted + " is not allowed");
    if (name.size() > longest_topic_name) {
        return invalid("the length of " + quoted + " is longer than the max allowed length " +
                       std::to_string(longest_topic_name));
    }
    if (!std::all_of(name.begin(), name.end(), is_legal)) {
        return invalid(quoted +
                       " contains one or more characters other than ASCII alphanumerics, '.', '_' "
                       "and '-'");
    }
    return base::Nothing{};
}

bool has_collision_chars(std::string_view name) {
    return name.find_first_of("._") != std::string_view::npos;
}

std::string unified_topic_name(std::string_view name) {
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(), unified);
    return text;
}

bool topic_names_collide(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return unified(x) == unified(y); });
}

bool is_internal_topic(std::string_view name) {
    return name == consumer_offsets_topic || name == transaction_state_topic ||
           name == share_group_state_topic;
}

}  // namespace brokerscope::kafka
