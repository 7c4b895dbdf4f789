#include "sim/laws/metadata_forward.h"

namespace brokerscope::laws {

void MetadataForward::look(const Moment& moment) {
    if (const auto* changed = moment.as<journal::PartitionChanged>()) {
        look_at_partition(moment, *changed);
    } else if (const auto* registered = moment.as<journal::BrokerRegistered>()) {
        const auto [known, fresh] = brokers_.try_emplace(registered->broker, registered->epoch);
        if (!fresh && registered->epoch <= known->second) {
            went_back(moment, "broker epoch of " + moment.broker(registered->broker),
                      known->second.value, registered->epoch.value);
        }
        known->second = registered->epoch;
    } else if (const auto* elected = moment.as<journal::ControllerElected>()) {
        if (elected->epoch <= controller_epoch_) {
            went_back(moment, "controller epoch", controller_epoch_, elected->epoch);
        }
        controller_epoch_ = elected->epoch;
    }
}

void MetadataForward::look_at_partition(const Moment& moment,
                                        const journal::PartitionChanged& changed) {
    Decided& known = partitions_[changed.partition];
    const std::string where = moment.partition(changed.partition);
    if (changed.partition_epoch <= known.epoch) {
        went_back(moment, "partition epoch of " + where, known.epoch.value,
                  changed.partition_epoch.value);
    }
    const bool same_leader = changed.leader == known.leader;
    if (changed.leader_epoch < known.leader_epoch ||
        (!same_leader && changed.leader_epoch == known.leader_epoch)) {
        went_back(moment, "leader epoch of " + where, known.leader_epoch.value,
                  changed.leader_epoch.value);
    }
    known = {changed.leader, changed.leader_epoch, changed.partition_epoch};
}

void MetadataForward::went_back(const Moment& moment, const std::string& which, std::int64_t from,
                                std::int64_t to) {
    const std::string a = std::to_string(from);
    const std::string b = std::to_string(to);
    keeper_.violated(moment, {"The " + which + " had to grow, but it was " + a + " and is now " + b,
                              "Devia crescer, mas era " + a + " e agora é " + b + ": " + which});
}

}  // namespace brokerscope::laws
