// Player: plays the steps of one story on a Stage, for one version of Kafka. The first step that
// differs ends it.
//
// A request is sent by the client of its connection and its answer awaited; `see` waits some
// simulated seconds until it holds; faults become commands. Whatever of a step the model does not
// know is thrown as NotModelled, what it does otherwise as Differs.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "cli/conform/story/known.h"
#include "cli/conform/story/stage.h"

namespace brokerscope::cli::conform {

class Player {
  public:
    Player(const Json& story, const std::string& kafka);

    /// The next step, from 0; afterwards the one that ended it.
    std::int64_t step() const { return step_; }
    /// Throws NotModelled or Differs.
    void play();

  private:
    struct Sent {
        std::int64_t number = 0;
        std::string api;
        std::int64_t at_ms = 0;
        bool expects_answer = true;
        Json looked;  // an answer that was not asked for by a request (look_groups.h)
    };
    using Action = void (Player::*)(const Json&);
    static const std::map<std::string, Action>& actions();

    void play_step(const Json& step);

    // player_calls.cpp
    void prepare_groups();
    void do_request(const Json& step);
    void do_send(const Json& step);
    void do_answer(const Json& step);
    Sent send(const Json& step);
    Sent send(const Json& step, const Json& request);
    Sent look(Sent sent, const Json& step, const Json& request);
    void expect(const Sent& sent, const Json& step);
    void expect_answer(const Sent& sent, const Json& answer, const Json& step);
    void expect_outcome(const Sent& sent, const Json& step);
    void expect_errors(const Json& answer, const Json& step);
    NodeId target_of(const std::string& api, const Json& step, const Json& request);
    NodeId coordinator_of(const std::string& group);
    NodeId any_broker() const;
    Json with_small_segments(const Json& request, const std::string& api) const;

    // player_repeats.cpp
    void do_repeat(const Json& step);
    void do_produce_records(const Json& step);
    Json asked_for_producers(const Json& step);
    Json asked_for_offsets(const Json& step);
    Json described_group(const Json& step);
    std::vector<Sent> send_all(const Json& step);
    Json ask_now(NodeId to, protocol::RequestBody body);

    // player_actions.cpp
    void do_note(const Json&) {}
    void do_start(const Json& step);
    void take_time();
    void do_stop(const Json& step);
    void do_kill(const Json& step);
    void do_damage(const Json& step);
    void do_set_log_directory(const Json& step);
    void do_wait(const Json& step);
    void do_wait_until(const Json& step);
    void do_see(const Json& step);
    void do_create_topic(const Json& step);
    void see_parked(const Json& step);
    void see_connection(const Json& step);
    std::vector<NodeId> nodes_of(const Json& step);
    bool holds(const std::string& condition, const Json& args);
    bool has_isr(const Json& args);

    Json observed(const Json& step);
    Looking looking_at(const Json& step, std::int64_t from_ms) const;

    Json story_;
    std::string kafka_;
    Stage stage_;
    Known known_;
    std::int64_t step_ = 0;
    std::map<std::string, Sent> sent_;  // by ref
    std::int64_t last_call_ = 0;        // the number of the last request
    base::Offset metadata_seen_;        // where the last look at the metadata log ended
};

}  // namespace brokerscope::cli::conform
