-- A group rebalances three times: somebody joins, somebody leaves, somebody dies without a word.
local s = scenario{
    title = {en = "A consumer leaves", pt = "Um consumidor sai"},
    question = {en = "Why does a silent death cost more than a goodbye?",
                pt = "Por que uma morte silenciosa custa mais que um adeus?"},
    seed = 3,
    duration = "75s",
}

local session = param("session", "10s")

local c = cluster{
    brokers = 3,
    ["offsets.topic.num.partitions"] = 3,
    ["group.initial.rebalance.delay.ms"] = "1s",
}
c:topic("orders", {partitions = 6, replication = 3, ["min.insync.replicas"] = 2})

c:producer("shop", {
    topic = "orders",
    rate = "20/s",
    key = function(n) return "customer-" .. n % 24 end,
    value = function(n) return "order " .. n end,
    acks = "all",
})
local billing = c:group("billing", {
    topics = {"orders"},
    members = 2,
    work = "10ms",
    ["auto.offset.reset"] = "earliest",
    ["auto.commit.interval.ms"] = "5s",
    ["session.timeout.ms"] = session,
    ["heartbeat.interval.ms"] = "1s",
})

local function stable_with(members)
    return function() return billing:state() == "Stable" and billing:size() == members end
end

s:story(function()
    chapter{en = "Two members", pt = "Dois membros"}
    say{en = "Two consumers share six partitions: the range assignor gives each of them three.",
        pt = "Dois consumidores dividem seis partições: o range assignor dá três a cada um."}
    expect("the group starts", wait_until(stable_with(2), "20s"))
    wait "6s"

    chapter{en = "One joins", pt = "Um entra"}
    say{en = "A third consumer joins. At their next heartbeat the others hear of it and give everything back.",
        pt = "Um terceiro consumidor entra. No próximo heartbeat os outros ficam sabendo e devolvem tudo."}
    local third = billing:join()
    expect("three members share the work", wait_until(stable_with(3), "15s"))
    wait "6s"

    chapter{en = "One says goodbye", pt = "Um se despede"}
    say{en = "One leaves cleanly: it commits, sends LeaveGroup, and the others go on almost at once.",
        pt = "Um sai direito: grava o offset, envia LeaveGroup, e os outros continuam quase na hora."}
    third:stop()
    expect("a goodbye is noticed at once", wait_until(stable_with(2), "5s"))
    wait "6s"

    chapter{en = "One dies", pt = "Um morre"}
    say{en = "Now one is killed. Its partitions stand still until session.timeout.ms has passed.",
        pt = "Agora um é morto. Suas partições ficam paradas até passar o session.timeout.ms."}
    local before = now()
    billing:member(2):crash()
    expect("a death is noticed when the session ends", wait_until(stable_with(1), "30s"))
    local noticed = now() - before
    expect("and not before", noticed >= 8000, noticed .. " ms")
    say{en = "What it had read but not committed is now read again: delivered twice, lost never.",
        pt = "O que ele leu e não gravou é lido de novo: entregue duas vezes, perdido nunca."}
end)

s:finally(function()
    local ledger = c:ledger("orders")
    expect("nothing is lost", ledger.lost == 0, ledger.lost)
    expect("something was delivered twice", ledger.duplicated > 0, ledger.duplicated)
    expect("nothing was skipped", ledger.groups.billing.skipped == 0, ledger.groups.billing.skipped)
end)
