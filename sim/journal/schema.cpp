#include "sim/journal/schema.h"

#include <xxhash.h>

#include <type_traits>
#include <utility>

#include "sim/base/bytes.h"
#include "sim/journal/facts.h"

namespace brokerscope::journal {
namespace {

template <class T>
std::string integer_text() {
    return (std::is_unsigned_v<T> ? "uint" : "int") + std::to_string(sizeof(T) * 8);
}

// Small vocabularies are spelled out; Kafka's tables of hundreds of codes are only numbers here.
template <class E>
std::string enum_text() {
    constexpr std::size_t most_names = 10;
    const auto& entries = enum_names(E{});
    if (entries.size() > most_names) return integer_text<std::underlying_type_t<E>>();
    std::string names;
    for (const auto& entry : entries)
        names += (names.empty() ? "" : " | ") + std::string(entry.name);
    return names;
}

template <class T>
std::string type_text();

template <class T>
std::string fields_text() {
    std::string text;
    std::apply(
        [&]<class... F>(const F&... one) {
            [[maybe_unused]] const auto add = [&](std::string_view name, std::string type) {
                text += (text.empty() ? "" : ", ") + std::string(name) + ": " + std::move(type);
            };
            (add(one.name,
                 type_text<std::remove_cvref_t<decltype(std::declval<T>().*(one.member))>>()),
             ...);
        },
        T::fields());
    return text;
}

template <class T>
std::string type_text() {
    if constexpr (std::is_same_v<T, bool>) {
        return "bool";
    } else if constexpr (std::is_enum_v<T>) {
        return enum_text<T>();
    } else if constexpr (std::is_integral_v<T>) {
        return integer_text<T>();
    } else if constexpr (base::StrongInteger<T>) {
        return integer_text<typename T::rep_type>();
    } else if constexpr (std::is_same_v<T, SimTime> || std::is_same_v<T, Duration>) {
        return "int64 ns";
    } else if constexpr (std::is_same_v<T, std::string>) {
        return "text";
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return "bytes";
    } else if constexpr (std::is_same_v<T, Text>) {
        return "text en, pt";
    } else if constexpr (std::is_same_v<T, PackedValue>) {
        return "value";
    } else if constexpr (base::is_optional<T>::value) {
        return "optional " + type_text<typename T::value_type>();
    } else if constexpr (base::is_vector<T>::value) {
        return "list of (" + type_text<typename T::value_type>() + ")";
    } else {
        return "(" + fields_text<T>() + ")";
    }
}

template <std::size_t... I>
std::vector<KindSchema> all_kinds(std::index_sequence<I...>) {
    return {KindSchema{fact_kinds()[I], fields_text<std::variant_alternative_t<I, FactBody>>()}...};
}

}  // namespace

std::vector<KindSchema> facts_schema() {
    return all_kinds(std::make_index_sequence<std::variant_size_v<FactBody>>{});
}

std::uint64_t facts_schema_hash() {
    std::string text;
    for (const KindSchema& kind : facts_schema())
        text += std::string(kind.kind) + " {" + kind.fields + "}\n";
    return XXH3_64bits(text.data(), text.size());
}

}  // namespace brokerscope::journal
