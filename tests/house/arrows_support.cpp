#include "tests/house/arrows_support.h"

#include <array>
#include <sstream>
#include <vector>

namespace brokerscope::house {

namespace {

using Layers = std::set<std::string>;

Layers operator+(Layers a, const Layers& b) {
    a.insert(b.begin(), b.end());
    return a;
}

// ---- The contract ------------------------------------------------------------------------------

Arrows make_table() {
    const Layers vocabulary = {"sim/base", "sim/kafka"};
    // What every state machine may see: never the View, laws or commands, nor one another.
    const Layers node_world =
        vocabulary + Layers{"sim/log", "sim/protocol", "sim/journal", "sim/node"};
    const Layers machines = {"sim/raft",  "sim/controller",  "sim/zookeeper", "sim/replica",
                             "sim/group", "sim/transaction", "sim/client",    "sim/connect"};
    const Layers running = node_world + machines + Layers{"sim/broker", "sim/commands"};
    const Layers sim = running + Layers{"sim/world", "sim/view", "sim/laws"};

    Arrows table;
    table["sim/base"] = {};
    table["sim/kafka"] = {"sim/base"};
    table["sim/journal"] = vocabulary;
    table["sim/view"] = vocabulary + Layers{"sim/journal"};
    table["sim/laws"] = vocabulary + Layers{"sim/journal", "sim/view"};
    table["sim/commands"] = vocabulary;
    table["sim/log"] = vocabulary;
    table["sim/protocol"] = vocabulary + Layers{"sim/log"};
    table["sim/node"] = vocabulary + Layers{"sim/log", "sim/protocol", "sim/journal"};
    for (const std::string& machine : machines)
        table[machine] = node_world;
    table["sim/controller"] = node_world + Layers{"sim/raft", "sim/zookeeper"};
    table["sim/broker"] = node_world + Layers{"sim/replica", "sim/group", "sim/transaction",
                                              "sim/raft", "sim/zookeeper"};
    table["sim/world"] = running;
    table["sim/audit"] = sim;
    table["scripting"] = sim;
    // The picture cannot name a broker: it works the same on a live run, a file and a scrubbed
    // past.
    table["render"] = vocabulary + Layers{"sim/journal", "sim/view", "sim/laws", "sim/commands"};
    table["cli"] = sim + Layers{"scripting", "render"};
    table["cli/conform"] = table["cli"] + Layers{"cli", "sim/audit"};
    table["tests"] = table["cli/conform"];
    return table;
}

// Headers that sim/ may not include: an entry that ends in '/' or '*' stands for what begins so.
constexpr std::array hidden_input_headers = {
    "atomic",    "barrier",      "chrono",        "condition_variable",
    "ctime",     "filesystem",   "fstream",       "future",
    "iostream",  "latch",        "mutex",         "random",
    "semaphore", "shared_mutex", "stop_token",    "thread",
    "time.h",    "cmath",        "complex",       "math.h",
    "cfloat",    "valarray",     "unordered_map", "unordered_set",
    "unistd.h",  "pthread.h",    "sys/*",         "lua*",
    "lauxlib.h", "imgui*",       "backends/*",    "GLFW/*",
    "GL/*",      "EGL/*",        "CLI/*",         "nlohmann/*",
};

constexpr std::array hidden_input_words = {
    "float",        "double",       "thread_local",  "getenv",        "srand",
    "system_clock", "steady_clock", "random_device", "unordered_map", "unordered_set",
};

bool matches(std::string_view header, std::string_view pattern) {
    if (!pattern.ends_with('*')) return header == pattern;
    return header.starts_with(pattern.substr(0, pattern.size() - 1));
}

// conform compares a real recording with the nodes themselves, so it alone may read them.
std::string row_of(const std::string& path, const std::string& layer) {
    return path.starts_with("cli/conform") ? "cli/conform" : layer;
}

// ---- CMake -------------------------------------------------------------------------------------

std::string without_cmake_comments(std::string_view cmake) {
    std::string text;
    for (std::string_view line : lines_of(cmake))
        text += std::string(line.substr(0, line.find('#'))) + "\n";
    return text;
}

std::vector<std::string> words_of(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

// The words of each call of `command` in `cmake`.
std::vector<std::vector<std::string>> calls(std::string_view cmake, const std::string& command) {
    std::vector<std::vector<std::string>> found;
    const std::string opening = command + "(";
    for (std::size_t at = cmake.find(opening); at != std::string_view::npos;
         at = cmake.find(opening, at + 1)) {
        const std::size_t start = at + opening.size();
        found.push_back(words_of(cmake.substr(start, cmake.find(')', start) - start)));
    }
    return found;
}

}  // namespace

const Arrows& allowed_arrows() {
    static const Arrows table = make_table();
    return table;
}

std::optional<std::string> layer_of(std::string_view path) {
    const std::size_t first = path.find('/');
    if (first == std::string_view::npos) return std::nullopt;
    const std::string_view top = path.substr(0, first);
    if (top == "scripting" || top == "render" || top == "cli" || top == "tests") {
        return std::string(top);
    }
    const std::size_t second = path.find('/', first + 1);
    if (top != "sim" || second == std::string_view::npos) return std::nullopt;
    return std::string(path.substr(0, second));
}

Findings forbidden_includes(const SourceFile& file, const Arrows& arrows) {
    Findings findings;
    const std::string from = layer_of(file.path).value_or("");
    const auto row = arrows.find(row_of(file.path, from));
    if (row == arrows.end()) return {finding(file.path, 1, "is in no layer of the table")};
    for (const Include& include : includes_of(file.text)) {
        if (include.angled) continue;
        const bool generated = include.path.starts_with("embedded/");
        if (generated && !from.starts_with("sim/")) continue;
        const std::optional<std::string> to = layer_of(include.path);
        if (!to || !arrows.contains(*to)) {
            findings.push_back(finding(file.path, include.line,
                                       "\"" + include.path + "\" does not start at a layer"));
        } else if (*to != from && !row->second.contains(*to)) {
            findings.push_back(
                finding(file.path, include.line,
                        from + " may not include " + *to + " (" + include.path + ")"));
        }
    }
    return findings;
}

Findings hidden_inputs(const SourceFile& file) {
    Findings findings;
    for (const Include& include : includes_of(file.text)) {
        for (const std::string_view pattern : hidden_input_headers) {
            if (!matches(include.path, pattern)) continue;
            findings.push_back(
                finding(file.path, include.line, "sim/ may not include <" + include.path + ">"));
        }
    }
    const std::string code = code_only(file.text);
    for (const std::string_view word : hidden_input_words) {
        for (const int line : lines_with_word(code, word)) {
            const bool directive =
                lines_of(code)[static_cast<std::size_t>(line) - 1].starts_with('#');
            if (directive) continue;
            findings.push_back(
                finding(file.path, line, "'" + std::string(word) + "' has no place in sim/"));
        }
    }
    return findings;
}

Arrows declared_arrows(std::string_view cmake) {
    const std::string text = without_cmake_comments(cmake);
    std::map<std::string, std::vector<std::string>> variables;
    for (const std::vector<std::string>& call : calls(text, "set")) {
        if (!call.empty()) variables["${" + call.front() + "}"] = {call.begin() + 1, call.end()};
    }
    Arrows declared;
    for (const std::vector<std::string>& call : calls(text, "brokerscope_layer")) {
        if (call.empty()) continue;
        Layers& links = declared[call.front()];
        for (std::size_t i = 1; i < call.size() && call[i] != "EXTERNAL"; ++i) {
            const auto variable = variables.find(call[i]);
            if (variable == variables.end()) {
                links.insert(call[i]);
            } else {
                links.insert(variable->second.begin(), variable->second.end());
            }
        }
    }
    return declared;
}

Findings link_list_differences(const Arrows& declared, const Arrows& arrows,
                               const std::set<std::string>& folders_in_use) {
    Findings findings;
    for (const std::string& folder : folders_in_use) {
        if (!declared.contains(folder)) findings.push_back(folder + " is built by no layer");
    }
    for (const auto& [layer, links] : declared) {
        const auto row = arrows.find(layer);
        if (row == arrows.end()) {
            findings.push_back(layer + " is not in the table");
            continue;
        }
        for (const std::string& link : links) {
            // cli links audit for conform's sake; the #include test holds the rest of cli back.
            if (layer == "cli" && link == "sim/audit") continue;
            if (!row->second.contains(link)) {
                findings.push_back(layer + " links " + link + ", which the table does not allow");
            }
        }
        for (const std::string& wanted : row->second) {
            if (declared.contains(wanted) && !links.contains(wanted)) {
                findings.push_back(layer + " does not link " + wanted + ", which the table names");
            }
        }
    }
    return findings;
}

}  // namespace brokerscope::house
