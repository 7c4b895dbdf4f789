// The meter of a sandbox: counts memory and work, and is the allocator of its Lua state.
//
// It promises that memory never exceeds the limit, and that all work that Lua's own instruction
// counter cannot see is paid for: large blocks by their size, collections forced by a full memory,
// and the instructions that touch every byte of a large string (comparisons, keys). The price of an
// instruction grows with the largest string alive for that reason: Lua cannot tell which
// instruction it was, so all of them pay.
//
// It is no judge: it never raises. The sandbox looks at it and ends the script.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>

#include "scripting/lua/limits.h"

namespace brokerscope::scripting::lua {

class Meter {
  public:
    explicit Meter(const Limits& limits) : limits_(limits), left_(limits.instructions) {}

    /// A lua_Alloc whose user data is the Meter.
    static void* allocate(void* meter, void* block, std::size_t old_size, std::size_t new_size);

    /// A new entry starts.
    void refill() { left_ = limits_.instructions; }
    void spend(std::int64_t instructions);
    bool exhausted() const { return left_ < 0; }
    std::int64_t left() const { return left_; }
    std::size_t memory_used() const { return used_; }
    const Limits& limits() const { return limits_; }

    /// What one instruction of Lua costs now.
    std::int64_t instruction_price() const;
    std::size_t largest_string() const { return largest(large_strings_); }
    /// No table is larger than this, whatever it holds; 0 when all are small.
    std::size_t largest_table_part() const { return largest(large_parts_); }

    /// Called when an allocation is refused, while the script is where it asked for too much.
    void on_refusal(std::function<void()> callback) { on_refusal_ = std::move(callback); }
    /// Whether the last refusal was for lack of memory, rather than of instructions.
    bool refused_for_memory() const { return refused_for_memory_; }

  private:
    // (size, address): ordered by size, and the address only tells equal sizes apart.
    using Blocks = std::set<std::pair<std::size_t, std::uintptr_t>>;

    bool may_allocate(std::size_t old_size, std::size_t new_size);
    void refuse(bool for_memory);
    void forget(std::uintptr_t address, std::size_t size);
    void remember(std::uintptr_t address, std::size_t size, bool is_string);
    static std::size_t largest(const Blocks& blocks) {
        return blocks.empty() ? 0 : blocks.rbegin()->first;
    }

    Limits limits_;
    std::int64_t left_;
    std::size_t used_ = 0;
    Blocks large_strings_;
    Blocks large_parts_;
    std::function<void()> on_refusal_;
    bool refused_for_memory_ = false;
};

}  // namespace brokerscope::scripting::lua
