// Vectors of hashes: the partition of a key, the coordinator of a group, transaction or share
// group, and the order of a Java HashMap.
#include "cli/conform/vectors.h"
#include "sim/base/hex.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::cli::conform {
namespace {

std::string key_of(const Json& input) {
    const std::string digits = input.at("keyHex");
    const std::optional<std::string> key = base::from_hex(digits);
    if (!key) throw BadVector("keyHex is not hexadecimal: " + digits);
    return *key;
}

Json coordinator_partitions(const std::string& id, const Json& counts) {
    Json partitions = Json::array();
    for (const Json& count : counts)
        partitions.push_back(kafka::coordinator_partition(id, count.get<std::int32_t>()));
    return partitions;
}

Json key_partitions(const std::string& key, const Json& counts) {
    Json partitions = Json::array();
    for (const Json& count : counts)
        partitions.push_back(kafka::partition_for_key(key, count.get<std::int32_t>()));
    return partitions;
}

Json key_hashes(const std::string& key) {
    const std::int32_t hash = kafka::murmur2(key);
    return {{"murmur2", hash}, {"toPositive", kafka::to_positive(hash)}};
}

Answer play_partitioner(const Question& question) {
    const Json& input = question.input;
    const std::string key = key_of(input);
    Json output = key_hashes(key);
    output["partitions"] = key_partitions(key, input.at("partitionCounts"));
    return output;
}

Answer play_producer_partitioner(const Question& question) {
    const Json& input = question.input;
    const std::string key = key_of(input);
    Json output = key_hashes(key);
    output["partition"] = key_partitions(key, input.at("numPartitions"));
    return output;
}

Answer play_group_coordinator(const Question& question) {
    const Json& input = question.input;
    const std::string group = input.at("groupId");
    return Json{{"hashCode", kafka::java_string_hash(group)},
                {"partitions", coordinator_partitions(group, input.at("partitionCounts"))}};
}

Answer play_group_partition(const Question& question) {
    const Json& input = question.input;
    const auto count = input.at("partitions").get<std::int32_t>();
    return Json{
        {"partition", kafka::coordinator_partition(input.at("groupId").get<std::string>(), count)}};
}

Answer play_transaction_coordinator(const Question& question) {
    const Json& input = question.input;
    const std::string id = input.at("transactionalId");
    return Json{{"hashCode", kafka::java_string_hash(id)},
                {"partitions", coordinator_partitions(id, input.at("partitionCounts"))}};
}

Answer play_transaction_partition(const Question& question) {
    const Json& input = question.input;
    const std::string id = input.at("transactionalId");
    const auto count = input.at("numPartitions").get<std::int32_t>();
    return Json{{"hash", kafka::java_string_hash(id)},
                {"partition", kafka::coordinator_partition(id, count)}};
}

// A share group's state of one partition is kept under group:topic:partition.
Answer play_share_coordinator(const Question& question) {
    const Json& input = question.input;
    const std::string key = input.at("groupId").get<std::string>() + ":" +
                            input.at("topicId").get<std::string>() + ":" +
                            std::to_string(input.at("partition").get<std::int32_t>());
    return Json{{"coordinatorKey", key},
                {"hashCode", kafka::java_string_hash(key)},
                {"partitions", coordinator_partitions(key, input.at("partitionCounts"))}};
}

Answer play_java_hash_order(const Question& question) {
    const Json& input = question.input;
    const auto inserted = input.at("insertionOrder").get<std::vector<std::string>>();
    return Json{{"iterationOrder", kafka::java_hash_order(inserted)}};
}

constexpr VectorFamily families[] = {
    {"partitioner", "partitionCounts", play_partitioner},
    {"partitioner", "numPartitions", play_producer_partitioner},
    {"coordinator-partition", "partitionCounts", play_group_coordinator},
    {"coordinator-partition", "partitions", play_group_partition},
    {"transaction-partition", "partitionCounts", play_transaction_coordinator},
    {"txn-coordinator-partition", "numPartitions", play_transaction_partition},
    {"share-state-partition", "partitionCounts", play_share_coordinator},
    {"java-hash-order", "insertionOrder", play_java_hash_order},
};

}  // namespace

std::span<const VectorFamily> hashing_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
