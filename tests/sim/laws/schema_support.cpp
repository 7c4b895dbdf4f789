#include "tests/sim/laws/schema_support.h"

#include <algorithm>
#include <set>

#include "sim/base/check.h"

namespace brokerscope::laws {

using nlohmann::ordered_json;

namespace {

using Findings = std::vector<std::string>;

bool is_of_type(const ordered_json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    CHECK(false, "the schema uses an unknown type " + type);
}

bool is_of_types(const ordered_json& value, const ordered_json& types) {
    if (types.is_string()) return is_of_type(value, types.get<std::string>());
    for (const ordered_json& type : types) {
        if (is_of_type(value, type.get<std::string>())) return true;
    }
    return false;
}

void refuse_unknown_keywords(const ordered_json& schema) {
    static const std::set<std::string> known{"$schema",  "title",      "type",
                                             "const",    "enum",       "minimum",
                                             "required", "properties", "additionalProperties",
                                             "items"};
    for (const auto& [keyword, content] : schema.items())
        CHECK(known.count(keyword) == 1, "the schema uses the unknown keyword " + keyword);
}

void look_at_members(const ordered_json& schema, const ordered_json& value, const std::string& path,
                     Findings& findings) {
    const ordered_json none = ordered_json::object();
    const ordered_json& known = schema.contains("properties") ? schema["properties"] : none;
    if (schema.contains("required")) {
        for (const ordered_json& name : schema["required"]) {
            if (!value.contains(name.get<std::string>()))
                findings.push_back(path + ": " + name.get<std::string>() + " is missing");
        }
    }
    for (const auto& [name, member] : value.items()) {
        const std::string at = path + "." + name;
        if (known.contains(name)) {
            for (const std::string& one : violations(known[name], member, at))
                findings.push_back(one);
        } else if (schema["additionalProperties"].is_object()) {
            for (const std::string& one : violations(schema["additionalProperties"], member, at))
                findings.push_back(one);
        } else {
            findings.push_back(path + ": " + name + " is not known");
        }
    }
}

}  // namespace

Findings violations(const ordered_json& schema, const ordered_json& value,
                    const std::string& path) {
    refuse_unknown_keywords(schema);
    Findings findings;
    if (schema.contains("type") && !is_of_types(value, schema["type"])) {
        return {path + ": has another type"};
    }
    if (schema.contains("const") && value != schema["const"]) {
        findings.push_back(path + ": is another value");
    }
    if (schema.contains("enum")) {
        const auto& values = schema["enum"];
        if (std::find(values.begin(), values.end(), value) == values.end())
            findings.push_back(path + ": is none of the values");
    }
    if (schema.contains("minimum") && value < schema["minimum"]) {
        findings.push_back(path + ": is too small");
    }
    if (value.is_object()) look_at_members(schema, value, path, findings);
    if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            for (const std::string& one :
                 violations(schema["items"], value[i], path + "[" + std::to_string(i) + "]"))
                findings.push_back(one);
        }
    }
    return findings;
}

std::vector<std::string> property_names(const ordered_json& schema) {
    std::set<std::string> names;
    if (schema.contains("properties")) {
        for (const auto& [name, content] : schema["properties"].items()) {
            names.insert(name);
            for (const std::string& deeper : property_names(content))
                names.insert(deeper);
        }
    }
    for (const char* nested : {"items", "additionalProperties"}) {
        if (!schema.contains(nested) || !schema[nested].is_object()) continue;
        for (const std::string& deeper : property_names(schema[nested]))
            names.insert(deeper);
    }
    return {names.begin(), names.end()};
}

ordered_json as_json(const base::Value& value) {
    if (value.is_null()) return nullptr;
    if (const auto* flag = std::get_if<bool>(&value.content)) return *flag;
    if (const auto* number = std::get_if<std::int64_t>(&value.content)) return *number;
    if (const auto* text = std::get_if<std::string>(&value.content)) return *text;
    if (const auto* list = value.list()) {
        ordered_json json = ordered_json::array();
        for (const base::Value& one : *list)
            json.push_back(as_json(one));
        return json;
    }
    CHECK(value.object() != nullptr, "reports hold no bytes and no topic ids");
    ordered_json json = ordered_json::object();
    for (const base::ValueMember& member : *value.object())
        json[member.name] = as_json(member.value);
    return json;
}

}  // namespace brokerscope::laws
