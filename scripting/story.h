// Story: the scenario's coroutine and what it waits for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include "scripting/lua/coroutine.h"
#include "scripting/scenario/context.h"
#include "sim/base/result.h"
#include "sim/base/time.h"

namespace brokerscope::scripting {

class Story {
  public:
    Story(lua::Sandbox& sandbox, const lua::Reference& function)
        : sandbox_(sandbox), coroutine_(sandbox) {
        started_ = coroutine_.start(function);
    }

    /// When it wants to go on by itself, whatever happens.
    std::optional<base::SimTime> wakes_at() const;
    bool finished() const { return finished_; }
    /// Goes on as far as it can at this moment. `news`: a fact was stated since the last look that
    /// is no traffic, so conditions are looked at again. True when it ran at all.
    base::Result<bool> look(base::SimTime now, bool news, const laws::Chronicle& chronicle);

  private:
    struct Beginning {};
    struct Sleeping {
        base::SimTime until;
    };
    struct Watching {
        std::shared_ptr<WaitUntilRequest> request;
        std::optional<base::SimTime> deadline;
        bool looked = false;
    };
    struct Asking {
        std::int64_t request = 0;
    };
    using Waiting = std::variant<Beginning, Sleeping, Watching, Asking>;

    base::Result<bool> resume(base::SimTime now, const std::function<int(lua_State*)>& push);
    base::Result<bool> condition_holds(const lua::Reference& predicate);

    lua::Sandbox& sandbox_;
    lua::Coroutine coroutine_;
    base::Status started_ = base::Nothing{};
    Waiting waiting_ = Beginning{};
    bool finished_ = false;
};

}  // namespace brokerscope::scripting
