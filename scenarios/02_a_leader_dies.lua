-- The leader of a partition is killed in the middle of the stream. What was acknowledged must survive.
local s = scenario{
    title = {en = "A leader dies", pt = "Um líder morre"},
    question = {en = "Who leads next, and what is lost?", pt = "Quem lidera depois, e o que se perde?"},
    seed = 7,
    duration = "45s",
}

-- Try --set acks=1: the leader then acknowledges before anybody has a copy.
local acks = param("acks", "all")

local c = cluster{
    brokers = 3,
    ["offsets.topic.num.partitions"] = 3,
    ["group.initial.rebalance.delay.ms"] = "1s",
}
c:topic("orders", {partitions = 3, replication = 3, ["min.insync.replicas"] = 2})

c:producer("shop", {
    topic = "orders",
    rate = "50/s",
    key = function(n) return "customer-" .. n % 10 end,
    value = function(n) return "order " .. n end,
    acks = acks,
})
local billing = c:group("billing", {
    topics = {"orders"},
    members = 2,
    work = "2ms",
    ["auto.offset.reset"] = "earliest",
    ["auto.commit.interval.ms"] = "1s",
})

local orders0 = c:partition("orders", 0)

s:story(function()
    chapter{en = "Calm", pt = "Calma"}
    say{en = "Everything is calm. Every record is acknowledged when all in-sync replicas have it.",
        pt = "Tudo calmo. Cada registro é confirmado quando todas as réplicas em sincronia o têm."}
    if acks ~= "all" then
        say{en = "acks=" .. acks .. ": the leader acknowledges alone. A copy may still be on its way.",
            pt = "acks=" .. acks .. ": o líder confirma sozinho. Uma cópia talvez ainda esteja a caminho."}
    end
    wait_until(function() return billing:state() == "Stable" end, "15s")
    wait "3s"

    chapter{en = "The leader dies", pt = "O líder morre"}
    local old = orders0:leader()
    local others = {}
    for _, broker in ipairs(orders0:replicas()) do
        if broker ~= old then others[#others + 1] = broker end
    end
    -- First its cables to the followers: for a moment it writes what nobody copies.
    for _, broker in ipairs(others) do c:cut(old, broker) end
    wait "200ms"
    old:crash()
    for _, broker in ipairs(others) do c:heal(old, broker) end
    say{en = "Its cables failed, then it died. Nobody knows yet: the controller waits for its session to end.",
        pt = "Seus cabos falharam, depois ele morreu. Ninguém sabe: o controller espera a sessão acabar."}
    ask{
        question = {en = "Who will lead next?", pt = "Quem vai liderar agora?"},
        choices = {
            {en = "The in-sync replica that comes first in the replica list",
             pt = "A réplica em sincronia que vem primeiro na lista"},
            {en = "The replica with the longest log", pt = "A réplica com o log mais longo"},
            {en = "Nobody, until the old leader is back", pt = "Ninguém, até o líder antigo voltar"},
        },
        answer = 1,
    }

    local elected = wait_until(function()
        return orders0:leader() ~= nil and orders0:leader() ~= old
    end, "20s")
    expect("a new leader is elected", elected)
    chapter{en = "A new leader", pt = "Um novo líder"}
    say{en = "The session ended: the controller fenced the broker and elected from the ISR, in a new epoch.",
        pt = "A sessão acabou: o controller isolou o broker e elegeu alguém do ISR, em uma nova época."}
    wait "6s"

    chapter{en = "The old leader returns", pt = "O líder antigo volta"}
    old:start()
    say{en = "The old leader is back. Its log may hold records of the old epoch that nobody else has.",
        pt = "O líder antigo voltou. Seu log pode ter registros da época antiga que ninguém mais tem."}
    local back = wait_until(function() return #orders0:isr() == 3 end, "20s")
    expect("the old leader rejoins the ISR", back)
    say{en = "It cut its log where the epochs part, copied the rest, and is in sync again.",
        pt = "Ele cortou o log onde as épocas se separam, copiou o resto e está em sincronia de novo."}
end)

s:finally(function()
    local ledger = c:ledger("orders")
    if acks == "all" then
        expect("no acknowledged record is lost", ledger.lost == 0, ledger.lost)
    else
        expect("an acknowledged record is lost", ledger.lost > 0, ledger.lost)
    end
end)
