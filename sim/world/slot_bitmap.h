// Which slots of a wheel hold something: one bit a slot, and one summary bit for each 64 slots, so
// that the next occupied slot of a million is found in a few steps however empty the wheel is. It
// knows nothing of time; positions are plain slot numbers below the size.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace brokerscope::world {

class SlotBitmap {
  public:
    static constexpr std::uint64_t none = ~std::uint64_t{0};

    /// `slots` is a multiple of 64. All bits are cleared.
    void reset(std::size_t slots) {
        words_.assign(slots / 64, 0);
        summary_.assign((words_.size() + 63) / 64, 0);
    }

    void set(std::uint64_t slot) {
        std::uint64_t& word = words_[slot / 64];
        if (word == 0) summary_[slot / 4096] |= bit(slot / 64);
        word |= bit(slot);
    }

    void clear(std::uint64_t slot) {
        std::uint64_t& word = words_[slot / 64];
        word &= ~bit(slot);
        if (word == 0) summary_[slot / 4096] &= ~bit(slot / 64);
    }

    /// The first occupied slot at or after `start`, or `none`.
    std::uint64_t first_from(std::uint64_t start) const {
        const std::uint64_t rest = words_[start / 64] >> (start % 64);
        if (rest != 0) [[likely]]
            return start + static_cast<unsigned>(std::countr_zero(rest));
        return first_from_word(start / 64 + 1);
    }

  private:
    static std::uint64_t bit(std::uint64_t position) { return std::uint64_t{1} << (position % 64); }

    std::uint64_t first_from_word(std::uint64_t word) const {
        std::uint64_t block = word / 64;
        if (block >= summary_.size()) return none;
        std::uint64_t candidates = summary_[block] >> (word % 64) << (word % 64);
        while (candidates == 0) {
            if (++block == summary_.size()) return none;
            candidates = summary_[block];
        }
        const std::uint64_t found =
            block * 64 + static_cast<unsigned>(std::countr_zero(candidates));
        return found * 64 + static_cast<unsigned>(std::countr_zero(words_[found]));
    }

    std::vector<std::uint64_t> words_;
    std::vector<std::uint64_t> summary_;
};

}  // namespace brokerscope::world
