#!/usr/bin/env python3
"""Writes tests/golden/vectors/*.jsonl: compact extracts of what functions of real Kafka returned.

usage: tests/tools/extract_vectors.py SOURCE_FOLDER [NAME...]

SOURCE_FOLDER holds the recorded NAME.jsonl files, one vector a line with `id`, `kafka` (the
versions that gave this output), `input` and `output`. An extract keeps every line of a small file
and evenly spread lines of a large one; `kafka` stays only where the versions differ. Vectors of what
nothing here models are left out. NAME may be a name of SPECIAL too.
"""
import json
import pathlib
import sys

OUT = pathlib.Path(__file__).resolve().parent.parent / "golden" / "vectors"
BOTH = ["3.9.2", "4.3.1"]

# Name -> largest size of the extract in bytes.
EXTRACTS = {
    "varint": 60_000,
    "record-size": 60_000,
    "batch-size": 200_000,
    "control-batch-size": 20_000,
    "batch-packing": 120_000,
    "leader-epoch-cache": 240_000,
    "leader-epochs": 60_000,
    "log-sequence": 300_000,
    "offset-index": 40_000,
    "time-index": 40_000,
    "segment-roll": 100_000,
    "producer-state": 160_000,
    "producer-state-tv2": 160_000,
    "partitioner": 60_000,
    "coordinator-partition": 60_000,
    "transaction-partition": 60_000,
    "java-hash-order": 100_000,
    "sticky-partitioner-load": 60_000,
    "sticky-partitioner-switch": 80_000,
    "accumulator-unkeyed": 160_000,
    "topic-name": 60_000,
    "topic-collision": 60_000,
    "backoff": 60_000,
    "assignor-range": 130_000,
    "striped-placer": 80_000,
    "partition-change": 80_000,
    "group-protocol-vote": 90_000,
    "metadata-versions": 100_000,
    "features": 100_000,
    "errors": 300_000,
    "api-keys": 300_000,
}

# Parts of an output that nothing here models.
LEFT_OUT = {"errors": ["superclasses"], "api-keys": ["requiresDelayedAllocation"]}

# Metadata versions before 3.6 bump the leader epoch of a shrink.
OLD_METADATA = {"IBP_3_5_IV2"}


def is_modelled_change(vector):
    """No reassignments, no elections by hand, no RECOVERING mark; ELR as 4.3 has it."""
    given = vector["input"]
    partition, operation = given["partition"], given["event"]["op"]
    newest_only = given["elrEnabled"] or partition["elr"] or partition["lastKnownElr"]
    return (operation in ("fence", "unfence", "alter-partition", "unclean-shutdown")
            and not partition["adding"] and not partition["removing"]
            and partition["leaderRecoveryState"] == "RECOVERED"
            and given["metadataVersion"] not in OLD_METADATA
            and not (newest_only and "4.3.1" not in vector["kafka"]))


# Which vectors are kept, where it is not all of them.
KEPT = {
    "striped-placer": lambda vector: "assignments" in vector["output"],
    "partition-change": is_modelled_change,
}


def compact(name, line):
    vector = json.loads(line)
    kept = {"id": vector["id"]}
    if vector["kafka"] != BOTH:
        kept["kafka"] = vector["kafka"][0]
    for part in LEFT_OUT.get(name, []):
        vector["output"].pop(part, None)
    kept["input"] = vector["input"]
    kept["output"] = vector["output"]
    return kept


def merged(vectors):
    """One vector where the versions differ only in what was left out."""
    seen, result = {}, []
    for vector in vectors:
        key = json.dumps([vector["input"], vector["output"]])
        if "kafka" in vector and key in seen:
            del seen[key]["kafka"]
            seen[key]["id"] = seen[key]["id"].split("@")[0]
            continue
        if "kafka" in vector:
            seen[key] = vector
        result.append(vector)
    return result


def text(vector):
    return json.dumps(vector, separators=(",", ":"), ensure_ascii=True) + "\n"


def evenly_spread(lines, limit):
    """Every n-th line, with the smallest n that fits."""
    step = 1
    while sum(map(len, lines[::step])) > limit:
        step += 1
    return lines[::step]


def extract(source, name, limit):
    recorded = (source / f"{name}.jsonl").read_text().splitlines()
    wanted = KEPT.get(name, lambda vector: True)
    kept_lines = [line for line in recorded if wanted(json.loads(line))]
    lines = [text(vector) for vector in merged([compact(name, line) for line in kept_lines])]
    kept = evenly_spread(lines, limit)
    (OUT / f"{name}.jsonl").write_text("".join(kept))
    print(f"{name}: {len(kept)} of {len(lines)} vectors")


# --- configs: the definitions in one file, and in another how values are judged, once for each way

CONFIG_SCOPES = ["broker", "topic", "producer", "consumer", "admin", "group", "connect-distributed",
                 "quota-ip", "quota-userAndClient", "quota-scramMechanismsPlusUserAndClient"]


def without_name(message, name):
    return message.replace(name, "NAME")


