// Reference: keeps a Lua value (a function, a table) alive for the host, in the registry.
//
// It must be dropped before its sandbox is; the sandbox checks that. Taking a reference may raise a
// Lua error, so it happens in functions that Lua called or inside Sandbox::enter.
#pragma once

#include <lua5.4/lua.hpp>
#include <utility>

namespace brokerscope::scripting::lua {

class Sandbox;

class Reference {
  public:
    Reference() = default;
    /// Takes the value at `index`, which stays where it is.
    Reference(lua_State* state, int index);
    ~Reference() { drop(); }
    Reference(Reference&& other) noexcept
        : sandbox_(std::exchange(other.sandbox_, nullptr)), slot_(other.slot_) {}
    Reference& operator=(Reference&& other) noexcept;
    Reference(const Reference&) = delete;
    Reference& operator=(const Reference&) = delete;

    explicit operator bool() const { return sandbox_ != nullptr; }
    /// Pushes the value (nil for an empty reference) on the stack of `state`, a thread of the
    /// same sandbox.
    void push(lua_State* state) const;
    void drop();

  private:
    Sandbox* sandbox_ = nullptr;
    int slot_ = 0;
};

}  // namespace brokerscope::scripting::lua
