// The words that sentences about facts are made of, each in both languages at once. A pattern has
// places {0} to {9}: `fill("{0} leads {1}", "{0} lidera {1}", {...})`. Portuguese needs articles
// ("o broker 2", but "shop"), so a node comes as a whole: `who` within a sentence, `Who` at its
// beginning, with its preposition where Portuguese joins the two ("do broker 2").
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/text.h"
#include "sim/view/view.h"

namespace brokerscope::view {

using base::Text;

Text fill(std::string_view en, std::string_view pt, std::initializer_list<Text> words);
/// The same word in both languages: a name, a number, a word of Kafka's.
Text same(std::string_view word);
Text number(std::int64_t value);
/// "1 record", "3 records".
Text records(std::int64_t count);
/// "offset 5", "offsets 5 to 7" (both included).
Text offsets(Offset first, Offset last);
/// "offsets 0 to 9" of a log that ends at 10, or "no records".
Text log_range(Offset start, Offset end);
Text error(kafka::ErrorCode code);
/// "" when the text is empty, else " (text)".
Text in_brackets(std::string_view text);

/// Gives the nodes and partitions of a View their names.
class Names {
  public:
    explicit Names(const View& view) : view_(&view) {}

    Text who(NodeId id) const;  // "broker 2", "o broker 2"; "shop"
    Text Who(NodeId id) const;  // "Broker 2", "O broker 2"; "shop": a client's name stays
    Text of(NodeId id) const;   // "of broker 2", "do broker 2"; "of shop", "de shop"
    Text on(NodeId id) const;   // "on broker 2", "no broker 2"
    Text On(NodeId id) const;
    Text partition(PartitionId id) const;
    Text partitions(const std::vector<PartitionId>& ids) const;  // "orders-0, orders-1"
    Text ids(const std::vector<NodeId>& nodes) const;            // "1, 2, 3"

    const View& view() const { return *view_; }

  private:
    struct Noun {
        Text word;
        bool is_name = false;    // called by its name, without an article
        bool is_client = false;  // a name that people gave: its first letter stays as it is
    };
    Noun noun(NodeId id) const;

    const View* view_;
};

}  // namespace brokerscope::view
