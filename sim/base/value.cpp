#include "sim/base/value.h"

#include <algorithm>
#include <limits>

#include "sim/base/hex.h"

namespace brokerscope::base {
namespace {

constexpr int deepest_value = 64;

bool printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte != 0x7F;
    });
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

class Unpacker {
  public:
    explicit Unpacker(std::string_view bytes) : in_(bytes) {}

    Value read(int depth) {
        Value value;
        if (depth > deepest_value) in_.fail();
        if (!in_.ok()) return value;
        switch (static_cast<PackTag>(in_.integer<std::uint8_t>())) {
            case PackTag::null: break;
            case PackTag::no: value.content = false; break;
            case PackTag::yes: value.content = true; break;
            case PackTag::integer: value.content = signed_varint(); break;
            case PackTag::text: value.content = sized(); break;
            case PackTag::bytes: value.content = Bytes{sized()}; break;
            case PackTag::topic:
                value.content = TopicId{static_cast<std::int32_t>(signed_varint())};
                break;
            case PackTag::list: value.content = read_list(depth); break;
            case PackTag::object: value.content = read_object(depth); break;
            default: in_.fail();
        }
        return value;
    }
    bool finished() const { return in_.ok() && in_.at_end(); }
    std::size_t position() const { return in_.position(); }

  private:
    Value::List read_list(int depth) {
        Value::List list;
        const std::uint64_t count = bounded_count();
        for (std::uint64_t i = 0; i < count && in_.ok(); ++i)
            list.push_back(read(depth + 1));
        return list;
    }
    Value::Object read_object(int depth) {
        Value::Object object;
        const std::uint64_t count = bounded_count();
        for (std::uint64_t i = 0; i < count && in_.ok(); ++i) {
            std::string name = sized();
            object.push_back({std::move(name), read(depth + 1)});
        }
        return object;
    }
    std::uint64_t bounded_count() {
        const std::uint64_t count = unsigned_varint();
        if (count > in_.remaining()) in_.fail();
        return count;
    }
    std::string sized() { return std::string(in_.raw(unsigned_varint())); }
    std::uint64_t unsigned_varint() {
        std::uint64_t result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = in_.integer<std::uint8_t>();
            result |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return result;
        }
        in_.fail();
        return 0;
    }
    std::int64_t signed_varint() {
        const std::uint64_t raw = unsigned_varint();
        return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
    }

    ByteReader in_;
};

struct Packer {
    PackWriter& out;

    void operator()(std::monostate) const { out.tag(PackTag::null); }
    void operator()(const Value::List& list) const {
        out.tag(PackTag::list);
        out.unsigned_varint(list.size());
        for (const Value& element : list)
            std::visit(*this, element.content);
    }
    void operator()(const Value::Object& object) const {
        out.tag(PackTag::object);
        out.unsigned_varint(object.size());
        for (const ValueMember& member : object) {
            out.sized(member.name);
            std::visit(*this, member.value.content);
        }
    }
    template <class Leaf>
    void operator()(const Leaf& leaf) const {
        pack_into(out, leaf);
    }
};

struct Printer {
    const TopicNames* topics;

    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(const Bytes& bytes) const {
        return printable(bytes.data) ? quoted(bytes.data) : "0x" + hex(bytes.data);
    }
    std::string operator()(TopicId topic) const {
        const std::string_view name = topics != nullptr ? topics->topic_name(topic) : "";
        return name.empty() ? "#" + std::to_string(topic.value) : std::string(name);
    }
    std::string operator()(const Value::List& list) const {
        std::string out = "[";
        for (const Value& element : list) {
            if (out.size() > 1) out += ", ";
            out += std::visit(*this, element.content);
        }
        return out + "]";
    }
    std::string operator()(const Value::Object& object) const {
        std::string out = "{";
        for (const ValueMember& member : object) {
            if (out.size() > 1) out += ", ";
            out += member.name + ": " + std::visit(*this, member.value.content);
        }
        return out + "}";
    }
};

std::string_view kind_of(const Value& value) {
    constexpr std::string_view kinds[] = {"nothing", "true or false", "an integer", "a text",
                                          "bytes",   "a topic",       "a list",     "an object"};
    return kinds[value.content.index()];
}

}  // namespace

const Value* Value::find(std::string_view name) const {
    const Object* members = object();
    if (members == nullptr) return nullptr;
    for (const ValueMember& member : *members) {
        if (member.name == name) return &member.value;
    }
    return nullptr;
}

std::string to_text(const Value& value, const TopicNames* topics) {
    return std::visit(Printer{topics}, value.content);
}

Result<Value> unpack(const PackedValue& packed) {
    Unpacker unpacker(packed.bytes);
    Value value = unpacker.read(0);
    if (!unpacker.finished()) {
        return Error{"a packed value is damaged", "byte " + std::to_string(unpacker.position()),
                     ""};
    }
    return value;
}

PackedValue pack_value(const Value& value) {
    PackedValue packed;
    PackWriter out(packed.bytes);
    std::visit(Packer{out}, value.content);
    return packed;
}

void PackWriter::unsigned_varint(std::uint64_t value) {
    while (value >= 0x80) {
        out_.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
}

void PackWriter::signed_varint(std::int64_t value) {
    unsigned_varint((static_cast<std::uint64_t>(value) << 1) ^
                    static_cast<std::uint64_t>(value >> 63));
}

namespace detail {

Error wrong_type(const std::string& path, std::string_view wanted, const Value& found) {
    return {"expected " + std::string(wanted) + " but found " + std::string(kind_of(found)), path,
            ""};
}

Error unknown_field(const std::string& path, std::string_view name,
                    const std::vector<std::string_view>& known) {
    const std::string_view near = nearest_name(name, known);
    std::string hint;
    if (!near.empty()) {
        hint = "did you mean '" + std::string(near) + "'?";
    } else {
        for (const std::string_view one : known)
            hint += (hint.empty() ? "known here: " : ", ") + std::string(one);
    }
    return {"'" + std::string(name) + "' is not known here", path, hint};
}

bool read_integer(const Value& value, std::int64_t low, std::int64_t high, std::int64_t& out) {
    const std::int64_t* raw = std::get_if<std::int64_t>(&value.content);
    if (raw == nullptr || *raw < low || *raw > high) return false;
    out = *raw;
    return true;
}

}  // namespace detail
}  // namespace brokerscope::base
