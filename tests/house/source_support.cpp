#include "tests/house/source_support.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace brokerscope::house {

namespace {

namespace fs = std::filesystem;

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Walks over C++ text and copies it, with spaces for what is asked to be blanked.
class Blanker {
  public:
    Blanker(std::string_view text, bool keep_literals)
        : text_(text), out_(text), keep_literals_(keep_literals) {}

    std::string run() {
        while (at_ < text_.size())
            step();
        return std::move(out_);
    }

  private:
    void step() {
        if (starts("//")) return blank_to(line_comment_end());
        if (starts("/*")) return blank_to(after("*/", at_ + 2));
        if (text_[at_] == '"')
            return is_raw() ? literal_to(raw_end()) : literal_to(quoted_end('"'));
        if (text_[at_] == '\'' && !is_digit_separator()) return literal_to(quoted_end('\''));
        ++at_;
    }

    bool starts(std::string_view token) const { return text_.substr(at_).starts_with(token); }

    std::size_t after(std::string_view token, std::size_t from) const {
        const std::size_t found = text_.find(token, from);
        return found == std::string_view::npos ? text_.size() : found + token.size();
    }

    // A backslash at the end of a line carries the comment on to the next one.
    std::size_t line_comment_end() const {
        std::size_t end = text_.find('\n', at_);
        while (end != std::string_view::npos && end > 0 && text_[end - 1] == '\\')
            end = text_.find('\n', end + 1);
        return end == std::string_view::npos ? text_.size() : end;
    }

    std::size_t quoted_end(char quote) const {
        std::size_t i = at_ + 1;
        while (i < text_.size() && text_[i] != quote && text_[i] != '\n')
            i += text_[i] == '\\' ? 2 : 1;
        return std::min(i + 1, text_.size());
    }

    std::string_view word_before() const {
        std::size_t start = at_;
        while (start > 0 && (is_word(text_[start - 1]) || text_[start - 1] == '\''))
            --start;
        return text_.substr(start, at_ - start);
    }

    bool is_raw() const {
        const std::string_view word = word_before();
        return word == "R" || word == "u8R" || word == "LR" || word == "uR" || word == "UR";
    }

    std::size_t raw_end() const {
        const std::size_t open = text_.find('(', at_);
        if (open == std::string_view::npos) return text_.size();
        const std::string_view delimiter = text_.substr(at_ + 1, open - at_ - 1);
        return after(")" + std::string(delimiter) + "\"", open);
    }

    // 1'000 is a number; u8'a' is not.
    bool is_digit_separator() const {
        const std::string_view word = word_before();
        return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
    }

    void blank(std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            if (out_[i] != '\n') out_[i] = ' ';
        }
    }

    void blank_to(std::size_t end) {
        blank(at_, end);
        at_ = end;
    }

    void literal_to(std::size_t end) {
        if (!keep_literals_ && end > at_ + 2) blank(at_ + 1, end - 1);
        at_ = end;
    }

    std::string_view text_;
    std::string out_;
    bool keep_literals_;
    std::size_t at_ = 0;
};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

}  // namespace

std::string finding(std::string_view path, int line, std::string_view what) {
    return std::string(path) + ":" + std::to_string(line) + ": " + std::string(what);
}

std::string listed(const Findings& findings) {
    std::string text = std::to_string(findings.size()) + " finding(s)";
    for (const std::string& one : findings)
        text += "\n  " + one;
    return text;
}

std::string repository_file(std::string_view path) {
    std::ifstream in(fs::path(BROKERSCOPE_SOURCE_DIR) / path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + std::string(path));
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<SourceFile> source_files(const std::vector<std::string>& folders) {
    const fs::path root = BROKERSCOPE_SOURCE_DIR;
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        if (!fs::exists(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const fs::path extension = entry.path().extension();
            if (!entry.is_regular_file() || (extension != ".h" && extension != ".cpp")) continue;
            const std::string path = fs::relative(entry.path(), root).generic_string();
            files.push_back({path, repository_file(path)});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

std::string without_comments(std::string_view text) {
    return Blanker(text, true).run();
}

std::string code_only(std::string_view text) {
    return Blanker(text, false).run();
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<Include> includes_of(std::string_view text) {
    // The blanked text tells which lines are directives, so that an #include that a raw string
    // quotes is none; the other one still has the path.
    const std::string code = code_only(text);
    const std::string readable = without_comments(text);
    const std::vector<std::string_view> code_lines = lines_of(code);
    const std::vector<std::string_view> readable_lines = lines_of(readable);
    std::vector<Include> includes;
    for (std::size_t i = 0; i < code_lines.size(); ++i) {
        std::string_view directive = trimmed(code_lines[i]);
        if (!directive.starts_with('#')) continue;
        directive = trimmed(directive.substr(1));
        if (!directive.starts_with("include")) continue;
        const std::string_view line = readable_lines[i];
        const std::size_t open = line.find_first_of("<\"");
        const std::size_t close = line.find_last_of(">\"");
        if (open == std::string_view::npos || close <= open) continue;
        includes.push_back({std::string(line.substr(open + 1, close - open - 1)), line[open] == '<',
                            static_cast<int>(i) + 1});
    }
    return includes;
}

std::vector<int> lines_with_word(std::string_view code, std::string_view word) {
    std::vector<int> lines;
    int line = 1;
    std::size_t counted = 0;
    for (std::size_t at = code.find(word); at != std::string_view::npos;
         at = code.find(word, at + word.size())) {
        const std::size_t end = at + word.size();
        if (at > 0 && is_word(code[at - 1])) continue;
        if (end < code.size() && is_word(code[end])) continue;
        line += static_cast<int>(std::count(code.begin() + static_cast<std::ptrdiff_t>(counted),
                                            code.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        counted = at;
        lines.push_back(line);
    }
    return lines;
}

}  // namespace brokerscope::house
