// The journal: all facts of a run in order, in their canonical encoding, with a rolling hash. It
// only grows. The hash (XXH3-128 over the encodings, causes included) is the identity of a run: the
// same scenario, seed and commands give the same hash with every compiler, build and number of
// jobs.
//
// Nothing here touches a file: encode_journal() and decode_journal() turn it into bytes and back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/result.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"

namespace brokerscope::journal {

class Journal {
  public:
    Journal();
    ~Journal();
    Journal(Journal&&) noexcept;
    Journal& operator=(Journal&&) noexcept;

    /// Appends a fact and returns its id. Facts come in order of time; a cause must be an older
    /// fact.
    FactId append(SimTime at, NodeId node, FactId cause, const FactBody& body);
    /// Appends a fact as encoded_at() gave it; an error (and nothing appended) when the bytes are
    /// no fact that could come next.
    base::Status append_encoded(std::string_view bytes);

    std::int64_t size() const;
    /// Decodes one fact; 1 <= id <= size().
    Fact at(FactId id) const;
    /// Its canonical bytes: time, node, cause and body; its number is its place. They stay where
    /// they are as long as the journal lives.
    std::string_view encoded_at(FactId id) const;
    SimTime time_of(FactId id) const;
    /// Number of facts among the first `limit` that were stated at or before `time`.
    std::int64_t facts_until(SimTime time, std::int64_t limit) const;
    SimTime end() const { return size() == 0 ? SimTime{} : time_of(FactId{size()}); }

    /// 32 lower-case hex digits over all facts so far.
    std::string hash() const;

  private:
    struct Contents;
    std::unique_ptr<Contents> contents_;
};

}  // namespace brokerscope::journal
