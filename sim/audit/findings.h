// Findings: what the parts of an audit write down. A place is a function that makes its text, so
// that the thousands of values that agree cost no text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/audit/audit.h"
#include "sim/base/value.h"

namespace brokerscope::audit {

class Findings {
  public:
    explicit Findings(const view::View& names) : names_(names) {}

    /// `place()` and `what` together name the value, e.g. "broker 2" and "state".
    template <class Place, class T>
    void same(const Place& place, std::string_view what, const T& node, const T& view) {
        if (node == view) return;
        add(join(place(), what), text(node), text(view));
    }
    template <class Place>
    void only_node(const Place& place, std::string_view what) {
        add(join(place(), what), "there", "-");
    }
    template <class Place>
    void only_view(const Place& place, std::string_view what) {
        add(join(place(), what), "-", "there");
    }
    void add(std::string what, std::string node, std::string view) {
        found_.push_back({std::move(what), std::move(node), std::move(view)});
    }

    const view::View& names() const { return names_; }
    std::vector<Difference> take() { return std::move(found_); }

  private:
    static std::string join(std::string place, std::string_view what) {
        if (!what.empty()) place.append(" ").append(what);
        return place;
    }
    template <class T>
    std::string text(const T& value) const {
        return base::to_text(base::unpack(base::pack(value)).value(), &names_);
    }

    const view::View& names_;
    std::vector<Difference> found_;
};

/// Walks two ordered maps side by side: `visit(key, in_first, in_second)` for every key of either,
/// null where one does not have it.
template <class First, class Second, class Visit>
void walk_both(const First& first, const Second& second, Visit&& visit) {
    auto a = first.begin();
    auto b = second.begin();
    while (a != first.end() || b != second.end()) {
        if (b == second.end() || (a != first.end() && a->first < b->first)) {
            visit(a->first, &a->second, decltype(&b->second){});
            ++a;
        } else if (a == first.end() || b->first < a->first) {
            visit(b->first, decltype(&a->second){}, &b->second);
            ++b;
        } else {
            visit(a->first, &a->second, &b->second);
            ++a;
            ++b;
        }
    }
}

}  // namespace brokerscope::audit
