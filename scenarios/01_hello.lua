-- The whole machine once: records go in on the left, are replicated in the middle, come out on the right.
local s = scenario{
    title = {en = "Hello, cluster", pt = "Olá, cluster"},
    question = {en = "Where is a record between send() and poll()?",
                pt = "Onde está um registro entre send() e poll()?"},
    seed = 1,
    duration = "30s",
}

local acks = param("acks", "all")

local c = cluster{
    brokers = 3,
    ["offsets.topic.num.partitions"] = 3,
    ["group.initial.rebalance.delay.ms"] = "1s",
}
c:topic("orders", {partitions = 3, replication = 3, ["min.insync.replicas"] = 2})

local shop = c:producer("shop", {
    topic = "orders",
    rate = "10/s",
    key = function(n) return "customer-" .. n % 8 end,
    value = function(n) return "order " .. n end,
    acks = acks,
})
local billing = c:group("billing", {
    topics = {"orders"},
    members = 2,
    work = "5ms",
    ["auto.offset.reset"] = "earliest",
    ["auto.commit.interval.ms"] = "2s",
})

s:story(function()
    chapter{en = "The cluster comes up", pt = "O cluster sobe"}
    say{en = "Three brokers register with the controller. Until it unfences them, they lead nothing.",
        pt = "Três brokers se registram no controller. Até ele liberá-los, não lideram nada."}
    wait_until(function() return c:partition("orders", 2):leader() ~= nil end, "10s")

    chapter{en = "Records flow", pt = "Os registros fluem"}
    say{en = "The key chooses the partition, the partition has one leader, the followers copy it.",
        pt = "A chave escolhe a partição, a partição tem um líder, os seguidores o copiam."}
    wait "4s"
    say{en = "A hatched record is written but not yet replicated. Below the high watermark it is safe.",
        pt = "Um registro hachurado foi escrito, mas não replicado. Abaixo da high watermark está seguro."}
    wait "4s"

    chapter{en = "A group shares the work", pt = "Um grupo divide o trabalho"}
    say{en = "Two consumers share three partitions. Each partition has exactly one owner in the group.",
        pt = "Dois consumidores dividem três partições. Cada partição tem um só dono no grupo."}
    wait_until(function() return billing:state() == "Stable" end, "15s")
    expect("the group is stable", billing:state() == "Stable", billing:state())
    wait "6s"
    say{en = "Produced, acknowledged, replicated, delivered: nothing is lost and nothing comes twice.",
        pt = "Produzido, confirmado, replicado, entregue: nada se perde e nada vem duas vezes."}
end)

s:finally(function()
    local ledger = c:ledger("orders")
    expect("records were delivered", ledger.delivered > 100, ledger.delivered)
    expect("nothing is lost", ledger.lost == 0, ledger.lost)
    expect("nothing is delivered twice", ledger.duplicated == 0, ledger.duplicated)
end)
