// What a script may use. Memory is for the whole life of a sandbox; instructions are for one entry
// (one call from the host into Lua) and are refilled by the next.
//
// An instruction is one of Lua's virtual machine, or as much work of a library function as takes
// about that long.
#pragma once

#include <cstddef>
#include <cstdint>

namespace brokerscope::scripting::lua {

struct Limits {
    std::size_t memory_bytes = 64u << 20;
    std::int64_t instructions = 5'000'000;
    std::size_t source_bytes = 256u << 10;
};

}  // namespace brokerscope::scripting::lua
