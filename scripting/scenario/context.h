// ScenarioContext: what the functions that a scenario calls work on. Before the run they fill
// Declarations; while it runs they give commands and look at the chronicle through a Host. Lua
// never sees a node.
#pragma once

#include <cstdint>
#include <lua5.4/lua.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scripting/lua/sandbox.h"
#include "scripting/scenario/declarations.h"
#include "sim/base/result.h"
#include "sim/client/workload.h"
#include "sim/journal/facts.h"
#include "sim/laws/chronicle.h"

namespace brokerscope::scripting {

/// The running world as a scenario may use it.
class Host {
  public:
    virtual ~Host() = default;
    virtual base::Result<base::FactId> give(const commands::Command& command) = 0;
    virtual const laws::Chronicle& chronicle() = 0;
    virtual base::SimTime now() const = 0;
    virtual base::NodeId next_client_id() const = 0;
    virtual void tell(journal::FactBody fact) = 0;
};

/// The functions of a scenario that make records and work times.
struct ClientFunctions {
    lua::Reference key;
    lua::Reference value;
    lua::Reference partition;
    lua::Reference timestamp;
    lua::Reference work;
};

/// What a story asks of its host when it yields.
struct WaitRequest {
    base::Duration duration;
};
struct WaitUntilRequest {
    lua::Reference predicate;
    base::Duration timeout;
    bool has_timeout = false;
};
struct AnswerRequest {
    std::int64_t request = 0;
};

class ScenarioContext final : public client::WorkloadSource {
  public:
    ScenarioContext(lua::Sandbox& sandbox, std::vector<Override> overrides,
                    std::optional<std::uint64_t> seed);
    static ScenarioContext& of(lua_State* state);

    /// Gives the scripts the scenario API.
    void define_api();

    Declarations& declarations() { return declarations_; }
    Host* host() { return host_; }
    /// From now on commands go to the world.
    void run_with(Host& host) { host_ = &host; }
    /// The first error of a function that the world called; the session looks after every step.
    std::optional<base::Error> take_error() { return std::exchange(error_, std::nullopt); }
    base::Status check_overrides() const;

    const std::vector<Override>& overrides() const { return overrides_; }
    std::optional<std::uint64_t> seed_override() const { return seed_; }
    lua::Sandbox& sandbox() { return sandbox_; }

    /// Gives a command now, or keeps it for the beginning; raises a Lua error when it is refused.
    void give(lua_State* state, commands::Command command);
    base::NodeId take_client_id();
    void keep_functions(base::NodeId node, ClientFunctions functions);
    /// A node's name, for handles: declared or running.
    std::string name_of(base::NodeId node) const;
    std::optional<base::NodeId> find_name(const std::string& name) const;
    void keep_name(base::NodeId node, std::string name) { names_[node] = std::move(name); }
    std::int64_t next_raw_request() { return ++raw_requests_; }

    std::optional<client::RecordPlan> record(base::NodeId producer, std::int64_t n) override;
    std::optional<base::Duration> work(base::NodeId consumer, base::PartitionId partition,
                                       base::Offset offset, const log::Record& record) override;

  private:
    std::optional<base::Bytes> call_for_bytes(const lua::Reference& function, std::int64_t n,
                                              const char* what);
    std::optional<std::int64_t> call_for_integer(const lua::Reference& function, std::int64_t n,
                                                 const char* what);
    void note(const base::Status& status);

    lua::Sandbox& sandbox_;
    std::vector<Override> overrides_;
    std::optional<std::uint64_t> seed_;
    Declarations declarations_;
    Host* host_ = nullptr;
    std::map<base::NodeId, ClientFunctions> functions_;
    std::map<base::NodeId, std::string> names_;
    std::optional<base::Error> error_;
    std::int32_t next_client_ = base::first_client_id.value;
    std::int64_t raw_requests_ = 0;
};

/// What is known of the run at this moment; raises a Lua error before the story.
const laws::Chronicle& look(lua_State* state);

}  // namespace brokerscope::scripting
