#include "cli/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace brokerscope::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string bytes_text(std::string_view bytes) {
    const bool printable = std::all_of(bytes.begin(), bytes.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    if (printable) return std::string(bytes);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "0x";
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

struct Converter {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool value) const { return value; }
    Json operator()(std::int64_t value) const { return value; }
    Json operator()(const std::string& text) const { return text; }
    Json operator()(const base::Bytes& bytes) const { return bytes_text(bytes.data); }
    Json operator()(base::TopicId topic) const { return topic.value; }
    Json operator()(const base::Value::List& list) const {
        Json json = Json::array();
        for (const base::Value& element : list)
            json.push_back(std::visit(*this, element.content));
        return json;
    }
    Json operator()(const base::Value::Object& object) const {
        Json json = Json::object();
        for (const base::ValueMember& member : object)
            json[member.name] = std::visit(*this, member.value.content);
        return json;
    }
};

}  // namespace

std::string json_text(const base::Value& value, int indent) {
    const Json json = std::visit(Converter{}, value.content);
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace brokerscope::cli
