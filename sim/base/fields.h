// One description of a struct for everything that is done to it: printing, hashing, comparing, the
// file format, Lua and the inspector. A struct states its fields once:
//
//     struct BrokerFenced {
//         NodeId broker;
//         static constexpr auto fields() { return std::tuple{field("brokerId",
//         &BrokerFenced::broker)}; }
//     };
//
// The name is the word that people see: Kafka's own for Kafka's things. The order is the order of
// the encoding. An enum states its names the same way, with a constexpr `enum_names(E)` beside it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::base {

template <class Class, class Member>
struct Field {
    std::string_view name;
    Member Class::*member;
};

template <class Class, class Member>
constexpr Field<Class, Member> field(std::string_view name, Member Class::*member) {
    return {name, member};
}

template <class T>
concept HasFields = requires {
    std::remove_cvref_t<T>::fields();
};

/// Calls `visit(name, member)` for every field of `object`, in order.
template <class T, class Visit>
requires HasFields<T>
constexpr void for_each_field(T& object, Visit&& visit) {
    std::apply([&](const auto&... one) { (visit(one.name, object.*(one.member)), ...); },
               std::remove_cvref_t<T>::fields());
}

/// Calls `visit(name)` for every field name of T.
template <HasFields T, class Visit>
constexpr void for_each_field_name(Visit&& visit) {
    std::apply([&](const auto&... one) { (visit(one.name), ...); }, T::fields());
}

template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E e) {
    enum_names(e);
};

/// The name that Kafka (or we, for our own things) gives this value.
template <NamedEnum E>
constexpr std::string_view name_of(E value) {
    for (const auto& entry : enum_names(value)) {
        if (entry.value == value) return entry.name;
    }
    return "?";
}

template <NamedEnum E>
constexpr std::optional<E> parse_enum(std::string_view name) {
    for (const auto& entry : enum_names(E{})) {
        if (entry.name == name) return entry.value;
    }
    return std::nullopt;
}

/// Makes a struct comparable through its fields.
template <HasFields T>
bool equal_fields(const T& a, const T& b) {
    return std::apply(
        [&](const auto&... one) { return ((a.*(one.member) == b.*(one.member)) && ...); },
        T::fields());
}

}  // namespace brokerscope::base
