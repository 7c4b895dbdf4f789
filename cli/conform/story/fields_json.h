// Anything with fields() from JSON and to JSON, under Kafka's names: the one table between the
// vocabulary of recordings and the model's requests and answers.
//
// Reading: a field that the type does not have is NotModelled, unless it says nothing (null, false,
// an empty text or list). Fields that are absent keep what the type starts with.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "cli/conform/story/names.h"
#include "cli/conform/story/records.h"
#include "sim/base/bytes.h"
#include "sim/base/fields.h"

namespace brokerscope::cli::conform {

struct ReadContext {
    Names& names;
    std::int64_t now_ms = 0;
};

template <class T>
void read_json(const Json& json, T& out, const std::string& path, const ReadContext& context);

namespace detail {

[[noreturn]] inline void cannot_hold(const std::string& path, const Json& json) {
    throw NotModelled{path + " = " + shown(json)};
}

inline bool says_nothing(const Json& json) {
    return json.is_null() || json == false || json == "" || (json.is_array() && json.empty());
}

template <class T>
void read_integer(const Json& json, T& out, const std::string& path) {
    if (!json.is_number_integer()) cannot_hold(path, json);
    const std::int64_t value = json;
    if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max())
        cannot_hold(path, json);
    out = static_cast<T>(value);
}

template <class T>
void read_object(const Json& json, T& out, const std::string& path, const ReadContext& context) {
    if (!json.is_object()) cannot_hold(path, json);
    for (const auto& item : json.items()) {
        const std::string place = path + "." + item.key();
        bool found = false;
        base::for_each_field(out, [&](std::string_view known, auto& member) {
            if (known != item.key()) return;
            found = true;
            read_json(item.value(), member, place, context);
        });
        if (!found && !says_nothing(item.value())) throw NotModelled{"field " + place};
    }
}

}  // namespace detail

template <class T>
void read_json(const Json& json, T& out, const std::string& path, const ReadContext& context) {
    if constexpr (std::is_same_v<T, bool>) {
        if (!json.is_boolean()) detail::cannot_hold(path, json);
        out = json.get<bool>();
    } else if constexpr (base::NamedEnum<T>) {
        if (json.is_string()) {
            const auto value = base::parse_enum<T>(json.get<std::string>());
            if (!value) detail::cannot_hold(path, json);
            out = *value;
        } else {
            std::underlying_type_t<T> raw{};
            detail::read_integer(json, raw, path);
            out = static_cast<T>(raw);
        }
    } else if constexpr (std::is_integral_v<T>) {
        detail::read_integer(json, out, path);
    } else if constexpr (std::is_same_v<T, base::TopicId>) {
        if (json.is_string()) {
            out = context.names.topic_id(json);
        } else {
            detail::read_integer(json, out.value, path);
        }
    } else if constexpr (base::StrongInteger<T>) {
        detail::read_integer(json, out.value, path);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!json.is_string()) detail::cannot_hold(path, json);
        out = json.get<std::string>();
    } else if constexpr (std::is_same_v<T, base::Bytes>) {
        if (!json.is_string()) detail::cannot_hold(path, json);
        out.data = json.get<std::string>();
    } else if constexpr (std::is_same_v<T, std::vector<log::RecordBatch>>) {
        out = batches_from(json, context.now_ms);
    } else if constexpr (base::is_optional<T>::value) {
        if (json.is_null()) {
            out.reset();
        } else {
            read_json(json, out.emplace(), path, context);
        }
    } else if constexpr (base::is_vector<T>::value) {
        if (!json.is_array()) detail::cannot_hold(path, json);
        out.clear();
        for (const Json& element : json)
            read_json(element, out.emplace_back(), path + "[]", context);
    } else {
        static_assert(base::HasFields<T>, "a type without fields() cannot be read from JSON");
        detail::read_object(json, out, path, context);
    }
}

/// `name` is the field's: topics are shown by name, but a topicId as its number.
template <class T>
Json write_json(const T& value, std::string_view name, Names& names) {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
        return value;
    } else if constexpr (base::NamedEnum<T>) {
        return std::string(base::name_of(value));
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_same_v<T, base::TopicId>) {
        if (name == "topicId") return value.value;
        return names.topic_name(value);
    } else if constexpr (base::StrongInteger<T>) {
        return static_cast<std::int64_t>(value.value);
    } else if constexpr (std::is_same_v<T, base::Bytes>) {
        return value.data;
    } else if constexpr (std::is_same_v<T, log::RecordBatch>) {
        return to_json(value);
    } else if constexpr (base::is_optional<T>::value || base::is_shared<T>::value) {
        return value ? write_json(*value, name, names) : Json();
    } else if constexpr (base::is_vector<T>::value) {
        Json list = Json::array();
        for (const auto& element : value)
            list.push_back(write_json(element, name, names));
        return list;
    } else {
        static_assert(base::HasFields<T>, "a type without fields() cannot be written as JSON");
        Json object = Json::object();
        base::for_each_field(value, [&](std::string_view field, const auto& member) {
            object[std::string(field)] = write_json(member, field, names);
        });
        return object;
    }
}

}  // namespace brokerscope::cli::conform
