#include "sim/kafka/config_value.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <utility>

#include "sim/kafka/config_validators.h"

namespace brokerscope::kafka {
namespace {

constexpr std::int64_t decimal_one = 1'000'000'000;

struct IntegerRange {
    std::int64_t lowest;
    std::int64_t highest;
};

template <class T>
constexpr IntegerRange range_of() {
    return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

// The range of the Java type; absent for what is no integer.
std::optional<IntegerRange> integer_range(ConfigType type) {
    switch (type) {
        case ConfigType::short_type: return range_of<std::int16_t>();
        case ConfigType::int_type: return range_of<std::int32_t>();
        case ConfigType::long_type: return range_of<std::int64_t>();
        default: return std::nullopt;
    }
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

// Java prints a double with at least one digit after the point.
std::string decimal_text(std::int64_t nanos) {
    const std::int64_t whole = nanos / decimal_one;
    std::string fraction = std::to_string(std::abs(nanos % decimal_one));
    fraction = std::string(9 - fraction.size(), '0') + fraction;
    while (fraction.size() > 1 && fraction.back() == '0')
        fraction.pop_back();
    return (nanos < 0 && whole == 0 ? "-" : "") + std::to_string(whole) + "." + fraction;
}

std::vector<std::string> words_between_brackets(std::string_view text) {
    return parse_config_list(text.substr(1, text.size() - 2));
}

// "[1,...]", "[0,...,500]", "[1,...,9] or -1"
struct RangeValidator {
    std::string_view lowest;
    std::string_view highest;  // "" when there is none
    std::string_view exempt;   // "" when there is none
};

std::optional<RangeValidator> parse_range(std::string_view text) {
    constexpr std::string_view dots = ",...";
    const std::size_t at = text.find(dots);
    const std::size_t end = text.find(']');
    if (text.empty() || text[0] != '[' || at == std::string_view::npos || end < at) return {};
    RangeValidator range{text.substr(1, at - 1), "", ""};
    if (!parse_config_decimal(range.lowest)) return {};
    if (end > at + dots.size())
        range.highest = text.substr(at + dots.size() + 1, end - at - dots.size() - 1);
    constexpr std::string_view exemption = "] or ";
    if (text.substr(end).substr(0, exemption.size()) == exemption) {
        range.exempt = text.substr(end + exemption.size());
    }
    return range;
}

// `shown` is how Java prints the number.
base::Status check_range(const ConfigDefinition& definition, const RangeValidator& range,
                         std::int64_t number, const std::string& shown,
                         std::optional<std::int64_t> (*parse)(std::string_view)) {
    const bool too_low = number < *parse(range.lowest);
    const bool too_high = !range.highest.empty() && number > *parse(range.highest);
    if (!range.exempt.empty()) {
        if ((!too_low && !too_high) || number == *parse(range.exempt)) return base::Nothing{};
        return invalid_config_value(definition, shown,
                                    "Value must be between " + std::string(range.lowest) + " and " +
                                        std::string(range.highest) + " or equal to " +
                                        std::string(range.exempt));
    }
    if (too_low) {
        return invalid_config_value(definition, shown,
                                    "Value must be at least " + std::string(range.lowest));
    }
    if (too_high) {
        return invalid_config_value(definition, shown,
                                    "Value must be no more than " + std::string(range.highest));
    }
    return base::Nothing{};
}

base::Status check_integer(const ConfigDefinition& definition, std::string_view value) {
    const std::optional<std::int64_t> number = parse_config_integer(trimmed(value));
    const IntegerRange bounds = *integer_range(definition.type);
    if (!number || *number < bounds.lowest || *number > bounds.highest) {
        return invalid_config_value(
            definition, value,
            "Not a number of type " + std::string(base::name_of(definition.type)));
    }
    const std::string_view validator = definition.validator.value_or("");
    if (const auto range = parse_range(validator)) {
        return check_range(definition, *range, *number, std::to_string(*number),
                           parse_config_integer);
    }
    if (const auto judged = check_by_special_validator(definition, value)) return *judged;
    // The thread pools of tiered storage describe their rule as prose.
    if (validator.substr(0, 27) == "The default value of -1 mea" && *number < 1 && *number != -1) {
        return invalid_config_value(definition, trimmed(value),
                                    "Value can be -1 or greater than 0");
    }
    return base::Nothing{};
}

base::Status check_decimal(const ConfigDefinition& definition, std::string_view value) {
    const std::optional<std::int64_t> number = parse_config_decimal(trimmed(value));
    if (!number) return invalid_config_value(definition, value, "Not a number of type DOUBLE");
    if (const auto range = parse_range(definition.validator.value_or(""))) {
        return check_range(definition, *range, *number, decimal_text(*number),
                           parse_config_decimal);
    }
    return base::Nothing{};
}

base::Status check_boolean(const ConfigDefinition& definition, std::string_view value) {
    if (parse_config_boolean(value)) return base::Nothing{};
    return invalid_config_value(definition, value, "Expected value to be either true or false");
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

base::Status check_word(const ConfigDefinition& definition, std::string_view validator,
                        std::string_view word) {
    constexpr std::string_view any_case = "(case insensitive) ";
    const bool ignores_case = validator.substr(0, any_case.size()) == any_case;
    if (ignores_case) validator.remove_prefix(any_case.size());
    const std::vector<std::string> words = words_between_brackets(validator);
    for (const std::string& valid : words) {
        if (ignores_case ? equal_ignoring_case(valid, word) : valid == word) return base::Nothing{};
    }
    return invalid_config_value(definition, word,
                                std::string("String must be one of") +
                                    (ignores_case ? " (case insensitive): " : ": ") +
                                    joined(words));
}

// auto.offset.reset of 4.x: a word, or "by_duration:" and an ISO 8601 duration that is not
// negative.
base::Status check_offset_reset(const ConfigDefinition& definition, std::string_view value) {
    constexpr std::string_view by_duration = "by_duration:P";
    const bool with_none = definition.validator->find("none") != std::string_view::npos;
    if (value == "earliest" || value == "latest" || (with_none && value == "none") ||
        value.substr(0, by_duration.size()) == by_duration) {
        return base::Nothing{};
    }
    const std::string name(definition.name);
    return invalid_config_value(
        definition, value,
        "Invalid value `" + std::string(value) + "` for configuration " + name +
            ". The value must be either 'earliest', 'latest'" +
            (with_none ? ", 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'."
                       : " or of the format 'by_duration:<PnDTnHnMn.nS>'."));
}

bool lists_words(std::string_view validator) {
    constexpr std::string_view any_case = "(case insensitive) ";
    if (validator.substr(0, any_case.size()) == any_case) return true;
    return validator.size() > 2 && validator.front() == '[' && validator.back() == ']';
}

base::Status check_text(const ConfigDefinition& definition, std::string_view value) {
    if (const auto judged = check_by_special_validator(definition, value)) return *judged;
    const std::string_view validator = definition.validator.value_or("");
    if (validator == "non-empty string" && trimmed(value).empty()) {
        return invalid_config_value(definition, value, "String must be non-empty");
    }
    if (validator.find("by_duration") != std::string_view::npos) {
        return check_offset_reset(definition, trimmed(value));
    }
    if (lists_words(validator)) return check_word(definition, validator, trimmed(value));
    return base::Nothing{};
}

base::Status check_list(const ConfigDefinition& definition, std::string_view value) {
    if (const auto judged = check_by_special_validator(definition, value)) return *judged;
    const std::vector<std::string> items = parse_config_list(value);
    const std::string name(definition.name);
    const std::string_view validator = definition.validator.value_or("");
    if (items.empty() && !definition.accepts_empty && definition.validator) {
        const std::string valid =
            validator.empty() ? "any non-empty value" : std::string(validator);
        return base::Error{
            "Configuration '" + name + "' must not be empty. Valid values include: " + valid, "",
            ""};
    }
    // Lists that take any value take none twice.
    const bool takes_any = definition.validator && validator.empty();
    if (takes_any && std::set<std::string>(items.begin(), items.end()).size() != items.size()) {
        return base::Error{"Configuration '" + name + "' values must not be duplicated.", "", ""};
    }
    for (const std::string& item : items) {
        if (lists_words(validator)) {
            if (base::Status status = check_word(definition, validator, item); !status)
                return status;
        } else if (takes_any && item.empty()) {
            return base::Error{"Configuration '" + name + "' values must not be empty.", "", ""};
        }
    }
    return base::Nothing{};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::optional<std::int64_t> parse_config_integer(std::string_view text) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<bool> parse_config_boolean(std::string_view text) {
    if (equal_ignoring_case(trimmed(text), "true")) return true;
    if (equal_ignoring_case(trimmed(text), "false")) return false;
    return std::nullopt;
}

std::vector<std::string> parse_config_list(std::string_view text) {
    text = trimmed(text);
    std::vector<std::string> items;
    if (text.empty()) return items;
    for (std::size_t comma = text.find(','); comma != std::string_view::npos;
         comma = text.find(',')) {
        items.emplace_back(trimmed(text.substr(0, comma)));
        text.remove_prefix(comma + 1);
    }
    items.emplace_back(trimmed(text));
    return items;
}

std::optional<std::int64_t> parse_config_decimal(std::string_view text) {
    const bool is_negative = !text.empty() && text.front() == '-';
    if (is_negative) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string_view fraction = text.substr(point);
    if (!fraction.empty()) fraction.remove_prefix(1);
    std::string digits = std::string(text.substr(0, point)) + std::string(fraction.substr(0, 9));
    if (digits.empty() || fraction.size() > 9) return std::nullopt;
    if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    digits.append(9 - fraction.size(), '0');
    const std::optional<std::int64_t> nanos = parse_config_integer(digits);
    if (!nanos) return std::nullopt;
    return is_negative ? -*nanos : *nanos;
}

base::Status check_config_value(const ConfigDefinition& definition, std::string_view value) {
    switch (definition.type) {
        case ConfigType::boolean_type: return check_boolean(definition, value);
        case ConfigType::int_type:
        case ConfigType::short_type:
        case ConfigType::long_type: return check_integer(definition, value);
        case ConfigType::double_type: return check_decimal(definition, value);
        case ConfigType::list_type: return check_list(definition, value);
        case ConfigType::string_type:
        case ConfigType::class_type:
        case ConfigType::password_type: return check_text(definition, value);
    }
    return base::Nothing{};
}

}  // namespace brokerscope::kafka
