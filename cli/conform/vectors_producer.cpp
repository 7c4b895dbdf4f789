// Vectors of the producer's choices: where keyless records go, when it turns to another partition,
// and how long clients wait before they try again.
#include <algorithm>
#include <cmath>
#include <deque>

#include "cli/conform/vectors.h"
#include "sim/kafka/backoff.h"
#include "sim/kafka/sticky_partitioner.h"
#include "sim/log/record_batch_builder.h"

namespace brokerscope::cli::conform {
namespace {

std::vector<std::int32_t> partitions_with_leader(std::int32_t partitions, const Json& without) {
    std::vector<std::int32_t> with_leader;
    for (std::int32_t i = 0; i < partitions; ++i) {
        if (std::find(without.begin(), without.end(), i) == without.end()) with_leader.push_back(i);
    }
    return with_leader;
}

Answer play_sticky_load(const Question& question) {
    const Json& input = question.input;
    const auto length = input.at("length").get<std::size_t>();
    auto queues = input.at("queueSizes").get<std::vector<std::int64_t>>();
    auto partitions = input.at("partitionIds").get<std::vector<std::int32_t>>();
    const auto known = static_cast<std::int32_t>(queues.size());
    queues.resize(length);
    partitions.resize(length);
    const auto topic_partitions = input.at("topicPartitions").get<std::int32_t>();
    const kafka::PartitionChoices choices{
        topic_partitions,
        partitions_with_leader(topic_partitions, input.at("partitionsWithoutLeader")),
        kafka::partition_loads(partitions, queues, known)};
    Json output{{"cumulative", nullptr}};
    if (choices.loads) {
        output["cumulative"] = choices.loads->cumulative;
        output["partitionIds"] = choices.loads->partitions;
        output["loadStatsRangeEnd"] = choices.loads->cumulative.back();
    }
    output["chosen"] = Json::array();
    for (const Json& draw : input.at("randomDraws"))
        output["chosen"].push_back(kafka::choose_partition(choices, draw.get<std::int32_t>()));
    return output;
}

// The recorded draws of Kafka's random source, one after the other.
class Draws {
  public:
    explicit Draws(const Json& draws) : draws_(draws) {}
    std::int32_t next() {
        const std::size_t at = used_++;
        return at < draws_.size() ? draws_[at].get<std::int32_t>() : 0;
    }
    std::size_t used() const { return used_; }
    bool were_enough() const { return used_ <= draws_.size(); }

  private:
    const Json& draws_;
    std::size_t used_ = 0;
};

Answer play_sticky_switch(const Question& question) {
    const Json& input = question.input;
    const auto partitions = input.at("partitions").get<std::int32_t>();
    const kafka::PartitionChoices choices{
        partitions, partitions_with_leader(partitions, input.at("partitionsWithoutLeader")), {}};
    Draws draws(input.at("randomDraws"));
    kafka::StickyPartitioner sticky(input.at("stickyBatchSize").get<std::int64_t>());
    sticky.choose(choices, draws.next());
    Json after = Json::array({sticky.partition()});
    for (const Json& append : input.at("appends_bytes_enableSwitch")) {
        if (sticky.on_appended(append.at(0).get<std::int64_t>(), append.at(1).get<bool>()))
            sticky.choose(choices, draws.next());
        after.push_back(sticky.partition());
    }
    return Json{{"currentPartitionAfterEach", std::move(after)}, {"drawsUsed", draws.used()}};
}

struct OpenBatch {
    log::RecordBatchBuilder builder;
    bool is_closed = false;

    bool takes_no_more() const { return is_closed || builder.is_full(); }
};

// The sticky partitioner and the batch builder together, as a producer's accumulator uses them.
class Accumulator {
  public:
    explicit Accumulator(const Json& input)
        : draws_(input.at("randomDraws")),
          batch_size_bytes_(input.at("batchSize").get<std::int64_t>()),
          choices_{input.at("partitions").get<std::int32_t>(), {}, {}},
          sticky_(batch_size_bytes_),
          queues_(input.at("partitions").get<std::size_t>()) {
        for (std::int32_t i = 0; i < choices_.partition_count; ++i)
            choices_.with_leader.push_back(i);
        choose();
    }

