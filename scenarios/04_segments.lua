-- A log is a row of files. Old data goes a file at a time, and one record from the future keeps its file.
local s = scenario{
    title = {en = "Segments and retention", pt = "Segmentos e retenção"},
    question = {en = "When does an old record really go?", pt = "Quando um registro velho sai de verdade?"},
    seed = 4,
    duration = "60s",
}

local c = cluster{
    brokers = 1,
    ["log.initial.task.delay.ms"] = "1s",
    ["log.retention.check.interval.ms"] = "1s",
}
local keep = {partitions = 1, replication = 1, ["segment.ms"] = "5s", ["retention.ms"] = "15s"}
c:topic("clicks", keep)
c:topic("pinned", keep)

c:producer("web", {
    topic = "clicks",
    rate = "2/s",
    key = function(n) return "page-" .. n % 8 end,
    value = function(n) return "click " .. n end,
})
-- The same, but the clock of this application was wrong once.
c:producer("kiosk", {
    topic = "pinned",
    rate = "2/s",
    key = function(n) return "page-" .. n % 8 end,
    value = function(n) return "click " .. n end,
    timestamp = function(n) if n == 13 then return now() + 600000 end end,
})

local clicks = c:partition("clicks", 0)
local pinned = c:partition("pinned", 0)

-- True when the log starts where one of its files does.
local function starts_with_a_file(p)
    local segments = p:segments()
    return #segments > 0 and segments[1].base_offset == p:log_start()
end

s:story(function()
    chapter{en = "A log is files", pt = "Um log são arquivos"}
    say{en = "A partition is a directory of segment files. Only the newest grows; segment.ms begins the next.",
        pt = "Uma partição é um diretório de segmentos. Só o mais novo cresce; segment.ms começa o próximo."}
    local rolled = wait_until(function() return #clicks:segments() >= 3 end, "25s")
    expect("segments roll", rolled, #clicks:segments())

    chapter{en = "Whole files go", pt = "Arquivos inteiros saem"}
    ask{
        question = {en = "retention.ms is 15 s. A record is 18 s old, the newest one in its file 14 s. Is it deleted?",
                    pt = "retention.ms é 15 s. Um registro tem 18 s, o mais novo do seu arquivo 14 s. Ele é apagado?"},
        choices = {
            {en = "Not yet: a file goes when its newest record is too old",
             pt = "Ainda não: um arquivo sai quando o registro mais novo envelhece"},
            {en = "Yes: each record goes when it is too old", pt = "Sim: cada registro sai quando envelhece"},
            {en = "Only when the disk is full", pt = "Só quando o disco enche"},
        },
        answer = 1,
    }
    local went = wait_until(function() return (clicks:log_start() or 0) > 0 end, "25s")
    expect("an old segment is deleted", went)
    expect("it goes whole", starts_with_a_file(clicks), clicks:log_start())
    say{en = "Whole files go, the oldest first. So some records live longer than retention.ms says.",
        pt = "Arquivos inteiros saem, o mais velho primeiro. Alguns registros vivem mais que retention.ms."}
    wait "6s"

    chapter{en = "A record from the future", pt = "Um registro do futuro"}
    say{en = "One record of the other topic claims a time ten minutes ahead. Its file can neither age nor roll.",
        pt = "Um registro do outro tópico diz ser de daqui a dez minutos. Seu arquivo não envelhece nem gira."}
    wait "14s"
    say{en = "Both topics have the same retention.ms. Why is my old data not deleted? Look at its timestamps.",
        pt = "Os dois tópicos têm o mesmo retention.ms. Por que o velho não sai? Veja os timestamps."}
    wait "4s"
end)

s:finally(function()
    expect("the old clicks are gone", clicks:log_start() > 40, clicks:log_start())
    expect("the pinned segment is still there", pinned:log_start() <= 12, pinned:log_start())
    expect("what is behind it is still there, too", #pinned:records() > 2 * #clicks:records(),
           #pinned:records())
    expect("deleted is not lost", c:ledger("clicks").lost == 0)
end)
