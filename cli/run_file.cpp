#include "cli/run_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/files.h"
#include "cli/json.h"
#include "cli/version.h"
#include "sim/base/hex.h"
#include "sim/base/value.h"

namespace brokerscope::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t most_digests = 1 << 17;

base::Value value_of(const Json& json) {
    if (json.is_boolean()) return {json.get<bool>()};
    if (json.is_number_integer()) return {json.get<std::int64_t>()};
    if (json.is_string()) return {json.get<std::string>()};
    if (json.is_array()) {
        base::Value::List list;
        for (const Json& element : json)
            list.push_back(value_of(element));
        return {std::move(list)};
    }
    if (!json.is_object()) return {};
    base::Value::Object object;
    for (const auto& [name, member] : json.items())
        object.push_back({name, value_of(member)});
    return {std::move(object)};
}

// --- commands ------------------------------------------------------------------------------------

template <std::size_t I = 0>
base::Result<commands::Command> read_command(const std::string& verb, const base::Value& value,
                                             const std::string& place) {
    if constexpr (I == std::variant_size_v<commands::Command>) {
        return base::Error{"there is no command '" + verb + "'", place, ""};
    } else {
        commands::Command command{std::in_place_index<I>};
        if (commands::verb_of(command) != verb) return read_command<I + 1>(verb, value, place);
        auto& content = std::get<I>(command);
        if (const base::Status status = base::read_value(value, content, place); !status) {
            return status.error();
        }
        return command;
    }
}

// --- reading JSON with clear errors --------------------------------------------------------------

class Reader {
  public:
    Reader(const Json& object, std::string place) : object_(object), place_(std::move(place)) {}

    std::string text(const char* key) {
        const Json* found = find(key);
        if (found == nullptr || !found->is_string()) return wrong(key, "a text"), "";
        return found->get<std::string>();
    }
    std::int64_t integer(const char* key) {
        const Json* found = find(key);
        if (found == nullptr || !found->is_number_integer()) return wrong(key, "a whole number"), 0;
        return found->get<std::int64_t>();
    }
    const Json& list(const char* key) {
        static const Json empty = Json::array();
        const Json* found = find(key);
        if (found == nullptr || !found->is_array()) return wrong(key, "a list"), empty;
        return *found;
    }
    bool has(const char* key) const { return object_.is_object() && object_.contains(key); }
    const std::optional<base::Error>& error() const { return error_; }

  private:
    const Json* find(const char* key) const { return has(key) ? &object_.at(key) : nullptr; }
    void wrong(const char* key, const char* wanted) {
        if (!error_) {
            error_ = base::Error{std::string("'") + key + "' must be " + wanted, place_,
                                 "this is not a run file that brokerscope wrote, or it is damaged"};
        }
    }
    const Json& object_;
    std::string place_;
    std::optional<base::Error> error_;
};

std::optional<base::Error> read_commands(const Json& list, const std::string& place,
                                         std::vector<scripting::TimedCommand>& commands) {
    base::SimTime last;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string here = place + " commands[" + std::to_string(i) + "]";
        Reader reader(list[i], here);
        const base::SimTime at{reader.integer("at_ns")};
        const std::string verb = reader.text("verb");
        if (reader.error()) return reader.error();
        if (at < last) return base::Error{"commands must be in order of time", here, ""};
        last = at;
        if (!list[i].contains("command")) return base::Error{"'command' is missing", here, ""};
        auto command = read_command(verb, value_of(list[i].at("command")), here);
        if (!command) return command.error();
        commands.push_back({at, std::move(command).value()});
    }
    return std::nullopt;
}

std::optional<base::Error> check_versions(Reader& reader, const std::string& place) {
    const std::int64_t format = reader.integer("format");
    if (reader.error()) return reader.error();
    if (format == run_file_format) return std::nullopt;
    return base::Error{"this run file has format " + std::to_string(format) +
                           ", but this program reads format " + std::to_string(run_file_format),
                       place, "use the version of brokerscope that wrote it"};
}

bool is_journal_file(std::string_view path) {
    return path.size() >= 4 && path.substr(path.size() - 4) == ".bsj";
}

}  // namespace

