-- kill -9 takes the memory of a process. A power loss takes the page cache, too: acknowledged is not on the disk.
local s = scenario{
    title = {en = "A crash and a power loss", pt = "Uma queda e uma falta de energia"},
    question = {en = "What does an acknowledgement promise?", pt = "O que uma confirmação promete?"},
    seed = 6,
    duration = "100s",
}

local c = cluster{ brokers = 3 }
-- Nobody else has a copy of this one ...
c:topic("alone", {assignment = {{1}}})
-- ... and of this one two others have.
c:topic("shared", {assignment = {{2, 1, 3}}, ["min.insync.replicas"] = 2})

for _, topic in ipairs{"alone", "shared"} do
    c:producer(topic .. "-app", {
        topic = topic,
        rate = "4/s",
        key = function(n) return "customer-" .. n % 8 end,
        value = function(n) return "order " .. n end,
    })
end

local alone = c:partition("alone", 0)
local shared = c:partition("shared", 0)

local function lost(topic) return c:ledger(topic).lost end

local function all_in_sync()
    return alone:leader() ~= nil and shared:leader() ~= nil and #shared:isr() == 3
end

s:story(function()
    chapter{en = "The page cache", pt = "O cache de páginas"}
    say{en = "A broker appends to the page cache of its system and acknowledges. The disk gets it later.",
        pt = "Um broker grava no cache de páginas do sistema e confirma. O disco recebe depois."}
    wait_until(all_in_sync, "20s")
    wait "8s"

    chapter{en = "A crash", pt = "Uma queda"}
    c:broker(1):crash()
    say{en = "kill -9: the process is gone, its system is not. The page cache is still there.",
        pt = "kill -9: o processo morreu, o sistema não. O cache de páginas continua lá."}
    wait "3s"
    c:broker(1):start()
    wait_until(all_in_sync, "30s")
    expect("a crash loses nothing, even without a copy", lost("alone") == 0, lost("alone"))
    wait "8s"

    chapter{en = "A power loss", pt = "Uma falta de energia"}
    ask{
        question = {en = "Now the machine of broker 1 loses power. Which topic loses acknowledged records?",
                    pt = "Agora a máquina do broker 1 fica sem energia. Que tópico perde registros confirmados?"},
        choices = {
            {en = "None: acks=all", pt = "Nenhum: acks=all"},
            {en = "alone, which nobody else has", pt = "alone, que ninguém mais tem"},
            {en = "Both", pt = "Os dois"},
        },
        answer = 2,
    }
    c:broker(1):power_loss()
    say{en = "What had not reached the disk is gone. Look at the line below the tapes: that is what is left.",
        pt = "O que não chegou ao disco se foi. Veja a linha sob as fitas: é o que resta."}
    wait "3s"
    c:broker(1):start()
    wait_until(all_in_sync, "30s")
    expect("a power loss takes acknowledged records of a topic without copies", lost("alone") > 0, lost("alone"))
    expect("copies on other machines save them", lost("shared") == 0, lost("shared"))
    say{en = "The copies saved the other topic: Kafka replicates instead of waiting for disks.",
        pt = "As cópias salvaram o outro tópico: o Kafka replica em vez de esperar pelos discos."}
    wait "8s"

    chapter{en = "Everybody at once", pt = "Todos de uma vez"}
    for id = 1, 3 do c:broker(id):power_loss() end
    say{en = "One power line for all: now the copies are gone together. Racks are for this.",
        pt = "Uma só rede para todos: agora as cópias se vão juntas. Para isso servem os racks."}
    wait "3s"
    for id = 1, 3 do c:broker(id):start() end
    wait_until(all_in_sync, "30s")
    expect("all copies lost power: acknowledged records are gone", lost("shared") > 0, lost("shared"))
end)

s:finally(function()
    expect("both topics work again", all_in_sync())
end)
