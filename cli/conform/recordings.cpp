#include "cli/conform/recordings.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/files.h"

namespace brokerscope::cli::conform {
namespace {

namespace fs = std::filesystem;
using Recordings = std::vector<Recording>;

constexpr const char* vector_hint =
    "a line is an object with id, input and output, as in tests/golden/conform";

bool is_below(const fs::path& path, const std::string& folder) {
    const fs::path parent = fs::absolute(path).parent_path();
    return std::find(parent.begin(), parent.end(), folder) != parent.end();
}

// The folder above the last vectors/ or stories/ of the path.
std::string area_of(const fs::path& path) {
    const fs::path parent = fs::absolute(path).lexically_normal().parent_path();
    for (fs::path folder = parent; folder.has_relative_path(); folder = folder.parent_path()) {
        if (folder.filename() == "vectors" || folder.filename() == "stories")
            return folder.parent_path().filename().string();
    }
    return parent.filename().string();
}

int line_at(const std::string& text, std::size_t position) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(position, text.size()));
    return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

std::string place(const std::string& file, int line) {
    return file + ":" + std::to_string(line);
}

// nlohmann's words without its own number of the error and place.
std::string reason_of(const Json::parse_error& error) {
    const std::string text = error.what();
    const std::size_t at = text.find("syntax error");
    return at == std::string::npos ? text : text.substr(at);
}

base::Result<Json> parse_json(const std::string& text, const std::string& file, int first_line) {
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        const std::size_t position = error.byte == 0 ? 0 : error.byte - 1;
        return base::Error{"broken JSON: " + reason_of(error),
                           place(file, first_line + line_at(text, position) - 1),
                           "is the file whole?"};
    }
}

std::optional<base::Error> check_rules(const Json& content, const std::string& at) {
    const auto wrong_list = [&](const char* name) {
        if (!content.contains(name)) return false;
        const Json& list = content[name];
        return !list.is_array() || !std::all_of(list.begin(), list.end(),
                                                [](const Json& item) { return item.is_string(); });
    };
    for (const char* name : {"rules", "kafka"}) {
        if (wrong_list(name))
            return base::Error{std::string("'") + name + "' is no list of texts", at, ""};
    }
    return std::nullopt;
}

std::optional<base::Error> check_vector(const Json& content, const std::string& at) {
    if (!content.is_object()) return base::Error{"this is no object", at, vector_hint};
    for (const char* name : {"id", "input", "output"}) {
        if (!content.contains(name))
            return base::Error{std::string("'") + name + "' is missing", at, vector_hint};
    }
    if (!content["id"].is_string()) return base::Error{"'id' is no text", at, vector_hint};
    return check_rules(content, at);
}

std::optional<base::Error> check_story(const Json& content, const std::string& at) {
    if (!content.is_object() || !content.contains("steps"))
        return base::Error{"this is no story", at, "a story is an object with id and steps"};
    if (!content["steps"].is_array()) return base::Error{"'steps' is no list", at, ""};
    if (!content.contains("id") || !content["id"].is_string())
        return base::Error{"'id' is missing, or no text", at, ""};
    return check_rules(content, at);
}

base::Status read_vectors(const fs::path& path, Recordings& found) {
    const std::string file = path.string();
    const base::Result<std::string> text = read_file(file);
    if (!text) return text.error();
    const std::string area = area_of(path);
    int line = 0;
    for (std::size_t begin = 0; begin < text->size();) {
        const std::size_t end = std::min(text->find('\n', begin), text->size());
        const std::string one = text->substr(begin, end - begin);
        begin = end + 1;
        ++line;
        if (one.find_first_not_of(" \t\r") == std::string::npos) continue;
        base::Result<Json> content = parse_json(one, file, line);
        if (!content) return content.error();
        if (const auto error = check_vector(*content, place(file, line))) return *error;
        found.push_back({RecordingKind::vector, area, file, line, std::move(content).value()});
    }
    return base::Nothing{};
}

base::Status read_story(const fs::path& path, bool is_named, Recordings& found) {
    const std::string file = path.string();
    const base::Result<std::string> text = read_file(file);
    if (!text) return text.error();
    base::Result<Json> content = parse_json(*text, file, 1);
    if (!content) return content.error();
    // A folder of stories may hold other things too.
    const bool is_story = content->is_object() && content->contains("steps");
    if (!is_story && !is_named) return base::Nothing{};
    if (const auto error = check_story(*content, place(file, 1))) return *error;
    found.push_back({RecordingKind::story, area_of(path), file, 1, std::move(content).value()});
    return base::Nothing{};
}

// Outside a folder `vectors`, the first line decides whether the file holds any.
bool begins_with_vector(const fs::path& path) {
    const base::Result<std::string> text = read_file(path.string());
    if (!text) return false;
    const Json first = Json::parse(text->substr(0, text->find('\n')), nullptr, false);
    return first.is_object() && first.contains("id") && first.contains("input") &&
           first.contains("output");
}

base::Status read_found(const fs::path& path, Recordings& found) {
    if (path.extension() == ".jsonl" && (is_below(path, "vectors") || begins_with_vector(path)))
        return read_vectors(path, found);
    if (path.extension() == ".json" && is_below(path, "stories"))
        return read_story(path, false, found);
    return base::Nothing{};
}

base::Status read_folder(const std::string& folder, Recordings& found) {
    std::error_code failed;
    std::vector<fs::path> files;
    fs::recursive_directory_iterator entry(folder, failed);
    for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
        if (entry->is_regular_file(failed)) files.push_back(entry->path());
    }
    if (failed) return base::Error{"cannot read: " + failed.message(), folder, ""};
    std::sort(files.begin(), files.end());
    const std::size_t before = found.size();
    for (const fs::path& file : files) {
        if (base::Status status = read_found(file, found); !status) return status;
    }
    if (found.size() > before) return base::Nothing{};
    return base::Error{"this folder holds no recordings", folder,
                       "recordings are *.jsonl below vectors/ and *.json below stories/"};
}

base::Status read_path(const std::string& path, Recordings& found) {
    if (fs::is_directory(path)) return read_folder(path, found);
    const fs::path file(path);
    if (file.extension() == ".json") return read_story(file, true, found);
    const std::size_t before = found.size();
    if (base::Status status = read_vectors(file, found); !status) return status;
    if (found.size() > before) return base::Nothing{};
    return base::Error{"this file holds no recordings", path, vector_hint};
}

}  // namespace

std::string Recording::id() const {
    return content["id"].get<std::string>();
}

std::vector<std::string> Recording::rules() const {
    return content.contains("rules") ? content["rules"].get<std::vector<std::string>>()
                                     : std::vector<std::string>{};
}

base::Result<Recordings> read_recordings(const std::vector<std::string>& paths) {
    Recordings found;
    for (const std::string& path : paths) {
        if (base::Status status = read_path(path, found); !status) return status.error();
    }
    return found;
}

}  // namespace brokerscope::cli::conform
