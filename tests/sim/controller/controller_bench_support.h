// ControllerBench: one controller, its disk and its clock, without a network: the test is every
// broker. A flush is done the moment it is asked for, unless the test holds the disk.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/controller/controller.h"
#include "sim/node/disk.h"
#include "tests/expect.h"

namespace brokerscope::controller_test {

using base::BrokerEpoch;
using base::Duration;
using base::LocalTime;
using base::NodeId;
using base::Offset;
using base::PartitionId;
using controller::ControllerSettings;
using kafka::ErrorCode;

class ControllerBench {
  public:
    explicit ControllerBench(ControllerSettings settings = {});

    /// The number under which the answer is found.
    std::int32_t send(protocol::RequestBody body, base::ConnectionId connection = {500});
    const protocol::ResponseBody* answer(std::int32_t request) const;
    template <class Response>
    Response ask(protocol::RequestBody body) {
        const protocol::ResponseBody* found = answer(send(std::move(body)));
        REQUIRE(found != nullptr);
        REQUIRE(std::holds_alternative<Response>(*found));
        return std::get<Response>(*found);
    }
    void run(Duration duration);
    void hold_disk(bool hold);
    void close(base::ConnectionId connection);
    /// A new process on the same disk.
    void restart();

    protocol::BrokerRegistrationResponse enroll(std::int32_t broker, std::int64_t incarnation = 1,
                                                std::int64_t previous_epoch = -1,
                                                const std::string& rack = "");
    /// With the broker's own epoch and as caught up as can be.
    protocol::BrokerHeartbeatResponse beat(std::int32_t broker, bool want_fence = false,
                                           bool want_shut_down = false);
    /// Registers these brokers and unfences them.
    void bring_up(const std::vector<std::int32_t>& brokers);
    /// A topic with one partition on these replicas; its result.
    protocol::CreatableTopicResult create(const std::string& topic,
                                          const std::vector<std::int32_t>& replicas,
                                          const std::map<std::string, std::string>& configs = {});
    protocol::AlterPartitionPartitionResponse alter(const std::string& topic,
                                                    const std::vector<std::int32_t>& isr);

    const node::MetadataImage& image() const { return controller_->image(); }
    BrokerEpoch epoch_of(std::int32_t broker) const { return image().broker({broker})->epoch; }
    const node::PartitionImage& partition(const std::string& topic) const {
        return image().partitions().at({image().topic(topic)->id, 0});
    }
    controller::Controller& controller() { return *controller_; }
    const log::PartitionLog& log() const;
    LocalTime now() const { return now_; }
    /// What was written from here on, without records that say nothing.
    std::vector<node::MetadataRecord> records_from(Offset offset) const;
    const std::vector<journal::FactBody>& facts() const { return facts_; }
    std::vector<base::ConnectionId> closed() const { return closed_; }

  private:
    template <class Work>
    void turn(const Work& work);
    void flush_done();

    ControllerSettings settings_;
    std::optional<controller::Controller> controller_;
    node::Disk disk_;
    base::Rng random_{1, "test", {100}};
    std::map<node::TimerKey, LocalTime> timers_;
    std::map<std::int32_t, protocol::ResponseBody> answers_;
    std::vector<node::Flush> flushes_;
    std::vector<journal::FactBody> facts_;
    std::vector<base::ConnectionId> closed_;
    bool holds_disk_ = false;
    std::int32_t asked_ = 0;
    std::int64_t next_connection_ = 1;
    LocalTime now_{base::seconds(1000).ns};
};

std::vector<NodeId> nodes(const std::vector<std::int32_t>& ids);

}  // namespace brokerscope::controller_test
