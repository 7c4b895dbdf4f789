// Timeline: any moment of a run, from its facts. It keeps keyframes (copies of the folded state) in
// a bounded ring: when the ring is full every second one goes and the spacing doubles, so that a
// long run costs the same memory and a seek costs at most one spacing of folding.
//
// State is any copyable type with `void apply(const journal::Fact&)`: a View, or a View with its
// ledger and laws. The timeline does not own the journal and never changes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "sim/base/check.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/journal/journal.h"

namespace brokerscope::view {

/// How many keyframes may be kept, and how far apart the first ones are.
struct KeyframeBudget {
    std::size_t keyframes = 48;
    std::int64_t first_spacing = 1024;  // facts
};

template <class State>
class Timeline {
  public:
    explicit Timeline(const journal::Journal& journal, KeyframeBudget budget = {},
                      State initial = {})
        : journal_(&journal),
          budget_(budget),
          spacing_(budget.first_spacing),
          head_(std::move(initial)) {
        CHECK(budget.keyframes >= 2, "a timeline needs at least two keyframes");
        keyframes_.emplace(0, head_);
    }

    /// Folds what the journal has gained since the last call into the head.
    void follow() {
        while (folded_ < journal_->size()) {
            const journal::Fact fact = journal_->at(base::FactId{folded_ + 1});
            head_.apply(fact);
            ++folded_;
            if (folded_ % spacing_ == 0) keep_keyframe();
        }
    }

    /// The state after the newest fact that was followed.
    const State& head() const { return head_; }
    std::int64_t size() const { return folded_; }

    /// The state after the first `facts` facts, 0 <= facts <= size().
    State state_after(std::int64_t facts) const {
        CHECK(facts >= 0 && facts <= folded_, "a moment outside of the run was asked for");
        if (facts == folded_) return head_;
        auto keyframe = keyframes_.upper_bound(facts);
        --keyframe;
        State state = keyframe->second;
        fold(state, keyframe->first, facts);
        return state;
    }

    /// Number of facts stated at or before this time: state_after() of it is the state at that
    /// time.
    std::int64_t facts_until(base::SimTime time) const {
        return journal_->facts_until(time, folded_);
    }
    State state_at(base::SimTime time) const { return state_after(facts_until(time)); }

    /// state_after() for whoever moves through the run: the state stays here for the next call, so
    /// that the moments shortly after and shortly before it cost little. The reference is good
    /// until the next call of seek() or follow().
    const State& seek(std::int64_t facts) {
        CHECK(facts >= 0 && facts <= folded_, "a moment outside of the run was asked for");
        if (facts == folded_) return head_;
        if (!cursor_ || facts < cursor_->first || newest_keyframe(facts) > cursor_->first) {
            jump(facts);
        } else {
            fold(cursor_->second, cursor_->first, facts);
            cursor_->first = facts;
        }
        return cursor_->second;
    }
    const State& seek_time(base::SimTime time) { return seek(facts_until(time)); }

    std::size_t keyframe_count() const { return keyframes_.size(); }

  private:
    // Distances before the place of a jump at which a state is kept: steps back from there start
    // from these and not from a keyframe.
    static constexpr std::int64_t step_distances[] = {4096, 1024, 256, 64, 16};

    std::int64_t newest_keyframe(std::int64_t facts) const {
        return std::prev(keyframes_.upper_bound(facts))->first;
    }
    void jump(std::int64_t facts) {
        steps_.erase(steps_.upper_bound(facts), steps_.end());
        const auto keyframe = std::prev(keyframes_.upper_bound(facts));
        const bool from_step = !steps_.empty() && steps_.rbegin()->first > keyframe->first;
        if (!from_step) steps_.clear();
        const auto& start = from_step ? *steps_.rbegin() : *keyframe;
        std::int64_t at = start.first;
        State state = start.second;
        for (const std::int64_t distance : step_distances) {
            if (facts - distance <= at) continue;
            fold(state, at, facts - distance);
            at = facts - distance;
            steps_.emplace(at, state);
        }
        fold(state, at, facts);
        cursor_.emplace(facts, std::move(state));
    }
    void fold(State& state, std::int64_t from, std::int64_t to) const {
        for (std::int64_t i = from; i < to; ++i)
            state.apply(journal_->at(base::FactId{i + 1}));
    }
    void keep_keyframe() {
        if (keyframes_.size() >= budget_.keyframes) thin_out();
        if (folded_ % spacing_ == 0) keyframes_.emplace(folded_, head_);
    }
    void thin_out() {
        spacing_ *= 2;
        for (auto it = keyframes_.begin(); it != keyframes_.end();) {
            it = it->first % spacing_ != 0 ? keyframes_.erase(it) : std::next(it);
        }
    }

    const journal::Journal* journal_;
    KeyframeBudget budget_;
    std::int64_t spacing_;
    std::int64_t folded_ = 0;
    State head_;
    std::map<std::int64_t, State> keyframes_;
    std::optional<std::pair<std::int64_t, State>> cursor_;  // where seek() was last
    std::map<std::int64_t, State> steps_;                   // a few states before it
};

}  // namespace brokerscope::view