def judgements(vector):
    """What every probe leads to; the usual message is split so that it is written once."""
    name, output = vector["input"]["name"], vector["output"]
    usual, other = {}, {}
    for probe, message in output["rejected"].items():
        head = f"Invalid value {probe} for configuration {name}: "
        if message.startswith(head):
            reason = without_name(message[len(head):], name)
            usual.setdefault(reason, []).append(probe)
        else:
            other[probe] = without_name(message, name)
    return {"accepted": output["accepted"], "rejected": usual, "rejectedOtherwise": other}


def extract_configs(source):
    definitions, ways = [], {}
    for scope in CONFIG_SCOPES:
        recorded = (source / f"configs-{scope}.jsonl").read_text().splitlines()
        vectors = [compact(f"configs-{scope}", line) for line in recorded]
        for vector in vectors:
            if "accepted" in vector["output"]:
                found = judgements(vector)
                definition = [vector["output"][part] for part in ("type", "validator")]
                key = json.dumps([vector.get("kafka"), definition, found])
                # Names are part of a few messages, so the first one stands for all that are alike.
                ways.setdefault(key, {**vector, "output": found})
                vector["output"]["acceptsEmpty"] = "" in vector["output"]["accepted"]
            vector["output"].pop("accepted", None)
            vector["output"].pop("rejected", None)
        definitions += merged(vectors)
    (OUT / "config-definitions.jsonl").write_text("".join(map(text, definitions)))
    (OUT / "config-probes.jsonl").write_text("".join(map(text, ways.values())))
    print(f"configs: {len(definitions)} definitions, {len(ways)} ways to judge values")


def extract_idempotence(source):
    """What became of idempotence under recorded settings (in SOURCE_FOLDER/../../producer)."""
    recorded = source.parent.parent / "producer" / "vectors" / "producer-defaults.jsonl"
    vectors = []
    for line in recorded.read_text().splitlines():
        vector = compact("producer-idempotence", line)
        values = vector["output"].pop("values", None)
        vector["output"].pop("exception", None)
        if values:
            vector["output"] = {"enable.idempotence": values["enable.idempotence"]}
        vectors.append(vector)
    vectors = merged(vectors)
    (OUT / "producer-idempotence.jsonl").write_text("".join(map(text, vectors)))
    print(f"producer-idempotence: {len(vectors)} vectors")


def extract_exceptions(source):
    """The Java classes behind the error codes, each with the class that it extends."""
    vectors, seen = [], set()
    for line in (source / "errors.jsonl").read_text().splitlines():
        vector = json.loads(line)
        chain = [vector["output"]["exception"], *vector["output"]["superclasses"]]
        for name, parent in zip(chain, chain[1:]):
            for version in vector["kafka"]:
                if (name, version) in seen:
                    continue
                seen.add((name, version))
                vectors.append({"id": f"exceptions-{name}@{version}", "kafka": version,
                                "input": {"name": name}, "output": {"parent": parent}})
    vectors.sort(key=lambda vector: vector["id"])
    (OUT / "exceptions.jsonl").write_text("".join(map(text, merged(vectors))))
    print(f"exceptions: {len(vectors)} vectors")


def extract_api_details(source):
    """What there is to know of a request besides what api-keys keeps."""
    vectors = []
    for line in (source / "api-keys.jsonl").read_text().splitlines():
        vector = json.loads(line)
        out = vector["output"]
        for version in vector["kafka"]:
            vectors.append({"id": f"{vector['id'].split('@')[0]}@{version}", "kafka": version,
                            "input": vector["input"], "output": {
                                "id": out["id"], "latestVersion": out["latestVersion"],
                                "oldestVersion": out["oldestVersion"],
                                "byZookeeperBrokers": "ZK_BROKER" in out["listeners"],
                                "requiresDelayedAllocation": out["requiresDelayedAllocation"],
                                "requestHeaderVersions": out["requestHeaderVersions"]}})
    (OUT / "api-details.jsonl").write_text("".join(map(text, vectors)))
    print(f"api-details: {len(vectors)} vectors")


# Logs of real brokers, recorded in SOURCE_FOLDER/../../storage: name -> largest size of the extract.
STORAGE = {
    "segment-layout": 60_000,
    "fetch": 60_000,
    "list-offsets": 40_000,
    "retention": 30_000,
    "compaction": 90_000,
}


def extract_storage(source):
    for name, limit in STORAGE.items():
        extract(source.parent.parent / "storage" / "vectors", name, limit)


SPECIAL = {"configs": extract_configs, "exceptions": extract_exceptions,
           "api-details": extract_api_details, "producer-idempotence": extract_idempotence,
           "storage": extract_storage}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    OUT.mkdir(parents=True, exist_ok=True)
    source = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:] or [*EXTRACTS, *SPECIAL]:
        if name in SPECIAL:
            SPECIAL[name](source)
        else:
            extract(source, name, EXTRACTS[name])


if __name__ == "__main__":
    main()
