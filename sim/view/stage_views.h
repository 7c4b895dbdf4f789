// What an audience can know about messages, connections, clocks and the narrator. Parts of View;
// see view.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/view/view_words.h"

namespace brokerscope::view {

struct MessageView {
    FactId fact;
    NodeId from;
    NodeId to;
    base::ConnectionId connection;
    kafka::ApiKey api{};
    bool is_response = false;
    std::int32_t bytes = 0;
    std::int32_t records = 0;
    kafka::ErrorCode error{};
    SimTime sent;
    SimTime arrives;
    std::optional<SimTime> lost;  // it stopped here
    static constexpr auto fields() {
        return std::tuple{
            field("fact", &MessageView::fact),       field("from", &MessageView::from),
            field("to", &MessageView::to),           field("connection", &MessageView::connection),
            field("api", &MessageView::api),         field("isResponse", &MessageView::is_response),
            field("bytes", &MessageView::bytes),     field("records", &MessageView::records),
            field("error", &MessageView::error),     field("sent", &MessageView::sent),
            field("arrives", &MessageView::arrives), field("lost", &MessageView::lost)};
    }
};

struct ConnectionView {
    NodeId from;
    NodeId to;
    static constexpr auto fields() {
        return std::tuple{field("from", &ConnectionView::from), field("to", &ConnectionView::to)};
    }
};

struct ClockView {
    NodeId owner;
    SimTime started;
    SimTime rings;
    FactId fact;
    static constexpr auto fields() {
        return std::tuple{field("owner", &ClockView::owner), field("started", &ClockView::started),
                          field("rings", &ClockView::rings), field("fact", &ClockView::fact)};
    }
};

struct NarrationView {
    base::Text caption;
    Change said;
    std::vector<base::Text> chapters;  // those that have begun
    base::Text question;
    std::vector<base::Text> choices;
    std::int32_t answer = 0;  // counted from 1; 0 when nobody says
    Change asked;
    /// The right choice, counted from 0, once the narrator has gone on: the run has shown it.
    std::optional<int> shown_answer() const {
        if (answer == 0 || said.at <= asked.at) return std::nullopt;
        return answer - 1;
    }
    static constexpr auto fields() {
        return std::tuple{field("caption", &NarrationView::caption),
                          field("said", &NarrationView::said),
                          field("chapters", &NarrationView::chapters),
                          field("question", &NarrationView::question),
                          field("choices", &NarrationView::choices),
                          field("answer", &NarrationView::answer),
                          field("asked", &NarrationView::asked)};
    }
};

struct ExpectationView {
    std::string name;
    bool passed = false;
    std::string detail;
    Change stated;
    static constexpr auto fields() {
        return std::tuple{
            field("name", &ExpectationView::name), field("passed", &ExpectationView::passed),
            field("detail", &ExpectationView::detail), field("stated", &ExpectationView::stated)};
    }
};

}  // namespace brokerscope::view
