#include "sim/view/dump.h"

#include <map>
#include <type_traits>
#include <utility>

#include "sim/base/bytes.h"
#include "sim/base/value.h"

namespace brokerscope::view {
namespace {

template <class T>
struct is_map : std::false_type {};
template <class K, class V>
struct is_map<std::map<K, V>> : std::true_type {};
template <class T>
struct is_set : std::false_type {};
template <class T>
struct is_set<std::set<T>> : std::true_type {};

// --- single values -------------------------------------------------------------------------------

std::string value_text(const std::string& text) {
    return text;
}
std::string value_text(const base::Bytes& bytes) {
    return bytes.data;
}
std::string value_text(const base::Text& text) {
    return text.en + " / " + text.pt;
}
std::string value_text(const base::PackedValue& packed) {
    const auto value = base::unpack(packed);
    return value ? base::to_text(*value) : "damaged";
}
std::string value_text(SimTime time) {
    return std::to_string(time.ns);
}
std::string value_text(Duration duration) {
    return std::to_string(duration.ns);
}
template <class T>
requires std::is_arithmetic_v<T> std::string value_text(T value) {
    return std::to_string(value);
}
template <base::NamedEnum T>
std::string value_text(T value) {
    return std::string(name_of(value));
}
template <base::StrongInteger T>
std::string value_text(T id) {
    return std::to_string(id.value);
}

template <class T>
concept SingleValue = requires(const T& value) {
    value_text(value);
};

// --- keys of maps and elements of sets
// ------------------------------------------------------------

template <SingleValue T>
std::string key_text(const View&, const T& key) {
    return value_text(key);
}
std::string key_text(const View& view, const PartitionId& key) {
    return view.partition_name(key);
}
std::string key_text(const View& view, const ClockSubject& key) {
    return std::string(name_of(key.kind)) + "/" + value_text(key.node) + "/" + key.group + "/" +
           key.member + "/" + view.partition_name(key.partition);
}
template <class A, class B>
std::string key_text(const View& view, const std::pair<A, B>& key) {
    return key_text(view, key.first) + "/" + key_text(view, key.second);
}

// --- the walk ------------------------------------------------------------------------------------

class Dumper {
  public:
    explicit Dumper(const View& view) : view_(view) {}

    std::vector<DumpLine> lines() {
        walk_fields(view_);
        return std::move(lines_);
    }

  private:
    template <class T>
    void walk(const T& value) {
        if constexpr (std::is_same_v<T, Tape>) {
            for (const TapeBatchPtr& batch : value.batches())
                under("[" + value_text(batch->stamp.base_offset) + "]", *batch);
        } else if constexpr (std::is_same_v<T, TapeBatch>) {
            under("stamp", value.stamp);
            under("records", value.records);
            under("appended", value.appended);
            under("fact", value.fact);
        } else if constexpr (SingleValue<T>) {
            lines_.push_back({path_, value_text(value)});
        } else if constexpr (base::is_optional<T>::value) {
            if (value) walk(*value);
        } else if constexpr (base::is_vector<T>::value) {
            for (std::size_t i = 0; i < value.size(); ++i)
                under("[" + std::to_string(i) + "]", value[i]);
        } else if constexpr (is_map<T>::value) {
            for (const auto& [key, content] : value)
                under(key_text(view_, key), content);
        } else if constexpr (is_set<T>::value) {
            for (const auto& element : value)
                under(key_text(view_, element), true);
        } else if constexpr (std::is_same_v<T, PartitionId>) {
            lines_.push_back({path_, view_.partition_name(value)});
        } else {
            walk_fields(value);
        }
    }

    template <class T>
    void walk_fields(const T& value) {
        base::for_each_field(value, [this](std::string_view name, const auto& member) {
            this->under(name, member);
        });
    }

    template <class T>
    void under(std::string_view name, const T& value) {
        const std::size_t size = path_.size();
        if (size != 0 && name[0] != '[') path_ += '.';
        path_ += name;
        walk(value);
        path_.resize(size);
    }

    const View& view_;
    std::string path_;
    std::vector<DumpLine> lines_;
};

using ValuePair = std::pair<std::string, std::string>;

void add_side(std::map<std::string, ValuePair>& both, const View& view,
              const std::function<bool(std::string_view)>& counts, std::string ValuePair::*side) {
    for (DumpLine& line : dump_lines(view)) {
        if (counts && !counts(line.path)) continue;
        auto it = both.try_emplace(std::move(line.path), "-", "-").first;
        it->second.*side = std::move(line.value);
    }
}

}  // namespace

std::vector<DumpLine> dump_lines(const View& view) {
    return Dumper(view).lines();
}

std::string dump(const View& view) {
    std::string text;
    for (const DumpLine& line : dump_lines(view))
        text += line.path + " = " + line.value + "\n";
    return text;
}

std::vector<std::string> differences(const View& a, const View& b,
                                     const std::function<bool(std::string_view)>& counts) {
    std::map<std::string, ValuePair> both;
    add_side(both, a, counts, &ValuePair::first);
    add_side(both, b, counts, &ValuePair::second);
    std::vector<std::string> found;
    for (const auto& [path, values] : both) {
        if (values.first != values.second) {
            found.push_back(path + ": " + values.first + ", " + values.second);
        }
    }
    return found;
}

}  // namespace brokerscope::view
