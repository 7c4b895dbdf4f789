// Facts about the stage, the network and the clocks, and what the narrator says.
#pragma once

#include "sim/journal/fact_words.h"

namespace brokerscope::journal {

// --- the stage -----------------------------------------------------------------------------------

/// A run begins. Always the first fact.
struct RunStarted {
    Text title;
    std::string kafka;  // "4.3" or "3.9"
    std::uint64_t seed = 0;
    static constexpr auto fields() {
        return std::tuple{field("title", &RunStarted::title), field("kafka", &RunStarted::kafka),
                          field("seed", &RunStarted::seed)};
    }
};

/// A process is part of this world (it does not run yet).
struct NodeDeclared {
    NodeId id;
    NodeRole role = NodeRole::broker;
    std::string name;
    std::string rack;                 // brokers; may be empty
    std::string group;                // consumers
    std::vector<ConfigValue> config;  // what the scenario set; defaults are not repeated
    static constexpr auto fields() {
        return std::tuple{
            field("nodeId", &NodeDeclared::id),   field("role", &NodeDeclared::role),
            field("name", &NodeDeclared::name),   field("rack", &NodeDeclared::rack),
            field("group", &NodeDeclared::group), field("config", &NodeDeclared::config)};
    }
};

/// Somebody outside asked for something: the scenario, or the person at the window. The root of a
/// cause.
struct CommandGiven {
    CommandSource source = CommandSource::scenario;
    std::string verb;     // "crash", "createTopic", ...
    PackedValue command;  // as in sim/commands
    static constexpr auto fields() {
        return std::tuple{field("source", &CommandGiven::source),
                          field("verb", &CommandGiven::verb),
                          field("command", &CommandGiven::command)};
    }
};

/// A process starts; incarnation counts its starts from 1.
struct ProcessStarted {
    NodeId process;
    std::int32_t incarnation = 1;
    static constexpr auto fields() {
        return std::tuple{field("nodeId", &ProcessStarted::process),
                          field("incarnation", &ProcessStarted::incarnation)};
    }
};

/// A process ends: it crashed (kill -9: memory is gone, the page cache stays) or it finished its
/// stop.
struct ProcessEnded {
    NodeId process;
    ProcessEnd how = ProcessEnd::crashed;
    static constexpr auto fields() {
        return std::tuple{field("nodeId", &ProcessEnded::process),
                          field("how", &ProcessEnded::how)};
    }
};

/// The broker's own life cycle moved on (Kafka's BrokerState).
struct BrokerStateChanged {
    BrokerState state = BrokerState::not_running;
    static constexpr auto fields() {
        return std::tuple{field("state", &BrokerStateChanged::state)};
    }
};

// --- the network ---------------------------------------------------------------------------------

/// A connection was opened by the stating node.
struct ConnectionOpened {
    ConnectionId connection;
    NodeId to;
    static constexpr auto fields() {
        return std::tuple{field("connection", &ConnectionOpened::connection),
                          field("to", &ConnectionOpened::to)};
    }
};

/// A connection ended; messages on their way on it are lost.
struct ConnectionClosed {
    ConnectionId connection;
    ConnectionEnd how = ConnectionEnd::closed;
    static constexpr auto fields() {
        return std::tuple{field("connection", &ConnectionClosed::connection),
                          field("how", &ConnectionClosed::how)};
    }
};

/// A request or response left; its place on screen follows from when it was sent and when it
/// arrives.
struct MessageSent {
    ConnectionId connection;
    NodeId to;
    kafka::ApiKey api{};
    bool is_response = false;
    CorrelationId correlation;
    std::int32_t bytes = 0;
    std::int32_t records = 0;  // records carried
    kafka::ErrorCode error{};  // the first error in a response
    SimTime arrives;
    PackedValue body;  // the request or response with Kafka's field names
    static constexpr auto fields() {
        return std::tuple{field("connection", &MessageSent::connection),
                          field("to", &MessageSent::to),
                          field("apiKey", &MessageSent::api),
                          field("isResponse", &MessageSent::is_response),
                          field("correlationId", &MessageSent::correlation),
                          field("sizeInBytes", &MessageSent::bytes),
                          field("records", &MessageSent::records),
                          field("errorCode", &MessageSent::error),
                          field("arrives", &MessageSent::arrives),
                          field("body", &MessageSent::body)};
    }
};

/// A message will not arrive: its connection broke or its receiver is gone.
struct MessageLost {
    FactId message;  // its MessageSent
    static constexpr auto fields() { return std::tuple{field("message", &MessageLost::message)}; }
};

/// The network between two nodes is cut, or whole again.
struct LinkChanged {
    NodeId a;
    NodeId b;
    bool up = true;
    static constexpr auto fields() {
        return std::tuple{field("a", &LinkChanged::a), field("b", &LinkChanged::b),
                          field("up", &LinkChanged::up)};
    }
};

// --- clocks that can change the story ------------------------------------------------------------

/// Who is being watched by a clock: a node, a group's member, a partition's replica.
struct ClockSubject {
    ClockKind kind = ClockKind::broker_session;
    NodeId node{base::no_node};
    std::string group;
    std::string member;
    PartitionId partition;
    friend auto operator<=>(const ClockSubject&, const ClockSubject&) = default;
    static constexpr auto fields() {
        return std::tuple{field("kind", &ClockSubject::kind), field("node", &ClockSubject::node),
                          field("group", &ClockSubject::group),
                          field("member", &ClockSubject::member),
                          field("partition", &ClockSubject::partition)};
    }
};

/// The stating node starts (or starts again) to watch somebody; unless something happens, the clock
/// rings.
struct ClockStarted {
    ClockSubject subject;
    SimTime rings;
    static constexpr auto fields() {
        return std::tuple{field("subject", &ClockStarted::subject),
                          field("rings", &ClockStarted::rings)};
    }
};

/// The stating node no longer watches.
struct ClockStopped {
    ClockSubject subject;
    static constexpr auto fields() { return std::tuple{field("subject", &ClockStopped::subject)}; }
};

/// The clock ran out: the one that was watched has been silent for too long.
struct ClockRang {
    ClockSubject subject;
    static constexpr auto fields() { return std::tuple{field("subject", &ClockRang::subject)}; }
};

// --- the narrator --------------------------------------------------------------------------------

/// The narrator says a sentence.
struct Said {
    Text text;
    static constexpr auto fields() { return std::tuple{field("text", &Said::text)}; }
};

/// A chapter of the story begins.
struct ChapterBegan {
    Text title;
    static constexpr auto fields() { return std::tuple{field("title", &ChapterBegan::title)}; }
};

/// The narrator asks the class to predict; time may stand still until somebody answers.
struct Asked {
    Text question;
    std::vector<Text> choices;
    std::int32_t answer = 0;  ///< the right choice, counted from 1; 0 when nobody says
    static constexpr auto fields() {
        return std::tuple{field("question", &Asked::question), field("choices", &Asked::choices),
                          field("answer", &Asked::answer)};
    }
};

/// The scenario looked at something that it expects.
struct Expected {
    std::string name;
    bool passed = false;
    std::string detail;
    static constexpr auto fields() {
        return std::tuple{field("name", &Expected::name), field("passed", &Expected::passed),
                          field("detail", &Expected::detail)};
    }
};

/// The run reached its end.
struct RunEnded {
    static constexpr auto fields() { return std::tuple<>{}; }
};

}  // namespace brokerscope::journal
