-- A compacted topic keeps the newest record of each key. What the cleaner may touch, and what a tombstone is.
local s = scenario{
    title = {en = "Compaction", pt = "Compactação"},
    question = {en = "What is left of a compacted log?", pt = "O que resta de um log compactado?"},
    seed = 5,
    duration = "70s",
}

local c = cluster{
    brokers = 1,
    ["log.cleaner.backoff.ms"] = "1s",
}
c:topic("profiles", {
    partitions = 1,
    replication = 1,
    ["cleanup.policy"] = "compact",
    ["segment.ms"] = "6s",
    ["min.cleanable.dirty.ratio"] = "0.4",
    ["delete.retention.ms"] = "15s",
})

-- customer-3 leaves with its tenth record: from then on there is a null, and later nothing.
local gone = "customer-3"
c:producer("crm", {
    topic = "profiles",
    rate = "2/s",
    key = function(n)
        local customer = n % 5
        if customer == 3 and n > 23 then customer = 4 end
        return "customer-" .. customer
    end,
    value = function(n) if n ~= 23 then return "profile " .. n end end,
})

local profiles = c:partition("profiles", 0)

-- How many records of this key are left in the log; and how many of them are tombstones.
local function count_of(key)
    local records, tombstones = 0, 0
    for _, record in ipairs(profiles:records()) do
        if record.key == key then
            records = records + 1
            if record.value == nil then tombstones = tombstones + 1 end
        end
    end
    return records, tombstones
end

-- The keys that stand more than once below this offset.
local function repeated_below(offset)
    local seen, repeated = {}, 0
    for _, record in ipairs(profiles:records()) do
        if record.offset < offset then
            if seen[record.key] then repeated = repeated + 1 end
            seen[record.key] = true
        end
    end
    return repeated
end

local function active_base()
    local segments = profiles:segments()
    return segments[#segments].base_offset
end

s:story(function()
    chapter{en = "Every change is a record", pt = "Cada mudança é um registro"}
    say{en = "Five customers, and a record for every change. Only the newest of each key is needed.",
        pt = "Cinco clientes, e um registro a cada mudança. Só o mais novo de cada chave é preciso."}
    wait_until(function() return #profiles:segments() >= 2 end, "20s")
    ask{
        question = {en = "The cleaner comes. What may it take?", pt = "O limpador chega. O que ele pode levar?"},
        choices = {
            {en = "Everything that has a newer record of its key", pt = "Tudo o que tem um registro mais novo da chave"},
            {en = "Only what stands in closed segments", pt = "Só o que está em segmentos fechados"},
            {en = "Everything older than retention.ms", pt = "Tudo o que é mais velho que retention.ms"},
        },
        answer = 2,
    }
    local before = #profiles:records()
    local cleaned = wait_until(function()
        return #profiles:segments() >= 2 and repeated_below(profiles:segments()[2].base_offset) == 0
            and #profiles:records() < profiles:log_end()
    end, "20s")
    expect("the log is cleaned", cleaned, before)

    chapter{en = "Gaps, not new numbers", pt = "Lacunas, não números novos"}
    say{en = "Old versions are gone, offsets stay as they were. The active segment is never cleaned.",
        pt = "As versões velhas saíram, os offsets ficam. O segmento ativo nunca é limpo."}
    wait "3s"

    chapter{en = "A tombstone", pt = "Uma lápide"}
    say{en = "customer-3 left: its newest record has no value. A null value says: forget this key.",
        pt = "customer-3 saiu: seu registro mais novo não tem valor. Um valor nulo diz: esqueça a chave."}
    local only = wait_until(function()
        local records, tombstones = count_of(gone)
        return records == 1 and tombstones == 1
    end, "25s")
    expect("only the tombstone of customer-3 is left", only)
    say{en = "It stays for delete.retention.ms after it was cleaned, so that slow readers see it. Then it goes, too.",
        pt = "Ela fica delete.retention.ms depois da limpeza, para leitores lentos a verem. Depois também sai."}
    local forgotten = wait_until(function() return count_of(gone) == 0 end, "40s")
    expect("the tombstone goes, too", forgotten)
end)

s:finally(function()
    expect("the offsets did not change", profiles:log_end() > #profiles:records(), profiles:log_end())
    expect("each of the others is still there", count_of("customer-1") >= 1 and count_of("customer-4") >= 1)
    expect("compacted is not lost", c:ledger("profiles").lost == 0)
end)