    Json append(std::size_t value_bytes) {
        // All records of the vectors have the same time.
        const log::Record record{std::nullopt, base::Bytes{std::string(value_bytes, 'v')}, {}, 0};
        while (switches()) {
        }
        if (!queue().empty()) {
            OpenBatch& newest = queue().back();
            if (!newest.is_closed && newest.builder.has_room_for(record))
                return joined(newest.builder.append(record), false);
            newest.is_closed = true;
            if (switches()) return append(value_bytes);
        }
        queue().push_back({log::RecordBatchBuilder(batch_size_bytes_, record)});
        queue().back().builder.append(record);
        return joined(queue().back().builder.size_bytes(), true);
    }

    Json drain() {
        std::size_t batches = 0;
        for (std::deque<OpenBatch>& one : queues_) {
            batches += one.size();
            one.clear();
        }
        return {{"batches", batches}};
    }

    const Draws& draws() const { return draws_; }

  private:
    std::deque<OpenBatch>& queue() {
        return queues_[static_cast<std::size_t>(sticky_.partition())];
    }
    bool newest_is_full() { return queue().empty() || queue().back().takes_no_more(); }

    void choose() { sticky_.choose(choices_, draws_.next()); }
    bool switches() {
        if (!sticky_.wants_switch(newest_is_full())) return false;
        choose();
        return true;
    }
    Json joined(std::int64_t bytes, bool is_new) {
        Json step = {{"partition", sticky_.partition()},
                     {"newBatch", is_new},
                     {"batchIsFull", queue().back().takes_no_more() || queue().size() > 1},
                     {"appendedBytes", bytes}};
        if (sticky_.on_appended(bytes, newest_is_full())) choose();
        return step;
    }

    Draws draws_;
    std::int64_t batch_size_bytes_;
    kafka::PartitionChoices choices_;
    kafka::StickyPartitioner sticky_;
    std::vector<std::deque<OpenBatch>> queues_;
};

Answer play_accumulator(const Question& question) {
    Accumulator accumulator(question.input);
    Json steps = Json::array();
    for (const Json& step : question.input.at("valueSizesOrDrain")) {
        steps.push_back(step.is_string() ? accumulator.drain()
                                         : accumulator.append(step.get<std::size_t>()));
    }
    if (!accumulator.draws().were_enough()) return NotModelled{"draws that were not recorded"};
    return Json{{"steps", std::move(steps)}, {"drawsUsed", accumulator.draws().used()}};
}

kafka::ExponentialBackoff backoff_of(const Json& input) {
    return {.initial_ms = input.at("initialMs").get<std::int64_t>(),
            .max_ms = input.at("maxMs").get<std::int64_t>(),
            .multiplier = input.at("multiplier").get<std::int64_t>(),
            .jitter_percent = std::lround(input.at("jitter").get<double>() * 100)};
}

Answer play_backoff(const Question& question) {
    const kafka::ExponentialBackoff backoff = backoff_of(question.input);
    const bool has_jitter = backoff.jitter_percent > 0;
    // Kafka uses no jitter where the limit leaves no room for growth. The recorder waited for some
    // in vain, and recorded that instead of what Kafka answers.
    if (has_jitter && backoff.initial_ms >= backoff.max_ms)
        return NotModelled{"a backoff whose limits the recorder could not sample"};
    Json shortest = Json::array();
    Json longest = Json::array();
    for (const Json& attempts : question.recorded.at("attempts")) {
        const kafka::BackoffRange range =
            kafka::backoff_range(backoff, attempts.get<std::int64_t>());
        shortest.push_back(range.shortest_ms);
        longest.push_back(range.longest_ms);
    }
    if (!has_jitter) return Json{{"attempts", question.recorded["attempts"]}, {"backoff", longest}};
    return Json{{"attempts", question.recorded["attempts"]},
                {"min", shortest},
                {"max", longest},
                {"samples", question.recorded["samples"]}};
}

constexpr VectorFamily families[] = {
    {"sticky-partitioner-load", "queueSizes", play_sticky_load},
    {"sticky-partitioner-switch", "stickyBatchSize", play_sticky_switch},
    {"accumulator-unkeyed", "valueSizesOrDrain", play_accumulator},
    {"backoff", "jitter", play_backoff},
};

}  // namespace

std::span<const VectorFamily> producer_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
