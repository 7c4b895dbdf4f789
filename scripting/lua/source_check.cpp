#include "scripting/lua/source_check.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace brokerscope::scripting::lua {
namespace {

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Length of the UTF-8 sequence at the start of `text`, or 0 when there is no valid one.
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return first == 0 ? 0 : 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 0;
    }
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return length;
}

struct Offence {
    std::string message;
    std::string hint;
};

std::optional<Offence> refused_name(std::string_view word) {
    if (word == "_ENV") {
        return Offence{"_ENV is not available", "keep what belongs together in a table instead"};
    }
    if (word == "__gc" || word == "__mode") {
        return Offence{std::string(word) + " is not available",
                       "when garbage is collected must not be visible to a scenario"};
    }
    return std::nullopt;
}

class Scanner {
  public:
    Scanner(std::string_view name, std::string_view source) : name_(name), source_(source) {}

    base::Status run() {
        while (at_ < source_.size() && !offence_)
            step();
        if (!offence_) return base::Nothing{};
        return base::Error{offence_->message, std::string(name_) + ":" + std::to_string(line_),
                           offence_->hint};
    }

  private:
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
    }

    void step() {
        const char c = peek();
        if (c == '-' && peek(1) == '-') return comment();
        if (c == '[') {
            if (const auto level = long_bracket_level()) return long_bracket(*level);
        }
        if (c == '"' || c == '\'') return quoted(c);
        if (is_name_start(c)) return name();
        if (is_digit(c)) return number();
        if (c == '^') {
            offence_ = Offence{"the operator ^ is not available",
                               "use math.ipow(base, exponent) for whole powers, x * x for squares "
                               "and math.sqrt(x) for roots"};
            return;
        }
        advance();
    }

    void advance() {
        if (source_[at_] == '\n') ++line_;
        ++at_;
    }

    void comment() {
        at_ += 2;
        if (peek() == '[') {
            if (const auto level = long_bracket_level()) return long_bracket(*level);
        }
        while (at_ < source_.size() && source_[at_] != '\n')
            ++at_;
    }

    /// The number of `=` when a long bracket opens here.
    std::optional<std::size_t> long_bracket_level() const {
        std::size_t level = 0;
        while (peek(1 + level) == '=')
            ++level;
        if (peek(1 + level) != '[') return std::nullopt;
        return level;
    }

    void long_bracket(std::size_t level) {
        const std::string closing = "]" + std::string(level, '=') + "]";
        const std::size_t start = at_ + level + 2;
        const std::size_t end = std::min(source_.find(closing, start), source_.size());
        text(source_.substr(start, end - start));
        if (offence_) return;
        while (at_ < std::min(end + closing.size(), source_.size()))
            advance();
    }

    void quoted(char quote) {
        const std::size_t start = ++at_;
        const int first_line = line_;
        while (at_ < source_.size() && source_[at_] != quote) {
            // An unfinished string: Lua will say so better than we could.
            if (source_[at_] == '\n') break;
            if (source_[at_] == '\\') escape();
            if (at_ < source_.size()) advance();
        }
        const std::string_view content = source_.substr(start, at_ - start);
        if (peek() == quote) ++at_;
        const int last_line = line_;
        line_ = first_line;
        text(content);
        if (!offence_) line_ = last_line;
    }

    /// Goes to the last character of an escape sequence, so that an escaped quote or line break
    /// does not end the string; `\z` skips all white space.
    void escape() {
        ++at_;
        if (peek() == '\r' && peek(1) == '\n') ++at_;
        if (peek() != 'z') return;
        while (at_ + 1 < source_.size() &&
               std::string_view(" \t\r\n\f\v").find(source_[at_ + 1]) != std::string_view::npos)
            advance();
    }

    void text(std::string_view content) {
        for (const std::string_view word : {"__gc", "__mode"}) {
            if (content == word) offence_ = refused_name(word);
        }
    }

    void name() {
        const std::size_t start = at_;
        while (is_name_start(peek()) || is_digit(peek()))
            ++at_;
        offence_ = refused_name(source_.substr(start, at_ - start));
    }

    void number() {
        // As Lua does: everything that could belong to a numeral, exponents with their sign
        // included.
        while (is_name_start(peek()) || is_digit(peek()) || peek() == '.') {
            const char c = peek();
            ++at_;
            if ((c == 'e' || c == 'E' || c == 'p' || c == 'P') &&
                (peek() == '+' || peek() == '-')) {
                ++at_;
            }
        }
    }

    std::string_view name_;
    std::string_view source_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::optional<Offence> offence_;
};

base::Status check_encoding(std::string_view name, std::string_view source) {
    int line = 1;
    for (std::size_t at = 0; at < source.size();) {
        const std::size_t length = utf8_length(source.substr(at));
        if (length == 0) {
            return base::Error{
                source[at] == '\0' ? "the text contains a NUL byte" : "the text is not valid UTF-8",
                std::string(name) + ":" + std::to_string(line),
                "save the file as UTF-8; write other bytes in a string as \\x escapes"};
        }
        if (source[at] == '\n') ++line;
        at += length;
    }
    return base::Nothing{};
}

}  // namespace

base::Status check_source(std::string_view name, std::string_view source, std::size_t limit_bytes) {
    if (source.size() > limit_bytes) {
        return base::Error{"the text has " + std::to_string(source.size()) +
                               " bytes, and at most " + std::to_string(limit_bytes) + " are read",
                           std::string(name) + ":1", ""};
    }
    if (!source.empty() && source.front() == '\x1b') {
        return base::Error{"this is compiled Lua, and only text is loaded",
                           std::string(name) + ":1", "load the .lua file it was made from"};
    }
    if (const base::Status status = check_encoding(name, source); !status) return status;
    return Scanner(name, without_preamble(source)).run();
}

std::string_view without_preamble(std::string_view source) {
    if (source.substr(0, 3) == "\xEF\xBB\xBF") source.remove_prefix(3);
    if (source.empty() || source.front() != '#') return source;
    return source.substr(std::min(source.find('\n'), source.size()));
}

}  // namespace brokerscope::scripting::lua
