// Value: an ordered tree of names and values, the common form of everything that has fields(): what
// a message holds in the inspector, what Lua sends as a raw request, what a recording is compared
// with.
//
// PackedValue is the same tree as bytes that describe themselves: facts carry it, because it can be
// written straight from fields() without building a tree, and read without knowing the type.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/base/result.h"

namespace brokerscope::base {

struct ValueMember;

struct Value {
    using List = std::vector<Value>;
    using Object = std::vector<ValueMember>;

    std::variant<std::monostate, bool, std::int64_t, std::string, Bytes, TopicId, List, Object>
        content;

    bool is_null() const { return content.index() == 0; }
    const Object* object() const { return std::get_if<Object>(&content); }
    const List* list() const { return std::get_if<List>(&content); }
    /// The member with this name, or null when this is no object or has none.
    const Value* find(std::string_view name) const;

    friend bool operator==(const Value&, const Value&);
};

struct ValueMember {
    std::string name;
    Value value;

    friend bool operator==(const ValueMember&, const ValueMember&) = default;
};

inline bool operator==(const Value& a, const Value& b) {
    return a.content == b.content;
}

/// Turns a TopicId into its name, for people. Views implement it.
class TopicNames {
  public:
    virtual ~TopicNames() = default;
    /// The name, or "" when this topic was never heard of.
    virtual std::string_view topic_name(TopicId topic) const = 0;
};

/// One line of text: `{groupId: "billing", generationId: 4, protocols: [...]}`. Bytes that are no
/// printable text are shown as hex; `topics` may be null.
std::string to_text(const Value& value, const TopicNames* topics = nullptr);

struct PackedValue {
    std::string bytes;

    friend bool operator==(const PackedValue&, const PackedValue&) = default;
    static constexpr auto fields() { return std::tuple{field("packed", &PackedValue::bytes)}; }
};

/// The tree, or an error when the bytes are damaged.
Result<Value> unpack(const PackedValue& packed);
PackedValue pack_value(const Value& value);

// --- packing straight from fields() --------------------------------------------------------------

enum class PackTag : std::uint8_t { null, no, yes, integer, text, bytes, topic, list, object };

class PackWriter {
  public:
    explicit PackWriter(std::string& out) : out_(out) {}
    void tag(PackTag tag) { out_.push_back(static_cast<char>(tag)); }
    void unsigned_varint(std::uint64_t value);
    void signed_varint(std::int64_t value);
    void sized(std::string_view bytes) {
        unsigned_varint(bytes.size());
        out_.append(bytes);
    }

  private:
    std::string& out_;
};

namespace detail {
template <class T>
constexpr std::size_t field_count() {
    return std::tuple_size_v<decltype(T::fields())>;
}
}  // namespace detail

template <class T>
void pack_into(PackWriter& out, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        out.tag(value ? PackTag::yes : PackTag::no);
    } else if constexpr (NamedEnum<T>) {
        out.tag(PackTag::text);
        out.sized(name_of(value));
    } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
        out.tag(PackTag::integer);
        out.signed_varint(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<T, TopicId>) {
        out.tag(PackTag::topic);
        out.signed_varint(value.value);
    } else if constexpr (StrongInteger<T>) {
        out.tag(PackTag::integer);
        out.signed_varint(static_cast<std::int64_t>(value.value));
    } else if constexpr (std::is_same_v<T, SimTime> || std::is_same_v<T, LocalTime> ||
                         std::is_same_v<T, Duration>) {
        out.tag(PackTag::integer);
        out.signed_varint(value.ns);
    } else if constexpr (std::is_same_v<T, std::string>) {
        out.tag(PackTag::text);
        out.sized(value);
    } else if constexpr (std::is_same_v<T, Bytes>) {
        out.tag(PackTag::bytes);
        out.sized(value.data);
    } else if constexpr (std::is_same_v<T, Text>) {
        out.tag(PackTag::object);
        out.unsigned_varint(2);
        out.sized("en");
        pack_into(out, value.en);
        out.sized("pt");
        pack_into(out, value.pt);
    } else if constexpr (is_optional<T>::value || is_shared<T>::value) {
        if (value) {
            pack_into(out, *value);
        } else {
            out.tag(PackTag::null);
        }
    } else if constexpr (is_vector<T>::value) {
        out.tag(PackTag::list);
        out.unsigned_varint(value.size());
        for (const auto& element : value)
            pack_into(out, element);
    } else if constexpr (is_variant<T>::value) {
        std::visit([&](const auto& content) { pack_into(out, content); }, value);
    } else {
        static_assert(HasFields<T>, "a type without fields() cannot be packed");
        out.tag(PackTag::object);
        out.unsigned_varint(detail::field_count<T>());
        for_each_field(value, [&](std::string_view name, const auto& member) {
            out.sized(name);
            pack_into(out, member);
        });
    }
}

template <class T>
PackedValue pack(const T& object) {
    PackedValue packed;
    PackWriter out(packed.bytes);
    pack_into(out, object);
    return packed;
}

template <class T>
Value to_value(const T& object) {
    return unpack(pack(object)).value();
}

// --- reading a Value into a type -----------------------------------------------------------------

