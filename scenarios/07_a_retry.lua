-- An acknowledgement is lost on its way. The producer cannot know that, and sends its record again.
local s = scenario{
    title = {en = "A retry", pt = "Um reenvio"},
    question = {en = "When is a retry a second copy?", pt = "Quando um reenvio é uma segunda cópia?"},
    seed = 11,
    duration = "32s",
}

-- Try --set idempotence=false: then the careful producer is as careless as the other one.
local idempotence = param("idempotence", true)

local c = cluster{
    brokers = 3,
    ["offsets.topic.num.partitions"] = 1,
    ["group.initial.rebalance.delay.ms"] = "1s",
}
for number, name in ipairs{"careless", "careful"} do
    c:topic(name, {
        assignment = {{number, number % 3 + 1, (number + 1) % 3 + 1}},
        ["min.insync.replicas"] = 2,
    })
end

local function shop(name, is_idempotent)
    return c:producer(name, {
        topic = name,
        rate = "1/s",
        key = function(n) return "customer-" .. n % 8 end,
        value = function(n) return "order " .. n end,
        acks = "all",
        ["enable.idempotence"] = is_idempotent,
    })
end
local careless = shop("careless", false)
local careful = shop("careful", idempotence)
local billing = c:group("billing", {
    topics = {"careless", "careful"},
    members = 1,
    work = "5ms",
    ["auto.offset.reset"] = "earliest",
    ["auto.commit.interval.ms"] = "1s",
})

-- The leader has written the next record, and is about to say so, when the cable to the producer fails.
local function lose_the_next_answer(producer, partition)
    local log_end = partition:log_end()
    local written = wait_until(function() return partition:log_end() > log_end end, "5s")
    c:cut(producer, partition:leader())
    return written
end

s:story(function()
    local careless0 = c:partition("careless", 0)
    local careful0 = c:partition("careful", 0)

    chapter{en = "An order a second", pt = "Um pedido por segundo"}
    say{en = "Two shops send an order a second each. An order is done when its acknowledgement is there.",
        pt = "Duas lojas enviam um pedido por segundo cada. Um pedido termina quando chega a confirmação."}
    wait_until(function() return billing:state() == "Stable" end, "15s")
    wait "3s"

    chapter{en = "The answer is lost", pt = "A resposta se perde"}
    expect("the careless order is written", lose_the_next_answer(careless, careless0))
    local log_end = careless0:log_end()
    say{en = "The leader has written the order. Its answer is lost: the cable to the careless shop failed.",
        pt = "O líder escreveu o pedido. A resposta se perdeu: o cabo até a loja careless falhou."}
    ask{
        question = {en = "What will the careless shop do when the cable works again?",
                    pt = "O que a loja careless vai fazer quando o cabo voltar?"},
        choices = {
            {en = "Nothing: the order is in the log", pt = "Nada: o pedido está no log"},
            {en = "Send it again: it cannot know that it is in the log",
             pt = "Enviar de novo: ela não tem como saber que está no log"},
            {en = "Ask the leader whether it has it", pt = "Perguntar ao líder se ele o tem"},
        },
        answer = 2,
    }
    wait "800ms"
    c:heal(careless, careless0:leader())
    wait_until(function() return careless0:log_end() > log_end end, "2s")
    chapter{en = "A second copy", pt = "Uma segunda cópia"}
    local copies = c:ledger("careless").duplicated_in_log
    expect("the careless order is in the log twice", copies == 1, copies)
    say{en = "It sent the order again, as it must. To the leader that is one more order: it wrote it again.",
        pt = "Ela enviou o pedido de novo, como deve. Para o líder é mais um pedido: ele o escreveu de novo."}
    wait "4s"

    chapter{en = "The same for the careful shop", pt = "O mesmo com a loja careful"}
    say{en = "The careful shop numbers its orders, under an id that a broker gave it: enable.idempotence.",
        pt = "A loja careful numera os pedidos, com um id que um broker lhe deu: enable.idempotence."}
    wait "2s"
    expect("the careful order is written", lose_the_next_answer(careful, careful0))
    ask{
        question = {en = "It will send its order again, too. How often will the log hold it?",
                    pt = "Ela também vai enviar o pedido de novo. Quantas vezes ele vai estar no log?"},
        choices = {{en = "Once", pt = "Uma vez"}, {en = "Twice", pt = "Duas vezes"}},
        answer = idempotence and 1 or 2,
    }
    wait "800ms"
    c:heal(careful, careful0:leader())
    wait "600ms"
    chapter{en = "Recognised", pt = "Reconhecido"}
    if idempotence then
        local copies = c:ledger("careful").duplicated_in_log
        expect("the careful order is in the log once", copies == 0, copies)
        say{en = "The leader knows this id and this number: it only answered again, as it did the first time.",
            pt = "O líder conhece esse id e esse número: só respondeu de novo, como da primeira vez."}
    else
        say{en = "Without idempotence there is no number to know it by: it was written again.",
            pt = "Sem idempotência não há número para reconhecê-lo: foi escrito de novo."}
    end
    wait "5s"
end)

s:finally(function()
    local lost = c:ledger("careless")
    expect("the careless shop loses nothing", lost.lost == 0 and lost.failed == 0, lost.lost)
    expect("the careless shop has one copy too many", lost.duplicated_in_log == 1,
        lost.duplicated_in_log)
    expect("billing is given one careless order twice", lost.groups.billing.duplicated == 1,
        lost.groups.billing.duplicated)
    local kept = c:ledger("careful")
    expect("the careful shop loses nothing", kept.lost == 0 and kept.failed == 0, kept.lost)
    local copies = idempotence and 0 or 1
    expect("the careful shop has each order as often as it should", kept.duplicated_in_log == copies,
        kept.duplicated_in_log)
    expect("its orders keep their order", kept.reordered == 0, kept.reordered)
end)
