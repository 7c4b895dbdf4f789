// Known: what a player has learned while a story goes on. It gives a recorded request its real
// values (symbols, times, sizes), and compares what was recorded with what the model did, field by
// field: exactly the recorded fields, symbols bind to the first value seen in their place.
//
// It knows the format of values only; neither Kafka nor the model.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "cli/conform/story/stops.h"

namespace brokerscope::cli::conform {

/// How one comparison goes: "now" lies between these two, and these fields hold lists without an
/// order.
struct Looking {
    std::int64_t now_from_ms = 0;
    std::int64_t now_to_ms = 0;
    std::set<std::string> unordered;
};

class Known {
  public:
    /// The wall clock when the story starts: "T".
    void set_start(std::int64_t start_ms) { start_ms_ = start_ms; }
    std::int64_t start_ms() const { return start_ms_; }

    /// The value that a text of the format stands for; the text itself when it is none.
    Json resolved(const std::string& text);
    /// The same for a whole tree. "now" becomes `now_ms`.
    Json resolved(const Json& tree, std::int64_t now_ms);

    bool is_bound(const std::string& symbol) const { return bound_.count(symbol) != 0; }
    void bind(const std::string& symbol, Json value) { bound_[symbol] = std::move(value); }

    /// Nothing when `modelled` has what `recorded` says; then new symbols stay bound. A field that
    /// the model does not tell is thrown as NotModelled.
    std::optional<Differs> compare(const Json& recorded, const Json& modelled,
                                   const Looking& looking, const std::string& where);

  private:
    using Found = std::optional<Differs>;
    Found match(const Json& recorded, const Json& modelled, const std::string& where);
    Found match_text(const std::string& recorded, const Json& modelled, const std::string& where);
    Found match_symbol(const std::string& symbol, const Json& modelled, const std::string& where);
    Found match_list(const Json& recorded, const Json& modelled, const std::string& name,
                     const std::string& where);
    Found match_set(const Json& recorded, const Json& modelled, const std::string& where);
    bool place(const Json& recorded, std::size_t index, const Json& modelled,
               std::set<std::size_t>& used, const std::string& where);
    Found match_object(const Json& recorded, const Json& modelled, const std::string& where);
    bool has_order(const std::string& list_name) const;

    std::int64_t start_ms_ = 0;
    std::map<std::string, Json> bound_;
    const Looking* looking_ = nullptr;  // during compare()
};

}  // namespace brokerscope::cli::conform
