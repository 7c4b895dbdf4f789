#include "scripting/story.h"

#include <utility>

#include "scripting/lua/values.h"
#include "sim/base/check.h"

namespace brokerscope::scripting {

std::optional<base::SimTime> Story::wakes_at() const {
    if (finished_) return std::nullopt;
    if (const auto* sleeping = std::get_if<Sleeping>(&waiting_)) return sleeping->until;
    if (const auto* watching = std::get_if<Watching>(&waiting_)) return watching->deadline;
    return std::nullopt;
}

base::Result<bool> Story::condition_holds(const lua::Reference& predicate) {
    bool holds = false;
    const base::Status status = sandbox_.enter([&](lua_State* state) {
        predicate.push(state);
        lua_call(state, 0, 1);
        holds = lua_toboolean(state, -1) != 0;
    });
    if (!status) return status.error();
    return holds;
}

base::Result<bool> Story::look(base::SimTime now, bool news, const laws::Chronicle& chronicle) {
    if (!started_) return started_.error();
    if (finished_) return false;
    if (std::holds_alternative<Beginning>(waiting_)) return resume(now, {});
    if (const auto* sleeping = std::get_if<Sleeping>(&waiting_)) {
        return now >= sleeping->until ? resume(now, {}) : base::Result<bool>(false);
    }
    if (const auto* asking = std::get_if<Asking>(&waiting_)) {
        const auto answer = chronicle.view.raw_answers.find(asking->request);
        if (answer == chronicle.view.raw_answers.end()) return false;
        const journal::RawAnswer& fact = answer->second;
        base::Value body;
        if (fact.answered) {
            base::Result<base::Value> unpacked = base::unpack(fact.body);
            CHECK(unpacked.ok(), "an answer in the journal can be read");
            body = std::move(unpacked).value();
        }
        return resume(now, [&](lua_State* state) {
            lua::push_value(state, body);
            return 1;
        });
    }
    auto& watching = std::get<Watching>(waiting_);
    if (news || !watching.looked) {
        watching.looked = true;
        const base::Result<bool> holds = condition_holds(watching.request->predicate);
        if (!holds) return holds.error();
        if (*holds) {
            return resume(now, [](lua_State* state) {
                lua_pushboolean(state, 1);
                return 1;
            });
        }
    }
    if (!watching.deadline || now < *watching.deadline) return false;
    return resume(now, [](lua_State* state) {
        lua_pushboolean(state, 0);
        return 1;
    });
}

base::Result<bool> Story::resume(base::SimTime now, const std::function<int(lua_State*)>& push) {
    lua::Coroutine::Outcome outcome = coroutine_.resume(push);
    if (auto* error = std::get_if<base::Error>(&outcome)) return std::move(*error);
    if (std::holds_alternative<lua::Coroutine::Finished>(outcome)) {
        finished_ = true;
        return true;
    }
    std::any request = std::move(std::get<lua::Coroutine::Yielded>(outcome).request);
    if (const auto* wait = std::any_cast<WaitRequest>(&request)) {
        waiting_ = Sleeping{now + wait->duration};
    } else if (const auto* ask = std::any_cast<AnswerRequest>(&request)) {
        waiting_ = Asking{ask->request};
    } else {
        auto until = std::any_cast<std::shared_ptr<WaitUntilRequest>>(request);
        Watching watching{until, std::nullopt, false};
        if (until->has_timeout) watching.deadline = now + until->timeout;
        waiting_ = std::move(watching);
    }
    return true;
}

}  // namespace brokerscope::scripting
