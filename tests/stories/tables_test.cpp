// c:table gives a story what Kafka's tools would print at that moment.
#include "tests/expect.h"
#include "tests/stories/session_support.h"

using namespace brokerscope;
using namespace brokerscope::scripting;

TEST_CASE("a story reads the tables of Kafka's tools") {
    RunInputs inputs;
    inputs.name = "tables.lua";
    inputs.source = R"(
local s = scenario{ title = "Tables", duration = "20s" }
local c = cluster{ brokers = 3, ["log.retention.ms"] = 600000 }
c:topic("orders", { partitions = 2, replication = 3, ["min.insync.replicas"] = 2 })
c:producer("shop", { topic = "orders", rate = "20/s" })
c:group("billing", { topics = { "orders" } })
local function has(text, part) return text:find(part, 1, true) ~= nil end
s:story(function()
    wait "10s"
    local topics = c:table("topics", "orders")
    expect("topics", has(topics,
        "\tReplicationFactor: 3\tConfigs: min.insync.replicas=2,retention.ms=600000\n"), topics)
    local offsets = c:table("offsets", "orders")
    expect("offsets", has(offsets, "orders:0:") and has(offsets, "orders:1:"), offsets)
    local earliest = c:table("offsets", { name = "orders", time = "earliest" })
    expect("the log begins at 0", earliest == "orders:0:0\norders:1:0\n")
    local dump = c:table("log", { name = "orders-0", broker = c:broker(2) })
    expect("one broker's log",
        has(dump, "Dumping /kafka-2/data/orders-0/") and not has(dump, "/kafka-1/"), dump)
    expect("own configs", not has(c:table("configs", "orders"), "retention.ms"))
    local all = c:table("configs", { name = "orders", all = true })
    expect("all configs", has(all, "  retention.ms=600000 sensitive=false synonyms={"
        .. "STATIC_BROKER_CONFIG:log.retention.ms=600000, "
        .. "DEFAULT_CONFIG:log.retention.hours=168}\n"), all)
    expect("groups", has(c:table("groups", "billing"), "CURRENT-OFFSET"))
    local ok, message = pcall(function() return c:table("topics", "order") end)
    expect("unknown topic", not ok and has(message, "there is no topic 'order'"), message)
    expect("with a hint", has(message, "topics: "), message)
    ok, message = pcall(function() return c:table("topic") end)
    expect("unknown table", not ok and has(message, "did you mean"), message)
    local answer = c:request{ to = c:broker(1), api = "DESCRIBE_CONFIGS", body = {
        resources = { {
            resourceType = 2, resourceName = "orders",
            configurationKeys = { "min.insync.replicas" },
        } },
    } }
    local found = answer.results[1].configs[1]
    expect("the broker says the same", found.value == "2" and found.configSource == 1, found.value)
end)
)";
    expect_all_hold(*ended(inputs), 11);
}
