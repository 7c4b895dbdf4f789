// The sticky partitioner and the batch builder together, as a producer's accumulator uses them.
#include <deque>

#include "sim/kafka/sticky_partitioner.h"
#include "sim/log/record_batch_builder.h"
#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::log;
using nlohmann::json;

namespace {

struct OpenBatch {
    RecordBatchBuilder builder;
    bool is_closed = false;

    bool takes_no_more() const { return is_closed || builder.is_full(); }
};

class Accumulator {
  public:
    explicit Accumulator(const json& input)
        : input_(input),
          batch_size_bytes_(input["batchSize"].get<std::int64_t>()),
          choices_{input["partitions"].get<std::int32_t>(), {}, {}},
          sticky_(batch_size_bytes_),
          queues_(input["partitions"].get<std::size_t>()) {
        for (std::int32_t i = 0; i < choices_.partition_count; ++i)
            choices_.with_leader.push_back(i);
        choose();
    }

    json append(std::size_t value_bytes) {
        // All records of the vectors have the same time.
        const Record record{std::nullopt, base::Bytes{std::string(value_bytes, 'v')}, {}, 0};
        if (switches()) return append(value_bytes);
        if (!queue().empty()) {
            OpenBatch& newest = queue().back();
            if (!newest.is_closed && newest.builder.has_room_for(record)) {
                return joined(newest.builder.append(record), false);
            }
            newest.is_closed = true;
            if (switches()) return append(value_bytes);
        }
        queue().push_back({RecordBatchBuilder(batch_size_bytes_, record)});
        queue().back().builder.append(record);
        return joined(queue().back().builder.size_bytes(), true);
    }

    json drain() {
        std::size_t batches = 0;
        for (std::deque<OpenBatch>& one : queues_) {
            batches += one.size();
            one.clear();
        }
        return {{"batches", batches}};
    }

    /// False once a draw was needed that was not recorded.
    bool has_draws() const { return has_draws_; }

  private:
    std::deque<OpenBatch>& queue() {
        return queues_[static_cast<std::size_t>(sticky_.partition())];
    }
    bool newest_is_full() { return queue().empty() || queue().back().takes_no_more(); }

    void choose() {
        const json& draws = input_["randomDraws"];
        has_draws_ = draws_ < draws.size();
        if (has_draws_) sticky_.choose(choices_, draws[draws_++].get<std::int32_t>());
    }
    bool switches() {
        if (!sticky_.wants_switch(newest_is_full())) return false;
        choose();
        return has_draws_;
    }
    json joined(std::int64_t bytes, bool is_new) {
        json step = {{"partition", sticky_.partition()},
                     {"newBatch", is_new},
                     {"batchIsFull", queue().back().takes_no_more() || queue().size() > 1},
                     {"appendedBytes", bytes}};
        if (sticky_.on_appended(bytes, newest_is_full())) choose();
        return step;
    }

    const json& input_;
    std::int64_t batch_size_bytes_;
    kafka::PartitionChoices choices_;
    kafka::StickyPartitioner sticky_;
    std::vector<std::deque<OpenBatch>> queues_;
    std::size_t draws_ = 0;
    bool has_draws_ = true;
};

}  // namespace

TEST_CASE(
    "PR-5, PR-8, PR-9: keyless records go to Kafka's partitions and batches "
    "(vectors accumulator-unkeyed)") {
    for (const json& vector : golden::vectors("accumulator-unkeyed")) {
        INFO(vector["id"].get<std::string>());
        Accumulator accumulator(vector["input"]);
        const json& steps = vector["input"]["valueSizesOrDrain"];
        for (std::size_t i = 0; i < steps.size() && accumulator.has_draws(); ++i) {
            INFO("step " << i);
            const json done = steps[i].is_string()
                                  ? accumulator.drain()
                                  : accumulator.append(steps[i].get<std::size_t>());
            if (accumulator.has_draws()) EXPECT_EQ(done, vector["output"]["steps"][i]);
        }
    }
}
