#include "scripting/lua/meter.h"

#include <cstdlib>
#include <lua5.4/lua.hpp>

namespace brokerscope::scripting::lua {
namespace {

// A string below this size costs no more to compare than an instruction or two.
constexpr std::size_t large_string_bytes = 4096;
// Walking over a table part below this size costs little, even when nothing is left in it.
constexpr std::size_t large_part_bytes = 64u << 10;
// Blocks from this size on pay for being filled and copied: 64 bytes are one instruction.
constexpr std::size_t charged_block_bytes = 1024;
constexpr std::size_t bytes_per_instruction = 64;
// Once the budget is gone nothing big may be made any more, for the counter only looks now and
// then.
constexpr std::size_t refused_when_exhausted_bytes = 64u << 10;
// A collection forced by a full memory visits everything: this many bytes cost one instruction.
constexpr std::size_t collected_bytes_per_instruction = 32;

}  // namespace

void Meter::spend(std::int64_t instructions) {
    left_ = instructions > left_ ? -1 : left_ - instructions;
}

std::int64_t Meter::instruction_price() const {
    return 1 + static_cast<std::int64_t>(largest_string() / large_string_bytes);
}

void Meter::refuse(bool for_memory) {
    refused_for_memory_ = for_memory;
    if (on_refusal_) on_refusal_();
}

bool Meter::may_allocate(std::size_t old_size, std::size_t new_size) {
    // Lua relies on it that a block can always be made smaller.
    if (new_size <= old_size) return true;
    if (new_size - old_size > limits_.memory_bytes - used_) {
        refuse(true);
        // Lua now collects everything and tries once more.
        spend(static_cast<std::int64_t>(used_ / collected_bytes_per_instruction));
        return false;
    }
    if (new_size >= charged_block_bytes) {
        spend(static_cast<std::int64_t>(new_size / bytes_per_instruction));
    }
    if (exhausted() && new_size >= refused_when_exhausted_bytes) {
        refuse(false);
        return false;
    }
    return true;
}

void Meter::forget(std::uintptr_t address, std::size_t size) {
    if (size >= large_string_bytes) large_strings_.erase({size, address});
    if (size >= large_part_bytes) large_parts_.erase({size, address});
}

void* Meter::allocate(void* meter_address, void* block, std::size_t old_size,
                      std::size_t new_size) {
    auto& meter = *static_cast<Meter*>(meter_address);
    // For a new block Lua passes in place of the old size what kind of object it will be.
    const bool is_string = block == nullptr && old_size == LUA_TSTRING;
    if (block == nullptr) old_size = 0;
    if (new_size == 0) {
        meter.forget(reinterpret_cast<std::uintptr_t>(block), old_size);
        meter.used_ -= old_size;
        std::free(block);
        return nullptr;
    }
    if (!meter.may_allocate(old_size, new_size)) return nullptr;
    const auto old_address = reinterpret_cast<std::uintptr_t>(block);
    void* moved = std::realloc(block, new_size);
    if (moved == nullptr) return nullptr;
    meter.forget(old_address, old_size);
    meter.remember(reinterpret_cast<std::uintptr_t>(moved), new_size, is_string);
    meter.used_ += new_size - old_size;
    return moved;
}

void Meter::remember(std::uintptr_t address, std::size_t size, bool is_string) {
    if (is_string && size >= large_string_bytes) large_strings_.emplace(size, address);
    if (!is_string && size >= large_part_bytes) large_parts_.emplace(size, address);
}

}  // namespace brokerscope::scripting::lua
