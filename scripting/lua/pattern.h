// Lua's patterns (section 6.4.1 of its manual), with every step counted. Lua's own matcher cannot
// be interrupted: five `.-` on four hundred bytes keep it busy for more than a minute.
//
// It matches as Lua's does, for ASCII: classes such as %a do not depend on a locale. It knows
// nothing of Lua states; bad patterns are reported by throwing PatternError.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace brokerscope::scripting::lua {

struct PatternError {
    std::string message;
};

/// What a capture holds: a part of the subject, or with `()` a position (counted from 1).
struct Capture {
    enum class Kind { open, text, position };
    Kind kind = Kind::open;
    std::size_t start = 0;
    std::size_t size = 0;
};

class PatternMatcher {
  public:
    /// `pay` is called every so many steps with their price in instructions; it may throw.
    PatternMatcher(std::string_view subject, std::string_view pattern,
                   std::function<void(std::int64_t)> pay)
        : subject_(subject), pattern_(pattern), pay_(std::move(pay)) {}

    /// Matches at exactly `start`; the end of the match, or nothing. A leading `^` is no anchor
    /// here.
    std::optional<std::size_t> match_at(std::size_t start);

    /// Captures of the last match.
    std::size_t capture_count() const { return level_; }
    /// The capture of this index (from 0); without captures, index 0 is the match from `start` to
    /// `end`.
    Capture capture(std::size_t index, std::size_t start, std::size_t end) const;
    std::string_view text_of(const Capture& capture) const {
        return subject_.substr(capture.start, capture.size);
    }

  private:
    static constexpr std::size_t most_captures = 32;
    using End = std::optional<std::size_t>;

    void count_step();
    char pattern_char(std::size_t at) const { return at < pattern_.size() ? pattern_[at] : '\0'; }
    End match(std::size_t s, std::size_t p);
    End match_sequence(std::size_t s, std::size_t p);
    End match_escape(std::size_t& s, std::size_t& p, bool& goes_on);
    End match_most(std::size_t s, std::size_t p, std::size_t item_end, std::size_t least);
    End match_least(std::size_t s, std::size_t p, std::size_t item_end);
    End open_capture(std::size_t s, std::size_t p, Capture::Kind kind);
    End close_capture(std::size_t s, std::size_t p);
    End match_balanced(std::size_t s, std::size_t p) const;
    End match_back_reference(std::size_t s, char digit) const;
    bool is_frontier(std::size_t s, std::size_t set, std::size_t set_end) const;
    bool matches_one(std::size_t s, std::size_t p, std::size_t item_end);
    bool in_set(unsigned char c, std::size_t set, std::size_t set_end) const;
    std::size_t item_end(std::size_t p) const;

    std::string_view subject_;
    std::string_view pattern_;
    std::function<void(std::int64_t)> pay_;
    std::array<Capture, most_captures> captures_{};
    std::size_t level_ = 0;
    int depth_ = 0;
    int steps_ = 0;
};

}  // namespace brokerscope::scripting::lua
