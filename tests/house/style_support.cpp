#include "tests/house/style_support.h"

#include <algorithm>

namespace brokerscope::house {

namespace {

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

enum class Block { scope, body, initialiser };

// What a '{' opens, told by the text between the last ';', '{' or '}' and it.
Block block_kind(std::string_view before) {
    const std::size_t last = before.find_last_not_of(" \t\n");
    if (last != std::string_view::npos && before[last] == '=') return Block::initialiser;
    if (before.find('(') != std::string_view::npos) return Block::body;
    for (const char* word : {"namespace", "struct", "class", "enum", "union", "extern"}) {
        if (!lines_with_word(before, word).empty()) return Block::scope;
    }
    return Block::body;
}

// Preprocessor lines have braces that need not match: they are no code here.
std::string without_directives(std::string code) {
    bool directive = false;
    bool line_start = true;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '\n') {
            directive = directive && i > 0 && code[i - 1] == '\\';
            line_start = true;
            continue;
        }
        if (line_start && code[i] == '#') directive = true;
        if (code[i] != ' ' && code[i] != '\t') line_start = false;
        if (directive && code[i] != '\\') code[i] = ' ';
    }
    return code;
}

}  // namespace

Findings long_lines_and_tabs(const SourceFile& file) {
    Findings findings;
    int number = 0;
    for (const std::string_view line : lines_of(file.text)) {
        ++number;
        if (line.find('\t') != std::string_view::npos) {
            findings.push_back(finding(file.path, number, "has a tab"));
        }
        if (characters(line) > longest_line) {
            findings.push_back(finding(file.path, number,
                                       "has " + std::to_string(characters(line)) + " characters"));
        }
    }
    return findings;
}

Findings long_file(const SourceFile& file) {
    const std::size_t count = lines_of(file.text).size();
    if (count <= longest_file) return {};
    return {finding(file.path, 1, "has " + std::to_string(count) + " lines; split it by role")};
}

Findings header_opening(const SourceFile& file) {
    if (!file.path.ends_with(".h")) return {};
    Findings findings;
    bool sentence = false;
    for (const std::string_view line : lines_of(file.text)) {
        if (!line.starts_with("//")) break;
        sentence = sentence || line.find('.') != std::string_view::npos;
    }
    if (!sentence) findings.push_back(finding(file.path, 1, "does not open with a paragraph"));
    const std::string code = code_only(file.text);
    const std::vector<std::string_view> lines = lines_of(code);
    const bool once = std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.starts_with("#pragma once");
    });
    if (!once) findings.push_back(finding(file.path, 1, "has no #pragma once"));
    return findings;
}

Findings long_functions(const SourceFile& file) {
    const std::string code = without_directives(code_only(file.text));
    Findings findings;
    std::vector<Block> open;
    std::size_t statement = 0;  // where the current statement began
    int line = 1;
    int body_line = 0;
    std::size_t body_depth = 0;  // 0: not inside a body
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '\n') ++line;
        if (c == '{') {
            open.push_back(block_kind(std::string_view(code).substr(statement, i - statement)));
            if (body_depth == 0 && open.back() == Block::body) {
                body_depth = open.size();
                body_line = line;
            }
        }
        if (c == '}' && !open.empty()) {
            const int length = line - body_line + 1;
            if (body_depth == open.size()) {
                body_depth = 0;
                if (length > longest_function) {
                    findings.push_back(
                        finding(file.path, body_line,
                                "begins a body of " + std::to_string(length) + " lines"));
                }
            }
            open.pop_back();
        }
        if (c == ';' || c == '{' || c == '}') statement = i + 1;
    }
    return findings;
}

}  // namespace brokerscope::house
