// What a controller knows of its brokers without any record: when each was last heard of, how far
// it has applied the metadata, and the offset of its controlled shutdown (rules CT-4, CT-7;
// BrokerHeartbeatManager in Kafka). It is gone when the controller restarts.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "sim/base/ids.h"
#include "sim/base/time.h"

namespace brokerscope::controller {

struct BrokerSession {
    base::LocalTime last_contact;
    base::Offset metadata_offset{base::no_offset};
    std::optional<base::Offset> shutdown_offset;  // of the batch that began its controlled shutdown
    bool expired = false;                         // its clock rang, nobody has acted on it yet
};

class BrokerSessions {
  public:
    explicit BrokerSessions(base::Duration timeout) : timeout_(timeout) {}

    BrokerSession& touch(base::NodeId broker, base::LocalTime now) {
        BrokerSession& session = sessions_[broker];
        session.last_contact = now;
        session.expired = false;
        return session;
    }
    BrokerSession* find(base::NodeId broker) {
        const auto found = sessions_.find(broker);
        return found == sessions_.end() ? nullptr : &found->second;
    }
    const BrokerSession* find(base::NodeId broker) const {
        const auto found = sessions_.find(broker);
        return found == sessions_.end() ? nullptr : &found->second;
    }
    void forget(base::NodeId broker) { sessions_.erase(broker); }

    /// Heard of within the session timeout (the last instant included).
    bool is_valid(base::NodeId broker, base::LocalTime now) const {
        const auto found = sessions_.find(broker);
        return found != sessions_.end() && now - found->second.last_contact <= timeout_;
    }
    /// The expired broker that has been silent for longest, ids breaking ties.
    std::optional<base::NodeId> oldest_expired() const {
        const std::map<base::NodeId, BrokerSession>::value_type* oldest = nullptr;
        for (const auto& entry : sessions_) {
            if (!entry.second.expired) continue;
            if (oldest == nullptr || entry.second.last_contact < oldest->second.last_contact) {
                oldest = &entry;
            }
        }
        return oldest == nullptr ? std::nullopt : std::optional(oldest->first);
    }
    const std::map<base::NodeId, BrokerSession>& all() const { return sessions_; }

  private:
    base::Duration timeout_;
    std::map<base::NodeId, BrokerSession> sessions_;
};

}  // namespace brokerscope::controller