std::string digests_of(const journal::Journal& journal, std::int64_t stride) {
    std::string digests;
    std::uint64_t rolling = 0;
    for (std::int64_t i = 1; i <= journal.size(); ++i) {
        for (const char c : journal.encoded_at(base::FactId{i})) {
            rolling = (rolling ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
            rolling ^= rolling >> 29;
        }
        if (i % stride == 0 || i == journal.size()) digests += static_cast<char>(rolling >> 56);
    }
    return digests;
}

SavedRun saved_run_of(const scripting::Session& session) {
    SavedRun run;
    run.inputs = session.inputs();
    run.inputs.until = session.end() - base::SimTime{};
    run.inputs.seed = session.declarations().seed;
    run.model = model_version;
    run.hash = session.journal().hash();
    run.facts = session.journal().size();
    run.digest_stride = std::max<std::int64_t>(1, (run.facts + most_digests - 1) / most_digests);
    run.digests = digests_of(session.journal(), run.digest_stride);
    return run;
}

base::Result<std::string> to_json(const SavedRun& run) {
    Json json;
    json["format"] = run_file_format;
    json["model"] = run.model;
    json["scenario"] = run.inputs.name;
    json["seed"] = run.inputs.seed.value_or(0);
    json["until_ns"] = run.inputs.until.value_or(base::Duration{}).ns;
    json["sets"] = Json::array();
    for (const scripting::Override& set : run.inputs.overrides) {
        json["sets"].push_back({{"key", set.key}, {"value", set.value}});
    }
    json["commands"] = Json::array();
    for (const scripting::TimedCommand& timed : run.inputs.commands) {
        if (std::holds_alternative<commands::SendRaw>(timed.command)) {
            return base::Error{"raw requests of outsiders cannot be saved", "", ""};
        }
        const base::Value value =
            std::visit([](const auto& one) { return base::to_value(one); }, timed.command);
        Json command;
        command["at_ns"] = timed.at.ns;
        command["verb"] = std::string(commands::verb_of(timed.command));
        command["command"] = Json::parse(json_text(value, -1));
        json["commands"].push_back(std::move(command));
    }
    json["hash"] = run.hash;
    json["facts"] = run.facts;
    json["digest_stride"] = run.digest_stride;
    json["digests"] = base::hex(run.digests);
    json["source"] = run.inputs.source;
    try {
        return json.dump(1) + "\n";
    } catch (const Json::exception&) {
        return base::Error{"the scenario's text is not UTF-8, so the run cannot be saved",
                           run.inputs.name, "save the scenario file as UTF-8"};
    }
}

base::Result<SavedRun> parse_run_file(std::string_view text, const std::string& place) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) {
        return base::Error{"this is not a run file: it is no JSON object", place,
                           "a run file is written by 'brokerscope run --save FILE.bsrun'"};
    }
    Reader reader(json, place);
    if (auto error = check_versions(reader, place)) return std::move(*error);
    SavedRun run;
    run.model = static_cast<int>(reader.integer("model"));
    run.inputs.name = reader.text("scenario");
    run.inputs.source = reader.text("source");
    run.inputs.seed = static_cast<std::uint64_t>(reader.integer("seed"));
    run.inputs.until = base::Duration{reader.integer("until_ns")};
    run.hash = reader.text("hash");
    run.facts = reader.integer("facts");
    run.digest_stride = reader.integer("digest_stride");
    const auto digests = base::from_hex(reader.text("digests"));
    for (const Json& set : reader.list("sets")) {
        Reader one(set, place + " sets");
        run.inputs.overrides.push_back({one.text("key"), one.text("value")});
        if (one.error()) return *one.error();
    }
    const Json& commands = reader.list("commands");
    if (reader.error()) return *reader.error();
    if (!digests || run.digest_stride < 1 || run.inputs.until->ns <= 0) {
        return base::Error{"the run file is damaged", place, ""};
    }
    run.digests = *digests;
    if (auto error = read_commands(commands, place, run.inputs.commands)) return std::move(*error);
    return run;
}

base::Result<journal::DecodedJournal> read_journal(const std::string& path) {
    const base::Result<std::string> bytes = read_file(path);
    if (!bytes) return bytes.error();
    base::Result<journal::DecodedJournal> decoded = journal::decode_journal(bytes.value());
    if (decoded) return decoded;
    base::Error error = decoded.error();
    error.place = path + (error.place.empty() ? "" : ", " + error.place);
    if (error.hint.empty()) error.hint = "brokerscope run --journal F.bsj writes a journal";
    return error;
}

base::Result<RecordedRun> read_recorded_run(const std::string& path) {
    RecordedRun recorded;
    std::string text;
    if (is_journal_file(path)) {
        base::Result<journal::DecodedJournal> decoded = read_journal(path);
        if (!decoded) return decoded.error();
        text = decoded->header;
        recorded.journal = std::move(decoded).value();
    } else {
        base::Result<std::string> read = read_file(path);
        if (!read) return read.error();
        text = std::move(read).value();
    }
    base::Result<SavedRun> run = parse_run_file(text, path);
    if (!run) return run.error();
    recorded.run = std::move(run).value();
    return recorded;
}

base::Result<scripting::RunInputs> read_saved_inputs(const std::string& path) {
    base::Result<RecordedRun> recorded = read_recorded_run(path);
    if (!recorded) return recorded.error();
    return std::move(recorded->run.inputs);
}

}  // namespace brokerscope::cli
