// Reading what a script passes to a host function, with errors that a scenario's author can act on:
//
//     scenarios/x.lua:12: topic "orders": 'partitions' must be an integer from 1 to 1000, but is
//     "three"
//
// Everything here raises Lua errors, and is for functions that Lua called.
#pragma once

#include <cstdint>
#include <lua5.4/lua.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scripting/lua/reference.h"
#include "sim/base/value.h"

namespace brokerscope::scripting::lua {

/// What a value is, for errors: the thing that is being described ("topic \"orders\"", may be
/// empty) and the name of the option or argument in it.
struct Label {
    std::string subject;
    std::string name;
};

/// "<subject>: '<name>' must be <wanted>, but is <value at index>".
[[noreturn]] void refuse(lua_State* state, int index, const Label& label, std::string_view wanted,
                         std::string_view hint = {});

std::int64_t read_integer(lua_State* state, int index, const Label& label, std::int64_t low,
                          std::int64_t high);
std::string read_text(lua_State* state, int index, const Label& label);
bool read_boolean(lua_State* state, int index, const Label& label);
Reference read_function(lua_State* state, int index, const Label& label);
/// The index in `choices` of a text; with "did you mean".
std::size_t read_choice(lua_State* state, int index, const Label& label,
                        std::span<const std::string_view> choices);

/// The named options in a table. Each is asked for once; finish() then refuses those that nobody
/// asked for. Absent and nil options are nothing.
class Options {
  public:
    /// The table at `index` must stay there. `subject` describes what the options are of.
    Options(lua_State* state, int index, std::string subject);

    std::optional<std::int64_t> integer(std::string_view name, std::int64_t low, std::int64_t high);
    std::optional<std::string> text(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    std::optional<std::size_t> choice(std::string_view name,
                                      std::span<const std::string_view> choices);
    std::optional<base::Value> value(std::string_view name);
    /// Empty when absent.
    Reference function(std::string_view name);
    /// Pushes the option for the caller to read; pushes nothing and is false when it is absent.
    bool push(std::string_view name);

    /// The names that nobody asked for yet, in order: Kafka's config keys among our own options.
    std::vector<std::string> remaining() const;
    void finish() const;
    [[noreturn]] void refuse_missing(std::string_view name) const;
    Label label(std::string_view name) const { return {subject_, std::string(name)}; }

  private:
    lua_State* state_;
    int index_;
    std::string subject_;
    std::vector<std::string> asked_;
};

}  // namespace brokerscope::scripting::lua