namespace detail {
Error wrong_type(const std::string& path, std::string_view wanted, const Value& found);
Error unknown_field(const std::string& path, std::string_view name,
                    const std::vector<std::string_view>& known);
bool read_integer(const Value& value, std::int64_t low, std::int64_t high, std::int64_t& out);
}  // namespace detail

/// Reads `value` into `out`; fields that are absent keep what `out` held. On error `out` may be
/// partly written. `path` names the place in the tree, e.g. "request.partitions[0].offset".
template <class T>
Status read_value(const Value& value, T& out, const std::string& path);

namespace detail {
template <class T>
Status read_integral(const Value& value, T& out, const std::string& path) {
    std::int64_t raw = 0;
    if (!read_integer(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), raw)) {
        return wrong_type(path, "an integer of " + std::to_string(sizeof(T) * 8) + " bits", value);
    }
    out = static_cast<T>(raw);
    return Nothing{};
}

template <HasFields T>
Status read_object(const Value& value, T& out, const std::string& path) {
    const Value::Object* object = value.object();
    if (object == nullptr) return wrong_type(path, "an object", value);
    for (const ValueMember& member : *object) {
        bool found = false;
        Status status = Nothing{};
        std::vector<std::string_view> known;
        for_each_field(out, [&](std::string_view name, auto& target) {
            known.push_back(name);
            if (name != member.name) return;
            found = true;
            status = read_value(member.value, target, path + "." + member.name);
        });
        if (!found) return unknown_field(path, member.name, known);
        if (!status) return status;
    }
    return Nothing{};
}

template <class T>
Status read_list(const Value& value, std::vector<T>& out, const std::string& path) {
    const Value::List* list = value.list();
    // An empty Lua table is an object without members: as a list it is the empty list.
    if (list == nullptr && value.object() != nullptr && value.object()->empty()) {
        out.clear();
        return Nothing{};
    }
    if (list == nullptr) return wrong_type(path, "a list", value);
    out.clear();
    for (std::size_t i = 0; i < list->size(); ++i) {
        Status status =
            read_value((*list)[i], out.emplace_back(), path + "[" + std::to_string(i) + "]");
        if (!status) return status;
    }
    return Nothing{};
}

template <NamedEnum T>
Status read_enum(const Value& value, T& out, const std::string& path) {
    if (const auto* text = std::get_if<std::string>(&value.content)) {
        if (const auto parsed = parse_enum<T>(*text)) {
            out = *parsed;
            return Nothing{};
        }
        std::vector<std::string_view> names;
        for (const auto& entry : enum_names(T{}))
            names.push_back(entry.name);
        return unknown_field(path, *text, names);
    }
    std::underlying_type_t<T> raw{};
    if (const Status status = read_integral(value, raw, path); !status) return status;
    out = static_cast<T>(raw);
    return name_of(out) == "?" ? Status(wrong_type(path, "a known number", value))
                               : Status(Nothing{});
}
}  // namespace detail

template <class T>
Status read_value(const Value& value, T& out, const std::string& path) {
    if constexpr (std::is_same_v<T, bool>) {
        if (const bool* raw = std::get_if<bool>(&value.content)) {
            out = *raw;
            return Nothing{};
        }
        return detail::wrong_type(path, "true or false", value);
    } else if constexpr (NamedEnum<T>) {
        return detail::read_enum(value, out, path);
    } else if constexpr (std::is_integral_v<T>) {
        return detail::read_integral(value, out, path);
    } else if constexpr (std::is_same_v<T, TopicId>) {
        if (const TopicId* raw = std::get_if<TopicId>(&value.content)) {
            out = *raw;
            return Nothing{};
        }
        return detail::read_integral(value, out.value, path);
    } else if constexpr (StrongInteger<T>) {
        return detail::read_integral(value, out.value, path);
    } else if constexpr (std::is_same_v<T, SimTime> || std::is_same_v<T, LocalTime> ||
                         std::is_same_v<T, Duration>) {
        return detail::read_integral(value, out.ns, path);
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Bytes>) {
        std::string* target = nullptr;
        if constexpr (std::is_same_v<T, Bytes>) {
            target = &out.data;
        } else {
            target = &out;
        }
        if (const auto* text = std::get_if<std::string>(&value.content)) {
            *target = *text;
            return Nothing{};
        }
        if (const auto* bytes = std::get_if<Bytes>(&value.content)) {
            *target = bytes->data;
            return Nothing{};
        }
        return detail::wrong_type(path, "a text", value);
    } else if constexpr (is_optional<T>::value) {
        if (value.is_null()) {
            out.reset();
            return Nothing{};
        }
        return read_value(value, out.emplace(), path);
    } else if constexpr (is_vector<T>::value) {
        return detail::read_list(value, out, path);
    } else if constexpr (is_shared<T>::value) {
        using Content = std::remove_const_t<typename T::element_type>;
        auto content = std::make_shared<Content>();
        Status status = read_value(value, *content, path);
        out = std::move(content);
        return status;
    } else {
        static_assert(HasFields<T>, "a type without fields() cannot be read from a Value");
        return detail::read_object(value, out, path);
    }
}

}  // namespace brokerscope::base
