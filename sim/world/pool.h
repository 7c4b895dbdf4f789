// Pool: values that wait for their event, addressed by small numbers that an event can carry. A
// slot is reused once its value was taken.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace brokerscope::world {

template <class T>
class Pool {
  public:
    std::uint32_t put(T value) {
        if (free_.empty()) {
            slots_.push_back(std::move(value));
            return static_cast<std::uint32_t>(slots_.size() - 1);
        }
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        slots_[slot] = std::move(value);
        return slot;
    }
    T take(std::uint32_t slot) {
        free_.push_back(slot);
        return std::exchange(slots_[slot], T{});
    }

    const T& at(std::uint32_t slot) const { return slots_[slot]; }

  private:
    std::vector<T> slots_;
    std::vector<std::uint32_t> free_;
};

}  // namespace brokerscope::world
