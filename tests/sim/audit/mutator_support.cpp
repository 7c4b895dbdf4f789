#include "tests/sim/audit/mutator_support.h"

#include <type_traits>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::audit {
namespace {

using view::Tape;
using view::TapeBatch;

template <class T>
struct is_map : std::false_type {};
template <class K, class V>
struct is_map<std::map<K, V>> : std::true_type {};
template <class T>
struct is_set : std::false_type {};
template <class T>
struct is_set<std::set<T>> : std::true_type {};

template <base::NamedEnum T>
void change(T& value) {
    const auto names = enum_names(value);
    value = names[0].value == value ? names[1].value : names[0].value;
}
template <class T>
requires std::is_arithmetic_v<T>
void change(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        value = !value;
    } else {
        ++value;
    }
}
template <base::StrongInteger T>
void change(T& value) {
    ++value.value;
}
void change(base::SimTime& time) {
    ++time.ns;
}
void change(base::Duration& duration) {
    ++duration.ns;
}
void change(std::string& text) {
    text += "x";
}
void change(base::Bytes& bytes) {
    bytes.data += "x";
}
void change(base::Text& text) {
    text.en += "x";
}
void change(base::PackedValue& packed) {
    packed.bytes += "x";
}

template <class T>
concept SingleValue = requires(T& value) {
    change(value);
};

class Walker {
  public:
    std::map<std::string, std::int64_t> seen;
    std::string wanted;
    std::int64_t wanted_index = -1;

    template <class T>
    void walk_fields(T& value) {
        base::for_each_field(
            value, [this](std::string_view name, auto& member) { this->walk_at(name, member); });
    }

  private:
    // True: this is the one to be changed.
    bool is_wanted(const char* suffix = "") {
        const std::string name = path_ + suffix;
        return seen[name]++ == wanted_index && name == wanted;
    }
    template <class T>
    void walk_at(std::string_view name, T& value) {
        const std::size_t size = path_.size();
        if (size != 0) path_ += '.';
        path_ += name;
        walk(value);
        path_.resize(size);
    }
    template <class T>
    void walk_element(T& value) {
        const std::size_t size = path_.size();
        path_ += ".*";
        walk(value);
        path_.resize(size);
    }
    template <class T>
    void walk(T& value) {
        if constexpr (std::is_same_v<T, Tape>) {
            walk_tape(value);
        } else if constexpr (SingleValue<T>) {
            if (is_wanted()) change(value);
        } else if constexpr (base::is_optional<T>::value) {
            if (value) walk(*value);
        } else if constexpr (base::is_vector<T>::value) {
            if (!value.empty() && is_wanted("[]")) return value.pop_back();
            for (auto& element : value)
                walk_element(element);
        } else if constexpr (is_map<T>::value) {
            if (!value.empty() && is_wanted("[]")) return (void)value.erase(value.begin());
            for (auto& [key, element] : value)
                walk_element(element);
        } else if constexpr (is_set<T>::value) {
            if (!value.empty() && is_wanted("[]")) value.erase(value.begin());
        } else {
            walk_fields(value);
        }
    }
    // Tapes share their batches: the walk goes over copies.
    void walk_tape(Tape& tape) {
        if (tape.batches().empty()) return;
        if (is_wanted("[]")) return tape.truncate_to(tape.batches().back()->stamp.base_offset);
        Tape changed;
        for (const view::TapeBatchPtr& batch : tape.batches()) {
            TapeBatch copy = *batch;
            walk_batch(copy);
            changed.append(std::make_shared<const TapeBatch>(std::move(copy)));
        }
        if (!wanted.empty()) tape = std::move(changed);
    }
    void walk_batch(TapeBatch& batch) {
        const std::size_t size = path_.size();
        path_ += ".*.stamp";
        base::for_each_field(batch.stamp, [this](std::string_view name, auto& member) {
            // A batch with other offsets would not fit between its neighbours.
            if (name == "baseOffset" || name == "lastOffset") return;
            walk_at(name, member);
        });
        path_.resize(size);
        path_ += ".*.records";
        walk(batch.records);
        path_.resize(size);
    }

    std::string path_;
};

}  // namespace

std::map<std::string, std::int64_t> count_values(view::View& view) {
    Walker walker;
    walker.walk_fields(view);
    return walker.seen;
}

void change_value(view::View& view, const std::string& name, std::int64_t index) {
    Walker walker;
    walker.wanted = name;
    walker.wanted_index = index;
    walker.walk_fields(view);
    CHECK(walker.seen[name] > index, "there is such a value");
}

}  // namespace brokerscope::audit
