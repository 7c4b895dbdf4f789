// Bytes, a writer and a reader of canonical little-endian encodings, and encode()/decode() of
// everything that has fields(). The same bytes are hashed, stored and compared, so there is one
// canonical form: integers have their full width, lengths are 32 bits, optionals and variants start
// with one byte.
//
// A reader never throws and never reads beyond its end: it turns bad and stays bad, and the caller
// looks once, at the end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"

namespace brokerscope::base {

static_assert(std::endian::native == std::endian::little,
              "the canonical encoding is written with memcpy on little-endian processors");

/// Uninterpreted bytes: record keys and values, member metadata. Not text, though it often reads as
/// such.
struct Bytes {
    std::string data;

    friend auto operator<=>(const Bytes&, const Bytes&) = default;
    std::size_t size() const { return data.size(); }
};

class ByteWriter {
  public:
    explicit ByteWriter(std::string& out) : out_(out) {}

    template <class T>
    requires std::is_integral_v<T>
    void integer(T value) {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        out_.append(raw, sizeof(T));
    }
    void raw(std::string_view bytes) { out_.append(bytes); }
    void sized(std::string_view bytes) {
        integer(static_cast<std::uint32_t>(bytes.size()));
        raw(bytes);
    }
    std::size_t size() const { return out_.size(); }

  private:
    std::string& out_;
};

class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return at_ == bytes_.size(); }
    std::size_t position() const { return at_; }
    std::size_t remaining() const { return bytes_.size() - at_; }
    void fail() { ok_ = false; }

    template <class T>
    requires std::is_integral_v<T> T integer() {
        T value{};
        const std::string_view taken = raw(sizeof(T));
        if (ok_) std::memcpy(&value, taken.data(), sizeof(T));
        return value;
    }
    std::string_view raw(std::size_t size) {
        if (!ok_ || size > remaining()) {
            ok_ = false;
            return {};
        }
        const std::string_view taken = bytes_.substr(at_, size);
        at_ += size;
        return taken;
    }
    std::string_view sized() { return raw(integer<std::uint32_t>()); }
    /// Number of elements that follow; bad when they could not fit into what remains.
    std::size_t count() {
        const std::size_t n = integer<std::uint32_t>();
        if (n > remaining()) ok_ = false;
        return ok_ ? n : 0;
    }

  private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

// --- encode --------------------------------------------------------------------------------------

template <class T>
struct is_vector : std::false_type {};
template <class T, class A>
struct is_vector<std::vector<T, A>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_variant : std::false_type {};
template <class... T>
struct is_variant<std::variant<T...>> : std::true_type {};
template <class T>
struct is_shared : std::false_type {};
template <class T>
struct is_shared<std::shared_ptr<const T>> : std::true_type {};

template <class T>
void encode(ByteWriter& out, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        out.integer(static_cast<std::uint8_t>(value ? 1 : 0));
    } else if constexpr (std::is_integral_v<T>) {
        out.integer(value);
    } else if constexpr (std::is_enum_v<T>) {
        out.integer(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (StrongInteger<T>) {
        out.integer(value.value);
    } else if constexpr (std::is_same_v<T, SimTime> || std::is_same_v<T, LocalTime> ||
                         std::is_same_v<T, Duration>) {
        out.integer(value.ns);
    } else if constexpr (std::is_same_v<T, std::string>) {
        out.sized(value);
    } else if constexpr (std::is_same_v<T, Bytes>) {
        out.sized(value.data);
    } else if constexpr (std::is_same_v<T, Text>) {
        out.sized(value.en);
        out.sized(value.pt);
    } else if constexpr (is_optional<T>::value) {
        out.integer(static_cast<std::uint8_t>(value.has_value() ? 1 : 0));
        if (value) encode(out, *value);
    } else if constexpr (is_vector<T>::value) {
        out.integer(static_cast<std::uint32_t>(value.size()));
        for (const auto& element : value)
            encode(out, element);
    } else if constexpr (is_variant<T>::value) {
        static_assert(std::variant_size_v<T> < 256);
        out.integer(static_cast<std::uint8_t>(value.index()));
        std::visit([&](const auto& content) { encode(out, content); }, value);
    } else {
        static_assert(HasFields<T>, "a type without fields() cannot be encoded");
        for_each_field(value, [&](std::string_view, const auto& member) { encode(out, member); });
    }
}

template <class T>
void decode(ByteReader& in, T& value);

namespace detail {
template <class V, std::size_t I = 0>
void decode_alternative(ByteReader& in, V& value, std::size_t index) {
    if constexpr (I < std::variant_size_v<V>) {
        if (index == I) {
            decode(in, value.template emplace<I>());
        } else {
            decode_alternative<V, I + 1>(in, value, index);
        }
    } else {
        in.fail();
    }
}

template <class E>
void decode_enum(ByteReader& in, E& value) {
    value = static_cast<E>(in.integer<std::underlying_type_t<E>>());
    if constexpr (NamedEnum<E>) {
        if (name_of(value) == "?") in.fail();
    }
}
}  // namespace detail

template <class T>
void decode(ByteReader& in, T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        const auto raw = in.integer<std::uint8_t>();
        if (raw > 1) in.fail();
        value = raw == 1;
    } else if constexpr (std::is_integral_v<T>) {
        value = in.integer<T>();
    } else if constexpr (std::is_enum_v<T>) {
        detail::decode_enum(in, value);
    } else if constexpr (StrongInteger<T>) {
        value.value = in.integer<typename T::rep_type>();
    } else if constexpr (std::is_same_v<T, SimTime> || std::is_same_v<T, LocalTime> ||
                         std::is_same_v<T, Duration>) {
        value.ns = in.integer<std::int64_t>();
    } else if constexpr (std::is_same_v<T, std::string>) {
        value = std::string(in.sized());
    } else if constexpr (std::is_same_v<T, Bytes>) {
        value.data = std::string(in.sized());
    } else if constexpr (std::is_same_v<T, Text>) {
        value.en = std::string(in.sized());
        value.pt = std::string(in.sized());
    } else if constexpr (is_optional<T>::value) {
        const auto present = in.integer<std::uint8_t>();
        if (present > 1) in.fail();
        if (present == 1 && in.ok()) decode(in, value.emplace());
    } else if constexpr (is_vector<T>::value) {
        const std::size_t count = in.count();
        value.clear();
        for (std::size_t i = 0; i < count && in.ok(); ++i)
            decode(in, value.emplace_back());
    } else if constexpr (is_variant<T>::value) {
        detail::decode_alternative(in, value, in.integer<std::uint8_t>());
    } else {
        static_assert(HasFields<T>, "a type without fields() cannot be decoded");
        for_each_field(value, [&](std::string_view, auto& member) {
            if (in.ok()) decode(in, member);
        });
    }
}

template <class T>
std::string encoded(const T& value) {
    std::string out;
    ByteWriter writer(out);
    encode(writer, value);
    return out;
}

/// The value that these bytes hold, or nothing when they are damaged, too short or too long.
template <class T>
std::optional<T> decoded(std::string_view bytes) {
    ByteReader in(bytes);
    T value{};
    decode(in, value);
    if (!in.ok() || !in.at_end()) return std::nullopt;
    return value;
}

}  // namespace brokerscope::base
