#include "scripting/lua/pattern.h"

#include <utility>

namespace brokerscope::scripting::lua {
namespace {

// As in Lua: a pattern that nests deeper would use up the C stack.
constexpr int most_nested = 200;
constexpr int steps_per_payment = 64;
constexpr std::int64_t payment = 32;

bool is_lower(unsigned char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(unsigned char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}
bool is_graphic(unsigned char c) {
    return c > ' ' && c < 0x7F;
}
bool is_letter(unsigned char c) {
    return is_lower(c) || is_upper(c);
}
bool is_hexadecimal(unsigned char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Whether `c` belongs to the class %`letter`; a letter without a class stands for itself.
bool in_class(unsigned char c, unsigned char letter) {
    const auto lower = static_cast<unsigned char>(is_upper(letter) ? letter - 'A' + 'a' : letter);
    bool belongs = false;
    switch (lower) {
        case 'a': belongs = is_letter(c); break;
        case 'c': belongs = c < ' ' || c == 0x7F; break;
        case 'd': belongs = is_digit(c); break;
        case 'g': belongs = is_graphic(c); break;
        case 'l': belongs = is_lower(c); break;
        case 'p': belongs = is_graphic(c) && !is_letter(c) && !is_digit(c); break;
        case 's': belongs = c == ' ' || (c >= '\t' && c <= '\r'); break;
        case 'u': belongs = is_upper(c); break;
        case 'w': belongs = is_letter(c) || is_digit(c); break;
        case 'x': belongs = is_hexadecimal(c); break;
        case 'z': belongs = c == 0; break;  // no longer in the manual, but still in Lua
        default: return letter == c;
    }
    return belongs != is_upper(letter);
}

/// Counts how deep the recursion is while it lives.
class Nesting {
  public:
    explicit Nesting(int& depth) : depth_(depth) {
        if (++depth_ > most_nested) {
            --depth_;
            throw PatternError{"pattern too complex"};
        }
    }
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

  private:
    int& depth_;
};

}  // namespace

void PatternMatcher::count_step() {
    if (++steps_ < steps_per_payment) return;
    steps_ = 0;
    pay_(payment);
}

std::optional<std::size_t> PatternMatcher::match_at(std::size_t start) {
    level_ = 0;
    depth_ = 0;
    count_step();  // an empty pattern has no other steps
    return match(start, 0);
}

Capture PatternMatcher::capture(std::size_t index, std::size_t start, std::size_t end) const {
    if (index >= level_) {
        if (index != 0) {
            throw PatternError{"invalid capture index %" + std::to_string(index + 1)};
        }
        return {.kind = Capture::Kind::text, .start = start, .size = end - start};
    }
    if (captures_[index].kind == Capture::Kind::open) throw PatternError{"unfinished capture"};
    return captures_[index];
}

PatternMatcher::End PatternMatcher::match(std::size_t s, std::size_t p) {
    const Nesting nesting(depth_);
    return match_sequence(s, p);
}

/// Walks along the pattern while there is only one way to go on, and recurses where there are more.
PatternMatcher::End PatternMatcher::match_sequence(std::size_t s, std::size_t p) {
    while (p < pattern_.size()) {
        count_step();
        const char c = pattern_[p];
        if (c == '(') {
            const bool is_position = pattern_char(p + 1) == ')';
            return open_capture(s, p + (is_position ? 2 : 1),
                                is_position ? Capture::Kind::position : Capture::Kind::open);
        }
        if (c == ')') return close_capture(s, p + 1);
        if (c == '$' && p + 1 == pattern_.size()) return s == subject_.size() ? End(s) : End();
        if (c == '%') {
            bool goes_on = false;
            const char next = pattern_char(p + 1);
            if (next == 'b' || next == 'f' || is_digit(static_cast<unsigned char>(next))) {
                const End failed = match_escape(s, p, goes_on);
                if (!goes_on) return failed;
                continue;
            }
        }
        const std::size_t end = item_end(p);
        const char suffix = pattern_char(end);
        if (suffix == '*' || suffix == '+' || suffix == '-' || suffix == '?') {
            const bool matches = matches_one(s, p, end);
            if (!matches && suffix == '+') return std::nullopt;
            if (matches && suffix == '-') return match_least(s, p, end);
            if (matches && suffix != '?') return match_most(s, p, end, suffix == '+' ? 1 : 0);
            if (matches) {
                if (const End rest = match(s + 1, end + 1)) return rest;
            }
            p = end + 1;
            continue;
        }
        if (!matches_one(s, p, end)) return std::nullopt;
        ++s;
        p = end;
    }
    return s;
}

/// %b, %f and %1: moves both positions on, or fails.
PatternMatcher::End PatternMatcher::match_escape(std::size_t& s, std::size_t& p, bool& goes_on) {
    const char kind = pattern_[p + 1];
    if (kind == 'f') {
        p += 2;
        if (pattern_char(p) != '[') throw PatternError{"missing '[' after '%f' in pattern"};
        const std::size_t end = item_end(p);
        goes_on = is_frontier(s, p, end - 1);
        p = end;
        return std::nullopt;
    }
    const End end = kind == 'b' ? match_balanced(s, p + 2) : match_back_reference(s, kind);
    if (!end) return std::nullopt;
    pay_(static_cast<std::int64_t>((*end - s) / steps_per_payment));
    goes_on = true;
    s = *end;
    p += kind == 'b' ? 4 : 2;
    return end;
}

PatternMatcher::End PatternMatcher::match_most(std::size_t s, std::size_t p, std::size_t item_end,
                                               std::size_t least) {
    std::size_t count = 0;
    while (matches_one(s + count, p, item_end))
        ++count;
    while (count >= least) {
        if (const End end = match(s + count, item_end + 1)) return end;
        if (count == 0) break;
        --count;
    }
    return std::nullopt;
}

PatternMatcher::End PatternMatcher::match_least(std::size_t s, std::size_t p,
                                                std::size_t item_end) {
    while (true) {
        if (const End end = match(s, item_end + 1)) return end;
        if (!matches_one(s, p, item_end)) return std::nullopt;
        ++s;
    }
}

PatternMatcher::End PatternMatcher::open_capture(std::size_t s, std::size_t p, Capture::Kind kind) {
    if (level_ >= most_captures) throw PatternError{"too many captures"};
    captures_[level_] = {.kind = kind, .start = s, .size = 0};
    ++level_;
    const End end = match(s, p);
    if (!end) --level_;
    return end;
}

PatternMatcher::End PatternMatcher::close_capture(std::size_t s, std::size_t p) {
    std::size_t index = level_;
    while (index > 0 && captures_[index - 1].kind != Capture::Kind::open)
        --index;
    if (index == 0) throw PatternError{"invalid pattern capture"};
    Capture& capture = captures_[index - 1];
    capture.kind = Capture::Kind::text;
    capture.size = s - capture.start;
    const End end = match(s, p);
    if (!end) capture.kind = Capture::Kind::open;
    return end;
}

PatternMatcher::End PatternMatcher::match_balanced(std::size_t s, std::size_t p) const {
    if (p + 1 >= pattern_.size()) {
        throw PatternError{"malformed pattern (missing arguments to '%b')"};
    }
    const char opening = pattern_[p];
    const char closing = pattern_[p + 1];
    if (s >= subject_.size() || subject_[s] != opening) return std::nullopt;
    std::size_t depth = 1;
    while (++s < subject_.size()) {
        if (subject_[s] == closing) {
            if (--depth == 0) return s + 1;
        } else if (subject_[s] == opening) {
            ++depth;
        }
    }
    // Nothing closes it, and finding that out took a look at everything.
    pay_(static_cast<std::int64_t>(subject_.size() / steps_per_payment));
    return std::nullopt;
}

PatternMatcher::End PatternMatcher::match_back_reference(std::size_t s, char digit) const {
    const std::size_t index = static_cast<std::size_t>(digit - '1');
    if (digit == '0' || index >= level_ || captures_[index].kind == Capture::Kind::open) {
        throw PatternError{"invalid capture index %" + std::to_string(digit - '0')};
    }
    if (captures_[index].kind == Capture::Kind::position) return std::nullopt;
    const std::string_view captured = text_of(captures_[index]);
    if (subject_.substr(s, captured.size()) != captured) return std::nullopt;
    return s + captured.size();
}

bool PatternMatcher::is_frontier(std::size_t s, std::size_t set, std::size_t set_end) const {
    const auto at = [&](std::size_t i) {
        return static_cast<unsigned char>(i < subject_.size() ? subject_[i] : '\0');
    };
    const unsigned char previous = s == 0 ? static_cast<unsigned char>('\0') : at(s - 1);
    return !in_set(previous, set, set_end) && in_set(at(s), set, set_end);
}

bool PatternMatcher::matches_one(std::size_t s, std::size_t p, std::size_t item_end) {
    count_step();
    if (s >= subject_.size()) return false;
    const auto c = static_cast<unsigned char>(subject_[s]);
    switch (pattern_[p]) {
        case '.': return true;
        case '%': return in_class(c, static_cast<unsigned char>(pattern_[p + 1]));
        case '[': return in_set(c, p, item_end - 1);
        default: return static_cast<unsigned char>(pattern_[p]) == c;
    }
}

/// `set` is the position of '[', `set_end` that of its ']'.
bool PatternMatcher::in_set(unsigned char c, std::size_t set, std::size_t set_end) const {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(pattern_[i]); };
    bool found = true;
    std::size_t p = set + 1;
    if (at(p) == '^') {
        found = false;
        ++p;
    }
    for (; p < set_end; ++p) {
        if (at(p) == '%') {
            ++p;
            if (in_class(c, at(p))) return found;
        } else if (at(p + 1) == '-' && p + 2 < set_end) {
            if (at(p) <= c && c <= at(p + 2)) return found;
            p += 2;
        } else if (at(p) == c) {
            return found;
        }
    }
    return !found;
}

/// The position after the single item (a character, a class or a set) that starts at `p`.
std::size_t PatternMatcher::item_end(std::size_t p) const {
    const char c = pattern_[p++];
    if (c == '%') {
        if (p >= pattern_.size()) throw PatternError{"malformed pattern (ends with '%')"};
        return p + 1;
    }
    if (c != '[') return p;
    if (pattern_char(p) == '^') ++p;
    // The first character of a set is always a member, so that it may be ']'.
    do {
        if (p >= pattern_.size()) throw PatternError{"malformed pattern (missing ']')"};
        if (pattern_[p++] == '%' && p < pattern_.size()) ++p;
    } while (p >= pattern_.size() || pattern_[p] != ']');
    return p + 1;
}

}  // namespace brokerscope::scripting::lua
