#include "cli/bench/request_model.h"

namespace brokerscope::cli::bench {

RequestModel::RequestModel(Timeouts timeouts, std::uint32_t clients,
                           const std::vector<base::Duration>& delays)
    : timeouts_(timeouts), delays_(delays), timeout_of_(clients) {
    for (std::uint32_t client = 0; client < clients; ++client)
        send(base::SimTime{}, client, 0);
}

void RequestModel::send(base::SimTime now, std::uint32_t client, std::uint64_t answered) {
    queue_.schedule(now + next_delay(), {Kind::request, client, answered});
    if (timeouts_ == Timeouts::none) return;
    timeout_of_[client] =
        queue_.schedule(now + base::seconds(30), {Kind::timeout, client, answered});
    ++set_;
}

void RequestModel::answer(std::uint64_t requests) {
    while (requests > 0) {
        const auto popped = queue_.pop();
        const Event event = popped.payload;
        if (event.kind == Kind::timeout) {
            ++timed_out_;
            continue;
        }
        digest_ = digest_ * 31 + static_cast<std::uint64_t>(popped.time.ns) + event.client;
        if (event.kind == Kind::request) {
            queue_.schedule(popped.time + next_delay(),
                            {Kind::response, event.client, event.answered});
            continue;
        }
        --requests;
        if (timeouts_ != Timeouts::none)
            cancelled_ += queue_.cancel(timeout_of_[event.client]) ? 1 : 0;
        send(popped.time, event.client, event.answered + 1);
    }
}

}  // namespace brokerscope::cli::bench
