// Plays a recorded story on a GroupBench: the steps of tests/golden/stories/groups.jsonl, with the
// answers that real Kafka gave. What the recording does not say is not compared.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/sim/group/group_bench_support.h"

namespace brokerscope::group_test {

class GroupStory {
  public:
    /// `version`: "3.9.2" or "4.3.1".
    GroupStory(const nlohmann::json& story, const std::string& version);
    /// Every difference is a failed expectation.
    void play();

  private:
    using Json = nlohmann::json;

    void play_step(const Json& step);
    void repeat(const Json& step);
    void wait_until(const Json& step);
    void see_parked(const Json& refs);
    void describe(const Json& step);
    std::int32_t send(const Json& step, const Json& request);
    void expect_answer(std::int32_t request, const Json& expected);

    protocol::RequestBody request_of(const std::string& api, const Json& request);
    Json json_of(const protocol::ResponseBody& body) const;
    Json described(const std::string& group_id, const Json& expected);
    /// Compares what is there; symbols ("$A") are bound to the first value in their place.
    bool matches(const Json& expected, const Json& got);
    bool matches_list(const Json& expected, const Json& got);
    std::string resolved(const std::string& text) const;

    const Json& story_;
    std::string version_;
    GroupBench bench_;
    std::map<std::string, std::string> symbols_;
    std::map<std::string, std::int32_t> refs_;
    std::map<std::string, LocalTime> sent_at_;
};

}  // namespace brokerscope::group_test
