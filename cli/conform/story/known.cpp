#include "cli/conform/story/known.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace brokerscope::cli::conform {
namespace {

// A number that nobody was given, for a symbol that a request uses first.
constexpr std::int64_t nobodys_number = 987'654'321;

std::optional<std::int64_t> number_in(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// "T", "T+5000", "T-700000": milliseconds after the start.
std::optional<std::int64_t> time_in(std::string_view text) {
    if (text == "T") return 0;
    if (text.size() < 3 || text[0] != 'T' || (text[1] != '+' && text[1] != '-'))
        return std::nullopt;
    return number_in(text.substr(1));
}

// "$SID+1" is the symbol "$SID" and 1.
std::pair<std::string, std::int64_t> parts_of(const std::string& symbol) {
    const std::size_t sign = symbol.find_first_of("+-");
    if (sign != std::string::npos) {
        if (const auto number = number_in(std::string_view(symbol).substr(sign)))
            return {symbol.substr(0, sign), *number};
    }
    return {symbol, 0};
}

// "<4097 bytes>"
std::optional<std::string> bytes_in(std::string_view text) {
    constexpr std::string_view tail = " bytes>";
    if (text.size() <= tail.size() || text.front() != '<' || !text.ends_with(tail))
        return std::nullopt;
    const auto size = number_in(text.substr(1, text.size() - tail.size() - 1));
    if (!size) return std::nullopt;
    return std::string(static_cast<std::size_t>(*size), 'x');
}

// Whether `text` reads like `pattern`, in which `<..>` and `#` stand for anything.
bool reads_like(std::string_view pattern, std::string_view text) {
    std::size_t hole = pattern.find_first_of("<#");
    if (hole == pattern.npos) return pattern == text;
    std::size_t after = hole + 1;
    if (pattern[hole] == '<') {
        const std::size_t end = pattern.find('>', hole);
        if (end == pattern.npos) return pattern == text;
        after = end + 1;
    }
    if (text.substr(0, hole) != pattern.substr(0, hole)) return false;
    for (std::size_t i = hole; i <= text.size(); ++i) {
        if (reads_like(pattern.substr(after), text.substr(i))) return true;
    }
    return false;
}

// The fields that name an element of a list without order; one that is not there names nothing.
constexpr std::string_view id_fields[] = {"topic",   "partition",       "name",     "memberId",
                                          "groupId", "nodeId",          "brokerId", "resourceName",
                                          "key",     "transactionalId", "id",       "resourceType"};

}  // namespace

Json Known::resolved(const std::string& text) {
    if (const auto after = time_in(text)) return start_ms_ + *after;
    if (const auto bytes = bytes_in(text)) return *bytes;
    if (text.empty() || text[0] != '$') return text;
    const auto [symbol, more] = parts_of(text);
    const auto found = bound_.find(symbol);
    if (found == bound_.end()) return nobodys_number + more;
    if (more == 0) return found->second;
    if (!found->second.is_number()) return text;
    return found->second.get<std::int64_t>() + more;
}

Json Known::resolved(const Json& tree, std::int64_t now_ms) {
    if (tree.is_string()) {
        const std::string text = tree;
        return text == "now" ? Json(now_ms) : resolved(text);
    }
    if (!tree.is_structured()) return tree;
    Json result = tree;
    for (auto& [name, value] : result.items()) {
        // Names of topics and groups are never times.
        const bool is_name = name == "topic" || name == "value" || name == "name" || name == "key";
        const bool is_time = value.is_string() && time_in(value.get<std::string>()).has_value();
        if (!(is_name && is_time)) value = resolved(Json(value), now_ms);
    }
    return result;
}

std::optional<Differs> Known::compare(const Json& recorded, const Json& modelled,
                                      const Looking& looking, const std::string& where) {
    looking_ = &looking;
    std::map<std::string, Json> before = bound_;
    Found found = match(recorded, modelled, where);
    if (found) bound_ = std::move(before);
    looking_ = nullptr;
    return found;
}

Known::Found Known::match(const Json& recorded, const Json& modelled, const std::string& where) {
    if (recorded.is_string()) return match_text(recorded, modelled, where);
    if (recorded.is_object() && modelled.is_object())
        return match_object(recorded, modelled, where);
    if (recorded.is_array() && modelled.is_array()) {
        const std::size_t dot = where.rfind('.');
        return match_list(recorded, modelled,
                          dot == std::string::npos ? where : where.substr(dot + 1), where);
    }
    if (recorded == modelled) return std::nullopt;
    return Differs{where, shown(recorded), shown(modelled)};
}

Known::Found Known::match_text(const std::string& recorded, const Json& modelled,
                               const std::string& where) {
    if (recorded == "*") return std::nullopt;
    const Differs other{where, recorded, shown(modelled)};
    if (recorded == "now" && modelled.is_number()) {
        const std::int64_t time = modelled;
        const bool fits = looking_->now_from_ms <= time && time <= looking_->now_to_ms;
        return fits ? Found() : other;
    }
    if (const auto after = time_in(recorded); after && modelled.is_number()) {
        return modelled == Json(start_ms_ + *after)
                   ? Found()
                   : Differs{where, recorded,
                             "T" +
                                 std::string(modelled.get<std::int64_t>() < start_ms_ ? "" : "+") +
                                 std::to_string(modelled.get<std::int64_t>() - start_ms_)};
    }
    if (!recorded.empty() && recorded[0] == '$') return match_symbol(recorded, modelled, where);
    if (!modelled.is_string()) return other;
    if (modelled == recorded || reads_like(recorded, modelled.get<std::string>()))
        return std::nullopt;
    if (const auto bytes = bytes_in(recorded); bytes && modelled == *bytes) return std::nullopt;
    return other;
}

Known::Found Known::match_symbol(const std::string& text, const Json& modelled,
                                 const std::string& where) {
    const auto [symbol, more] = parts_of(text);
    Json value = modelled;
    if (more != 0) {
        if (!modelled.is_number()) return Differs{where, text, shown(modelled)};
        value = modelled.get<std::int64_t>() - more;
    }
    const auto [found, is_new] = bound_.emplace(symbol, value);
    if (is_new || found->second == value) return std::nullopt;
    return Differs{where, text + " = " + shown(found->second), shown(modelled)};
}

Known::Found Known::match_object(const Json& recorded, const Json& modelled,
                                 const std::string& where) {
    for (const auto& [name, value] : recorded.items()) {
        const auto found = modelled.find(name);
        if (found == modelled.end())
            throw NotModelled{"the model does not tell " + where + "." + name};
        if (Found other = match(value, *found, where + "." + name)) return other;
    }
    return std::nullopt;
}

bool Known::has_order(const std::string& list_name) const {
    if (looking_->unordered.count(list_name) != 0) return false;
    static const std::set<std::string> without{"brokers",    "groups",        "members",
                                               "topics",     "configs",       "activeProducers",
                                               "partitions", "nodeEndpoints", "transactionStates"};
    return without.count(list_name) == 0;
}

Known::Found Known::match_list(const Json& recorded, const Json& modelled, const std::string& name,
                               const std::string& where) {
    if (!has_order(name)) return match_set(recorded, modelled, where);
    const std::size_t both = std::min(recorded.size(), modelled.size());
    for (std::size_t i = 0; i < both; ++i) {
        Found other = match(recorded[i], modelled[i], where + "[" + std::to_string(i) + "]");
        if (other) return other;
    }
    if (recorded.size() == modelled.size()) return std::nullopt;
    return Differs{where, std::to_string(recorded.size()) + " elements " + shown(recorded),
                   std::to_string(modelled.size()) + " elements " + shown(modelled)};
}

// Finds a partner for each recorded element; a symbol that binds wrongly is tried again.
bool Known::place(const Json& recorded, std::size_t index, const Json& modelled,
                  std::set<std::size_t>& used, const std::string& where) {
    if (index == recorded.size()) return true;
    for (std::size_t i = 0; i < modelled.size(); ++i) {
        if (used.count(i) != 0) continue;
        const std::map<std::string, Json> before = bound_;
        if (!match(recorded[index], modelled[i], where)) {
            used.insert(i);
            if (place(recorded, index + 1, modelled, used, where)) return true;
            used.erase(i);
        }
        bound_ = before;
    }
    return false;
}

Known::Found Known::match_set(const Json& recorded, const Json& modelled,
                              const std::string& where) {
    std::set<std::size_t> used;
    if (recorded.size() == modelled.size() && place(recorded, 0, modelled, used, where))
        return std::nullopt;
    // Say what is wrong with the element that has the same name, if there is one.
    for (std::size_t i = 0; i < recorded.size(); ++i) {
        const auto names_it = [&](const Json& one) {
            if (!one.is_object() || !recorded[i].is_object()) return one == recorded[i];
            return std::all_of(std::begin(id_fields), std::end(id_fields), [&](const auto& name) {
                const std::string key(name);
                return !recorded[i].contains(key) || !one.contains(key) ||
                       !match(recorded[i][key], one[key], where);
            });
        };
        const auto found = std::find_if(modelled.begin(), modelled.end(), names_it);
        const std::string place = where + "[" + std::to_string(i) + "]";
        if (found == modelled.end())
            return Differs{place, shown(recorded[i]), "nothing like it in " + shown(modelled)};
        if (Found other = match(recorded[i], *found, place)) return other;
    }
    return Differs{where, std::to_string(recorded.size()) + " elements " + shown(recorded),
                   std::to_string(modelled.size()) + " elements " + shown(modelled)};
}

}  // namespace brokerscope::cli::conform
