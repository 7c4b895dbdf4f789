#include "sim/view/describe_words.h"

namespace brokerscope::view {
namespace {

std::string fill_one(std::string_view pattern, std::initializer_list<Text> words,
                     base::Language language) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '{' || i + 2 >= pattern.size() || pattern[i + 2] != '}') {
            out.push_back(pattern[i]);
            continue;
        }
        const auto place = static_cast<std::size_t>(pattern[i + 1] - '0');
        CHECK(place < words.size(), "a sentence has a place without a word");
        out += (words.begin() + place)->in(language);
        i += 2;
    }
    return out;
}

std::string join(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

}  // namespace

Text fill(std::string_view en, std::string_view pt, std::initializer_list<Text> words) {
    return {fill_one(en, words, base::Language::en), fill_one(pt, words, base::Language::pt)};
}

Text same(std::string_view word) {
    return {std::string(word), std::string(word)};
}

Text number(std::int64_t value) {
    return same(std::to_string(value));
}

Text records(std::int64_t count) {
    if (count == 1) return {"1 record", "1 registro"};
    return fill("{0} records", "{0} registros", {number(count)});
}

Text offsets(Offset first, Offset last) {
    if (first == last) return fill("offset {0}", "offset {0}", {number(first.value)});
    return fill("offsets {0} to {1}", "offsets {0} a {1}",
                {number(first.value), number(last.value)});
}

Text log_range(Offset start, Offset end) {
    if (start >= end) return {"no records", "nenhum registro"};
    return offsets(start, end - 1);
}

Text error(kafka::ErrorCode code) {
    return same(name_of(code));
}

Text in_brackets(std::string_view text) {
    if (text.empty()) return {};
    return same(" (" + std::string(text) + ")");
}

Names::Noun Names::noun(NodeId id) const {
    if (id == base::no_node) return {{"nobody", "ninguém"}, true};
    if (id == base::outside_world) return {{"the world", "o mundo"}, true};
    const auto it = view_->processes.find(id);
    const std::string digits = std::to_string(id.value);
    if (it == view_->processes.end()) return {{"node " + digits, "nó " + digits}};
    switch (it->second.role) {
        case NodeRole::broker:
        case NodeRole::combined: return {same("broker " + digits)};
        case NodeRole::controller: return {{"controller " + digits, "controlador " + digits}};
        case NodeRole::producer:
        case NodeRole::consumer:
        case NodeRole::client: break;
    }
    return {same(it->second.name), true, true};
}

Text Names::who(NodeId id) const {
    const Noun noun = this->noun(id);
    return noun.is_name ? noun.word : Text{noun.word.en, "o " + noun.word.pt};
}

Text Names::Who(NodeId id) const {
    const Noun noun = this->noun(id);
    if (noun.is_client) return noun.word;
    Text word = who(id);
    // The first letter is a small ASCII one here: "broker", "o ", "nobody", "ninguém".
    word.en[0] = static_cast<char>(word.en[0] - 'a' + 'A');
    word.pt[0] = static_cast<char>(word.pt[0] - 'a' + 'A');
    return word;
}

Text Names::of(NodeId id) const {
    const Noun noun = this->noun(id);
    return {"of " + noun.word.en, (noun.is_name ? "de " : "do ") + noun.word.pt};
}

Text Names::on(NodeId id) const {
    const Noun noun = this->noun(id);
    return {"on " + noun.word.en, (noun.is_name ? "em " : "no ") + noun.word.pt};
}

Text Names::On(NodeId id) const {
    const Noun noun = this->noun(id);
    return {"On " + noun.word.en, (noun.is_name ? "Em " : "No ") + noun.word.pt};
}

Text Names::partition(PartitionId id) const {
    return same(view_->partition_name(id));
}

Text Names::partitions(const std::vector<PartitionId>& ids) const {
    std::vector<std::string> words;
    for (const PartitionId& id : ids)
        words.push_back(view_->partition_name(id));
    return same(join(words));
}

Text Names::ids(const std::vector<NodeId>& nodes) const {
    if (nodes.empty()) return {"nobody", "ninguém"};
    std::vector<std::string> words;
    for (const NodeId node : nodes)
        words.push_back(std::to_string(node.value));
    return same(join(words));
}

}  // namespace brokerscope::view
