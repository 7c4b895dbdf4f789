#include "scripting/lua/reference.h"

#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {

Reference::Reference(lua_State* state, int index) {
    lua_pushvalue(state, index);
    slot_ = luaL_ref(state, LUA_REGISTRYINDEX);
    sandbox_ = &Sandbox::of(state);
    ++sandbox_->references_;
}

Reference& Reference::operator=(Reference&& other) noexcept {
    if (this == &other) return *this;
    drop();
    sandbox_ = std::exchange(other.sandbox_, nullptr);
    slot_ = other.slot_;
    return *this;
}

void Reference::push(lua_State* state) const {
    if (sandbox_ == nullptr) {
        lua_pushnil(state);
    } else {
        lua_rawgeti(state, LUA_REGISTRYINDEX, slot_);
    }
}

void Reference::drop() {
    if (sandbox_ == nullptr) return;
    luaL_unref(sandbox_->main_, LUA_REGISTRYINDEX, slot_);
    --sandbox_->references_;
    sandbox_ = nullptr;
}

}  // namespace brokerscope::scripting::lua
