#!/usr/bin/env python3
"""Writes tests/golden/vectors/*.jsonl: compact extracts of what functions of real Kafka returned.

usage: tests/tools/extract_vectors.py SOURCE_FOLDER [NAME...]

SOURCE_FOLDER holds the recorded NAME.jsonl files, one vector a line with `id`, `kafka` (the
versions that gave this output), `input` and `output`. An extract keeps every line of a small file
and evenly spread lines of a large one; `kafka` stays only where the versions differ.
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
    "log-sequence": 300_000,
    "errors": 300_000,
    "api-keys": 300_000,
}

# Parts of an output that nothing here models.
LEFT_OUT = {"errors": ["superclasses"], "api-keys": ["requiresDelayedAllocation"]}


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
    lines = [text(vector) for vector in merged([compact(name, line) for line in recorded])]
    kept = evenly_spread(lines, limit)
    (OUT / f"{name}.jsonl").write_text("".join(kept))
    print(f"{name}: {len(kept)} of {len(lines)} vectors")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    OUT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or EXTRACTS:
        extract(pathlib.Path(sys.argv[1]), name, EXTRACTS[name])


if __name__ == "__main__":
    main()
